import { createSocket } from "node:dgram";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newSrtpKey } from "../../../../src/engines/rtp/srtp/key.ts";
import { SrtpReceiver } from "../../../../src/engines/rtp/srtp/srtp.ts";
import { StreamEncryption } from "../../../../src/engines/rtp/srtp/stream-encryption.ts";
import { readControl } from "../../../../src/engines/rtp/rtcp.ts";
import { cryptoAttributes, cryptoLine } from "../../../../src/sdp/crypto-attribute.ts";
import type { SrtpSuite } from "../../../../src/vocabulary/srtp-suite.ts";
import { runOnSimulatedTime } from "./clock.ts";
import { eventually, OURS, startRig } from "./rig.ts";
import type { FsmrfEndpoint, Rig } from "./rig.ts";
import { rtpPeer } from "./rtp-peer.ts";
import type { RtpPeer } from "./rtp-peer.ts";

runOnSimulatedTime();

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());

/** The library refuses to begin with an encrypted offer: it comes in a re-INVITE, as the application does it. */
async function encryptedCaller(suite: SrtpSuite): Promise<{ peer: RtpPeer; ep: FsmrfEndpoint; sender: SrtpReceiver }> {
  const peer = await rtpPeer("PCMU");
  const ep = await rig.ms.createEndpoint();
  const key = newSrtpKey(suite);
  const offer = `${peer.sdp().replace("RTP/AVP", "RTP/SAVP")}${cryptoLine({ ...key, tag: 1 })}\r\n`;
  await ep.modify(offer);
  const answer = ep.dialog.remote.sdp;
  const [theirs] = cryptoAttributes(answer.split("\r\n"));
  if (theirs === undefined) throw new Error(`not encrypted: ${answer}`);
  peer.talkTo(answer);
  const encryption = new StreamEncryption();
  encryption.agree({ send: key, receive: theirs });
  peer.encrypts(encryption);
  return { peer, ep, sender: new SrtpReceiver(theirs) };
}

describe.each<SrtpSuite>(["AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32", "AEAD_AES_256_GCM"])(
  "a caller encrypted by %s",
  (suite) => {
    it("hears what is played and is heard; on the wire there is nothing that isn't encrypted", async () => {
      const { peer, ep, sender } = await encryptedCaller(suite);
      const keys: string[] = [];
      ep.on("dtmf", ({ dtmf }: { dtmf: string }) => keys.push(dtmf));
      void ep.play(`${rig.folder}/tone700.wav`);
      await peer.hears(700);
      await peer.press("12");
      await eventually(() => keys.length >= 2);
      expect(keys).toEqual(["1", "2"]);
      for (const datagram of peer.datagrams) expect(sender.unprotect(datagram)).toBeDefined();

      peer.encrypts(new StreamEncryption()); // keys in the clear are not the caller's
      await peer.press("3");
      expect(keys).toEqual(["1", "2"]);
      await ep.destroy();
      await peer[Symbol.asyncDispose]();
    });
  },
);

describe.runIf(OURS)("the reports on an encrypted stream", () => {
  it("are encrypted too", async () => {
    const { peer, ep, sender } = await encryptedCaller("AES_CM_128_HMAC_SHA1_80");
    const control = createSocket("udp4");
    const told = new Promise<Buffer>((resolve) => control.once("message", resolve));
    const isBound = new Promise<boolean>((resolve) => {
      control.once("error", () => resolve(false));
      control.bind(peer.port + 1, "127.0.0.1", () => resolve(true));
    });
    if (await isBound) {
      void ep.play(`${rig.folder}/long500.wav`);
      const report = await told;
      expect(readControl(report)).toBeUndefined();
      expect(readControl(sender.unprotectControl(report) ?? Buffer.alloc(0))?.reports).toHaveLength(1);
    }
    control.close();
    await ep.destroy();
    await peer[Symbol.asyncDispose]();
  });
});
