import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeWav, readWavHeader } from "../../../../src/engines/rtp/wav.ts";
import { runOnSimulatedTime } from "./clock.ts";
import { conferenceCaller, createConference } from "./conference-rig.ts";
import { connectCaller, eventually, OURS, startRig } from "./rig.ts";
import type { Caller, Rig } from "./rig.ts";
import { shareAt } from "./rtp-peer.ts";
import { amplitudeAt } from "../../../support/goertzel.ts";

runOnSimulatedTime();

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

/** Records while it talks. */
async function recordWhile(call: Caller, path: string, talk: () => Promise<void>): Promise<void> {
  call.peer.forget();
  await call.ep.set("playback_terminators", "#");
  const ended = call.ep.record(path, { timeLimitSecs: 20 });
  await eventually(() => call.peer.packets.length > 0);
  await talk();
  await call.peer.press("#");
  await ended;
}

async function recorded(path: string): Promise<{ readonly rate: number; readonly samples: Int16Array }> {
  const bytes = await readFile(path);
  const format = readWavHeader(bytes);
  if (format === undefined) throw new Error("no recording");
  return { rate: format.sampleRate, samples: decodeWav(format, bytes.subarray(format.dataOffset)) };
}

const WIDEBAND = [
  { codec: "G722", line: "a=rtpmap:9 G722/8000", frameTicks: 160 },
  { codec: "opus", line: "a=rtpmap:111 opus/48000/2", frameTicks: 960 },
] as const;

describe.runIf(OURS).concurrent.each(WIDEBAND)("a caller in wideband ($codec)", ({ codec, line, frameTicks }) => {
  it("hears a wideband prompt as it is, and a narrowband one for as long as it is", async () => {
    await using call = await connectCaller(rig, codec);
    expect(call.ep.local.sdp).toContain(line);
    const wide = await call.ep.play(`${rig.folder}/wide6000.wav`);
    expect(wide).toMatchObject({ playbackMilliseconds: "600" });
    expect(shareAt(call.peer.heard().subarray(800, 8_800), 6_000, 16_000)).toBeGreaterThan(0.75);
    const ticks = call.peer.packets.map(({ timestamp }) => timestamp);
    expect(new Set(ticks.slice(1).map((tick, at) => (tick - ticks[at]!) >>> 0))).toEqual(new Set([frameTicks]));

    call.peer.forget();
    const narrow = await call.ep.play(`${rig.folder}/tone700.wav`);
    expect(narrow).toMatchObject({ playbackMilliseconds: "600", playbackLastOffsetPos: "4800" });
    expect(shareAt(call.peer.heard().subarray(800, 8_800), 700, 16_000)).toBeGreaterThan(0.75);
  });

  it("is recorded at 16 kHz, with what narrowband has no room for", async () => {
    await using call = await connectCaller(rig, codec);
    const path = `${rig.folder}/wide-recording-${codec}.wav`;
    await recordWhile(call, path, () => call.peer.say(6_000, 1_000));
    const { rate, samples } = await recorded(path);
    expect(rate).toBe(16_000);
    expect(samples.length / rate).toBeCloseTo(1, 0);
    expect(shareAt(samples.subarray(1_600, 14_400), 6_000, rate)).toBeGreaterThan(0.75);
  });

  it("loses nothing in a recording of what comes in bursts of 300 ms", async () => {
    await using call = await connectCaller(rig, codec);
    const path = `${rig.folder}/wide-bursts-${codec}.wav`;
    await call.ep.set("record_fill_cng", "true");
    await recordWhile(call, path, () => call.peer.sayInBursts(1_000, 3_000, 300));
    const { rate, samples } = await recorded(path);
    const loud = Array.from({ length: samples.length / 320 }, (_, at) =>
      samples.subarray(320 * at, 320 * at + 320).some((sample) => Math.abs(sample) > 1_000),
    );
    expect(rate).toBe(16_000);
    expect(loud.lastIndexOf(true) - loud.indexOf(true)).toBeGreaterThanOrEqual(149);
    expect(loud.lastIndexOf(true) - loud.indexOf(true)).toBeLessThanOrEqual(151);
  });

  it("hears a message from a caller in wideband better than a caller in narrowband, who hears it too", async () => {
    await using wide = await connectCaller(rig, codec);
    const path = `${rig.folder}/message-${codec}.wav`;
    await recordWhile(wide, path, async () => {
      await wide.peer.say(1_000, 600);
      await wide.peer.say(6_000, 600);
    });
    await using narrow = await connectCaller(rig, "PCMA");
    const { samples } = await recorded(path);
    narrow.peer.forget();
    const played = await narrow.ep.play(path);
    expect(Number(played["playbackMilliseconds"]) / 1_000).toBeCloseTo(samples.length / 16_000, 1);
    const heard = narrow.peer.heard();
    expect(amplitudeAt(heard.subarray(800, 4_000), 1_000, 8_000)).toBeGreaterThan(5_000);
    expect(amplitudeAt(heard, 2_000, 8_000)).toBeLessThan(200); // 6 kHz, folded
  });

  it("presses digits, as tones too", async () => {
    await using call = await connectCaller(rig, codec);
    const options = { min: 1, max: 2, tries: 1, timeout: 5_000, digits: "digits", regexp: "\\d+" };
    const typed = call.ep.playCollect({ file: "silence_stream://100", ...options });
    await call.peer.press("42");
    expect(await typed).toMatchObject({ digits: "42" });
  });

  it("goes on when the call changes to narrowband and back, also in what plays and what is recorded", async () => {
    await using call = await connectCaller(rig, codec);
    await using narrow = await connectCaller(rig, "PCMU");
    const session = `${rig.folder}/both-rates-${codec}.wav`;
    await call.ep.recordSession(session);
    const playing = call.ep.play(`${rig.folder}/long500.wav`);
    await call.peer.hears(500);
    narrow.peer.forget();
    await call.ep.modify(narrow.peer.sdp());
    await narrow.peer.hears(500);
    call.peer.forget();
    await call.ep.modify(call.peer.sdp());
    await call.peer.hears(500);
    await playing;
    await call.ep.destroy();
    await eventually(() => call.ep.conn === null || !call.ep.connected);
    const { rate, samples } = await recorded(session);
    expect(rate).toBe(16_000);
    expect(shareAt(samples.subarray(8_000, 64_000), 500, rate)).toBeGreaterThan(0.85);
  });
});

describe.runIf(OURS).concurrent("people in wideband and in narrowband", () => {
  it("hear each other in a conference, each as well as their telephone can", async () => {
    const room = await createConference(rig, "rates");
    await using a = await conferenceCaller(rig, "G722");
    await using b = await conferenceCaller(rig, "G722");
    await using c = await conferenceCaller(rig, "PCMA");
    for (const each of [a, b, c]) await each.ep.join(room);
    for (const each of [a, b, c]) await eventually(() => each.peer.packets.length > 5);
    const callers = [a, b, c];
    for (const each of callers) each.peer.forget();
    await Promise.all([a.peer.say(6_000, 800), b.peer.say(900, 800), c.peer.say(1_300, 800)]);
    const loudest = ({ peer }: Caller, hz: number, rate: number): number => {
      const samples = peer.heard();
      let most = 0;
      for (let at = 0; at + rate / 10 <= samples.length; at += rate / 10)
        most = Math.max(most, amplitudeAt(samples.subarray(at, at + rate / 10), hz, rate));
      return most;
    };
    const heardBy = (caller: Caller, rate: number): number[] =>
      [900, 1_300, 2_000, 6_000].filter((hz) => hz < rate / 2 && loudest(caller, hz, rate) > 2_500);
    expect(heardBy(a, 16_000)).toEqual([900, 1_300]);
    expect(heardBy(b, 16_000)).toEqual([1_300, 6_000]);
    expect(heardBy(c, 8_000)).toEqual([900]); // 6 kHz is nothing that it could hear, nor 2 kHz for it
    await room.destroy();
  });

  it.each([
    ["G722", "PCMU"],
    ["opus", "PCMA"],
  ] as const)("hear each other when they are bridged: %s and %s", async (better, usual) => {
    await using wide = await connectCaller(rig, better);
    await using narrow = await connectCaller(rig, usual);
    await wide.ep.bridge(narrow.ep);
    await Promise.all([wide.peer.say(900, 1_000), narrow.peer.say(1_300, 1_000)]);
    expect(amplitudeAt(narrow.peer.heard().subarray(-4_000, -1_600), 900, 8_000)).toBeGreaterThan(5_000);
    expect(amplitudeAt(wide.peer.heard().subarray(-8_000, -3_200), 1_300, 16_000)).toBeGreaterThan(5_000);
  });
});
