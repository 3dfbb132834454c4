import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OpusLimit } from "../../../../src/engines/media/rtp/opus-limit.ts";
import { G722 } from "../../../../src/engines/rtp/g722.ts";
import { OPUS } from "../../../../src/engines/rtp/opus.ts";
import { runOnSimulatedTime } from "./clock.ts";
import { connectCaller, eventually, startRig, OURS, type Caller, type Rig } from "./rig.ts";
import { rtpPeer } from "./rtp-peer.ts";

runOnSimulatedTime();

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

/** What one processor bears beside all other calls. */
const MOST = 40;

describe("the streams with Opus", () => {
  it("are so many at most, and make room when they end", async () => {
    const limit = new OpusLimit(pino({ level: "silent" }));
    await limit.load();
    const held = Array.from({ length: MOST }, () => limit.take(OPUS));
    expect(limit.isFree).toBe(false);
    expect(limit.take(G722)).toBeUndefined(); // any number of others
    held[0]?.[Symbol.dispose]();
    held[0]?.[Symbol.dispose]();
    expect(limit.isFree).toBe(true);
    limit.take(OPUS);
    expect(limit.isFree).toBe(false);
  });

  it.runIf(OURS)("leave later callers their next codec, or 503 where they have no other", async () => {
    const calls: Caller[] = [];
    while (calls.length < MOST) calls.push(await connectCaller(rig, "opus"));
    await using late = await rtpPeer("opus");
    await expect(rig.ms.createEndpoint({ remoteSdp: late.sdp() })).rejects.toMatchObject({ status: 503 });
    const ep = await rig.ms.createEndpoint({ remoteSdp: late.sdp("111 8 101") });
    expect(ep.local.sdp).toMatch(/^m=audio \d+ RTP\/AVP 8 101\r$/m);
    await ep.destroy();
    await calls[0]?.[Symbol.asyncDispose]();
    await eventually(() => (rig.engine?.counts().rtpSockets ?? 0) < MOST);
    await using again = await connectCaller(rig, "opus");
    expect(again.ep.local.sdp).toMatch(/^m=audio \d+ RTP\/AVP 111 101\r$/m);
    for (const call of calls.slice(1)) await call[Symbol.asyncDispose]();
  });
});
