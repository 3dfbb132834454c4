import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { RtpPeer } from "../support/rtp-peer.ts";
import { IncomingCall, OutgoingCall } from "../support/sip-call.ts";
import type { SipPeer } from "../support/sip-peer.ts";
import { audioTarget, header, methodOf } from "../support/sip-text.ts";
import { peerPhone, secretOf, silence, theOffice } from "./office.ts";
import { anotherProvider, forwards, providerAt, sdpAt, SDP } from "./outside.ts";

const office = theOffice();
const ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';
const MOBILE = "+33612340000";
const toMobile = { enabled: true, number: MOBILE, ringDevices: false, requireKeyPress: false };

/** The provider's switch: callers come from it, and mobiles are behind it. */
let outside: SipPeer;
beforeEach(async () => {
  outside = await providerAt(office.pbx, office.trunkPort);
});
afterEach(async () => {
  await outside[Symbol.asyncDispose]();
});

const calls = (number: string, headers: readonly string[] = []) =>
  OutgoingCall.place(outside, { to: number, sdp: SDP, headers });

describe("a forward to a mobile", () => {
  it("rings it instead of the phones, and says for whom the call was and nothing that the caller signed", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await peerPhone(pbx, device);
    await forwards(pbx, person, toMobile);
    const call = await calls(person.number, ["Identity: eyJhbGciOiJFUzI1NiJ9..c2ln;info=<https://example.com/c>"]);
    const mobile = await IncomingCall.at(outside);
    expect(mobile.invite.startLine).toContain(`sip:${MOBILE}@`);
    expect(header(mobile.invite, "Diversion")).toBe(`<sip:${person.number}@127.0.0.2>;reason=unconditional;counter=1`);
    expect(header(mobile.invite, "History-Info")).toBe(
      `<sip:${person.number}@127.0.0.2>;index=1, <sip:${MOBILE}@127.0.0.2;cause=302>;index=1.1;mp=1`,
    );
    expect(header(mobile.invite, "From")).toContain(`<sip:${person.number}@`);
    expect(header(mobile.invite, "P-Asserted-Identity")).toContain(`<sip:${person.number}@`);
    expect(header(mobile.invite, "Identity")).toBe("");
    expect(header(mobile.invite, "Max-Forwards")).toBe("69");
    mobile.rings();
    await call.rings();
    await mobile.answers(SDP);
    await call.answered();
    const ended = mobile.hungUp();
    await call.hangsUp();
    await ended;
    expect(call.ladder).toEqual(["> INVITE", "< 100", "< 180", "< 200 INVITE", "> ACK", "> BYE", "< 200 BYE"]);
    expect(desk.steps.all.filter(({ message }) => methodOf(message) === "INVITE")).toEqual([]);
  });

  it("shows the caller's own number over a trunk that lets it pass", async () => {
    const { pbx } = office;
    const person = await pbx.person();
    const open = await anotherProvider(pbx, { name: "Open", priority: 0, callerIdPolicy: "original" });
    try {
      await forwards(pbx, person, toMobile);
      const call = await calls(person.number);
      const mobile = await IncomingCall.at(open.peer);
      expect(header(mobile.invite, "From")).toContain("<sip:+33612345678@");
      expect(header(mobile.invite, "P-Asserted-Identity")).toContain("<sip:+33612345678@");
      expect(header(mobile.invite, "Diversion")).toContain(`<sip:${person.number}@`);
      mobile.rings();
      await call.rings();
      const stopped = mobile.cancelled();
      call.cancels();
      await Promise.all([stopped, call.refused()]);
    } finally {
      await open.peer[Symbol.asyncDispose]();
      await pbx.api.do("DELETE", `/trunks/${open.id}`);
    }
  });

  it("rings the phones too, where that is wanted: who answers first stops the other, without a missed call", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await peerPhone(pbx, device);
    await forwards(pbx, person, { ...toMobile, ringDevices: true });
    const call = await calls(person.number);
    const [mobile, atDesk] = await Promise.all([IncomingCall.at(outside), IncomingCall.at(desk)]);
    mobile.rings();
    atDesk.rings();
    await call.rings();
    const stopped = mobile.cancelled();
    await atDesk.answers(SDP);
    await call.answered();
    expect(header(await stopped, "Reason")).toBe(ELSEWHERE);
    const ended = atDesk.hungUp();
    await call.hangsUp();
    await ended;
  });

  it("that stays unanswered leaves a missed call, and the caller at the mailbox at the voicemail's own time", async () => {
    const { pbx } = office;
    const person = await pbx.person({}, { answerTimeSeconds: 5 });
    await forwards(pbx, person, toMobile);
    const call = await calls(person.number);
    const mobile = await IncomingCall.at(outside);
    mobile.rings();
    await call.rings();
    const rangAtMs = performance.now();
    expect(header(await mobile.cancelled(), "Reason")).toBe("");
    await call.answered();
    const waitedMs = performance.now() - rangAtMs;
    expect(waitedMs).toBeGreaterThan(4_500);
    expect(waitedMs).toBeLessThan(12_000); // a busy machine is late, but not by another answer time
    await call.hangsUp();
    await silence(pbx);
  });
});

describe("forwarding is switched", () => {
  it("on and off from the phone by *72 and *73, and the next call obeys", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await peerPhone(pbx, device);
    await using ear = await RtpPeer.open();
    const dials = async (code: string): Promise<void> => {
      const call = await OutgoingCall.place(desk, { to: code, sdp: sdpAt(ear), secret: secretOf(device) });
      await call.answered();
      await call.hungUp(15_000);
    };
    const forwarding = async () => (await pbx.api.do<{ forwarding: object }>("GET", `/users/${person.id}`)).forwarding;

    await dials("*720612340000");
    expect(await forwarding()).toMatchObject({ enabled: true, number: MOBILE });
    await forwards(pbx, person, { requireKeyPress: false, ringDevices: false });
    const away = await calls(person.number);
    await (await IncomingCall.at(outside)).refuses(486, "Busy Here");
    await away.answered(); // by the mailbox
    await away.hangsUp();

    await dials("*73");
    expect(await forwarding()).toMatchObject({ enabled: false, number: MOBILE });
    const from = desk.steps.all.length;
    const call = await calls(person.number);
    const atDesk = await IncomingCall.at(desk, { from });
    await atDesk.answers(SDP);
    await call.answered();
    const ended = atDesk.hungUp();
    await call.hangsUp();
    await ended;
  });

  it("never to oneself and never in a circle", async () => {
    const { pbx } = office;
    const [alice, bob] = [await pbx.person(), await pbx.person()];
    const patch = (person: typeof alice, number: string) =>
      pbx.api.ask("PATCH", `/users/${person.id}/forwarding`, { enabled: true, number });
    expect((await patch(alice, alice.extension)).status).toBe(422);
    expect((await patch(alice, alice.number)).status).toBe(422);
    expect((await patch(alice, bob.extension)).status).toBe(200);
    expect((await patch(bob, alice.number)).status).toBe(422);
  });

  it("from colleague to colleague, and the mailbox is still that of whom the caller called", async () => {
    const { pbx } = office;
    const alice = await pbx.person();
    const [bob, device] = await pbx.personWithPhone();
    await using desk = await peerPhone(pbx, device);
    await forwards(pbx, alice, { enabled: true, number: bob.extension, ringDevices: false });
    await using ear = await RtpPeer.open();
    const call = await OutgoingCall.place(outside, { to: alice.number, sdp: sdpAt(ear) });
    await (await IncomingCall.at(desk)).refuses(486, "Busy Here");
    const answered = await call.answered();
    await ear.hearsSomething();
    ear.speaks(audioTarget(answered.body), "PCMA", 600);
    ear.presses("#");
    await new Promise((resolve) => setTimeout(resolve, 3_000)); // a message that is long enough
    await call.hangsUp();
    await expect.poll(() => pbx.api.voicemails(alice.id), { timeout: 25_000 }).toHaveLength(1);
    expect(await pbx.api.voicemails(bob.id)).toEqual([]);
  });
});

describe("a phone that sends its call elsewhere (302)", () => {
  const sentTo = async (number: string) => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await forwards(pbx, person, { requireKeyPress: false });
    await using desk = await peerPhone(pbx, device);
    const call = await calls(person.number);
    const ringing = await IncomingCall.at(desk);
    const elsewhere = { tag: "moved", contact: `<sip:${number}@elsewhere.example>` };
    desk.respond(ringing.invite, 302, "Moved Temporarily", elsewhere);
    await ringing.acknowledged();
    return { call, person };
  };

  it("is followed to the number outside, with the reason of it", async () => {
    const { call, person } = await sentTo("0612340000");
    const mobile = await IncomingCall.at(outside);
    expect(mobile.invite.startLine).toContain(`sip:${MOBILE}@`);
    expect(header(mobile.invite, "Diversion")).toBe(`<sip:${person.number}@127.0.0.2>;reason=deflection;counter=1`);
    expect(header(mobile.invite, "History-Info")).toContain("cause=480>;index=1.1;mp=1");
    await mobile.answers(SDP);
    await call.answered();
    const ended = mobile.hungUp();
    await call.hangsUp();
    await ended;
  });

  it("is followed no further than the company may call", async () => {
    const before = outside.steps.all.filter(({ message }) => message.startLine.includes("sip:+53")).length;
    const { call } = await sentTo("005352345678"); // Cuba
    await call.answered(); // by the mailbox
    await call.hangsUp();
    expect(outside.steps.all.filter(({ message }) => message.startLine.includes("sip:+53"))).toHaveLength(before);
  });
});
