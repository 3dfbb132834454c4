import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newSrtpKey } from "../../../src/engines/rtp/srtp/key.ts";
import { StreamEncryption } from "../../../src/engines/rtp/srtp/stream-encryption.ts";
import { cryptoAttributes, cryptoLine, type CryptoAttribute } from "../../../src/sdp/crypto-attribute.ts";
import type { Dialog } from "../../support/dialog.ts";
import type { IncomingInvite } from "../../support/incoming-invite.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Phone } from "../../support/phone.ts";
import type { RtpPeer } from "../../support/rtp-peer.ts";
import { sdp } from "../../support/sdp.ts";
import { refer } from "./transferring.ts";
import { statusOf, type SipText } from "../../support/sip-text.ts";

/** Where a telephone behind a router thinks that it is. */
const HOME = "10.99.1.2";
const KEY = newSrtpKey("AES_CM_128_HMAC_SHA1_80");

let pbx: Office;
let alice: Person;
let bob: Person;
let carol: Person;
beforeAll(async () => {
  pbx = await openOffice({ relays: true, speaks: true });
  alice = await pbx.person("1001", "+33170000001");
  bob = await pbx.person("1002", "+33170000002");
  carol = await pbx.person("1003", "+33170000003");
});
afterAll(() => pbx[Symbol.asyncDispose]());

let home: Phone;
let desk: Phone;
let homeEar: RtpPeer;
let deskEar: RtpPeer;
beforeEach(async () => {
  [home, desk] = [await pbx.phone(), await pbx.phone()];
  [homeEar, deskEar] = [await pbx.ear(), await pbx.ear()];
});
afterEach(async () => {
  pbx.unregisterAll();
  await pbx.idle();
  await Promise.all([homeEar[Symbol.asyncDispose](), deskEar[Symbol.asyncDispose]()]);
  await pbx.until(async () => expect(await pbx.relay?.calls()).toBe(0));
});

const ofHome = (direction = "sendrecv"): string => sdp(homeEar.port, direction, "8").replaceAll("127.0.0.1", HOME);
const ofDesk = (direction = "sendrecv"): string => sdp(deskEar.port, direction, "8");
const by = (person: Person): readonly [string, string] => ["Authorization", `Test ${person.devices[0]!.username}`];

function mediaOf({ body }: SipText): { address: string; port: number } {
  const [, address = ""] = /^c=IN IP4 (\S+)/m.exec(body) ?? [];
  return { address, port: Number(/^m=audio (\d+)/m.exec(body)?.[1]) };
}

function reasons(): unknown[] {
  return pbx.events.flatMap((event) =>
    event.kind === "call.decided" ? event.decisions.filter(({ rule }) => rule === "relay") : [],
  );
}

/** Both speak where they were told to, and hear each other. */
async function hearEachOther(toldHome: SipText, toldDesk: SipText): Promise<void> {
  homeEar.speaks(mediaOf(toldHome), "PCMA", 500);
  deskEar.speaks(mediaOf(toldDesk), "PCMA", 700);
  await deskEar.hears(500);
  await homeEar.hears(700);
}

/** Alice, at home behind a router, calls Bob at his desk. */
async function fromHome(): Promise<{
  homeSide: Dialog & { response: SipText };
  deskSide: Dialog;
  ringing: IncomingInvite;
}> {
  pbx.registers(bob, desk);
  const call = home.call(pbx.port, "1002", { sdp: ofHome(), headers: [by(alice)] });
  const ringing = await desk.incoming();
  const deskSide = ringing.answer(ofDesk());
  const homeSide = await call.answered();
  await ringing.acked();
  return { homeSide, deskSide, ringing };
}

describe("a telephone behind a router", () => {
  it("hears the colleague whom it calls, and is heard, through the relay; the trace says why", async () => {
    const { homeSide, deskSide, ringing } = await fromHome();
    expect(ringing.invite.body).not.toContain(HOME);
    await hearEachOther(homeSide.response, ringing.invite);
    expect(reasons().at(-1)).toMatchObject({ input: { because: "other-behind-nat" }, result: "relayed" });
    await homeSide.bye();
    await deskSide.received("BYE");
  });

  it("is rung through the relay, as its Contact is no place for packets", async () => {
    pbx.registers(alice, home, 0, { contact: `sip:phone@${HOME}:${home.port}` });
    const call = desk.call(pbx.port, "1001", { sdp: ofDesk(), headers: [by(bob)] });
    const ringing = await home.incoming();
    ringing.early(ofHome());
    const early = await call.provisional();
    const homeSide = ringing.answer(ofHome());
    const deskSide = await call.answered();
    expect(mediaOf(deskSide.response)).toEqual(mediaOf(early));
    await hearEachOther(ringing.invite, deskSide.response);
    expect(reasons().at(-1)).toMatchObject({ input: { because: "telephone-behind-nat" } });
    await deskSide.bye();
    await homeSide.received("BYE");
  });

  it("hears music on hold from the media server itself, and the colleague again behind it", async () => {
    const { homeSide, deskSide, ringing } = await fromHome();
    const held = deskSide.request("INVITE", ofDesk("sendonly"));
    const invite = await homeSide.received("INVITE");
    homeSide.respond(invite, 200, ofHome());
    await homeSide.received("ACK");
    expect((await held).body).toContain("a=inactive");
    const resumed = deskSide.request("INVITE", ofDesk());
    const back = await homeSide.received("INVITE");
    homeSide.respond(back, 200, ofHome());
    await homeSide.received("ACK");
    await hearEachOther(back, await resumed);
    expect(ringing.invite.body).not.toContain(HOME);
    await homeSide.bye();
    await deskSide.received("BYE");
  });

  it("is transferred to a colleague, and both hear each other", async () => {
    const { homeSide, deskSide } = await fromHome();
    const third = await pbx.phone();
    pbx.registers(carol, third);
    await refer(deskSide, "1003");
    const ringing = await third.incoming();
    const thirdSide = ringing.answer(ofDesk());
    const invite = await homeSide.received("INVITE");
    homeSide.respond(invite, 200, ofHome());
    await hearEachOther(invite, ringing.invite);
    await thirdSide.bye();
    await homeSide.received("BYE");
  });
});

describe("two telephones that reach each other", () => {
  it("need no relay, and see each other's descriptions as they were written", async () => {
    pbx.registers(bob, desk);
    const before = reasons().length;
    const call = home.call(pbx.port, "1002", { sdp: sdp(homeEar.port, "sendrecv", "8"), headers: [by(alice)] });
    const ringing = await desk.incoming();
    expect(ringing.invite.body).toBe(sdp(homeEar.port, "sendrecv", "8"));
    const deskSide = ringing.answer(ofDesk());
    expect((await call.answered()).response.body).toBe(ofDesk());
    expect(await pbx.relay?.calls()).toBe(0);
    expect(reasons().length).toBe(before);
    await deskSide.bye();
  });
});

/** An encrypted description of the home telephone's. */
const encrypted = (tag = 1): string =>
  `${sdp(homeEar.port, "sendrecv", "8").replace("RTP/AVP", "RTP/SAVP")}${cryptoLine({ ...KEY, tag })}\r\n`;

/** The other side's key of our suite. */
function keyIn(theirs: string): CryptoAttribute {
  return cryptoAttributes(theirs.split("\r\n")).find(({ suite }) => suite === KEY.suite)!;
}

function encryptionWith(theirs: string): StreamEncryption {
  const encryption = new StreamEncryption();
  encryption.agree({ send: KEY, receive: keyIn(theirs) });
  return encryption;
}

describe("an encrypted telephone", () => {
  it("talks to one without encryption that refuses it, through the relay; nothing on its leg is in the clear", async () => {
    pbx.registers(bob, desk);
    const call = home.call(pbx.port, "1002", { sdp: encrypted(), headers: [by(alice)] });
    (await desk.incoming()).refuse(488);
    const ringing = await desk.incoming();
    expect(ringing.invite.body).toContain("RTP/AVP");
    expect(ringing.invite.body).not.toContain("a=crypto");
    const deskSide = ringing.answer(ofDesk());
    const homeSide = await call.answered();
    expect(homeSide.response.body).toMatch(/RTP\/SAVP 8[^]*a=crypto:1 /);
    deskEar.speaks(mediaOf(ringing.invite), "PCMA", 700);
    await homeEar.hearsSomething();
    const encryption = encryptionWith(homeSide.response.body);
    for (const datagram of homeEar.datagrams) expect(encryption.open(datagram)).toBeDefined();
    expect(reasons().at(-1)).toMatchObject({ input: { because: "encryption-differs" } });
    await homeSide.bye();
    await deskSide.received("BYE");
  });

  it("behind a router is not given up either by a colleague's telephone that refuses encryption", async () => {
    pbx.registers(bob, desk);
    const offer = encrypted().replaceAll("127.0.0.1", HOME);
    const call = home.call(pbx.port, "1002", { sdp: offer, headers: [by(alice)] });
    const refused = await desk.incoming();
    refused.refuse(488);
    const ringing = await desk.incoming();
    expect([refused.invite.body, ringing.invite.body]).toEqual([
      expect.stringMatching(/RTP\/SAVP/),
      expect.stringMatching(/RTP\/AVP/),
    ]);
    expect(ringing.invite.body).not.toContain("a=crypto");
    const deskSide = ringing.answer(ofDesk());
    const homeSide = await call.answered();
    expect(homeSide.response.body).toMatch(/RTP\/SAVP 8[^]*a=crypto:1 /);
    await homeSide.bye();
    await deskSide.received("BYE");
  });

  it("is rung encrypted by a caller in the clear where its setting requires that, and may not call in the clear", async () => {
    const device = alice.devices[0]!.id;
    const setEncryption = (encryption: "required" | null): Promise<unknown> =>
      changeSettings(pbx, (draft) => draft.change("device", device, { encryption }));
    await setEncryption("required");
    const refused = home.call(pbx.port, "1002", { sdp: sdp(homeEar.port), headers: [by(alice)] });
    expect(statusOf(await refused.refused())).toBe(488);

    pbx.registers(alice, home);
    const call = desk.call(pbx.port, "1001", { sdp: ofDesk(), headers: [by(bob)] });
    const ringing = await home.incoming();
    expect(ringing.invite.body).toMatch(/RTP\/SAVP 8[^]*a=crypto:1 /);
    const homeSide = ringing.answer(encrypted(keyIn(ringing.invite.body).tag));
    const deskSide = await call.answered();
    expect(deskSide.response.body).not.toContain("crypto");
    deskEar.speaks(mediaOf(deskSide.response), "PCMA", 700);
    await homeEar.hearsSomething();
    const encryption = encryptionWith(ringing.invite.body);
    for (const datagram of homeEar.datagrams) expect(encryption.open(datagram)).toBeDefined();
    await homeSide.bye();
    await deskSide.received("BYE");

    const again = desk.call(pbx.port, "1001", { sdp: ofDesk(), headers: [by(bob)] });
    const plain = (await home.incoming()).answer(sdp(homeEar.port)); // in the clear: that is no answer
    await plain.received("BYE");
    await (await again.answered()).bye(); // to the mailbox
    await setEncryption(null);
  });
});

describe("a trunk", () => {
  it("whose setting asks for the relay gets it for all calls; one that wants none gets none", async () => {
    const carrier = await pbx.phone();
    await trustedTrunk(pbx, [], { port: carrier.port });
    const [trunk] = pbx.settings.snapshot.trunks(pbx.tenant);
    const through = async (relay: "always" | "never", ours: string): Promise<SipText> => {
      await changeSettings(pbx, (draft) => draft.change("trunk", trunk!.id, { relay }));
      const call = home.call(pbx.port, "0612345678", { sdp: ours, headers: [by(alice)] });
      const ringing = await carrier.incoming();
      const carrierSide = ringing.answer(ofDesk());
      await (await call.answered()).bye();
      await carrierSide.received("BYE");
      return ringing.invite;
    };
    expect(mediaOf(await through("always", sdp(homeEar.port))).port).not.toBe(homeEar.port);
    expect((await through("never", ofHome())).body).toContain(HOME);
  });
});
