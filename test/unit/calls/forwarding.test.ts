import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import type { ForwardingPatch } from "../../../src/settings/kinds/user.ts";
import { shareOf } from "../../support/audio.ts";
import type { RtpPeer } from "../../support/rtp-peer.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import { keysSdp, mediaOf, Mobile } from "../../support/mobile.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { recordOf } from "./record-of.ts";
import { header, statusOf, type SipText } from "../../support/sip-text.ts";

const ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';
const MOBILE = parseE164("+33698765432")!;

let pbx: Office;
let alice: Person;
let bob: Person;
/** The provider's switch: calls of ours go to it, callers come from it. */
let provider: Phone;
let caller: Phone;
let ear: RtpPeer;
beforeAll(async () => {
  pbx = await openOffice({ speaks: true });
  provider = await pbx.phone();
  await trustedTrunk(pbx, ["127.0.0.1"], { port: provider.port });
  alice = await pbx.person("1001", "+33170000001", 2);
  bob = await pbx.person("1002", "+33170000002");
});
afterAll(() => pbx[Symbol.asyncDispose]());
beforeEach(async () => {
  caller = await pbx.phone();
  ear = await pbx.ear();
  pbx.events.length = 0;
});
afterEach(async () => {
  await ear[Symbol.asyncDispose]();
  pbx.unregisterAll();
  await pbx.idle();
  for (const person of [alice, bob]) await forwards(person, { enabled: false });
});

const forwards = (person: Person, forwarding: ForwardingPatch) =>
  changeSettings(pbx, (draft) => draft.change("user", person.id, { forwarding, doNotDisturb: false }));
const toMobile: ForwardingPatch = { enabled: true, number: MOBILE, ringDevices: false, requireKeyPress: true };
const calls = (person: Person) => caller.call(pbx.port, person.number, { sdp: keysSdp(ear.port) });
/** The only call that goes on comes to this. */
const state = (wanted: string) => pbx.until(() => expect(pbx.calls.live().map((live) => live.state)).toEqual([wanted]));
const outcome = () => pbx.events.find((event) => event.kind === "call.ended");
async function desk(person: Person, device = 0): Promise<Phone> {
  const phone = await pbx.phone();
  pbx.registers(person, phone, device);
  return phone;
}

describe("forwarding", () => {
  it("rings the mobile alone, with Diversion and History-Info and the company's number", async () => {
    await forwards(alice, { ...toMobile, requireKeyPress: false });
    const phone = await desk(alice);
    const call = calls(alice);
    await using mobile = await Mobile.called(provider, MOBILE);
    expect(mobile.ringing.header("diversion")).toMatch(
      /^<sip:\+33170000001@127\.0\.0\.1>;reason=unconditional;counter=1$/,
    );
    expect(mobile.ringing.header("history-info")).toContain("+33170000001@127.0.0.1>;index=1");
    expect(mobile.ringing.header("from")).toContain("<sip:+33170000001@");
    expect(mobile.ringing.header("max-forwards")).toBe("69");
    mobile.ringing.ring();
    expect(statusOf(await call.provisional())).toBe(180);
    const mobileSide = mobile.ringing.answer(mobile.sdp);
    const callerSide = await call.answered();
    expect(callerSide.response.body).toBe(mobile.sdp);
    await callerSide.bye();
    await mobileSide.received("BYE");
    expect(phone.ladder).toEqual([]);
  });

  it("shows the original caller where the trunk lets foreign numbers pass", async () => {
    await forwards(alice, { ...toMobile, requireKeyPress: false });
    const [trunk] = pbx.settings.snapshot.trunks(pbx.tenant);
    await changeSettings(pbx, (draft) => draft.change("trunk", trunk!.id, { callerIdPolicy: "original" }));
    const call = calls(alice);
    await using mobile = await Mobile.called(provider, MOBILE);
    await changeSettings(pbx, (draft) => draft.change("trunk", trunk!.id, { callerIdPolicy: "tenant" }));
    expect(mobile.ringing.header("from")).toContain("<sip:+33612345678@");
    expect(mobile.ringing.header("p-asserted-identity")).toContain("<sip:+33612345678@");
    expect(mobile.ringing.header("diversion")).toContain("+33170000001@");
    mobile.ringing.ring();
    await call.provisional();
    call.cancel();
    await mobile.ringing.cancelled();
    await call.refused();
  });

  it("rings the desk phones too; the desk phone that answers stops the mobile", async () => {
    await forwards(alice, { ...toMobile, ringDevices: true });
    const phone = await desk(alice);
    const call = calls(alice);
    const ringing = await phone.incoming();
    ringing.ring();
    await using mobile = await Mobile.called(provider, MOBILE);
    mobile.ringing.ring();
    const deskSide = ringing.answer(sdp(phone.port));
    const callerSide = await call.answered();
    expect(header(await mobile.ringing.cancelled(), "reason")).toBe(ELSEWHERE);
    await callerSide.bye();
    await deskSide.received("BYE");
  });

  it("overrides do not disturb, and is followed from user to user to the last one's desk", async () => {
    await changeSettings(pbx, (draft) =>
      draft.change("user", alice.id, {
        forwarding: { enabled: true, number: pbx.settings.snapshot.user(bob.id)!.extension, ringDevices: false },
        doNotDisturb: true,
      }),
    );
    const phone = await desk(bob);
    const call = calls(alice);
    const deskSide = (await phone.incoming()).answer(sdp(phone.port));
    const callerSide = await call.answered();
    await callerSide.bye();
    await deskSide.received("BYE");
  });

  it("goes to the next trunk when one fails, never when the callee refuses", async () => {
    const other = await pbx.phone();
    await trustedTrunk(pbx, [], { port: other.port, priority: 2 });
    await forwards(alice, toMobile);
    const call = calls(alice);
    await using first = await Mobile.called(provider, MOBILE);
    first.ringing.refuse(503);
    await using second = await Mobile.called(other, MOBILE);
    second.ringing.refuse(486);
    const callerSide = await call.answered(); // the mailbox
    await state("voicemail");
    await callerSide.bye();
    const trunk = pbx.settings.snapshot.trunks(pbx.tenant).find(({ port }) => port === other.port)!;
    await changeSettings(pbx, (draft) => draft.remove("trunk", trunk.id));
  });

  it("follows a phone's own 302 once, with Diversion and a key to press", async () => {
    const phone = await desk(alice);
    const call = calls(alice);
    const ringing = await phone.incoming();
    phone.respond(ringing.invite, 302, { tag: "t302", headers: [["Contact", `<sip:${MOBILE}@elsewhere.example>`]] });
    await using mobile = await Mobile.called(provider, MOBILE);
    expect(mobile.ringing.header("diversion")).toContain("reason=deflection");
    mobile.ringing.ring();
    expect(statusOf(await call.provisional())).toBe(180);
    call.cancel();
    await mobile.ringing.cancelled();
    await call.refused();
  });
});

describe("a phone that sends its call on by 302 to one of several", () => {
  it.each([
    [["<sip:1999@x>;q=0.1", `<sip:${MOBILE}@x>;q=0.9`]],
    [[`<sip:${MOBILE}@x>;q=0.5, <sip:1999@x>;q=0.4`]],
    [[`"q=0.1" <sip:${MOBILE}@x;q=0.1>`, "<sip:1999@x>;q=.9"]],
    [["<sip:nowhere@x>", `<sip:${MOBILE}@x>;q=0.2`]],
  ])("prefers the one that it wrote the highest q for, of those that lead anywhere: %j", async (contacts) => {
    const phone = await desk(alice);
    const call = calls(alice);
    const { invite } = await phone.incoming();
    const headers = contacts.map((contact) => ["Contact", contact] as [string, string]);
    phone.respond(invite, 302, { tag: "t302", headers });
    await using mobile = await Mobile.called(provider, MOBILE);
    mobile.ringing.ring();
    await call.provisional();
    call.cancel();
    await mobile.ringing.cancelled();
    await call.refused();
  });
});

describe("a phone that sends its call on by 302 within the PBX", () => {
  const sendsTo = (phone: Phone, invite: SipText, where: string) =>
    phone.respond(invite, 302, { tag: "t302", headers: [["Contact", `<sip:${where}@127.0.0.1>`]] });

  it.each(["1002", "0170000002", "+33170000002"])(
    "to %s rings all phones of whom it is, who may answer",
    async (where) => {
      const hers = await desk(alice);
      const [his, hisOther] = [await desk(bob), await desk(bob)];
      const call = calls(alice);
      sendsTo(hers, (await hers.incoming()).invite, where);
      const [ringing, other] = [await his.incoming(), await hisOther.incoming()];
      ringing.ring();
      other.ring();
      expect(statusOf(await call.provisional())).toBe(180);
      const side = ringing.answer(sdp(his.port));
      expect(header(await other.cancelled(), "reason")).toContain("Call completed elsewhere");
      const caller = await call.answered();
      await caller.bye();
      await side.received("BYE");
      await pbx.idle();
      const record = recordOf(pbx.events);
      expect(record.answeredBy).toMatchObject({ user: bob.id });
      const legs = record.legs.map(({ callee, status, answeredAtMs, endedAtMs }) => [
        ...[callee.user, status, answeredAtMs !== undefined, endedAtMs !== undefined],
      ]);
      expect(legs).toEqual([
        [alice.id, 302, false, true],
        [bob.id, undefined, true, true],
        [bob.id, undefined, false, true],
      ]);
      const lamps = pbx.events.filter((event) => event.kind === "leg.changed" && event.role === "callee");
      const states = (user: string): string[] =>
        lamps.flatMap((event) => (event.kind === "leg.changed" && event.party.user === user ? [event.state] : []));
      expect(states(alice.id)).toEqual(["trying", "terminated"]);
      expect(states(bob.id).sort()).toEqual([
        ...["confirmed", "ringing", "ringing", "terminated", "terminated", "trying", "trying"],
      ]);
    },
  );

  it("is followed once: a second 302 is a refusal, and the mailbox of whom was called answers", async () => {
    const hers = await desk(alice);
    const his = await desk(bob);
    const call = calls(alice);
    sendsTo(hers, (await hers.incoming()).invite, "1002");
    sendsTo(his, (await his.incoming()).invite, "1001");
    const message = await call.answered();
    await state("voicemail");
    await message.bye();
    expect(hers.ladder.filter((step) => step === "< INVITE")).toHaveLength(1);
  });

  it("stops with its caller", async () => {
    const hers = await desk(alice);
    const his = await desk(bob);
    const call = calls(alice);
    sendsTo(hers, (await hers.incoming()).invite, "1002");
    const ringing = await his.incoming();
    ringing.ring();
    await call.provisional();
    call.cancel();
    await ringing.cancelled();
    await call.refused();
  });
});

describe("a forwarded call that is answered outside", () => {
  it("is connected on 1: media straight between the parties, the caller rung until then", async () => {
    await forwards(alice, toMobile);
    const call = calls(alice);
    await using mobile = await Mobile.called(provider, MOBILE);
    mobile.ringing.early(mobile.sdp);
    expect(statusOf(await call.provisional())).toBe(180); // its announcements are none of the caller's business
    await mobile.answers();
    mobile.ear.presses("1");
    const offer = await mobile.joined();
    expect(mediaOf(offer.body).port).toBe(ear.port);
    const callerSide = await call.answered();
    expect(mediaOf(callerSide.response.body).port).toBe(mobile.ear.port);
    await state("connected");
    await callerSide.bye();
    await mobile.dialog.received("BYE");
    await pbx.idle();
    expect(outcome()).toMatchObject({ outcome: "answered" });
  });

  it("is connected on a 1 that comes by INFO, and for a caller who leaves the offer to us", async () => {
    await forwards(alice, toMobile);
    const call = caller.call(pbx.port, alice.number, { sdp: "" });
    await using mobile = await Mobile.called(provider, MOBILE);
    mobile.ringing.ring();
    await mobile.answers();
    await mobile.listens();
    const joined = mobile.joined();
    expect(statusOf(await mobile.pressesByInfo("1"))).toBe(200);
    expect((await joined).body).toBe("");
    const callerSide = await call.answered(keysSdp(ear.port));
    expect(mediaOf(callerSide.response.body).port).toBe(mobile.ear.port);
    await callerSide.bye();
    await mobile.dialog.received("BYE");
  });

  it("stops with the caller's hang-up in the middle of the prompt", async () => {
    await forwards(alice, toMobile);
    const call = calls(alice);
    await using mobile = await Mobile.called(provider, MOBILE);
    await mobile.answers();
    await call.provisional();
    call.cancel('Q.850;cause=16;text="enough"');
    expect(header(await mobile.dialog.received("BYE"), "reason")).toBe('Q.850;cause=16;text="enough"');
    expect(statusOf(await call.refused())).toBe(487);
  });

  it("goes to the mailbox when who pressed 1 is gone before they could be connected", async () => {
    await forwards(alice, toMobile);
    const call = calls(alice);
    await using mobile = await Mobile.called(provider, MOBILE);
    await mobile.answers();
    mobile.ear.presses("1");
    const offer = await mobile.dialog.received("INVITE");
    await mobile.hangsUp();
    mobile.dialog.respond(offer, 487); // RFC 3261 §15.1.2
    const callerSide = await call.answered();
    await state("voicemail");
    await callerSide.bye();
  });

  it("is connected through the media server when the mobile refuses the caller's session", async () => {
    await forwards(alice, toMobile);
    const call = calls(alice);
    await using mobile = await Mobile.called(provider, MOBILE);
    await mobile.answers();
    mobile.ear.presses("1");
    const offer = await mobile.dialog.received("INVITE");
    mobile.dialog.respond(offer, 488);
    const callerSide = await call.answered();
    await state("connected");
    ear.speaks(mediaOf(callerSide.response.body), "PCMA", 700);
    mobile.ear.speaks(mediaOf(mobile.ringing.invite.body), "PCMA", 400);
    await pbx.pause(400); // the first packets of a stream on the way
    const sinceMs = pbx.clock.nowMs();
    await pbx.pause(600); // talking
    expect(shareOf(400, ear.heard({ sinceMs }))).toBeGreaterThan(0.8);
    expect(shareOf(700, mobile.ear.heard({ sinceMs }))).toBeGreaterThan(0.8);
    await callerSide.bye();
    await mobile.dialog.received("BYE");
    await pbx.idle();
    const { media } = recordOf(pbx.events);
    expect(media).toMatchObject([{ by: "media-server" }, { by: "media-server" }]); // both of them were heard there
    for (const { packetsReceived } of media ?? []) expect(packetsReceived).toBeGreaterThan(30);
  });
});

describe("a feature code", () => {
  const dials = (user: string) =>
    caller.call(pbx.port, user, {
      from: `<sip:${alice.devices[0]!.username}@127.0.0.1>`,
      headers: [["Authorization", `Test ${alice.devices[0]!.username}`]],
      sdp: keysSdp(ear.port),
    });
  const settingsOf = () => pbx.settings.snapshot.user(alice.id)!;

  it.each([
    ["*720698765432", { forwarding: { enabled: true, number: "+33698765432" } }],
    ["*73", { forwarding: { enabled: false } }],
    ["*721002", { forwarding: { enabled: true, number: "1002" } }],
    ["*78", { doNotDisturb: true }],
    ["*79", { doNotDisturb: false }],
  ])("%s changes the user's settings, and the phone hears it", async (code, changed) => {
    const phoneSide = await dials(code).answered();
    expect(settingsOf()).toMatchObject(changed);
    await phoneSide.received("BYE");
    expect(ear.packets.length).toBeGreaterThan(20);
    await pbx.idle();
    expect(outcome()).toMatchObject({ outcome: "answered", hungUpBy: "system" });
  });

  it("that settings refuse is told to the phone and changes nothing", async () => {
    const before = settingsOf();
    const phoneSide = await dials("*721001").answered(); // to oneself
    await phoneSide.received("BYE");
    await pbx.idle();
    expect(settingsOf()).toEqual(before);
    expect(outcome()).toMatchObject({ because: "setting-refused" });
  });
});
