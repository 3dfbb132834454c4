import { describe, expect, it } from "vitest";
import { newSrtpKey, sessionKeys, type SrtpKey } from "../../../../../src/engines/rtp/srtp/key.ts";
import { SrtpReceiver, SrtpSender } from "../../../../../src/engines/rtp/srtp/srtp.ts";
import { createTransform } from "../../../../../src/engines/rtp/srtp/transform.ts";
import { writeControl } from "../../../../../src/engines/rtp/rtcp.ts";
import { writePacket } from "../../../../../src/engines/rtp/packet.ts";
import { SRTP_SUITES, type SrtpSuite } from "../../../../../src/vocabulary/srtp-suite.ts";

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(" ", ""), "hex");
const SUITES = [...SRTP_SUITES.keys()];

const rtp = (sequence: number, payload = "twenty milliseconds of speech", ssrc = 0xcafe): Buffer =>
  writePacket({
    marker: false,
    payloadType: 8,
    sequence: sequence & 0xffff,
    timestamp: 160 * sequence,
    ssrc,
    payload: Buffer.from(payload),
  });

function pair(suite: SrtpSuite): { sender: SrtpSender; receiver: SrtpReceiver; key: SrtpKey } {
  const key = newSrtpKey(suite);
  return { sender: new SrtpSender(key), receiver: new SrtpReceiver(key), key };
}

function sealed(sender: SrtpSender, packet: Buffer): Buffer {
  const datagram = sender.protect(packet);
  if (datagram === undefined) throw new Error("not sent");
  return datagram;
}

describe("the published vectors of SRTP", () => {
  it("derives the session keys of AES-128 (RFC 3711 appendix B.3)", () => {
    const keySalt = hex("E1F97A0D3E018BE0D64FA32C06DE4139 0EC675AD498AFEEBB6960B3AABE6");
    const keys = sessionKeys({ suite: "AES_CM_128_HMAC_SHA1_80", keySalt }, "rtp");
    expect(keys.encryption).toEqual(hex("C61E7A93744F39EE10734AFE3FF7A087"));
    expect(keys.salt).toEqual(hex("30CBBC08863D8C85D49DB34A9AE1"));
    expect(keys.authentication).toEqual(hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"));
  });

  it("derives the session keys of AES-256 (RFC 6188 §7.4)", () => {
    const keySalt = hex(
      "f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6 3b04803de51ee7c96423ab5b78d2",
    );
    const keys = sessionKeys({ suite: "AES_256_CM_HMAC_SHA1_80", keySalt }, "rtp");
    expect(keys.encryption).toEqual(hex("5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4"));
    expect(keys.salt).toEqual(hex("fa31791685ca444a9e07c6c64e93"));
    expect(keys.authentication).toEqual(hex("fd9c32d39ed5fbb5a9dc96b30818454d1313dc05"));
  });

  it("makes the keystream of AES in counter mode (RFC 3711 appendix B.2)", () => {
    const keys = {
      encryption: hex("2B7E151628AED2A6ABF7158809CF4F3C"),
      salt: hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD"),
      authentication: Buffer.alloc(20),
    };
    const transform = createTransform("AES_CM_128_HMAC_SHA1_80", keys, 10);
    const nothing = Buffer.alloc(0);
    const stream = transform.seal(nothing, Buffer.alloc(48), nothing, { ssrc: 0, upper: 0, lower: 0 });
    expect(stream.subarray(0, 48)).toEqual(
      hex("E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB 41E95B3BB0A2E8DD477901E4FCA894C0"),
    );
  });

  it("encrypts a packet with AES-128 in Galois/counter mode (RFC 7714 §16.1.1)", () => {
    const keys = {
      encryption: hex("000102030405060708090a0b0c0d0e0f"),
      salt: hex("517569642070726f2071756f"),
      authentication: Buffer.alloc(0),
    };
    const transform = createTransform("AEAD_AES_128_GCM", keys, 16);
    const payload = hex("47616c6c696120657374206f6d6e69732064697669736120696e2070617274657320747265 73");
    const at = { ssrc: 0x5501a0b2, upper: 0, lower: 0xf17b };
    expect(transform.seal(hex("8040f17b8041f8d35501a0b2"), payload, Buffer.alloc(0), at)).toEqual(
      hex(
        "f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833 899d7f27beb16a9152cf765ee4390cce",
      ),
    );
  });
});

describe.each(SUITES)("a stream encrypted by %s", (suite) => {
  it("arrives as it was sent, over the turn of its sequence numbers, late packets too", () => {
    const { sender, receiver } = pair(suite);
    const packets = [65_533, 65_534, 65_535, 65_536, 65_537, 90_000, 115_000, 131_070, 131_073].map((at) => rtp(at));
    const datagrams = packets.map((packet) => sealed(sender, packet));
    expect(datagrams[0]?.includes("speech")).toBe(false);
    expect(datagrams[0]?.subarray(0, 12)).toEqual(packets[0]?.subarray(0, 12));
    const order = [0, 1, 3, 2, 4, 5, 6, 7, 8]; // the network brings the turn the wrong way round
    expect(order.map((at) => receiver.unprotect(datagrams[at] ?? Buffer.alloc(0)))).toEqual(
      order.map((at) => packets[at]),
    );
  });

  it("takes no packet twice, none that was changed, and none of another key", () => {
    const { sender, receiver } = pair(suite);
    const datagram = sealed(sender, rtp(1));
    const changed = Buffer.from(sealed(sender, rtp(2)));
    changed[14] = (changed[14] ?? 0) ^ 1;
    const redirected = Buffer.from(sealed(sender, rtp(3)));
    redirected[1] = 0; // the header is authenticated too
    const foreign = sealed(pair(suite).sender, rtp(4));
    expect([receiver.unprotect(datagram), receiver.unprotect(datagram)]).toEqual([rtp(1), undefined]);
    expect([changed, redirected, foreign, rtp(5)].map((each) => receiver.unprotect(each))).toEqual(
      Array.from({ length: 4 }, () => undefined),
    );
    expect(receiver.unprotect(sealed(sender, rtp(6)))).toEqual(rtp(6));
  });

  it("encrypts the reports on it, each once", () => {
    const { sender, receiver } = pair(suite);
    const report = writeControl({ ssrc: 0xcafe, sender: undefined, blocks: [] }, "a1b2c3@offhook", false);
    const [first, second] = [sender.protectControl(report), sender.protectControl(report)];
    if (first === undefined || second === undefined) throw new Error("not sent");
    expect(first.includes("offhook")).toBe(false);
    expect(first).not.toEqual(second);
    expect([first, second, first, report].map((each) => receiver.unprotectControl(each))).toEqual([
      report,
      report,
      undefined,
      undefined,
    ]);
  });

  it("is nothing to a receiver that gets noise", () => {
    const { receiver } = pair(suite);
    for (let length = 0; length < 64; length++) {
      const noise = Buffer.alloc(length, 0xb2);
      expect(receiver.unprotect(noise)).toBeUndefined();
      expect(receiver.unprotectControl(noise)).toBeUndefined();
    }
  });
});
