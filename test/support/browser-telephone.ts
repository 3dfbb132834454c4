import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { defined } from "../../src/runtime/defined.ts";
import { Scope } from "../../src/runtime/scope.ts";
import { eventually } from "./eventually.ts";
import { tempFolder } from "./temp-folder.ts";
import { toneFile } from "./wav-file.ts";

const CHROMIUM = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find((path) => existsSync(path));
/** The fake microphone says it over and over. */
const TONE_MS = 10_000;

/** What a browser makes of offers and answers, and what it hears: the parts of WebRTC that a softphone in a page uses. */
const PAGE = `
  globalThis.telephone = (() => {
    const peer = new RTCPeerConnection();
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 8192;
    peer.ontrack = ({ streams: [stream] }) => {
      const element = new Audio();
      element.muted = true;
      element.srcObject = stream;
      void element.play();
      context.createMediaStreamSource(stream).connect(analyser);
      void context.resume();
    };
    const gathered = () => new Promise((resolve) => {
      const look = () => peer.iceGatheringState === "complete" && resolve(peer.localDescription.sdp);
      peer.onicegatheringstatechange = look;
      look();
    });
    const microphone = async () => {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
      });
      for (const track of stream.getTracks()) peer.addTrack(track, stream);
    };
    return {
      async offer() {
        await microphone();
        peer.addTransceiver("video", { direction: "recvonly" }); // which a telephone system refuses
        await peer.setLocalDescription(await peer.createOffer());
        return gathered();
      },
      async offerAnew() {
        await peer.setLocalDescription(await peer.createOffer({ iceRestart: true }));
        return gathered();
      },
      takeAnswer: (sdp) => peer.setRemoteDescription({ type: "answer", sdp }),
      press: (keys) => peer.getSenders().find(({ dtmf }) => dtmf !== null).dtmf.insertDTMF(keys, 100, 100),
      state: () => peer.connectionState,
      /** The loudest frequency, in Hz, and how far it stands above all the rest. */
      heard() {
        const levels = new Float32Array(analyser.frequencyBinCount);
        analyser.getFloatFrequencyData(levels);
        const loudest = levels.reduce((best, level, at) => (level > levels[best] ? at : best), 0);
        return { hertz: (loudest * context.sampleRate) / analyser.fftSize, level: levels[loudest] };
      },
    };
  })();
`;

/** A telephone in a real browser: its WebRTC, with a microphone that says one tone, and an ear that tells frequencies. */
export class BrowserTelephone implements AsyncDisposable {
  readonly #page: Page;
  readonly #scope: Scope;

  private constructor(page: Page, scope: Scope) {
    this.#page = page;
    this.#scope = scope;
  }

  /** @param site  a page of a site to which browsers give the microphone: by HTTPS, or on this machine */
  static async open(site: string, says: number): Promise<BrowserTelephone> {
    const scope = new Scope();
    const folder = scope.own(await tempFolder("offhook-microphone-"));
    const file = join(folder.path, "microphone.wav");
    await writeFile(file, toneFile(says, TONE_MS));
    const browser = await launch(file);
    scope.defer(() => browser.close());
    const page = await browser.newPage();
    await page.goto(site);
    await page.evaluate(PAGE);
    return new BrowserTelephone(page, scope);
  }

  /** An offer of audio, and of video that it would watch. */
  offer(): Promise<string> {
    return this.#do("offer()");
  }

  /** Another offer in the same session: it looks for its way anew, as after a change of the network. */
  offerAnew(): Promise<string> {
    return this.#do("offerAnew()");
  }

  async takesAnswer(answer: string): Promise<void> {
    await this.#do(`takeAnswer(${JSON.stringify(answer)})`);
  }

  /** Keys, one after the other, as telephone events (RFC 4733). */
  async presses(keys: string): Promise<void> {
    await this.#do(`press(${JSON.stringify(keys)})`);
  }

  /** Both ways are open and encrypted. */
  async isConnected(): Promise<void> {
    await eventually("the browser's connection", async () => {
      const state = await this.#do<string>("state()");
      if (state !== "connected") throw new Error(state);
    });
  }

  async hears(hertz: number): Promise<void> {
    await eventually(`a tone of ${hertz} Hz in the browser`, async () => {
      const heard = await this.#do<{ hertz: number; level: number }>("heard()");
      if (Math.abs(heard.hertz - hertz) > 15 || heard.level < -50) throw new Error(JSON.stringify(heard));
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scope[Symbol.asyncDispose]();
  }

  #do<Result>(what: string): Promise<Result> {
    return this.#page.evaluate<Result>(`telephone.${what}`);
  }
}

function launch(microphone: string): Promise<Browser> {
  return chromium.launch({
    ...defined({ executablePath: CHROMIUM }),
    args: [
      // In a container its sandbox needs rights that root there has not; /dev/shm is small there.
      ...["--no-sandbox", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required"],
      ...["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
      `--use-file-for-fake-audio-capture=${microphone}`,
      "--allow-loopback-in-peer-connection",
    ],
  });
}
