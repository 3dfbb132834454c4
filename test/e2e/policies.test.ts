import { describe, expect, it } from "vitest";
import type { Device } from "../support/api-client.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-ports.ts";
import { TRUNK_ADDRESS } from "../support/offhook.ts";
import { RtpPeer } from "../support/rtp-peer.ts";
import { sdpOf } from "../support/sdp.ts";
import { IncomingCall, OutgoingCall } from "../support/sip-call.ts";
import { SipPeer } from "../support/sip-peer.ts";
import { audioTarget, header, methodOf, statusOf } from "../support/sip-text.ts";
import { peerPhone, providerPeer, secretOf, silence, theOffice } from "./office.ts";

const office = theOffice();
const OWN_HERTZ = 600;
/** An answer within it came at once, and not after the answer time of 25 s. */
const SOONER_MS = 15_000;

const offerOf = (ear: RtpPeer): string =>
  sdpOf({ address: ear.address, port: ear.port, codecs: ["PCMA", "EVENTS"], version: 1 });
const invitesAt = (phone: SipPeer): number =>
  phone.steps.all.filter(({ direction, message }) => direction === "<" && methodOf(message) === "INVITE").length;

describe("block lists", () => {
  it("the last caller is blocked by one request, and is declined from the next call on without a ring", async () => {
    const { pbx } = office;
    const [alice, device] = await pbx.personWithPhone();
    await using phone = await peerPhone(pbx, device);
    await using trunk = await providerPeer(pbx);
    await using ear = await RtpPeer.open();
    const spam = { to: alice.number, from: "<sip:+33899000001@carrier.example>", sdp: offerOf(ear) };

    const first = await OutgoingCall.place(trunk, spam);
    const ringing = await IncomingCall.at(phone);
    ringing.rings();
    await first.rings();
    first.cancels();
    await ringing.cancelled();
    await first.refused();
    await eventually("the caller is remembered", async () => {
      const answer = await pbx.api.ask("POST", `/users/${alice.id}/block-list/last-caller`);
      expect(answer.status).toBe(200);
    });

    expect(statusOf(await (await OutgoingCall.place(trunk, spam)).refused())).toBe(603);
    expect(invitesAt(phone)).toBe(1);
    await silence(pbx);
  });
});

describe("anonymous callers", () => {
  it("hear that the number must be shown and get 433; with their number they ring", async () => {
    const { pbx } = office;
    const [alice, device] = await pbx.personWithPhone();
    await pbx.api.patchUser(alice.id, { rejectAnonymous: true });
    await using phone = await peerPhone(pbx, device);
    await using trunk = await providerPeer(pbx);
    await using ear = await RtpPeer.open();

    const hidden = {
      to: alice.number,
      from: "<sip:anonymous@anonymous.invalid>",
      sdp: offerOf(ear),
      headers: ["Privacy: id"],
    };
    const refused = await OutgoingCall.place(trunk, hidden);
    await ear.hearsSomething();
    expect(statusOf(await refused.refused(12_000))).toBe(433);
    expect(invitesAt(phone)).toBe(0);

    const shown = await OutgoingCall.place(trunk, { to: alice.number, sdp: offerOf(ear) });
    const ringing = await IncomingCall.at(phone);
    ringing.rings();
    shown.cancels();
    await ringing.cancelled();
    await shown.refused();
    await silence(pbx);
  });
});

describe("call waiting and do not disturb", () => {
  it("off, the next caller meets the mailbox at once, on whichever phone the first call is; on, the phone rings", async () => {
    const { pbx } = office;
    const [alice, device] = await pbx.personWithPhone();
    const other = await pbx.api.addDevice(alice.id, "Other");
    await pbx.api.patchUser(alice.id, { callWaiting: false });
    await using phone = await peerPhone(pbx, device);
    await using trunk = await providerPeer(pbx);
    await using ear = await RtpPeer.open();
    await using second = await RtpPeer.open();

    const talking = await OutgoingCall.place(trunk, { to: alice.number, sdp: offerOf(ear) });
    await (await IncomingCall.at(phone)).answers(offerOf(ear));
    await talking.answered();
    await using idle = await peerPhone(pbx, other);
    await eventually("she is in a call", async () => {
      expect(await pbx.api.do("GET", `/users/${alice.id}/state`)).toMatchObject({ calls: 1 });
    });
    const next = await OutgoingCall.place(trunk, { to: alice.number, sdp: offerOf(second) });
    await next.answered({ withinMs: SOONER_MS });
    await second.hearsSomething(); // the busy greeting
    await next.hangsUp();
    expect([invitesAt(phone), invitesAt(idle)]).toEqual([1, 0]);

    await pbx.api.patchUser(alice.id, { callWaiting: true });
    const waiting = await OutgoingCall.place(trunk, { to: alice.number, sdp: offerOf(second) });
    const ringing = await IncomingCall.at(idle);
    ringing.rings();
    await waiting.rings();
    waiting.cancels();
    await waiting.refused();

    await pbx.api.patchUser(alice.id, { doNotDisturb: true });
    const disturbing = await OutgoingCall.place(trunk, { to: alice.number, sdp: offerOf(second) });
    await disturbing.answered({ withinMs: SOONER_MS });
    await disturbing.hangsUp();
    await talking.hangsUp();
    await silence(pbx);
  });
});

describe("*43", () => {
  it("plays an introduction, then gives back what the phone says; a phone that falls silent is let go", async () => {
    const { pbx } = office;
    const [, device] = await pbx.personWithPhone();
    await pbx.api.do("PATCH", "/tenant", { mediaTimeoutSeconds: 10 });
    await using phone = await peerPhone(pbx, device);
    await using ear = await RtpPeer.open();

    const call = await OutgoingCall.place(phone, own(device, "*43", ear));
    const { body } = await call.answered();
    ear.speaks(audioTarget(body), "PCMA", OWN_HERTZ);
    await ear.hearsSomething();
    await ear.hears(OWN_HERTZ);
    ear.isSilent();
    await call.hungUp(15_000);
    await silence(pbx);
    await pbx.api.do("PATCH", "/tenant", { mediaTimeoutSeconds: 60 });
  });
});

describe("emergency calls", () => {
  it("show the number of the site where the telephone stands, whatever its user has set", async () => {
    const { pbx, trunkPort } = office;
    const [alice, device] = await pbx.personWithPhone();
    await pbx.api.addNumber("+33478000001", null);
    const site = { name: "Lyon", address: "1 place Bellecour, Lyon", emergencyCallerId: "+33478000001" };
    const { id } = await pbx.api.do<{ id: string }>("POST", "/sites", site);
    await pbx.api.do("PATCH", `/devices/${device.id}`, { siteId: id });
    await pbx.api.patchUser(alice.id, { outboundCallerId: "withheld", doNotDisturb: true, maxCalls: 1 });
    await using carrier = await SipPeer.open({ server: pbx.sip, address: TRUNK_ADDRESS, port: trunkPort });
    await using phone = await peerPhone(pbx, device, { port: await freePort() });
    await using ear = await RtpPeer.open();

    const call = await OutgoingCall.place(phone, own(device, "112", ear));
    const outside = await IncomingCall.at(carrier);
    expect(header(outside.invite, "From")).toContain("+33478000001");
    expect(header(outside.invite, "Privacy")).toBe("");
    await outside.answers(offerOf(ear));
    await call.answered();
    await call.hangsUp();
    await outside.hungUp();
    await silence(pbx);
  });
});

describe("session timers", () => {
  it("are agreed on with each side that knows them, and too short ones are refused with 422", async () => {
    const { pbx } = office;
    const [alice, device] = await pbx.personWithPhone();
    await using phone = await peerPhone(pbx, device);
    await using trunk = await providerPeer(pbx);
    await using ear = await RtpPeer.open();

    const short = ["Supported: timer", "Session-Expires: 60"];
    const refused = await OutgoingCall.place(trunk, { to: alice.number, sdp: offerOf(ear), headers: short });
    const refusal = await refused.refused();
    expect([statusOf(refusal), header(refusal, "Min-SE")]).toEqual([422, "90"]);

    const headers = ["Supported: timer", "Session-Expires: 600;refresher=uac"];
    const call = await OutgoingCall.place(trunk, { to: alice.number, sdp: offerOf(ear), headers });
    const ringing = await IncomingCall.at(phone);
    expect(header(ringing.invite, "Session-Expires")).toBe("1800");
    await ringing.answers(offerOf(ear));
    const answer = await call.answered();
    expect(header(answer, "Session-Expires")).toBe("600;refresher=uac");
    expect(header(answer, "Require")).toContain("timer");
    await call.hangsUp();
    await ringing.hungUp();
    await silence(pbx);
  });
});

/** A call of this telephone's own. */
function own(device: Device, to: string, ear: RtpPeer) {
  return { to, from: `<sip:${device.sipUsername}@${office.pbx.sip}>`, sdp: offerOf(ear), secret: secretOf(device) };
}
