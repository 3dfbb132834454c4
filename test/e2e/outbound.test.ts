import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Device } from "../support/api-client.ts";
import { freePort } from "../support/free-ports.ts";
import { Offhook, TRUNK_ADDRESS, type Person } from "../support/offhook.ts";
import { RtpPeer } from "../support/rtp-peer.ts";
import { IncomingCall, OutgoingCall } from "../support/sip-call.ts";
import type { SipPeer } from "../support/sip-peer.ts";
import { smtpPeer, type SmtpPeer } from "../support/smtp-peer.ts";
import { header, methodOf, statusOf } from "../support/sip-text.ts";
import { peerPhone, secretOf, silence } from "./office.ts";
import { anotherProvider, providerAt, sdpAt, SDP } from "./outside.ts";

const NUMBER = "0612340000";
const DIALLED = "+33612340000";

let pbx: Offhook;
let smtp: SmtpPeer;
let first: SipPeer;
let second: SipPeer;
let firstTrunk: string;
let person: Person;
let device: Device;
let phone: SipPeer;
beforeAll(async () => {
  smtp = await smtpPeer();
  pbx = await Offhook.start({ environment: { SMTP_URL: smtp.url, MAIL_FROM: "Offhook <pbx@example.com>" } });
  const port = await freePort(TRUNK_ADDRESS);
  firstTrunk = (await pbx.addTrunk(port, { name: "First", priority: 1 })).id;
  first = await providerAt(pbx, port);
  second = (await anotherProvider(pbx, { name: "Second", priority: 2, numberFormat: "national" })).peer;
  await pbx.api.addUser({ name: "Boss", email: "boss@example.com", extension: "1900", role: "admin", language: "en" });
  [person, device] = await pbx.personWithPhone();
  await pbx.api.do("PATCH", "/tenant", { mainNumber: person.number });
});
afterAll(async () => {
  for (const one of [first, second, pbx, smtp]) await one[Symbol.asyncDispose]();
});
beforeEach(async () => {
  phone = await peerPhone(pbx, device);
});
afterEach(async () => {
  await silence(pbx);
  await phone[Symbol.asyncDispose]();
});

const dials = (number: string, sdp = SDP) =>
  OutgoingCall.place(phone, { to: number, sdp, secret: secretOf(device), from: `<sip:${device.sipUsername}@x>` });
const limits = (patch: Record<string, unknown>) => pbx.api.do("PATCH", "/tenant", { limits: patch });
/** What the administrator has been told. */
const mailsAbout = (subject: RegExp) =>
  smtp.accepted.filter((mail) => mail.to.includes("boss@example.com") && subject.test(mail.subject)).length;
/** The next call that this provider gets from now on. */
const nextAt = (provider: SipPeer) => IncomingCall.at(provider, { from: provider.steps.all.length, withinMs: 15_000 });

describe("a call outside", () => {
  it("goes over the best trunk, in the provider's own way of writing, and shows the company's number", async () => {
    const reached = nextAt(first);
    const call = await dials(NUMBER);
    const outside = await reached;
    expect(outside.invite.startLine).toContain(`sip:${DIALLED}@127.0.0.2`);
    expect(header(outside.invite, "From")).toContain(`<sip:${person.number}@`);
    expect(header(outside.invite, "P-Asserted-Identity")).toContain(`<sip:${person.number}@`);
    outside.rings();
    await call.rings();
    await outside.answers(SDP);
    await call.answered();
    const ended = outside.hungUp();
    await call.hangsUp();
    await ended;
  });

  it.each([
    [503, "Service Unavailable"],
    [500, "Server Internal Error"],
  ])("goes to the next trunk when the first says %i", async (status, reason) => {
    const [atFirst, atSecond] = [nextAt(first), nextAt(second)];
    const call = await dials(NUMBER);
    await (await atFirst).refuses(status, reason);
    const outside = await atSecond;
    expect(outside.invite.startLine).toContain(`sip:${NUMBER}@127.0.0.2`); // that provider wants national numbers
    await outside.refuses(486, "Busy Here");
    expect(statusOf(await call.refused())).toBe(486);
  });

  it("goes to the next trunk when the first says nothing", async () => {
    const [atFirst, atSecond] = [nextAt(first), nextAt(second)];
    const call = await dials(NUMBER);
    await atFirst;
    await (await atSecond).refuses(404, "Not Found");
    expect(statusOf(await call.refused())).toBe(404);
  });

  it.each([
    [486, "Busy Here"],
    [404, "Not Found"],
    [603, "Decline"],
    [480, "Temporarily Unavailable"],
  ])("that the callee refuses with %i is refused, and tried nowhere else", async (status, reason) => {
    const atFirst = nextAt(first);
    const others = second.steps.all.length;
    const call = await dials(NUMBER);
    await (await atFirst).refuses(status, reason);
    expect(statusOf(await call.refused())).toBe(status);
    expect(second.steps.all.slice(others).filter(({ message }) => methodOf(message) === "INVITE")).toEqual([]);
  });

  it("takes the next trunk when the first has no free line", async () => {
    await pbx.api.do("PATCH", `/trunks/${firstTrunk}`, { capacity: 1 });
    const atFirst = nextAt(first);
    const call = await dials(NUMBER);
    const outside = await atFirst;
    await outside.answers(SDP);
    await call.answered();
    const atSecond = nextAt(second);
    const other = await dials("0612340001");
    await (await atSecond).refuses(486, "Busy Here");
    await other.refused();
    const ended = outside.hungUp();
    await call.hangsUp();
    await ended;
    await pbx.api.do("PATCH", `/trunks/${firstTrunk}`, { capacity: null });
  });
});

describe("a caller who withholds the number", () => {
  const seenAs = async (dialled: string) => {
    const atFirst = nextAt(first);
    const call = await dials(dialled);
    const outside = await atFirst;
    await outside.refuses(486, "Busy Here");
    await call.refused();
    return outside.invite;
  };

  it("for one call by *31 is anonymous to the callee and known to the provider", async () => {
    const invite = await seenAs(`*31${NUMBER}`);
    expect(invite.startLine).toContain(`sip:${DIALLED}@`);
    expect(header(invite, "From")).toContain("<sip:anonymous@anonymous.invalid>");
    expect(header(invite, "Privacy")).toBe("id");
    expect(header(invite, "P-Asserted-Identity")).toContain(`<sip:${person.number}@`);
    expect(header(await seenAs(NUMBER), "Privacy")).toBe("");
  });

  it("for all calls by the setting is anonymous too, but never to an emergency service", async () => {
    await pbx.api.patchUser(person.id, { outboundCallerId: "withheld" });
    expect(header(await seenAs(NUMBER), "Privacy")).toBe("id");
    const emergency = await seenAs("112");
    expect(header(emergency, "Privacy")).toBe("");
    expect(header(emergency, "From")).toContain(`<sip:${person.number}@`);
    await pbx.api.patchUser(person.id, { outboundCallerId: null });
  });
});

describe("a call that runs into a limit of the company's", () => {
  it("is told why, administrators are told by e-mail, and one click lets the next call pass", async () => {
    await using ear = await RtpPeer.open();
    await limits({ callsPerDay: 0 });
    const call = await dials(NUMBER, sdpAt(ear));
    const early = await call.rings();
    expect(early.startLine).toContain("183");
    await ear.hearsSomething();
    expect(statusOf(await call.refused(15_000))).toBe(403);
    await expect.poll(() => mailsAbout(/limit/i), { timeout: 25_000 }).toBe(1);
    const { items } = await pbx.api.do<{ items: { kind: string; reachedAt: string | null }[] }>("GET", "/limits");
    expect(items.find(({ kind }) => kind === "callsPerDay")?.reachedAt).not.toBeNull();

    await pbx.api.do("POST", "/limits/callsPerDay/lift");
    const atFirst = nextAt(first);
    const next = await dials(NUMBER);
    await (await atFirst).refuses(486, "Busy Here");
    await next.refused();
    await limits({ callsPerDay: 3_000 });
  });

  it("of countries or premium numbers reaches no provider", async () => {
    const before = [first, second].map(({ steps }) => steps.all.length);
    for (const number of ["005352345678", "0899123456"]) {
      const call = await dials(number);
      expect(statusOf(await call.refused(15_000))).toBe(403);
    }
    [first, second].forEach(({ steps }, nth) => {
      expect(steps.all.slice(before[nth]).filter(({ message }) => methodOf(message) === "INVITE")).toEqual([]);
    });
  });

  it("is no limit to an emergency call, which tries every trunk", async () => {
    await limits({ simultaneousCalls: 0, callsPerHour: 0 });
    const [atFirst, atSecond] = [nextAt(first), nextAt(second)];
    const call = await dials("0112"); // with the digit for an outside line, as people dial in distress
    await (await atFirst).refuses(503, "Service Unavailable");
    const outside = await atSecond;
    expect(outside.invite.startLine).toContain("sip:112@");
    await outside.refuses(486, "Busy Here");
    await call.refused();
    await limits({ simultaneousCalls: 30, callsPerHour: 500 });
    await expect.poll(() => mailsAbout(/emergency/i), { timeout: 25_000 }).toBeGreaterThan(0);
  });
});
