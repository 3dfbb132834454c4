import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newSrtpKey, type SrtpKey } from "../../../../src/engines/rtp/srtp/key.ts";
import { StreamEncryption } from "../../../../src/engines/rtp/srtp/stream-encryption.ts";
import { NgClient } from "../../../../src/media/relay/ng-client.ts";
import type { RelaySession } from "../../../../src/media/relay/relay-port.ts";
import { systemClock } from "../../../../src/runtime/clock.ts";
import { cryptoAttributes, cryptoLine } from "../../../../src/sdp/crypto-attribute.ts";
import type { SrtpSuite } from "../../../../src/vocabulary/srtp-suite.ts";
import { audioOf, Party, startRelay, type RelayRig } from "./parties.ts";

const UNREACHABLE = "10.99.1.2";

let rig: RelayRig;
beforeAll(async () => {
  rig = await startRelay();
});
afterAll(() => rig[Symbol.asyncDispose]());

interface Talk extends AsyncDisposable {
  readonly session: RelaySession;
  readonly phone: Party;
  readonly trunk: Party;
  /** Where the relay waits for each. */
  readonly forPhone: { address: string; port: number };
  readonly forTrunk: { address: string; port: number };
}

/** A telephone, perhaps behind NAT, calls a trunk through the relay. */
async function talk(said?: string): Promise<Talk> {
  const [phone, trunk] = [await Party.at("127.0.0.2"), await Party.at("127.0.0.3")];
  const session = rig.relay.open();
  const offer = { sdp: phone.sdp(said === undefined ? {} : { address: said }), source: phone.address };
  const offered = await session.offer("peer", offer);
  const answered = await session.answer("telephone", { sdp: trunk.sdp(), source: trunk.address });
  return {
    ...{ session, phone, trunk, forPhone: audioOf(answered), forTrunk: audioOf(offered) },
    [Symbol.asyncDispose]: async () => {
      session.release();
      await Promise.all([phone[Symbol.asyncDispose](), trunk[Symbol.asyncDispose]()]);
    },
  };
}

/** Three packets, after which it is known where a telephone's come from; the other party hears them all, and nothing else. */
async function speaks(phone: Party, to: { address: string; port: number }, other: Party): Promise<void> {
  for (const word of ["one", "two", "three"]) phone.says(word, to);
  for (const word of ["one", "two", "three"]) expect((await other.gets(() => true)).subarray(12).toString()).toBe(word);
}

describe("two parties of a relayed call", () => {
  it("hear each other, and are told the relay's address alone", async () => {
    await using call = await talk();
    const { phone, trunk, forPhone, forTrunk } = call;
    expect(forPhone.port).not.toBe(forTrunk.port);
    phone.says("hello", forPhone);
    const heard = await trunk.hears("hello");
    expect(heard.subarray(12).toString()).toBe("hello");
    trunk.says("and hello", forTrunk);
    await phone.hears("and hello");
  });

  it("hear each other also where one is behind NAT: packets go to where its own come from", async () => {
    await using call = await talk(UNREACHABLE);
    const { phone, trunk, forPhone, forTrunk } = call;
    await speaks(phone, forPhone, trunk);
    trunk.says("to behind the router", forTrunk);
    await phone.hears("to behind the router");
  });

  it("hear no stranger, who gets nothing of their talk either", async () => {
    await using call = await talk(UNREACHABLE);
    const { phone, trunk, forPhone, forTrunk } = call;
    await using stranger = await Party.at("127.0.0.66");
    for (let at = 0; at < 5; at++) stranger.says("listen to me", forPhone);
    await speaks(phone, forPhone, trunk);
    trunk.says("for the phone", forTrunk);
    await phone.hears("for the phone");
    expect(stranger.came).toEqual([]);
  });

  it("go on where the router gives a telephone another port in the middle of the call", async () => {
    await using call = await talk(UNREACHABLE);
    const { phone, trunk, forPhone, forTrunk } = call;
    await speaks(phone, forPhone, trunk);
    await using moved = await Party.at(phone.address);
    for (const word of ["four", "five", "six"]) moved.says(word, forPhone);
    await trunk.hears("six");
    trunk.says("there you are", forTrunk);
    await moved.hears("there you are");
  });

  it("get each other's reports, on the port of the audio where both want that", async () => {
    await using phone = await Party.at("127.0.0.2");
    await using trunk = await Party.at("127.0.0.3");
    const session = rig.relay.open();
    const lines = ["a=rtcp-mux"];
    const forTrunk = audioOf(await session.offer("peer", { sdp: phone.sdp({ lines }) }));
    const forPhone = audioOf(await session.answer("telephone", { sdp: trunk.sdp({ lines }) }));
    const report = Buffer.from("80c8000100000001", "hex");
    phone.sends(report, forPhone);
    expect(await trunk.gets(() => true)).toEqual(report);
    trunk.sends(report, forTrunk);
    expect(await phone.gets(() => true)).toEqual(report);
    session.release();
  });

  it("get each other's reports on the next port otherwise", async () => {
    await using call = await talk();
    const { phone, trunk, forPhone } = call;
    const report = Buffer.from("80c8000100000001", "hex");
    phone.sends(report, { ...forPhone, port: forPhone.port + 1 });
    // the trunk's own next port isn't this test's: what comes is told by what goes back to where a report came from
    await using reports = await Party.at(trunk.address);
    reports.sends(report, { ...call.forTrunk, port: call.forTrunk.port + 1 });
    expect(await phone.gets(() => true)).toEqual(report);
  });

  it("keep the relay's ports in a re-INVITE, whichever of them makes it", async () => {
    await using call = await talk();
    const { session, phone, trunk, forPhone, forTrunk } = call;
    const lines = ["a=sendonly"];
    expect(audioOf(await session.offer("telephone", { sdp: trunk.sdp({ lines }) }))).toEqual(forPhone);
    expect(audioOf(await session.answer("peer", { sdp: phone.sdp() }))).toEqual(forTrunk);
    phone.says("still here", forPhone);
    await trunk.hears("still here");
  });
});

describe.each<SrtpSuite>(["AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32", "AEAD_AES_128_GCM"])(
  "an encrypted telephone (%s) and a trunk in the clear",
  (suite) => {
    it("hear each other through the relay; nothing of the telephone's leg is in the clear", async () => {
      await using phone = await Party.at("127.0.0.2");
      await using trunk = await Party.at("127.0.0.3");
      const session = rig.relay.open();
      const key = newSrtpKey(suite);
      const offer = phone.sdp({ profile: "RTP/SAVP", lines: [cryptoLine({ ...key, tag: 3 })] });
      const offered = await session.offer("peer", { sdp: offer, profile: "RTP/AVP" });
      expect(offered).toContain(" RTP/AVP 0");
      expect(offered).not.toContain("a=crypto");
      const answered = await session.answer("telephone", { sdp: trunk.sdp() });
      expect(answered).toContain(" RTP/SAVP 0");
      const encryption = encryptionOf(key, answered);

      phone.sends(encryption.seal(phone.packet("secret"))!, audioOf(answered));
      await trunk.hears("secret");
      phone.says("in the clear", audioOf(answered));
      trunk.says("open words", audioOf(offered));
      const datagram = await phone.gets(() => true);
      expect(datagram.toString("latin1")).not.toContain("open words");
      expect(encryption.open(datagram)?.toString("latin1")).toContain("open words");
      phone.sends(encryption.seal(phone.packet("secret again"))!, audioOf(answered));
      expect((await trunk.gets(() => true)).toString("latin1")).toContain("secret again");
      session.release();
    });
  },
);

describe("a telephone that is offered encryption", () => {
  it("gets keys of the relay's for a party in the clear, and must take one", async () => {
    await using phone = await Party.at("127.0.0.2");
    await using trunk = await Party.at("127.0.0.3");
    const session = rig.relay.open();
    const offered = await session.offer("peer", { sdp: trunk.sdp(), profile: "RTP/SAVP" });
    const [theirs] = cryptoAttributes(offered.split("\r\n"));
    await expect(session.answer("telephone", { sdp: phone.sdp({ profile: "RTP/SAVP" }) })).rejects.toThrow(/SDES/);

    const key = newSrtpKey(theirs!.suite);
    const sdp = phone.sdp({ profile: "RTP/SAVP", lines: [cryptoLine({ ...key, tag: theirs!.tag })] });
    const answered = await session.answer("telephone", { sdp });
    expect(answered).toContain(" RTP/AVP 0");
    expect(answered).not.toContain("crypto");
    const encryption = new StreamEncryption();
    encryption.agree({ send: key, receive: theirs! });
    trunk.says("hello", audioOf(answered));
    expect(encryption.open(await phone.gets(() => true))?.toString("latin1")).toContain("hello");
    session.release();
  });

  it("may leave it: keys beside a plain profile are an offer only", async () => {
    await using phone = await Party.at("127.0.0.2");
    await using trunk = await Party.at("127.0.0.3");
    const session = rig.relay.open();
    const offered = await session.offer("peer", { sdp: trunk.sdp(), offersKeys: true });
    expect(offered).toMatch(/RTP\/AVP 0[^]*a=crypto:1 AES_CM_128_HMAC_SHA1_80 /);
    const answered = await session.answer("telephone", { sdp: phone.sdp() });
    trunk.says("hello", audioOf(answered));
    await phone.hears("hello");
    session.release();
  });

  it("agrees on its keys with the other telephone alone where both are encrypted", async () => {
    await using one = await Party.at("127.0.0.2");
    const session = rig.relay.open();
    const line = cryptoLine({ ...newSrtpKey("AES_CM_128_HMAC_SHA1_80"), tag: 1 });
    const sdp = one.sdp({ profile: "RTP/SAVP", address: UNREACHABLE, lines: [line] });
    expect(await session.offer("peer", { sdp, source: one.address })).toContain(line);
    session.release();
  });
});

describe("the control of the relay", () => {
  it("answers a request once, however often it comes, and says what it can't do", async () => {
    using client = new NgClient({ host: "127.0.0.1", port: rig.engine.control.port }, systemClock);
    const ask = (request: Record<string, string>): Promise<unknown> => client.request(request);
    expect(await ask({ command: "ping" })).toEqual({ result: "pong" });
    const refused = (reason: string): object => ({ result: "error", "error-reason": reason });
    expect(await ask({ command: "dance" })).toEqual(refused("Unrecognized command"));
    expect(await ask({ command: "query", "call-id": "none" })).toEqual(refused("Unknown call-id"));
    expect(await ask({ command: "offer", "call-id": "x" })).toEqual(refused("Missing from-tag in message"));
    const broken = { command: "offer", "call-id": "x", "from-tag": "a", sdp: "hello" };
    expect(await ask(broken)).toMatchObject({ result: "error" });
    expect(await ask({ command: "delete", "call-id": "x" })).toEqual(refused("Unknown call-id"));
  });

  it("tells what passed, and gives the ports back when a call is deleted", async () => {
    const before = rig.engine.counts();
    using client = new NgClient({ host: "127.0.0.1", port: rig.engine.control.port }, systemClock);
    await using phone = await Party.at("127.0.0.2");
    await using trunk = await Party.at("127.0.0.3");
    const call = { "call-id": "counted", "from-tag": "a" };
    await client.request({ command: "offer", ...call, sdp: phone.sdp() });
    const answer = { command: "answer", ...call, "to-tag": "b", sdp: trunk.sdp() };
    const { sdp } = await client.request(answer);
    phone.says("hello", audioOf(sdp as string));
    await trunk.hears("hello");
    expect(await client.request({ command: "query", ...call })).toMatchObject({ totals: { RTP: { packets: 1 } } });
    expect(rig.engine.counts()).toEqual({ calls: before.calls + 1, rtpSockets: before.rtpSockets + 2 });
    expect(await client.request({ command: "delete", ...call })).toMatchObject({ result: "ok" });
    expect(rig.engine.counts()).toEqual(before);
  });

  it("refuses a call for which no ports are left, and keeps none of it", async () => {
    await using small = await startRelay({ ports: 8 });
    await using phone = await Party.at("127.0.0.2");
    const sessions = [small.relay.open(), small.relay.open(), small.relay.open()];
    await sessions[0]!.offer("peer", { sdp: phone.sdp() });
    await sessions[1]!.offer("peer", { sdp: phone.sdp() });
    await expect(sessions[2]!.offer("peer", { sdp: phone.sdp() })).rejects.toThrow(/no free media port/);
    expect(small.engine.counts().calls).toBe(2);
  });
});

function encryptionOf(ours: SrtpKey, answer: string): StreamEncryption {
  const [theirs] = cryptoAttributes(answer.split("\r\n"));
  const encryption = new StreamEncryption();
  encryption.agree({ send: ours, receive: theirs! });
  return encryption;
}
