import { createSocket } from "node:dgram";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeControl } from "../../../../src/engines/rtp/rtcp.ts";
import { withSignallingSource } from "../../../../src/sdp/signalling-source.ts";
import { clock, runOnSimulatedTime } from "./clock.ts";
import { eventually, nextEvent, OURS, startRig, type FsmrfEndpoint, type Rig } from "./rig.ts";
import { rtpPeer } from "./rtp-peer.ts";

/** A telephone behind NAT: its SDP says this, its packets come from the address that its SIP comes from. */
const PRIVATE = "10.9.8.7";
const PUBLIC = "127.0.0.2";
const STRANGER = "127.0.0.3";

runOnSimulatedTime();

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

const behindNat = (sdp: string): string =>
  withSignallingSource(sdp.replace(/c=IN IP4 \S+/, `c=IN IP4 ${PRIVATE}`), PUBLIC);

/** The digits that the application is told from now on. */
function digitsOf(ep: FsmrfEndpoint): string[] {
  const digits: string[] = [];
  ep.on("dtmf", ({ dtmf }: { dtmf: string }) => digits.push(dtmf));
  return digits;
}

async function packetsTaken(ep: FsmrfEndpoint): Promise<number> {
  return Number((await ep.getChannelVariables(true))["variable_rtp_audio_in_packet_count"]);
}

// FreeSWITCH knows nothing of where SIP comes from, and follows whoever sends
describe.runIf(OURS).concurrent("a telephone behind NAT", () => {
  it("is heard, and hears, from whatever port of the address that its SIP comes from", async () => {
    await using phone = await rtpPeer("PCMU", { address: PUBLIC });
    const ep = await rig.ms.createEndpoint({ remoteSdp: behindNat(phone.sdp()) });
    phone.talkTo(ep.local.sdp);
    const digits = digitsOf(ep);
    await ep.set("subscribed", "yes");
    const playing = ep.play(`${rig.folder}/long500.wav`);
    const talking = phone.say(0, 600);
    await phone.hears(500);
    await talking;
    await ep.api("uuid_break", ep.uuid);
    await playing;
    await phone.press("4");
    await eventually(() => digits.join("") === "4");
    await ep.destroy();
  });

  it("isn't captured by a stranger's audio, before it speaks or after, and no stranger presses its keys", async () => {
    await using phone = await rtpPeer("PCMU", { address: PUBLIC });
    await using stranger = await rtpPeer("PCMU", { address: STRANGER });
    const ep = await rig.ms.createEndpoint({ remoteSdp: behindNat(phone.sdp()) });
    for (const peer of [phone, stranger]) peer.talkTo(ep.local.sdp);
    const digits = digitsOf(ep);
    await ep.set("subscribed", "yes");
    const playing = ep.play(`${rig.folder}/long500.wav`);
    await stranger.say(1000, 200);
    await stranger.press("1");
    expect(await packetsTaken(ep)).toBe(0);
    const talking = phone.say(0, 600);
    await phone.hears(500);
    await stranger.press("2");
    await talking;
    expect(stranger.packets.length).toBe(0);
    await ep.api("uuid_break", ep.uuid);
    await playing;
    await phone.press("5");
    await eventually(() => digits.length > 0);
    expect(digits).toEqual(["5"]);
    await ep.destroy();
  });

  it("whose port changes in the call is followed with its SSRC; another source of its address is not, until a re-INVITE", async () => {
    await using phone = await rtpPeer("PCMU", { address: PUBLIC });
    await using moved = await rtpPeer("PCMU", { address: PUBLIC, ssrc: phone.ssrc });
    await using neighbour = await rtpPeer("PCMU", { address: PUBLIC });
    const ep = await rig.ms.createEndpoint({ remoteSdp: behindNat(phone.sdp()) });
    for (const peer of [phone, moved, neighbour]) peer.talkTo(ep.local.sdp);
    const playing = ep.play(`${rig.folder}/long500.wav`);
    await phone.say(0, 200);
    await neighbour.say(0, 200);
    expect(neighbour.packets.length).toBe(0);
    await moved.say(0, 200);
    await moved.hears(500);
    await ep.modify(behindNat(phone.sdp()));
    await neighbour.say(0, 200); // the same telephone after a restart: another port, another SSRC
    await neighbour.hears(500);
    await ep.api("uuid_break", ep.uuid);
    await playing;
    await ep.destroy();
  });
});

describe.runIf(OURS).concurrent("a telephone that sends no audio", () => {
  /** A report every half second, from beside the audio port of this address. */
  async function reports(from: string, sdp: string): Promise<Disposable> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, from, resolve));
    const port = Number(/^m=audio (\d+)/m.exec(sdp)?.[1]) + 1;
    const stop = new AbortController();
    void (async () => {
      while (!stop.signal.aborted) {
        socket.send(writeControl({ ssrc: 9, sender: undefined, blocks: [] }, "phone", false), port, "127.0.0.1");
        await clock.sleep(500);
      }
      socket.close();
    })();
    return { [Symbol.dispose]: () => stop.abort() };
  }

  it("is alive as long as its reports (RTCP) come, and a stranger's reports are not its own", async () => {
    await using peer = await rtpPeer();
    const ep = await rig.ms.createEndpoint({ remoteSdp: peer.sdp() });
    await ep.set("media_timeout", "1000");
    const gone = nextEvent(ep, "destroy");
    {
      using _reports = await reports("127.0.0.1", ep.local.sdp);
      await clock.sleep(3000);
      expect(ep.connected).toBe(true);
    }
    using _stranger = await reports(STRANGER, ep.local.sdp);
    expect(await gone).toMatchObject([{ reason: "MEDIA_TIMEOUT" }]);
  });

  it.each(["sendonly", "inactive", "recvonly"])("has the limit of a hold when it says %s", async (direction) => {
    await using peer = await rtpPeer();
    const ep = await rig.ms.createEndpoint({ remoteSdp: peer.sdp() });
    await ep.set("media_timeout", "1000");
    await ep.set("media_hold_timeout", "4000");
    await ep.modify(peer.sdp(undefined, direction));
    const sinceMs = clock.nowMs();
    await once(ep, "destroy");
    expect(clock.nowMs() - sinceMs).toBeGreaterThanOrEqual(3900);
  });
});
