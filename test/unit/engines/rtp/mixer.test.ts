import fc from "fast-check";
import { describe, expect, it } from "vitest";
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
});
