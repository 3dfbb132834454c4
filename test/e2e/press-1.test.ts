import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { shareOf } from "../support/audio.ts";
import { ENGINES } from "../support/engines.ts";
import type { Person } from "../support/offhook.ts";
import { RtpPeer } from "../support/rtp-peer.ts";
import { IncomingCall, OutgoingCall } from "../support/sip-call.ts";
import type { SipPeer } from "../support/sip-peer.ts";
import { audioTarget, header } from "../support/sip-text.ts";
import { sdpOf } from "../support/sdp.ts";
import { deskPhone, silence, theOffice } from "./office.ts";
import { forwards, providerAt, sdpAt } from "./outside.ts";

const office = theOffice();
const ELSEWHERE = 'SIP;cause=200;text="Call completed elsewhere"';
const MOBILE = "+33612340000";

let outside: SipPeer;
/** The mobile's and the caller's sound. */
let mobileEar: RtpPeer;
let callerEar: RtpPeer;
beforeEach(async () => {
  outside = await providerAt(office.pbx, office.trunkPort);
  [mobileEar, callerEar] = await Promise.all([RtpPeer.open(), RtpPeer.open()]);
});
afterEach(async () => {
  await silence(office.pbx);
  for (const one of [outside, mobileEar, callerEar]) await one[Symbol.asyncDispose]();
});

async function forwarded(more: Record<string, unknown> = {}): Promise<Person> {
  const person = await office.pbx.person({}, { answerTimeSeconds: 15 });
  const forwarding = { enabled: true, number: MOBILE, ringDevices: false, requireKeyPress: true, ...more };
  await forwards(office.pbx, person, forwarding);
  return person;
}

const calls = ({ number }: Person) => OutgoingCall.place(outside, { to: number, sdp: sdpAt(callerEar) });

/** The mobile picks up and hears who calls. */
async function picksUp(sdp = sdpAt(mobileEar)): Promise<IncomingCall> {
  const mobile = await IncomingCall.at(outside);
  mobile.rings();
  await mobile.answers(sdp);
  mobileEar.speaks(audioTarget(mobile.invite.body), "PCMA", 0);
  await mobileEar.hearsSomething();
  return mobile;
}

/** Takes the caller's sound in place of the prompt, and talks at 400 Hz. */
async function isJoined(mobile: IncomingCall, sdp = sdpAt(mobileEar)): Promise<void> {
  const from = outside.steps.all.findIndex(({ message }) => message === mobile.invite) + 1;
  const offer = await outside.receivesRequest("INVITE", { callId: mobile.callId, from });
  outside.respond(offer, 200, "OK", { body: sdp, contact: outside.contact("callee") });
  mobileEar.speaks(audioTarget(offer.body), "PCMA", 400);
}

async function talk(call: OutgoingCall, mobile: IncomingCall): Promise<void> {
  const answered = await call.answered();
  callerEar.speaks(audioTarget(answered.body), "PCMA", 700);
  await Promise.all([callerEar.hears(400), mobileEar.hears(700)]);
  const ended = mobile.hungUp();
  await call.hangsUp();
  await ended;
}

describe("the callee of a forwarded call", () => {
  it("hears who calls, presses 1, and talks to the caller, who heard ringing until then", async () => {
    const call = await calls(await forwarded());
    const mobile = await picksUp();
    await call.rings();
    mobileEar.presses("1");
    await isJoined(mobile);
    await talk(call, mobile);
    expect(call.ladder.filter((rung) => rung.startsWith("< 18"))).toEqual(["< 180"]);
  });

  // FreeSWITCH, asked for them (start_dtmf), finds none yet.
  it.runIf(ENGINES.embedded)("presses 1 on a line that carries keys as tones only", async () => {
    const tonesOnly = sdpOf({ address: "127.0.0.1", port: mobileEar.port, codecs: ["PCMA"] });
    const call = await calls(await forwarded());
    const mobile = await picksUp(tonesOnly);
    mobileEar.playsKey("1");
    await isJoined(mobile, tonesOnly);
    await talk(call, mobile);
  });

  it.each([
    ["2, to refuse", "2"],
    ["3, for voicemail", "3"],
  ])("presses %s: the caller comes to our mailbox at once", async (_, key) => {
    const call = await calls(await forwarded());
    const mobile = await picksUp();
    mobileEar.presses(key);
    const ended = mobile.hungUp();
    await call.answered();
    expect(header(await ended, "Reason")).toBe("");
    await callerEar.hearsSomething();
    await call.hangsUp();
  });

  it("hangs up in the prompt: the caller comes to our mailbox, and is never dropped", async () => {
    const call = await calls(await forwarded());
    const mobile = await picksUp();
    await mobile.hangsUp();
    await call.answered();
    await callerEar.hearsSomething();
    await call.hangsUp();
  });

  it("is the mobile's own mailbox: it gets neither the call nor the caller's message", async () => {
    const person = await office.pbx.person({}, { answerTimeSeconds: 5 });
    await forwards(office.pbx, person, { enabled: true, number: MOBILE, ringDevices: false, requireKeyPress: true });
    const call = await calls(person);
    const mobile = await IncomingCall.at(outside);
    mobile.rings();
    await mobile.answers(sdpAt(mobileEar));
    mobileEar.speaks(audioTarget(mobile.invite.body), "PCMA", 500); // "please leave a message after the tone"
    await call.rings();
    const rangAtMs = performance.now();
    const ended = mobile.hungUp();
    await call.answered();
    // The answer time, and what is being said comes to its end; to the millisecond on virtual time, in the unit tests.
    expect(performance.now() - rangAtMs).toBeLessThan(15_000);
    await ended;
    await callerEar.hearsSomething();
    expect(shareOf(500, callerEar.heard())).toBeLessThan(0.2);
    await call.hangsUp();
  });
});

describe("a desk phone that rings with the mobile", () => {
  it("takes the call while the mobile is still being asked, and the mobile hears that it is taken", async () => {
    const { pbx } = office;
    const person = await forwarded({ ringDevices: true });
    const device = await pbx.api.addDevice(person.id);
    await using desk = await deskPhone(pbx, device, { hears: 600, answer: "manual" });
    const call = await calls(person);
    const mobile = await picksUp();
    await desk.tells("CALL_INCOMING");
    const ended = mobile.hungUp(15_000);
    await desk.answers();
    const answered = await call.answered();
    callerEar.speaks(audioTarget(answered.body), "PCMA", 700);
    await callerEar.hears(600);
    expect(header(await ended, "Reason")).toBe(ELSEWHERE);
    await call.hangsUp();
    await desk.tells("CALL_CLOSED");
    expect(shareOf(700, desk.heard())).toBeGreaterThan(0.5);
  });
});
