import { describe, expect, it } from "vitest";
import { shareOf } from "../support/audio.ts";
import { ENGINES } from "../support/engines.ts";
import { TRUNK_ADDRESS, type Person } from "../support/offhook.ts";
import type { Step } from "../support/ladder.ts";
import { RtpPeer } from "../support/rtp-peer.ts";
import { sdpOf } from "../support/sdp.ts";
import { OutgoingCall, type PlaceOptions } from "../support/sip-call.ts";
import { SipPeer, type SipPeerOptions } from "../support/sip-peer.ts";
import { audioTarget, header, headers, methodOf, statusOf, type SipText } from "../support/sip-text.ts";
import { Sipp, type SippOptions } from "../support/sipp.ts";
import { deskPhone, peerPhone, providerPeer, secretOf, telephone, theOffice } from "./office.ts";

const office = theOffice();
const SDP = sdpOf({ address: "127.0.0.1", port: 40_000 });
/** So long a tone must have sounded before it is looked for. */
const LISTEN_MS = 1_000;

/** Lets sound flow: there is nothing to wait for but time. */
function listen(ms = LISTEN_MS): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** The provider's switch, where our calls arrive. */
function providerTakes(options: Omit<SippOptions, "address" | "port">): Promise<Sipp> {
  return Sipp.start({ ...options, address: TRUNK_ADDRESS, port: office.trunkPort });
}

describe("a desk phone", () => {
  it("and an outside caller hear each other", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await deskPhone(pbx, device, { hears: 440 });
    await using trunk = await providerPeer(pbx);
    await using ear = await RtpPeer.open();
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: sdpOf({ ...at(ear), codecs: ["PCMA"] }) });
    await desk.tells("CALL_INCOMING");
    await call.rings();
    await desk.answers();
    const answered = await call.answered();
    ear.speaks(audioTarget(answered.body), "PCMA", 700);
    await listen();
    await call.hangsUp();
    await desk.tells("CALL_CLOSED");

    expect(shareOf(440, ear.heard())).toBeGreaterThan(0.8);
    expect(shareOf(700, desk.heard())).toBeGreaterThan(0.8);
    expect(desk.ladders.at(-1)).toEqual(["< INVITE", "> 180", "> 200 INVITE", "< ACK", "< BYE", "> 200 BYE"]);
  });

  it("reaches a colleague by extension, and they hear each other without us in between", async () => {
    const { pbx } = office;
    const [, first] = await pbx.personWithPhone();
    const [colleague, second] = await pbx.personWithPhone();
    await using desk = await deskPhone(pbx, first, { hears: 500 });
    await using other = await deskPhone(pbx, second, { hears: 800, answer: "auto", codecs: "PCMU" });
    await desk.dial(colleague.extension);
    await Promise.all([desk.tells("CALL_ESTABLISHED"), other.tells("CALL_ESTABLISHED")]);
    await listen();
    await other.hangsUp();
    await desk.tells("CALL_CLOSED");

    expect(shareOf(800, desk.heard())).toBeGreaterThan(0.8);
    expect(shareOf(500, other.heard())).toBeGreaterThan(0.8);
    const [offered] = sessions(desk.steps.all, ">").slice(-1);
    const [arrived] = sessions(other.steps.all, "<");
    expect(audioTarget(arrived!)).toEqual(audioTarget(offered!));
  });

  it.each([
    ["opus/48000/2", "PCMA"],
    ["PCMU", "G722/16000"],
  ] as const)("that has %s alone talks to a colleague's that has %s alone", async (callerHas, calleeHas) => {
    const { pbx } = office;
    const [, first] = await pbx.personWithPhone();
    const [colleague, second] = await pbx.personWithPhone();
    await using desk = await deskPhone(pbx, first, { hears: 500, codecs: callerHas });
    await using other = await deskPhone(pbx, second, { hears: 800, answer: "auto", codecs: calleeHas });
    await desk.dial(colleague.extension);
    await Promise.all([desk.tells("CALL_ESTABLISHED"), other.tells("CALL_ESTABLISHED")]);
    await listen();
    await other.hangsUp();
    await desk.tells("CALL_CLOSED");
    expect(shareOf(800, desk.heard())).toBeGreaterThan(0.7);
    expect(shareOf(500, other.heard())).toBeGreaterThan(0.7);
  });

  it("shows the colleague who calls", async () => {
    const { pbx } = office;
    const [caller, first] = await pbx.personWithPhone({ name: "Zoé Lefèvre" });
    const [colleague, second] = await pbx.personWithPhone();
    await using desk = await peerPhone(pbx, first);
    await using other = await telephone(pbx, second, { scenario: "phone-answers" });
    const call = await OutgoingCall.place(desk, { to: colleague.extension, sdp: SDP, secret: secretOf(first) });
    await call.answered();
    await call.hangsUp();
    await other.succeeds();

    const from = Buffer.from(header(other.request("INVITE"), "From"), "latin1").toString("utf8"); // as sipp logs bytes
    expect(from).toMatch(new RegExp(`^"?Zoé Lefèvre"? <sip:${caller.extension}@`));
    expect(call.ladder.slice(-6)).toEqual(["< 100", "< 180", "< 200 INVITE", "> ACK", "> BYE", "< 200 BYE"]);
  });

  it("puts the caller on hold and takes the call back, where phones play what they like", async () => {
    const { pbx } = office;
    await pbx.api.do("PATCH", "/tenant", { holdMusic: false });
    const [person, device] = await pbx.personWithPhone();
    await using desk = await deskPhone(pbx, device, { hears: 440, answer: "auto" });
    await using trunk = await providerPeer(pbx);
    await using ear = await RtpPeer.open();
    const session = { ...at(ear), codecs: ["PCMA"] as const };
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: sdpOf(session) });
    await call.answered();
    await desk.tells("CALL_ESTABLISHED");

    const beforeHold = trunk.steps.all.length;
    await desk.holds();
    const hold = await call.isReinvited(sdpOf({ ...session, version: 2, direction: "recvonly" }), beforeHold);
    expect(hold.body).toMatch(/^a=(sendonly|inactive)/m);

    const beforeResume = trunk.steps.all.length;
    await desk.resumes();
    const resume = await call.isReinvited(sdpOf({ ...session, version: 3 }), beforeResume);
    expect(resume.body).toMatch(/^a=sendrecv/m);
    const resumedMs = Date.now();
    await listen();
    await call.hangsUp();
    await desk.tells("CALL_CLOSED");

    expect(shareOf(440, ear.heard({ sinceMs: resumedMs }))).toBeGreaterThan(0.8);
    expect(sessions(desk.steps.all, "<").slice(-2).map(audioTarget)).toEqual([at(ear), at(ear)]);
    expect(call.ladder.slice(3)).toEqual([
      ...["< 200 INVITE", "> ACK"],
      ...["< INVITE", "> 200 INVITE", "< ACK"],
      ...["< INVITE", "> 200 INVITE", "< ACK"],
      ...["> BYE", "< 200 BYE"],
    ]);
    await pbx.api.do("PATCH", "/tenant", { holdMusic: true });
  });

  it("speaks no codec of the caller's: 488, for there is no use in waiting", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await deskPhone(pbx, device, { hears: 440 });
    await using trunk = await providerPeer(pbx);
    const offer = sdpOf({ address: "127.0.0.1", port: 40_000, codecs: ["G729"] });
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: offer });
    expect(statusOf(await call.refused())).toBe(488);
    expect(desk.ladders.at(-1)).toEqual(["< INVITE", "> 488 INVITE", "< ACK"]);
  });

  it("is called over the TCP connection that it registered with", async () => {
    const { pbx } = office;
    const [person, device] = await pbx.personWithPhone();
    await using desk = await deskPhone(pbx, device, { hears: 440, transport: "tcp", answer: "auto" });
    await using trunk = await providerPeer(pbx);
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
    await call.answered();
    await call.hangsUp();
    await desk.tells("CALL_CLOSED");
    const [registration] = await pbx.api.registrations(person.id);
    expect(registration?.transport).toBe("tcp");
  });
});

describe("a call to an outside number", () => {
  /** Places it with a phone of this person, hangs up once answered, and gives what the provider got. */
  async function call(person: Person, to: string, options: Partial<PlaceOptions> = {}): Promise<SipText> {
    const { pbx } = office;
    const device = await pbx.api.addDevice(person.id);
    await using trunk = await providerTakes({ scenario: "phone-answers" });
    await using desk = await SipPeer.open({ server: pbx.sip });
    const placed = await OutgoingCall.place(desk, { to, sdp: SDP, secret: secretOf(device), ...options });
    await placed.answered();
    await placed.hangsUp();
    await trunk.succeeds();
    return trunk.request("INVITE");
  }

  it("reaches the provider in international form, with the user's caller ID", async () => {
    const { pbx } = office;
    const person = await pbx.person();
    await pbx.api.addNumber("+33170008001", null);
    await pbx.api.patchUser(person.id, { outboundCallerId: "+33170008001" });
    const invite = await call(person, "0612345678");
    expect(invite.startLine).toContain(`INVITE sip:+33612345678@${TRUNK_ADDRESS}:${office.trunkPort}`);
    expect(header(invite, "From")).toMatch(/^"?Person \d+"? <sip:\+33170008001@/);
    expect(header(invite, "P-Asserted-Identity")).toContain("<sip:+33170008001@");
  });

  it("never shows what the phone makes up", async () => {
    const { pbx } = office;
    const person = await pbx.person();
    const forged = "+33140000000";
    const lies = [
      `P-Asserted-Identity: "Minister" <sip:${forged}@ministry.example>`,
      `P-Preferred-Identity: <tel:${forged}>`,
      `Remote-Party-ID: "Minister" <sip:${forged}@ministry.example>;party=calling`,
      `Diversion: <sip:${forged}@ministry.example>;reason=unconditional`,
      "Privacy: none",
    ];
    const forgedFrom = `"Minister" <sip:${forged}@ministry.example>`;
    const invite = await call(person, "+33612345678", { forgedFrom, headers: lies });
    expect(header(invite, "From")).toContain(`<sip:${person.number}@`);
    expect(headers(invite, "P-Asserted-Identity")).toHaveLength(1);
    expect(header(invite, "P-Asserted-Identity")).toContain(`<sip:${person.number}@`);
    expect(JSON.stringify(invite.headers)).not.toMatch(/33140000000|[Mm]inist/);
  });

  it("is withheld where the user says so: the provider alone learns the number", async () => {
    const { pbx } = office;
    const person = await pbx.person();
    await pbx.api.patchUser(person.id, { outboundCallerId: "withheld" });
    const invite = await call(person, "+33612345678");
    expect(header(invite, "From")).toMatch(/<sip:anonymous@anonymous\.invalid>/);
    expect(header(invite, "P-Asserted-Identity")).toContain(`<sip:${person.number}@`);
    expect(header(invite, "Privacy")).toBe("id");
  });

  it("tells the phone what the callee's refusal was", async () => {
    const { pbx } = office;
    const [, device] = await pbx.personWithPhone();
    await using trunk = await providerTakes({ scenario: "phone-refuses", keys: { refusal: "486 Busy Here" } });
    await using desk = await SipPeer.open({ server: pbx.sip });
    const placed = await OutgoingCall.place(desk, { to: "+33612345678", sdp: SDP, secret: secretOf(device) });
    expect(statusOf(await placed.refused())).toBe(486);
    await trunk.succeeds();
  });

  it("needs the phone's password: a wrong one is asked again and nothing leaves the PBX", async () => {
    const { pbx } = office;
    const [, device] = await pbx.personWithPhone();
    await using trunk = await providerTakes({ scenario: "phone-answers" });
    await using desk = await SipPeer.open({ server: pbx.sip });
    const secret = { ...secretOf(device), password: "not the password" };
    const placed = await OutgoingCall.place(desk, { to: "+33612345678", sdp: SDP, secret });
    expect(statusOf(await placed.refused())).toBe(401);
    expect(trunk.ladders).toEqual([]);
  });
});

describe("two softphones, one of them in a browser", () => {
  it("see whether the other one can be called, and write to each other", async () => {
    const { pbx } = office;
    const [, first] = await pbx.personWithPhone();
    const [colleague, second] = await pbx.personWithPhone();
    await using one = await peerPhone(pbx, first, { takes: "NOTIFY" });
    const shows = (basic: string) =>
      one.receives(`presence "${basic}"`, (message) => message.body.includes(`<basic>${basic}</basic>`));
    const headers = ["Event: presence", "Accept: application/pidf+xml", "Expires: 600"];
    const watched = await one.asks(secretOf(first), colleague.extension, { method: "SUBSCRIBE", headers });
    expect(statusOf(watched)).toBe(200);
    await shows("closed");
    await using other = await peerPhone(pbx, second, inBrowser());
    await shows("open");

    const note = { method: "MESSAGE", body: "À tout de suite ?", contentType: "text/plain;charset=UTF-8" };
    const written = one.asks(secretOf(first), colleague.extension, note);
    const received = await other.receivesRequest("MESSAGE");
    other.respond(received, 200, "OK");
    expect(statusOf(await written)).toBe(200);
    expect([received.body, header(received, "Content-Type")]).toEqual([note.body, note.contentType]);
  });
});

/** Over a WebSocket, where the engines under test take them. */
function inBrowser(): Partial<SipPeerOptions> {
  const { pbx } = office;
  if (ENGINES.embedded) return { server: `127.0.0.1:${pbx.ports.http}`, path: "/sip", transport: "ws" };
  return ENGINES.webSockets === undefined ? {} : { server: ENGINES.webSockets, transport: "ws" };
}

function at({ address, port }: RtpPeer): { readonly address: string; readonly port: number } {
  return { address, port };
}

/** The sessions that a phone was offered, or that its own offers were answered with. */
function sessions(steps: readonly Step[], direction: "<" | ">"): readonly string[] {
  return steps
    .filter((step) => step.direction === direction && methodOf(step.message) === "INVITE" && step.message.body !== "")
    .map(({ message }) => message.body);
}
