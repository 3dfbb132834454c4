import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDtmfDetector } from "../../../../src/engines/rtp/dtmf-detector.ts";
import { runOnSimulatedTime } from "./clock.ts";
import { connectCaller, eventually, OURS, startRig } from "./rig.ts";
import type { Caller, Rig } from "./rig.ts";
import { rtpPeer } from "./rtp-peer.ts";

runOnSimulatedTime();

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const caller = (): Promise<Caller> => connectCaller(rig);
const prompt = (): string => `${rig.folder}/long500.wav`;

/** Collects the endpoint's keys. */
function keysOf(call: Caller): string[] {
  const keys: string[] = [];
  call.ep.on("dtmf", ({ dtmf }: { dtmf: string }) => keys.push(dtmf));
  return keys;
}

describe.concurrent("keys", () => {
  it("are told one by one, each once, though its end comes three times", async () => {
    await using call = await caller();
    const keys = keysOf(call);
    await call.peer.press("12*0#");
    await eventually(() => keys.length >= 5);
    expect(keys).toEqual(["1", "2", "*", "0", "#"]);
  });

  it("say how long they were pressed, and by what means they came", async () => {
    await using call = await caller();
    const told = new Promise((resolve) => call.ep.once("dtmf", resolve));
    await call.peer.press("7");
    expect(await told).toMatchObject({ dtmf: "7", duration: "800", source: "RTP" });
  });

  // FreeSWITCH takes them only from telephones that have no telephone-event
  it.runIf(OURS).each([
    ["application/dtmf-relay", "Signal=5\r\nDuration=160\r\n", "5"],
    ["application/dtmf", "9", "9"],
  ])("also come by SIP INFO (%s)", async (type, body, key) => {
    await using call = await caller();
    const keys = keysOf(call);
    const answer = await call.ep.dialog.request({ method: "INFO", headers: { "Content-Type": type }, body });
    expect(answer.status).toBe(200);
    await eventually(() => keys.length > 0);
    expect(keys).toEqual([key]);
  });

  it("that come both ways are told once", async () => {
    await using call = await caller();
    const keys = keysOf(call);
    for (const key of "55") {
      await call.peer.press(key);
      const headers = { "Content-Type": "application/dtmf" };
      await call.ep.dialog.request({ method: "INFO", headers, body: key });
    }
    await eventually(() => keys.length >= 2);
    await call.ep.set("later", "yes");
    expect(keys).toEqual(["5", "5"]);
  });
});

describe.concurrent("a question", () => {
  it("takes the first key, which stops the prompt", async () => {
    await using call = await caller();
    const asking = call.ep.playCollect({ file: prompt(), min: 1, max: 1, timeout: 2000 });
    await call.peer.hears(500);
    await call.peer.press("3");
    const answer = await asking;
    expect(answer).toMatchObject({ digits: "3" });
    expect(Number(answer["playbackMilliseconds"])).toBeLessThan(3500);
  });

  it("takes several keys until the terminator, which is not part of them", async () => {
    await using call = await caller();
    const asking = call.ep.playCollect({ file: "silence_stream://200", min: 1, max: 4, timeout: 5000 });
    await call.peer.press("12#");
    expect(await asking).toMatchObject({ digits: "12", terminatorUsed: "#" });
  });

  it("waits no longer than asked for, from the end of its prompt", async () => {
    await using call = await caller();
    const answer = await call.ep.playCollect({ file: "silence_stream://100", min: 1, max: 4, timeout: 300 });
    expect(answer["digits"]).toBeFalsy();
    expect(await call.ep.getChannelVariables()).toMatchObject({ variable_read_result: "failure" });
  });

  it("is content with fewer keys than it could take, when no more come", async () => {
    await using call = await caller();
    const asking = call.ep.playCollect({
      file: "silence_stream://50",
      min: 2,
      max: 9,
      timeout: 2000,
      digitTimeout: 400,
    });
    await call.peer.press("47");
    expect(await asking).toMatchObject({ digits: "47" });
  });

  it("tells what did not fit, and asks again", async () => {
    await using call = await caller();
    const asking = call.ep.playCollect({
      file: "silence_stream://50",
      min: 1,
      max: 2,
      tries: 2,
      timeout: 3000,
      regexp: "^9\\d$",
      invalidFile: "silence_stream://200",
    });
    await call.peer.press("41");
    await eventually(() => true);
    const keys = keysOf(call);
    await new Promise((resolve) => call.ep.once("playback-stop", resolve)); // the complaint is over
    await call.peer.press("95");
    expect(await asking).toMatchObject({ digits: "95", invalidDigits: "41" });
    expect(keys).toEqual(["9", "5"]);
  });

  it("that fails leaves nothing of an earlier answer", async () => {
    await using call = await caller();
    const first = call.ep.playCollect({ file: "silence_stream://50", min: 1, max: 1, timeout: 2000 });
    await call.peer.press("8");
    expect(await first).toMatchObject({ digits: "8" });
    const second = await call.ep.playCollect({ file: "silence_stream://50", min: 1, max: 1, timeout: 200 });
    expect(second["digits"]).toBeFalsy();
  });

  // FreeSWITCH leaves the beginning of an answer in the variable, together with the failure
  it.runIf(OURS)("that gets too few keys gets none", async () => {
    await using call = await caller();
    const asking = call.ep.playCollect({
      file: "silence_stream://50",
      min: 4,
      max: 4,
      timeout: 1000,
      digitTimeout: 300,
    });
    await call.peer.press("12");
    expect((await asking)["digits"]).toBeFalsy();
  });
});

describe.concurrent("keys that we send", () => {
  it("reach the caller as telephone events, in order", async () => {
    await using call = await caller();
    await call.ep.execute("send_dtmf", "12@100");
    await eventually(() => call.peer.events.length >= 12);
    const codes = call.peer.events.map(({ payload }) => payload[0]);
    expect([...new Set(codes)]).toEqual([1, 2]);
    expect(call.peer.events.filter(({ payload }) => (payload[1]! & 0x80) !== 0).length).toBeGreaterThanOrEqual(3);
  });
});

describe.runIf(OURS).concurrent("keys that we send to a telephone without telephone-event", () => {
  it("are tones, each with a pause behind it", async () => {
    await using peer = await rtpPeer();
    const ep = await rig.ms.createEndpoint({ remoteSdp: peer.sdp("0") });
    peer.talkTo(ep.local.sdp);
    await ep.execute("send_dtmf", "1#@100");
    await eventually(() => peer.heard().length >= 2_800);
    const detector = createDtmfDetector();
    expect(detector.detect(peer.heard())).toBe("1#");
    expect(peer.events).toEqual([]);
    await ep.destroy();
  });

  it.each([
    ["as telephone events", (call: Caller) => call.peer.press("5")],
    [
      "by INFO",
      (call: Caller) =>
        call.ep.dialog.request({
          ...{ method: "INFO", body: "Signal=5\r\nDuration=160\r\n" },
          headers: { "Content-Type": "application/dtmf-relay" },
        }),
    ],
  ])("also when they come %s from the one with whom it talks", async (_, press) => {
    await using call = await caller();
    await using peer = await rtpPeer();
    const ep = await rig.ms.createEndpoint({ remoteSdp: peer.sdp("0") });
    peer.talkTo(ep.local.sdp);
    await call.ep.bridge(ep);
    await press(call);
    await eventually(() => createDtmfDetector().detect(peer.heard()) === "5");
    await ep.destroy();
  });
});

describe.concurrent("keys pressed as tones", () => {
  it("are taken from a telephone that has no telephone-event", async () => {
    await using peer = await rtpPeer();
    const ep = await rig.ms.createEndpoint({ remoteSdp: peer.sdp("0") });
    peer.talkTo(ep.local.sdp);
    expect(ep.dtmfType).toBe("none");
    if (!OURS) await ep.execute("start_dtmf");
    const told = new Promise((resolve) => ep.once("dtmf", resolve));
    const collecting = ep.playCollect({ min: 1, max: 4, tries: 1, timeout: 3000, digitTimeout: 3000, file: prompt() });
    await peer.hears(500);
    await peer.touch("1*07");
    expect(await collecting).toMatchObject({ digits: "1*07" });
    expect(await told).toMatchObject({ dtmf: "1", source: "INBAND_AUDIO" });
    await ep.destroy();
  });

  it("are taken from any telephone once the application asks for it, and not before", async () => {
    await using call = await caller();
    const keys = keysOf(call);
    const echoing = call.ep.execute("echo");
    await call.peer.touch("1");
    await call.ep.execute("start_dtmf");
    await call.peer.touch("23");
    await call.ep.execute("stop_dtmf");
    await call.peer.touch("4");
    await call.ep.api("uuid_break", call.ep.uuid);
    await echoing;
    expect(keys).toEqual(["2", "3"]);
  });
});
