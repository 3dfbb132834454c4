import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clock, runOnSimulatedTime } from "./clock.ts";
import { rtpPeer, shareAt } from "./rtp-peer.ts";
import { connectCaller, eventually, OURS, startRig } from "./rig.ts";
import type { Caller, Rig } from "./rig.ts";

runOnSimulatedTime();

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const caller = (codec?: "PCMA" | "PCMU"): Promise<Caller> => connectCaller(rig, codec);

describe.concurrent("a prompt that is played", () => {
  it.each(["PCMU", "PCMA"] as const)(
    "is heard by a caller who speaks %s, and takes as long as it is",
    async (codec) => {
      await using call = await caller(codec);
      const startedMs = clock.nowMs();
      const played = await call.ep.play(`${rig.folder}/tone700.wav`);
      expect(clock.nowMs() - startedMs).toBeGreaterThanOrEqual(560);
      expect(played).toEqual({ playbackSeconds: "0", playbackMilliseconds: "600", playbackLastOffsetPos: "4800" });
      expect(shareAt(call.peer.heard().subarray(0, 4800), 700)).toBeGreaterThan(0.9);
      expect(call.peer.packets.length).toBeGreaterThanOrEqual(29);
      expect(call.peer.packets.length).toBeLessThanOrEqual(31);
    },
  );

  it("is resampled when it was recorded at 16 kHz", async () => {
    await using call = await caller();
    const played = await call.ep.play(`${rig.folder}/wide1200.wav`);
    expect(Number(played["playbackMilliseconds"])).toBeGreaterThanOrEqual(580);
    expect(shareAt(call.peer.heard().subarray(0, 4000), 1200)).toBeGreaterThan(0.9);
  });

  it("may be a tone made on the spot", async () => {
    await using call = await caller();
    const played = await call.ep.play("tone_stream://%(300,200,440);loops=2");
    expect(played).toMatchObject({ playbackMilliseconds: "1000", playbackLastOffsetPos: "8000" });
    expect(shareAt(call.peer.heard().subarray(0, 2400), 440)).toBeGreaterThan(0.9);
  });

  it("numbers its packets and their time without a gap", async () => {
    await using call = await caller();
    await call.ep.play(`${rig.folder}/tone700.wav`);
    const { packets } = call.peer;
    const steps = packets.slice(1).map((packet, index) => ({
      sequence: (packet.sequence - packets[index]!.sequence) & 0xffff,
      ticks: (packet.timestamp - packets[index]!.timestamp) >>> 0,
    }));
    expect(new Set(steps.map(({ sequence }) => sequence))).toEqual(new Set([1]));
    expect(steps.filter(({ ticks }) => ticks !== 160 && (OURS || ticks % 160 !== 0))).toEqual([]);
    expect(new Set(packets.map(({ ssrc }) => ssrc)).size).toBe(1);
  });

  it("begins where the application says", async () => {
    await using call = await caller();
    const played = await call.ep.play({ file: `${rig.folder}/tone700.wav`, seekOffset: 3200 });
    expect(played).toMatchObject({ playbackLastOffsetPos: "4800", playbackMilliseconds: "200" });
  });

  it("ends when its time is over, which is no failure", async () => {
    await using call = await caller();
    const played = await call.ep.play({ file: `${rig.folder}/long500.wav`, timeoutSecs: 2 });
    expect(Number(played["playbackLastOffsetPos"])).toBeGreaterThanOrEqual(15_800);
    expect(Number(played["playbackLastOffsetPos"])).toBeLessThanOrEqual(16_400);
  });

  it("that is not there is refused", async () => {
    await using call = await caller();
    await expect(call.ep.play("/nowhere/at-all.wav")).rejects.toThrow("File Not Found");
    await expect(call.ep.play("nonsense://what")).rejects.toThrow("File Not Found");
  });

  it("ends at once by uuid_break", async () => {
    await using call = await caller();
    const started = once(call.ep, "playback-start");
    const playing = call.ep.play(`${rig.folder}/long500.wav`);
    await started;
    await call.peer.hears(500);
    expect((await call.ep.api("uuid_break", call.ep.uuid)).getBody()).toBe("+OK\n");
    const played = await playing;
    expect(Number(played["playbackLastOffsetPos"])).toBeLessThan(20_000);
  });

  it("ends by its terminating key and by no other", async () => {
    await using call = await caller();
    await call.ep.set("playback_terminators", "5");
    const started = once(call.ep, "playback-start");
    const playing = call.ep.play(`${rig.folder}/long500.wav`);
    await started;
    await call.peer.press("45");
    expect(Number((await playing)["playbackLastOffsetPos"])).toBeLessThan(20_000);
    expect(await call.ep.getChannelVariables()).toMatchObject({ variable_playback_terminator_used: 5 });
  });
});

describe.concurrent("several prompts", () => {
  it("are played one after the other, each told", async () => {
    await using call = await caller();
    const told: string[] = [];
    call.ep.on("playback-start", ({ file }: { file: string }) => told.push(`start ${file}`));
    call.ep.on("playback-stop", ({ file }: { file: string }) => told.push(`stop ${file}`));
    const files = [`${rig.folder}/tone700.wav`, `${rig.folder}/tone900.wav`];
    const played = await call.ep.play(files);
    expect(played).toMatchObject({ playbackMilliseconds: "400" });
    expect(told).toEqual(files.flatMap((file) => [`start ${file}`, `stop ${file}`]));
    const heard = call.peer.heard();
    expect(shareAt(heard.subarray(0, 4800), 700)).toBeGreaterThan(0.9);
    expect(shareAt(heard.subarray(-3200), 900)).toBeGreaterThan(0.9);
  });

  it("asked for at once are played inside of each other: the last one first", async () => {
    await using call = await caller();
    const order: string[] = [];
    const first = call.ep.play(`${rig.folder}/tone700.wav`).then(() => order.push("first"));
    const second = call.ep.play(`${rig.folder}/tone900.wav`).then(() => order.push("second"));
    await Promise.all([first, second]);
    expect(order).toEqual(["second", "first"]);
    expect(shareAt(call.peer.heard().subarray(-3200), 700)).toBeGreaterThan(0.9);
  });
});

describe.concurrent("an endpoint without a peer yet", () => {
  // a stock FreeSWITCH has agreed with itself on SRTP by then, and goes on enciphering
  it.runIf(OURS)("plays in real time without a peer, and to the peer that is given to it later", async () => {
    await using peer = await rtpPeer();
    const ep = await rig.ms.createEndpoint();
    const startedMs = clock.nowMs();
    await ep.play(`${rig.folder}/tone900.wav`);
    expect(clock.nowMs() - startedMs).toBeGreaterThanOrEqual(360);

    await ep.modify(peer.sdp());
    await ep.play(`${rig.folder}/tone700.wav`);
    expect(shareAt(peer.heard().subarray(0, 4800), 700)).toBeGreaterThan(0.9);
    expect(ep.remote.mediaPort).toBe(String(peer.port));
    await ep.destroy();
  });
});

describe.concurrent("music without end", () => {
  it("begins again when it is through, until it is broken off", async () => {
    await using call = await caller();
    const starts: unknown[] = [];
    call.ep.on("playback-start", (told: unknown) => starts.push(told));
    const playing = call.ep.execute("endless_playback", `${rig.folder}/tone700.wav`);
    await eventually(() => starts.length >= 3);
    await call.peer.hears(700);
    await call.ep.destroy();
    await playing;
  });
});

describe.runIf(OURS).concurrent("a number", () => {
  it("is said digit by digit, or as a word where there is one", async () => {
    await using call = await caller();
    const files: string[] = [];
    call.ep.on("playback-start", ({ file }: { file: string }) => files.push(file.slice(rig.folder.length)));
    for (const [method, number] of [
      ["iterated", "42"],
      ["pronounced", "42"],
      ["pronounced", "204"],
    ])
      await call.ep.execute("say", `en number ${method} ${number}`);
    expect(files).toEqual(
      ["4", "2", "42", "2", "0", "4"].map((n) => `/en/numbers/${n === "42" ? "number" : "digit"}-${n}.wav`),
    );
    expect(shareAt(call.peer.heard().subarray(0, 800), 700)).toBeGreaterThan(0.9);
  });

  it("that can't be said, and a text, complete with an error, and the call goes on", async () => {
    await using call = await caller();
    const response = async (application: string, argument: string): Promise<unknown> =>
      ((await call.ep.execute(application, argument)) as { getHeader(name: string): string }).getHeader(
        "Application-Response",
      );
    expect(await response("say", "en number pronounced abc")).toBe("SAY ERROR");
    expect(await response("say", "xx number iterated 4")).toBe("SAY ERROR");
    expect(await response("speak", "flite|slt|hello")).toBe("SPEAK ERROR");
    expect(await response("playback", `${rig.folder}/tone700.wav`)).toBe("FILE PLAYED");
  });
});
