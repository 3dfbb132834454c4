import type { Page } from "playwright-core";
import { eventually } from "../../support/eventually.ts";

/** Listens to the connections that the page makes (`ear` tells of the newest), and to the tones that it makes itself (`tones`). */
const EAR = `
  globalThis.tones = new Set();
  const createOscillator = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () {
    const tone = createOscillator.call(this);
    globalThis.tones.add(tone);
    this.addEventListener("statechange", () => this.state === "closed" && globalThis.tones.delete(tone));
    return tone;
  };
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration) {
      super(configuration);
      this.addEventListener("track", ({ track }) => {
        const context = new AudioContext();
        const analyser = context.createAnalyser();
        analyser.fftSize = 8192;
        context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
        void context.resume();
        globalThis.ear = async () => {
          const levels = new Float32Array(analyser.frequencyBinCount);
          analyser.getFloatFrequencyData(levels);
          const loudest = levels.reduce((best, level, at) => (level > levels[best] ? at : best), 0);
          const hertz = (loudest * context.sampleRate) / analyser.fftSize;
          const stats = [...(await this.getStats()).values()].filter(({ type }) =>
            ["inbound-rtp", "outbound-rtp", "transport"].includes(type),
          );
          return { hertz, level: levels[loudest], state: context.state, time: context.currentTime, stats };
        };
      });
    }
  };
`;

interface Heard {
  readonly hertz: number;
  /** dB; null: nothing at all. */
  readonly level: number | null;
}

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

  /** Waits until the page itself plays tones of these frequencies alone: it rings, or says that it rings elsewhere. */
  async makesTones(...hertz: readonly number[]): Promise<void> {
    await eventually(`tones of ${hertz.join(" and ")} Hz from the page`, async () => {
      const made = await this.#page.evaluate<number[]>("[...tones].map(({ frequency }) => frequency.value)");
      if (made.join() !== hertz.join()) throw new Error(`${made.join(" and ")} Hz`);
    });
  }

  /** Waits until the page plays a tone of this frequency. */
  async hears(hertz: number): Promise<void> {
    await this.#eventually(`tone of ${hertz} Hz`, (heard) => Math.abs(heard.hertz - hertz) <= 15 && isLoud(heard));
  }

  /** Waits until the page plays something that is no tone of this frequency. */
  async hearsOtherThan(hertz: number): Promise<void> {
    await this.#eventually(
      `sound other than ${hertz} Hz`,
      (heard) => Math.abs(heard.hertz - hertz) > 15 && isLoud(heard),
    );
  }

  async #eventually(what: string, is: (heard: Heard) => boolean): Promise<void> {
    await eventually(`${what} in the page`, async () => {
      const heard = await this.#page.evaluate<Heard>("ear()");
      if (!is(heard)) throw new Error(JSON.stringify(heard));
    });
  }
}

function isLoud({ level }: Heard): boolean {
  return level !== null && level > -50;
}
