import type { Page } from "playwright-core";
import { eventually } from "../../support/eventually.ts";

/** Listens to the last connection that the page has made. */
const EAR = `
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration) {
      super(configuration);
      this.addEventListener("track", ({ track }) => {
        const context = new AudioContext();
        const analyser = context.createAnalyser();
        analyser.fftSize = 8192;
        context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
        void context.resume();
        globalThis.ear = () => {
          const levels = new Float32Array(analyser.frequencyBinCount);
          analyser.getFloatFrequencyData(levels);
          const loudest = levels.reduce((best, level, at) => (level > levels[best] ? at : best), 0);
          return { hertz: (loudest * context.sampleRate) / analyser.fftSize, level: levels[loudest] };
        };
      });
    }
  };
`;

/** What the telephone in a page plays to the person. */
export class Hearing {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  /** Before the page is loaded. */
  static async of(page: Page): Promise<Hearing> {
    await page.addInitScript(EAR);
    return new Hearing(page);
  }

  /** Waits until the page plays a tone of this frequency. */
  async hears(hertz: number): Promise<void> {
    await eventually(`a tone of ${hertz} Hz in the page`, async () => {
      const heard = await this.#page.evaluate<{ hertz: number; level: number }>("ear()");
      if (Math.abs(heard.hertz - hertz) > 15 || heard.level < -50) throw new Error(JSON.stringify(heard));
    });
  }
}
