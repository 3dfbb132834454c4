import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openOffice, type Office } from "../../support/office.ts";
import { sdp } from "../../support/sdp.ts";

let pbx: Office;
beforeAll(async () => {
  pbx = await openOffice({ speaks: true });
});
afterAll(() => pbx[Symbol.asyncDispose]());

const pause = (ms: number): Promise<void> => pbx.pause(ms);
const loudness = ({ samples }: { samples: Float64Array }): number =>
  samples.reduce((sum, sample) => sum + Math.abs(sample), 0) / Math.max(1, samples.length);

describe("hold music", () => {
  it("goes on beyond the end of its file, and stops when it is no longer wanted", async () => {
    await using ear = await pbx.ear();
    const stop = new AbortController();
    const endpoint = await pbx.media.open(sdp(ear.port, "sendrecv", "8"), stop.signal);
    const word = resolve("config/prompts/en/numbers/digit-2.wav"); // half a second
    const playing = endpoint.playForever({ kind: "file", path: word }, stop.signal);
    await pause(2_500);
    expect(loudness(ear.heard({ sinceMs: pbx.clock.nowMs() - 1_000 }))).toBeGreaterThan(0.01);
    stop.abort();
    await playing;
    await pause(300);
    expect(loudness(ear.heard({ sinceMs: pbx.clock.nowMs() - 200 }))).toBeLessThan(0.002); // some servers send silence
    await endpoint[Symbol.asyncDispose]();
  });
});
