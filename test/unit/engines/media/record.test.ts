import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeWav, readWavHeader } from "../../../../src/engines/rtp/wav.ts";
import { runOnSimulatedTime } from "./clock.ts";
import { connectCaller, eventually, nextEvent, OURS, startRig } from "./rig.ts";
import type { Caller, Facts, Rig } from "./rig.ts";
import { shareAt } from "./rtp-peer.ts";

runOnSimulatedTime();

let rig: Rig;
let files = 0;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const caller = (codec?: "PCMA" | "PCMU"): Promise<Caller> => connectCaller(rig, codec);
const newFile = (): string => `${rig.folder}/recording-${++files}.wav`;

/** Starts to record; the silence that is sent meanwhile tells that it has begun. */
async function startRecording(
  call: Caller,
  path: string,
  options: object,
): Promise<{ readonly ended: Promise<Facts> }> {
  call.peer.forget();
  const ended = call.ep.record(path, options);
  await eventually(() => call.peer.packets.length > 0);
  return { ended };
}

/** The samples of a recording whose header is complete. */
async function recorded(path: string): Promise<Int16Array> {
  const bytes = await readFile(path);
  const format = readWavHeader(bytes);
  if (format?.dataBytes === undefined) throw new Error("the header says nothing of the length");
  expect(bytes.length).toBeGreaterThanOrEqual(format.dataOffset + format.dataBytes);
  expect(format).toMatchObject({ coding: "pcm16", sampleRate: 8000, channels: 1 });
  return decodeWav(format, bytes.subarray(format.dataOffset, format.dataOffset + format.dataBytes));
}

describe.concurrent("a recording", () => {
  it.each(["PCMU", "PCMA"] as const)("holds what a caller said in %s, and ends by #", async (codec) => {
    await using call = await caller(codec);
    await call.ep.set("playback_terminators", "#");
    const path = newFile();
    const { ended: recording } = await startRecording(call, path, { timeLimitSecs: 20 });
    await call.peer.say(1000, 1000);
    await call.peer.press("#");
    const facts = await recording;
    expect(facts["terminatorUsed"]).toBe("#");
    const samples = await recorded(path);
    expect(String(samples.length)).toBe(facts["recordSamples"]);
    expect(samples.length).toBeGreaterThanOrEqual(7600);
    expect(samples.length).toBeLessThanOrEqual(9600);
    expect(shareAt(samples.subarray(800, 7200), 1000)).toBeGreaterThan(0.95);
  });

  it.runIf(OURS).each([300, 500])("loses nothing of what comes in bursts of %i ms, out of order", async (burstMs) => {
    await using call = await caller();
    await call.ep.set("record_fill_cng", "true");
    await call.ep.set("playback_terminators", "#");
    const path = newFile();
    const { ended: recording } = await startRecording(call, path, { timeLimitSecs: 20 });
    await call.peer.sayInBursts(1000, 3000, burstMs);
    await call.peer.press("#");
    await recording;
    const samples = await recorded(path);
    expect(samples.length).toBeLessThan(8 * (3000 + burstMs + 400));
    const loud = Array.from({ length: samples.length / 160 }, (_, index) =>
      samples.subarray(160 * index, 160 * index + 160),
    ).map((frame) => frame.some((sample) => Math.abs(sample) > 1000));
    const [first, last] = [loud.indexOf(true), loud.lastIndexOf(true)];
    expect(last - first).toBeGreaterThanOrEqual(149); // frames of the file needn't begin with packets
    expect(last - first).toBeLessThanOrEqual(150);
    expect(shareAt(samples.subarray(160 * first, 160 * last), 1000)).toBeGreaterThan(0.99);
  });

  it("ends at its limit of time", async () => {
    await using call = await caller();
    const path = newFile();
    const { ended: recording } = await startRecording(call, path, { timeLimitSecs: 1 });
    const talking = call.peer.say(1000, 2200);
    const facts = await recording;
    expect(Number(facts["recordMilliseconds"])).toBeGreaterThanOrEqual(900);
    expect(Number(facts["recordMilliseconds"])).toBeLessThanOrEqual(2020);
    expect((await recorded(path)).length).toBe(Number(facts["recordSamples"]));
    await talking;
  });

  it("ends after so many seconds of silence", async () => {
    await using call = await caller();
    const path = newFile();
    const { ended: recording } = await startRecording(call, path, {
      timeLimitSecs: 20,
      silenceThresh: 200,
      silenceHits: 1,
    });
    const talking = call.peer.say(1000, 500).then(() => call.peer.say(0, 2000));
    const facts = await recording;
    expect(Number(facts["recordMilliseconds"])).toBeGreaterThanOrEqual(1300);
    expect(Number(facts["recordMilliseconds"])).toBeLessThanOrEqual(1800);
    expect(facts["terminatorUsed"]).toBeFalsy();
    await talking;
  });

  it("also ends by silence when the caller sends nothing at all", async () => {
    await using call = await caller();
    const facts = await call.ep.record(newFile(), { timeLimitSecs: 20, silenceThresh: 200, silenceHits: 1 });
    expect(facts["recordSamples"]).toBe("0");
  });

  it("lets the caller hear silence meanwhile, so that his NAT stays open", async () => {
    await using call = await caller();
    await call.ep.record(newFile(), { timeLimitSecs: 1 });
    expect(call.peer.packets.length).toBeGreaterThan(40);
  });

  it("is complete on the disk when the caller just hangs up", async () => {
    await using call = await caller();
    const path = newFile();
    const { ended: recording } = await startRecording(call, path, { timeLimitSecs: 20 });
    await call.peer.say(1000, 600);
    const over = nextEvent(call.ep, "destroy");
    await call.ep.dialog.destroy();
    await recording;
    const samples = await recorded(path);
    expect(samples.length).toBeGreaterThanOrEqual(4000);
    expect(shareAt(samples.subarray(800, 3800), 1000)).toBeGreaterThan(0.95);
    await over;
  });

  it("keeps its time when packets come out of order, twice or not at all", async () => {
    await using call = await caller();
    const path = newFile();
    const { ended: recording } = await startRecording(call, path, { timeLimitSecs: 20 });
    await call.peer.sayBadly(1000, 1000);
    await call.ep.api("uuid_break", call.ep.uuid);
    const facts = await recording;
    expect(Number(facts["recordMilliseconds"])).toBeGreaterThanOrEqual(OURS ? 940 : 800);
    expect(Number(facts["recordMilliseconds"])).toBeLessThanOrEqual(1060);
  });

  it("into a folder that is not there ends the call, and says why", async () => {
    await using call = await caller();
    const ended = nextEvent(call.ep.dialog, "destroy");
    const over = nextEvent(call.ep, "destroy");
    void call.ep.record(`${rig.folder}/not/there.wav`, { timeLimitSecs: 1 });
    await ended;
    expect(await over).toMatchObject([{ reason: "DESTINATION_OUT_OF_ORDER" }]);
  });
});

describe.concurrent("a session that is recorded", () => {
  it("holds both directions", async () => {
    await using call = await caller();
    const path = newFile();
    await call.ep.recordSession(path);
    const playing = call.ep.play(`${rig.folder}/tone700.wav`);
    await call.peer.say(1000, 600);
    await playing;
    await call.ep.execute("stop_record_session", path);
    const samples = (await recorded(path)).subarray(1600, 4000);
    expect(shareAt(samples, 700)).toBeGreaterThan(0.3);
    expect(shareAt(samples, 1000)).toBeGreaterThan(0.3);
  });

  // FreeSWITCH gets a frame for it only while an application reads
  it.runIf(OURS)("is closed with the call", async () => {
    await using call = await caller();
    const path = newFile();
    await call.ep.recordSession(path);
    await call.peer.say(1000, 400);
    await call.ep.destroy();
    await eventually(() => !call.ep.connected);
    await eventually(() => statSync(path).size > 4000);
  });
});

describe.concurrent("a caller who is muted", () => {
  it("is recorded as silence until he is not", async () => {
    await using call = await caller();
    await call.ep.mute();
    const path = newFile();
    const { ended: recording } = await startRecording(call, path, { timeLimitSecs: 20 });
    await call.peer.say(1000, 400);
    await call.ep.api("uuid_break", call.ep.uuid);
    await recording;
    expect(shareAt(await recorded(path), 1000)).toBeLessThan(0.1);
    await call.ep.unmute();
    const again = newFile();
    const { ended: second } = await startRecording(call, again, { timeLimitSecs: 20 });
    await call.peer.say(1000, 400);
    await call.ep.api("uuid_break", call.ep.uuid);
    await second;
    expect(shareAt((await recorded(again)).subarray(800), 1000)).toBeGreaterThan(0.9);
  });
});
