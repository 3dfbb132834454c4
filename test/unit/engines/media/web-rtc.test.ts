import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SrtpReceiver } from "../../../../src/engines/rtp/srtp/srtp.ts";
import { clock, runOnSimulatedTime } from "./clock.ts";
import { eventually, nextEvent, OURS, startRig, type FsmrfEndpoint, type Rig } from "./rig.ts";
import { WebRtcPeer, type WebRtcPeerOptions } from "./web-rtc-peer.ts";

runOnSimulatedTime();

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

/** The library refuses to begin with an encrypted offer: it comes in a re-INVITE, as the application does it. */
async function browser(
  options: WebRtcPeerOptions = {},
): Promise<{ peer: WebRtcPeer; ep: FsmrfEndpoint; answer: string }> {
  const peer = await WebRtcPeer.open(options);
  const ep = await rig.ms.createEndpoint();
  await ep.modify(peer.sdp());
  return { peer, ep, answer: ep.dialog.remote.sdp };
}

/** It hears and is heard; all audio on the wire is encrypted by the keys that were agreed on. */
async function talks(peer: WebRtcPeer, ep: FsmrfEndpoint): Promise<void> {
  const keys: string[] = [];
  ep.on("dtmf", ({ dtmf }: { dtmf: string }) => keys.push(dtmf));
  const playing = ep.play(`${rig.folder}/tone700.wav`);
  await eventually(() => peer.keys !== undefined);
  const receiver = new SrtpReceiver(peer.keys!.receive);
  await peer.rtp.hears(700);
  await peer.rtp.press("12");
  await eventually(() => keys.length >= 2);
  expect(keys).toEqual(["1", "2"]);
  await ep.api("uuid_break", ep.uuid);
  await playing;
  const audio = peer.rtp.datagrams.filter((datagram) => datagram[0]! >= 128 && datagram[1]! < 192);
  expect(audio.length).toBeGreaterThan(0);
  for (const datagram of audio) expect(receiver.unprotect(datagram)).toBeDefined();
}

async function end(peer: WebRtcPeer, ep: FsmrfEndpoint): Promise<void> {
  await ep.destroy();
  await peer[Symbol.asyncDispose]();
}

// FreeSWITCH has WebRTC of its own, by variables of its dial plan
describe.runIf(OURS)("a browser", () => {
  it("hears what is played from the beginning and is heard, all of it encrypted; its video is refused", async () => {
    const { peer, ep, answer } = await browser();
    expect(answer).toContain("a=ice-lite\r\na=group:BUNDLE a\r\n");
    expect(answer).toMatch(/^m=audio \d+ UDP\/TLS\/RTP\/SAVPF 0 101\r\n/m);
    expect(answer).toContain("m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:v\r\n");
    for (const line of ["a=mid:a", "a=rtcp-mux", "a=setup:active", "a=end-of-candidates"])
      expect(answer).toContain(`${line}\r\n`);
    peer.connectsTo(answer);
    await talks(peer, ep);
    await end(peer, ep);
  });

  it.each<WebRtcPeerOptions>([
    { setup: "active" },
    { setup: "passive" },
    { setup: "actpass", withoutIce: true },
    { setup: "active", withoutIce: true },
  ])("or a telephone that says %o is served too", async (options) => {
    const { peer, ep, answer } = await browser(options);
    peer.connectsTo(answer);
    await talks(peer, ep);
    await end(peer, ep);
  });

  it("takes an offer of ours, whose application is told its answer by another offer", async () => {
    const peer = await WebRtcPeer.open({ setup: "active" });
    const ep = await rig.ms.createEndpoint();
    const offer = ep.local.sdp.slice(ep.local.sdp.indexOf("m=audio", ep.local.sdp.indexOf("RTP/AVP ")));
    expect(offer).toContain("a=setup:actpass\r\n");
    await ep.modify(peer.sdp());
    peer.connectsTo(`${ep.local.sdp.split("m=")[0]}${offer.replace("actpass", "passive")}`);
    await talks(peer, ep);
    await end(peer, ep);
  });

  it("that offers the same again keeps its way and its keys; one that was loaded anew gets others", async () => {
    const { peer, ep, answer } = await browser();
    peer.connectsTo(answer);
    await talks(peer, ep);
    await ep.modify(peer.sdp());
    const again = ep.dialog.remote.sdp;
    for (const part of [/a=ice-ufrag:\S+/, /a=setup:\S+/]) expect(part.exec(again)?.[0]).toBe(part.exec(answer)?.[0]);
    await talks(peer, ep);

    const anew = await WebRtcPeer.open();
    await ep.modify(anew.sdp());
    const changed = ep.dialog.remote.sdp;
    expect(changed).not.toContain(/a=ice-ufrag:\S+/.exec(answer)?.[0]);
    anew.connectsTo(changed);
    await talks(anew, ep);
    await peer[Symbol.asyncDispose]();
    await end(anew, ep);
  });

  it("is shown another certificate by each channel: else one that is sent from one to another would keep its keys", async () => {
    const fingerprints = await Promise.all(
      [browser(), browser()].map(async (opened) => {
        const { peer, ep, answer } = await opened;
        await end(peer, ep);
        return /a=fingerprint:(.*)/.exec(answer)?.[1];
      }),
    );
    expect(new Set(fingerprints).size).toBe(2);
  });

  it("with another certificate than it has announced hears nothing, and is hung up", async () => {
    const { peer, ep, answer } = await browser({ fingerprint: Array.from({ length: 32 }, () => "AB").join(":") });
    const gone = nextEvent(ep, "destroy");
    void ep.play(`${rig.folder}/tone700.wav`); // the library never says how it ended where the call is gone before
    peer.connectsTo(answer);
    expect(await gone).toMatchObject([{ reason: "INCOMPATIBLE_DESTINATION" }]);
    expect(peer.keys).toBeUndefined();
    expect(peer.rtp.datagrams.every((datagram) => datagram[0]! < 128)).toBe(true);
    await peer[Symbol.asyncDispose]();
  });

  it("that never agrees on keys is hung up after ten seconds, one that looks for no way after a minute", async () => {
    for (const [withoutDtls, afterMs] of [
      [true, 10_000],
      [false, 60_000],
    ] as const) {
      const { peer, ep, answer } = await browser();
      const gone = nextEvent(ep, "destroy");
      const startMs = clock.nowMs();
      if (withoutDtls) peer.checks(answer);
      expect(await gone).toMatchObject([{ reason: "INCOMPATIBLE_DESTINATION" }]);
      expect(clock.nowMs() - startMs).toBeGreaterThanOrEqual(afterMs - 1_000);
      expect(peer.rtp.datagrams.every((datagram) => datagram[0]! < 128)).toBe(true);
      await peer[Symbol.asyncDispose]();
    }
    await eventually(() => rig.engine?.counts().channels === 0 && rig.engine.counts().rtpSockets === 0);
  });

  it("that is closed without a word is hung up when it has asked for no consent for half a minute", async () => {
    const { peer, ep, answer } = await browser();
    const gone = nextEvent(ep, "destroy");
    peer.connectsTo(answer);
    await eventually(() => peer.keys !== undefined);
    const lastMs = clock.nowMs();
    await peer[Symbol.asyncDispose]();
    expect(await gone).toMatchObject([{ reason: "MEDIA_TIMEOUT" }]);
    expect(clock.nowMs() - lastMs).toBeGreaterThan(20_000);
    await eventually(() => rig.engine?.counts().channels === 0 && rig.engine.counts().rtpSockets === 0);
  });

  it("isn't disturbed by a stranger, whose checks and whose DTLS no one answers", async () => {
    const { peer, ep, answer } = await browser();
    const stranger = await WebRtcPeer.open();
    stranger.connectsTo(answer.replace(/a=ice-pwd:\S+/, "a=ice-pwd:123456789012345678901234"));
    peer.connectsTo(answer);
    await talks(peer, ep);
    expect(stranger.rtp.datagrams).toEqual([]);
    await stranger[Symbol.asyncDispose]();
    await end(peer, ep);
  });
});
