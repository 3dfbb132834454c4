import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PCMA, PCMU } from "../../../../src/engines/rtp/g711.ts";
import { createDtmfDetector } from "../../../../src/engines/rtp/dtmf-detector.ts";
import { decodeWav, readWavHeader } from "../../../../src/engines/rtp/wav.ts";

const ALL_KEYS = "0123456789*#ABCD";
const ROWS = [697, 770, 852, 941];
const COLUMNS = [1209, 1336, 1477, 1633];
const KEYS = ["123A", "456B", "789C", "*0#D"];

interface Press {
  readonly onMs: number;
  readonly offMs: number;
  /** Of each tone, of 32768. */
  readonly low: number;
  readonly high: number;
  /** Both tones are off by so much. */
  readonly detuned: number;
}

const ORDINARY: Press = { onMs: 80, offMs: 80, low: 5000, high: 5000, detuned: 0 };

/** What a telephone without telephone-event sends for these keys. */
function dialled(keys: string, press: Partial<Press> = {}): Int16Array {
  const { onMs, offMs, low, high, detuned } = { ...ORDINARY, ...press };
  const samples: number[] = new Array<number>(237).fill(0);
  for (const key of keys) {
    const row = KEYS.findIndex((line) => line.includes(key));
    const rowHz = (ROWS[row] ?? 0) * (1 + detuned);
    const columnHz = (COLUMNS[KEYS[row]?.indexOf(key) ?? 0] ?? 0) * (1 + detuned);
    for (let i = 0; i < onMs * 8; i++)
      samples.push(
        low * Math.sin((2 * Math.PI * rowHz * i) / 8000) + high * Math.sin((2 * Math.PI * columnHz * i) / 8000),
      );
    for (let i = 0; i < offMs * 8; i++) samples.push(0);
  }
  return Int16Array.from(samples);
}

/** White noise of this power below a key of 5000 a tone, the same each time. */
function noisy(samples: Int16Array, signalToNoiseDb: number, seed = 1): Int16Array {
  const deviation = Math.sqrt(25e6 / 10 ** (signalToNoiseDb / 10));
  let state = seed;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / 0x1_0000_0001;
  };
  return samples.map((sample) => {
    const gauss = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
    return Math.max(-32_768, Math.min(32_767, Math.round(sample + deviation * gauss)));
  });
}

function found(samples: Int16Array): string {
  const keys = createDtmfDetector();
  let all = "";
  for (let at = 0; at < samples.length; at += 160) all += keys.detect(samples.subarray(at, at + 160));
  return all;
}

describe("keys pressed as tones", () => {
  it("are all found, each once, however long they are held", () => {
    for (const onMs of [40, 80, 400, 2000]) expect(found(dialled(ALL_KEYS, { onMs }))).toBe(ALL_KEYS);
    expect(found(dialled("1122", { onMs: 40, offMs: 40 }))).toBe("1122");
  });

  it("are found through G.711, loud and soft", () => {
    for (const codec of [PCMU, PCMA])
      for (const level of [400, 2000, 15_000]) {
        const samples = dialled(ALL_KEYS, { low: level, high: level });
        const codes = new Uint8Array(samples.length);
        codec.encode(samples, codes);
        codec.decode(codes, samples);
        expect(found(samples)).toBe(ALL_KEYS);
      }
  });

  it("are found with 20 dB, and even with 10 dB, between them and the noise", () => {
    for (const db of [20, 15, 10]) expect(found(noisy(dialled(ALL_KEYS), db))).toBe(ALL_KEYS);
  });

  it("are found 1.5 % beside their frequency and with one tone 4 dB below the other", () => {
    for (const detuned of [-0.015, 0.015]) expect(found(dialled(ALL_KEYS, { detuned }))).toBe(ALL_KEYS);
    expect(found(dialled(ALL_KEYS, { low: 3150 }))).toBe(ALL_KEYS);
    expect(found(dialled(ALL_KEYS, { high: 3150 }))).toBe(ALL_KEYS);
  });

  it("of 20 ms do not count, nor does one tone alone, nor noise", () => {
    for (const onMs of [10, 20, 23]) expect(found(dialled(ALL_KEYS, { onMs }))).toBe("");
    expect(found(dialled(ALL_KEYS, { high: 0 }))).toBe("");
    expect(found(dialled(ALL_KEYS, { detuned: 0.05 }))).toBe("");
    for (let seed = 1; seed < 20; seed++) expect(found(noisy(new Int16Array(40_000), 0, seed))).toBe("");
  });

  it("are the same in whatever pieces the audio comes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const keys = createDtmfDetector();
        const samples = dialled("159#");
        let all = "";
        for (let at = 0, piece = 0; at < samples.length; piece++) {
          const size = sizes[piece % sizes.length] ?? 1;
          all += keys.detect(samples.subarray(at, at + size));
          at += size;
        }
        expect(all).toBe("159#");
      }),
    );
  });
});

describe("speech", () => {
  const folder = join(import.meta.dirname, "../../../../config/prompts");
  const prompts = ["en", "fr"].flatMap((language) =>
    readdirSync(join(folder, language), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".wav"))
      .map((name) => join(folder, language, name)),
  );

  prompts.push(join(folder, "music.wav"));

  it.each([1, 1.06, 0.94, 1.19, 0.84])("holds no key in any prompt of the system, spoken %f times as fast", (speed) => {
    for (const prompt of prompts) {
      const bytes = readFileSync(prompt);
      const format = readWavHeader(bytes);
      if (format === undefined) throw new Error(`${prompt} is no WAV file`);
      const spoken = decodeWav(format, bytes.subarray(format.dataOffset));
      const changed = Int16Array.from(
        { length: Math.floor(spoken.length / speed) },
        (_, i) => spoken[Math.floor(i * speed)] ?? 0,
      );
      expect([prompt, found(changed)]).toEqual([prompt, ""]);
    }
  });
});
