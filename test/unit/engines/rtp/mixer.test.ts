import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { amplitudeAt } from "../../../support/goertzel.ts";
import { createMixer } from "../../../../src/engines/rtp/mixer.ts";

const FRAME = 8;
const voice = fc
  .array(fc.integer({ min: -32_768, max: 32_767 }), { minLength: FRAME, maxLength: FRAME })
  .map((samples) => Int16Array.from(samples));

describe("a conference mix", () => {
  it("gives every member the others, never themselves, however loud they are", () => {
    fc.assert(
      fc.property(fc.array(voice, { minLength: 1, maxLength: 40 }), (voices) => {
        const mixer = createMixer(FRAME);
        mixer.clear();
        for (const each of voices) mixer.add(each);
        const heard = new Int16Array(FRAME);
        for (const own of voices) {
          mixer.hear(heard, own);
          for (let i = 0; i < FRAME; i++) {
            const others = voices.reduce((sum, each) => sum + (each === own ? 0 : (each[i] ?? 0)), 0);
            expect(heard[i]).toBe(Math.max(-32_768, Math.min(32_767, others)));
          }
        }
      }),
    );
  });

  it("is silence when no member speaks, also after one did", () => {
    const mixer = createMixer(FRAME);
    mixer.add(new Int16Array(FRAME).fill(1000));
    mixer.clear();
    const heard = new Int16Array(FRAME).fill(7);
    mixer.hear(heard);
    expect([...heard]).toEqual(new Array(FRAME).fill(0));
    expect(mixer.audible).toBe(false);
  });

  it("of narrowband and wideband members gives each the others at their own rate", () => {
    const mixer = createMixer(160);
    const said = (hz: number, rate: number, frame: number): Int16Array =>
      Int16Array.from({ length: rate / 50 }, (_, i) => {
        const at = (frame * rate) / 50 + i;
        return Math.round(8_000 * Math.sin((2 * Math.PI * hz * at) / rate));
      });
    const heard: Record<"narrow" | "wide" | "listener", number[]> = { narrow: [], wide: [], listener: [] };
    for (let frame = 0; frame < 50; frame++) {
      const [narrow, wide] = [said(1_000, 8000, frame), said(6_000, 16_000, frame)];
      const other = said(500, 16_000, frame);
      mixer.clear();
      for (const each of [narrow, wide, other]) mixer.add(each);
      const [toNarrow, toWide] = [new Int16Array(160), new Int16Array(320)];
      mixer.hear(toNarrow, narrow);
      heard.narrow.push(...toNarrow);
      mixer.hear(toWide, wide);
      heard.wide.push(...toWide);
      mixer.hear(toWide);
      heard.listener.push(...toWide);
    }
    const loudness = (samples: number[], rate: number): number[] =>
      [500, 1_000, 2_000, 6_000].map((hz) =>
        Math.round(amplitudeAt(Int16Array.from(samples.slice(rate / 2)), hz, rate) / 800),
      );
    expect(loudness(heard.narrow, 8000)).toEqual([10, 0, 0, 0]); // 6 kHz would be heard as 2 kHz
    expect(loudness(heard.wide, 16_000)).toEqual([10, 10, 0, 0]);
    expect(loudness(heard.listener, 16_000)).toEqual([10, 10, 0, 10]);
  });
});
