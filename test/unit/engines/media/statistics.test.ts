import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { compactNtp, readControl, writeControl } from "../../../../src/engines/rtp/rtcp.ts";
import type { ControlPacket } from "../../../../src/engines/rtp/rtcp.ts";
import { clock, runOnSimulatedTime } from "./clock.ts";
import { connectCaller, eventually, nextEvent, OURS, startRig } from "./rig.ts";
import type { Caller, Rig } from "./rig.ts";
import { rtpPeer, shareAt } from "./rtp-peer.ts";
import type { RtpPeer } from "./rtp-peer.ts";

runOnSimulatedTime();

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const caller = (): Promise<Caller> => connectCaller(rig);

/** A telephone whose next port is free, for its reports. */
async function reporter(): Promise<{ peer: RtpPeer; control: ReturnType<typeof createSocket> }> {
  for (;;) {
    const peer = await rtpPeer();
    const control = createSocket("udp4");
    const bound = await new Promise<boolean>((resolve) => {
      control.once("error", () => resolve(false));
      control.bind(peer.port + 1, "127.0.0.1", () => resolve(true));
    });
    if (bound) return { peer, control };
    control.close();
    await peer[Symbol.asyncDispose]();
  }
}

describe.concurrent("what a channel knows of its audio", () => {
  it("is how much came, how much was lost on the way, and how it sounded", async () => {
    await using call = await caller();
    await call.peer.say(700, 400);
    expect((await call.ep.getChannelVariables(true))["variable_rtp_audio_in_mos"]).toBe(4);
    call.peer.loses(10);
    await call.peer.say(700, 400);
    const told = await call.ep.getChannelVariables(true);
    expect(told["variable_rtp_audio_in_packet_count"]).toBe(40);
    if (!OURS) return;
    expect(told["variable_rtp_audio_in_skip_packet_count"]).toBe(10);
    expect(told["variable_rtp_audio_in_quality_percentage"]).toBe(80);
    expect(told["variable_rtp_audio_in_mos"]).toBeLessThan(3);
  });
});

describe.concurrent("the reports of a call", () => {
  it.runIf(OURS)("go to the port beside the audio's, tell the way there and back, and say goodbye", async () => {
    const { peer, control } = await reporter();
    const got: ControlPacket[] = [];
    control.on("message", (datagram, from) => {
      const packet = readControl(datagram);
      if (packet === undefined) return;
      got.push(packet);
      const theirs = packet.reports[0];
      if (theirs?.sender === undefined) return;
      const block = { ssrc: theirs.ssrc, fractionLost: 0, lost: 0, highestSequence: 0, jitterTicks: 0 };
      const answer = { ...block, lastReport: compactNtp(theirs.sender.atMs), delay: 0 };
      control.send(
        writeControl({ ssrc: 7, sender: undefined, blocks: [answer] }, "peer", false),
        from.port,
        from.address,
      );
    });
    const ep = await rig.ms.createEndpoint({ remoteSdp: peer.sdp() });
    peer.talkTo(ep.local.sdp);
    const playing = ep.play(`${rig.folder}/long500.wav`);
    await peer.say(700, 400);
    await eventually(() => got.length > 0);
    expect(got[0]?.reports[0]?.sender?.packets).toBeGreaterThan(50);
    expect(got[0]?.reports[0]?.blocks[0]).toMatchObject({ ssrc: peer.ssrc, lost: 0 });
    await clock.sleep(100);
    const known = await ep.getChannelVariables(true);
    expect(known["variable_rtp_audio_rtcp_packet_count"]).toBe(1);
    expect(known["variable_rtp_audio_round_trip_ms"]).toBeLessThan(100);
    await ep.destroy();
    await playing;
    await eventually(() => got.some(({ byes }) => byes.length === 1));
    control.close();
    await peer[Symbol.asyncDispose]();
  });
});

describe.runIf(OURS).concurrent("a telephone that takes its reports elsewhere (RFC 3605)", () => {
  it("gets them there", async () => {
    await using peer = await rtpPeer();
    const control = createSocket("udp4");
    await new Promise<void>((resolve) => control.bind(0, "127.0.0.1", resolve));
    const reported = new Promise<ControlPacket | undefined>((resolve) =>
      control.once("message", (datagram) => resolve(readControl(datagram))),
    );
    const remoteSdp = peer.sdp().replace("a=sendrecv", `a=rtcp:${control.address().port}\r\na=sendrecv`);
    const ep = await rig.ms.createEndpoint({ remoteSdp });
    peer.talkTo(ep.local.sdp);
    const playing = ep.play(`${rig.folder}/long500.wav`);
    expect((await reported)?.reports).toHaveLength(1);
    await ep.destroy();
    await playing;
    await new Promise<void>((resolve) => control.close(resolve));
  });
});

describe.runIf(OURS).concurrent("a telephone that likes longer or shorter packets", () => {
  it.each([
    [10, 80],
    [30, 240],
    [60, 480],
  ])("gets them: %i ms each, without a gap", async (ptime, ticks) => {
    await using peer = await rtpPeer();
    const remoteSdp = peer.sdp().replace("a=sendrecv", `a=ptime:${ptime}\r\na=sendrecv`);
    const ep = await rig.ms.createEndpoint({ remoteSdp });
    peer.talkTo(ep.local.sdp);
    await ep.play(`${rig.folder}/tone700.wav`);
    const { packets } = peer;
    expect(packets.length).toBe(600 / ptime);
    expect(new Set(packets.map(({ payload }) => payload.length))).toEqual(new Set([ticks]));
    const steps = packets.slice(1).map(({ timestamp }, at) => (timestamp - packets[at]!.timestamp) >>> 0);
    expect(new Set(steps)).toEqual(new Set([ticks]));
    expect(shareAt(peer.heard(), 700)).toBeGreaterThan(0.95);
    await ep.destroy();
  });
});

describe.concurrent("a telephone that falls silent", () => {
  it("is hung up after its media time-out, and the application told why", async () => {
    await using peer = await rtpPeer();
    const ep = await rig.ms.createEndpoint({ remoteSdp: peer.sdp() });
    peer.talkTo(ep.local.sdp);
    await ep.set("rtp_timeout_sec", "1");
    const gone = nextEvent(ep, "destroy");
    const startedMs = clock.nowMs();
    await peer.say(700, 1500);
    expect(ep.connected).toBe(true);
    const [reason] = (await gone) as [{ reason: string }];
    expect(clock.nowMs() - startedMs).toBeGreaterThan(2300);
    expect(reason).toMatchObject({ reason: "MEDIA_TIMEOUT" });
  });

  it("is left alone while it is on hold, for as long as holding may take", async () => {
    await using peer = await rtpPeer();
    const ep = await rig.ms.createEndpoint({ remoteSdp: peer.sdp() });
    peer.talkTo(ep.local.sdp);
    await ep.set("rtp_timeout_sec", "1");
    await ep.modify(peer.sdp(undefined, "inactive"));
    await clock.sleep(2500);
    expect(ep.connected).toBe(true);
    const ended = once(ep, "destroy");
    await ep.set("rtp_hold_timeout_sec", "1");
    await ended;
  });
});
