import { describe, expect, it } from "vitest";
import { challengeField } from "../support/digest.ts";
import { eventually } from "../support/eventually.ts";
import { sdpOf } from "../support/sdp.ts";
import { IncomingCall, OutgoingCall } from "../support/sip-call.ts";
import { Registration, SipPeer, newCallId, newTag } from "../support/sip-peer.ts";
import { header, headers, statusOf, type SipText } from "../support/sip-text.ts";
import { Sipp } from "../support/sipp.ts";
import { peerPhone, providerPeer, secretOf, theOffice } from "./office.ts";

const office = theOffice();
const SDP = sdpOf({ address: "127.0.0.1", port: 40_000 });
const BURST = 200;

function phone(): Promise<SipPeer> {
  return SipPeer.open({ server: office.pbx.sip });
}

/** Where a user's phones are registered now, as an administrator sees it. */
async function contacts(user: string): Promise<readonly string[]> {
  const registrations = await office.pbx.api.registrations(user);
  return registrations.map(({ contact }) => contact).toSorted();
}

/** The Contact values of a 200, without their remaining seconds. */
function listed(answer: SipText): readonly string[] {
  return headers(answer, "Contact")
    .flatMap((line) => line.split(","))
    .map((value) => /<([^>]*)>/.exec(value)?.[1] ?? "")
    .toSorted();
}

describe("a phone at an address that a trunk of its company trusts", () => {
  it("is refused, unless the trunk shares its addresses with phones; and no number is its Contact there", async () => {
    const address = "127.0.0.41";
    const [, device] = await office.pbx.personWithPhone();
    const gateway = { name: "Gateway", host: address, trustedAddresses: [address] };
    await using desk = await SipPeer.open({ server: office.pbx.sip, address });
    expect(statusOf(await desk.registers(secretOf(device)))).toBe(200); // there is no such trunk yet
    await office.pbx.addTrunk(5060, gateway);
    expect(statusOf(await desk.registers(secretOf(device)))).toBe(403);
    await office.pbx.addTrunk(5060, {
      ...gateway,
      name: "Shared",
      trustedAddresses: ["127.0.0.42"],
      host: "127.0.0.42",
      sharedWithPhones: true,
    });
    await using shared = await SipPeer.open({ server: office.pbx.sip, address: "127.0.0.42" });
    expect(statusOf(await shared.registers(secretOf(device)))).toBe(200);
    const toll = [`<sip:+33899123456@127.0.0.42:${shared.port}>`];
    expect(statusOf(await shared.registers(secretOf(device), { contacts: toll }))).toBe(403);
  });

  it("over TCP can't name a provider in its Contact, and is called on its connection whatever it names", async () => {
    const [person, device] = await office.pbx.personWithPhone();
    await using desk = await SipPeer.open({ server: office.pbx.sip, transport: "tcp" });
    const toProvider = [`<sip:+33899123456@127.0.0.2:${office.trunkPort};transport=tcp>`];
    expect(statusOf(await desk.registers(secretOf(device), { contacts: toProvider }))).toBe(403);
    const elsewhere = ["<sip:+33899123456@198.51.100.9:5060;transport=tcp>"];
    expect(statusOf(await desk.registers(secretOf(device), { contacts: elsewhere }))).toBe(200);
    await using provider = await providerPeer(office.pbx);
    const calling = await OutgoingCall.place(provider, { to: person.number, sdp: SDP });
    const ringing = await IncomingCall.at(desk);
    await ringing.answers(SDP);
    await calling.answered();
    await calling.hangsUp();
  });
});

describe("a phone registers", () => {
  it.each(["MD5", "SHA-256"] as const)("with %s", async (algorithm) => {
    const [person, device] = await office.pbx.personWithPhone();
    await using desk = await phone();
    const answer = await desk.registers(secretOf(device), { algorithm, headers: ["User-Agent: Desk 1.0"] });
    expect(statusOf(answer)).toBe(200);
    expect(header(answer, "Contact")).toMatch(/;expires=(29\d|300)\b/);

    const [registration, ...others] = await office.pbx.api.registrations(person.id);
    expect(others).toEqual([]);
    expect(registration).toMatchObject({ address: desk.hostPort, transport: "udp", userAgent: "Desk 1.0" });
    const leftMs = Date.parse(registration!.expiresAt) - Date.now();
    expect(leftMs).toBeGreaterThan(290_000);
    expect(leftMs).toBeLessThan(301_000);
  });

  it("is challenged with both algorithms, MD5 first for phones that look at one only", async () => {
    const [, device] = await office.pbx.personWithPhone();
    await using desk = await phone();
    const challenged = await new Registration(desk, secretOf(device)).sends();
    expect(challenged.startLine).toBe("SIP/2.0 401 Unauthorized");
    const offered = headers(challenged, "WWW-Authenticate");
    expect(offered.map((line) => challengeField(line, "algorithm"))).toEqual(["MD5", "SHA-256"]);
    expect(offered.map((line) => challengeField(line, "qop"))).toEqual(["auth", "auth"]);
  });

  it("refreshes, asks, and leaves again", async () => {
    const [person, device] = await office.pbx.personWithPhone();
    await using desk = await phone();
    const registration = new Registration(desk, secretOf(device));
    const challenge = await registration.sends();
    await registration.sends(registration.proof(challenge, 1));
    const refreshed = await registration.sends(registration.proof(challenge, 2), { expires: 600 });
    expect(header(refreshed, "Contact")).toMatch(/;expires=(59\d|600)\b/);
    const asked = await registration.sends(registration.proof(challenge, 3), { contacts: [] });
    expect(listed(asked)).toEqual(await contacts(person.id));
    expect(listed(asked)).toHaveLength(1);

    const left = await registration.sends(registration.proof(challenge, 4), { expires: 0 });
    expect(statusOf(left)).toBe(200);
    expect(listed(left)).toEqual([]);
    expect(await contacts(person.id)).toEqual([]);
  });

  it("with several contacts, and removes one or all (*)", async () => {
    const [person, device] = await office.pbx.personWithPhone();
    await using desk = await phone();
    const registration = new Registration(desk, secretOf(device));
    const challenge = await registration.sends();
    const [home, away, car] = ["127.0.0.1:5071", "127.0.0.1:5072", "127.0.0.1:5073"].map((at) => `sip:desk@${at}`);
    const many = await registration.sends(registration.proof(challenge, 1), {
      contacts: [`<${home!}>, <${away!}>;expires=120`, `<${car!}>`],
    });
    expect(listed(many)).toEqual([home, away, car]);

    await registration.sends(registration.proof(challenge, 2), { contacts: [`<${away!}>;expires=0`] });
    expect(await contacts(person.id)).toEqual([home, car]);

    const wrong = await registration.sends(registration.proof(challenge, 3), { contacts: ["*"], expires: 60 });
    expect(statusOf(wrong)).toBe(400);
    const all = await registration.sends(registration.proof(challenge, 4), { contacts: ["*"], expires: 0 });
    expect(statusOf(all)).toBe(200);
    expect(await contacts(person.id)).toEqual([]);
  });

  it("too briefly and is told the least that is allowed", async () => {
    const [person, device] = await office.pbx.personWithPhone();
    await using desk = await phone();
    const answer = await desk.registers(secretOf(device), { expires: 10 });
    expect(statusOf(answer)).toBe(423);
    expect(header(answer, "Min-Expires")).toBe("60");
    expect(await contacts(person.id)).toEqual([]);
  });

  it("in order: an older CSeq of the same Call-ID changes nothing", async () => {
    const [person, device] = await office.pbx.personWithPhone();
    await using desk = await phone();
    const registration = new Registration(desk, secretOf(device));
    const challenge = await registration.sends();
    await registration.sends(registration.proof(challenge, 1), { cseq: 20 });
    const late = await registration.sends(registration.proof(challenge, 2), { cseq: 19, expires: 0 });
    expect(statusOf(late)).toBe(500);
    expect(await contacts(person.id)).toHaveLength(1);
  });

  it("for itself only: another's address of record is forbidden", async () => {
    const [, device] = await office.pbx.personWithPhone();
    const [victim, other] = await office.pbx.personWithPhone();
    await using desk = await phone();
    const secret = secretOf(device);
    const registration = new Registration(desk, secret);
    const challenge = await registration.sends();
    const callId = newCallId();
    const hijack = desk.request({
      method: "REGISTER",
      uri: `sip:${desk.server}`,
      from: `<sip:${other.sipUsername}@${desk.server}>`,
      to: `<sip:${other.sipUsername}@${desk.server}>`,
      callId,
      fromTag: newTag(),
      cseq: 1,
      headers: [`Contact: ${desk.contact("thief")}`, "Expires: 300", `Authorization: ${registration.proof(challenge)}`],
    });
    expect(statusOf(await desk.receivesFinal(hijack))).toBe(403);
    expect(await contacts(victim.id)).toEqual([]);
  });
});

describe("a phone without the right password", () => {
  it("is asked again, and can't tell a wrong password from an unknown name", async () => {
    const [person, device] = await office.pbx.personWithPhone();
    await using desk = await phone();
    const known = await desk.registers({ username: device.sipUsername, password: "wrong" });
    const unknown = await desk.registers({ username: "zzzzzzzzzz", password: "wrong" });

    /** An answer without what differs each time. */
    const shape = (answer: SipText): string =>
      [answer.startLine, ...answer.headers.map(([name, value]) => `${name}: ${value}`)]
        .filter((line) => !/^(Via|From|To|Call-ID|CSeq|Date):/i.test(line))
        .join("\n")
        .replace(/nonce="[^"]*"/g, "nonce");
    expect(known.startLine).toBe("SIP/2.0 401 Unauthorized");
    expect(shape(unknown)).toBe(shape(known));
    expect(shape(known)).not.toContain("stale=true");
    expect(await contacts(person.id)).toEqual([]);
  });

  it("can't use what was overheard: a nonce count serves once", async () => {
    const [person, device] = await office.pbx.personWithPhone();
    await using desk = await phone();
    await using thief = await phone();
    const registration = new Registration(desk, secretOf(device));
    const proof = registration.proof(await registration.sends(), 1);
    expect(statusOf(await registration.sends(proof))).toBe(200);

    const replayed = await new Registration(thief, secretOf(device)).sends(proof, {
      contacts: [thief.contact("thief")],
    });
    expect(statusOf(replayed)).toBe(401);
    expect(header(replayed, "WWW-Authenticate")).toContain("stale=true");
    expect(await contacts(person.id)).toEqual([expect.stringContaining(desk.hostPort)]);
  });

  it("can't make nonces: one that is not ours is stale for a phone that knows the password, and nothing else", async () => {
    const [, device] = await office.pbx.personWithPhone();
    await using desk = await phone();
    const registration = new Registration(desk, secretOf(device));
    const challenged = await registration.sends();
    const nonce = challengeField(header(challenged, "WWW-Authenticate"), "nonce")!;
    const made = nonce.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    const forged = { ...challenged, headers: challenged.headers.map(withNonce(made)) };
    const answer = await registration.sends(registration.proof(forged));
    expect(statusOf(answer)).toBe(401);
    expect(header(answer, "WWW-Authenticate")).toContain("stale=true");
    const guessed = await registration.sends(registration.proof(forged, 2, "wrong"));
    expect(statusOf(guessed)).toBe(401);
    expect(header(guessed, "WWW-Authenticate")).not.toContain("stale=true");
  });
});

describe("a phone is called where it is", () => {
  it("behind a router: at the address that its REGISTER came from, whatever its Contact says", async () => {
    const [person, device] = await office.pbx.personWithPhone();
    await using desk = await phone();
    const contact = "<sip:desk@192.168.77.5:5066>";
    await desk.registers(secretOf(device), { contacts: [contact] });
    await using trunk = await providerPeer(office.pbx);
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
    const ringing = await IncomingCall.at(desk);
    expect(ringing.invite.startLine).toBe("INVITE sip:desk@192.168.77.5:5066 SIP/2.0");
    await answerAndHangUp(call, ringing);
    const [registration] = await office.pbx.api.registrations(person.id);
    expect(registration).toMatchObject({ contact: "sip:desk@192.168.77.5:5066", address: desk.hostPort });
  });

  it("on the TCP connection that it opened, as none can be opened towards it", async () => {
    const [person, device] = await office.pbx.personWithPhone();
    await using desk = await peerPhone(office.pbx, device, { transport: "tcp" });
    await using trunk = await providerPeer(office.pbx);
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
    await answerAndHangUp(call, await IncomingCall.at(desk));
  });

  it.each([
    ["without a transport", (port: number) => `<sip:+33899123456@127.0.0.88:${port}>`],
    ["by maddr", (port: number) => `<sip:+33899123456@127.0.0.1:${port};maddr=127.0.0.88>`],
  ])("over its TCP connection and nowhere else, whatever host another Contact names %s", async (_, contactAt) => {
    const [person, device] = await office.pbx.personWithPhone();
    await using provider = await SipPeer.open({ server: office.pbx.sip, address: "127.0.0.88" });
    await using desk = await SipPeer.open({ server: office.pbx.sip, transport: "tcp" });
    const contacts = [desk.contact("desk"), contactAt(provider.port)];
    expect(statusOf(await desk.registers(secretOf(device), { contacts }))).toBe(200);
    await using trunk = await providerPeer(office.pbx);
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
    const isOther = ({ startLine }: SipText): boolean => startLine.startsWith("INVITE sip:+33899123456@");
    await desk.receives("the other Contact's INVITE", isOther);
    await answerAndHangUp(call, await IncomingCall.at(desk));
    expect(provider.steps.all).toEqual([]);
  });

  it("no more once it has left", async () => {
    const [person, device] = await office.pbx.personWithPhone({}, { enabled: false });
    await using desk = await phone();
    await desk.registers(secretOf(device));
    await desk.registers(secretOf(device), { expires: 0 });
    await using trunk = await providerPeer(office.pbx);
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
    expect(statusOf(await call.refused())).toBe(480);
    expect(desk.steps.all.filter(({ message }) => message.startLine.startsWith("INVITE"))).toEqual([]);
  });

  it("at each of its places: all ring", async () => {
    const [person, device] = await office.pbx.personWithPhone();
    await using desk = await peerPhone(office.pbx, device);
    await using twin = await peerPhone(office.pbx, device);
    await using trunk = await providerPeer(office.pbx);
    const call = await OutgoingCall.place(trunk, { to: person.number, sdp: SDP });
    const [first, second] = await Promise.all([IncomingCall.at(desk), IncomingCall.at(twin)]);
    second.rings();
    const stopped = second.cancelled();
    await answerAndHangUp(call, first);
    await stopped;
  });
});

it("a phone that asks whether we are there (OPTIONS) gets 200, registered or not", async () => {
  await using desk = await phone();
  const options = desk.request({
    method: "OPTIONS",
    uri: `sip:${desk.server}`,
    from: `<sip:anybody@${desk.hostPort}>`,
    to: `<sip:${desk.server}>`,
    callId: newCallId(),
    fromTag: newTag(),
    cseq: 1,
  });
  const answer = await desk.receivesFinal(options);
  expect(statusOf(answer)).toBe(200);
  for (const method of ["INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "REGISTER"])
    expect(header(answer, "Allow")).toContain(method);
});

it(`${BURST} phones register at once without an error`, async () => {
  const { pbx } = office;
  const people = await Promise.all(Array.from({ length: 10 }, () => pbx.person()));
  const owners = Array.from({ length: BURST }, (_, index) => people[index % people.length]!.id);
  const devices: Awaited<ReturnType<typeof pbx.api.addDevice>>[] = [];
  for (let index = 0; index < BURST; index += people.length) {
    // A person's phones one after the other: all at once contend for the settings for longer than a slow machine lets them.
    const some = owners.slice(index, index + people.length);
    devices.push(...(await Promise.all(some.map((owner, nth) => pbx.api.addDevice(owner, `Phone ${index + nth}`)))));
  }
  const startedMs = Date.now();
  await using _burst = await Sipp.run({
    scenario: "phones-register",
    target: pbx.sip,
    calls: BURST,
    rate: 20 * BURST, // all within 50 ms
    lines: devices.map(({ sipUsername, sipPassword }) => [
      sipUsername,
      `[authentication username=${sipUsername} password=${sipPassword}]`,
    ]),
    trace: false,
  });
  const tookMs = Date.now() - startedMs;
  await eventually("registrations", async () => {
    const registered = await Promise.all(people.map(({ id }) => contacts(id)));
    expect(registered.flat()).toHaveLength(BURST);
  });
  process.stdout.write(`${BURST} registrations in ${tookMs} ms\n`);
});

async function answerAndHangUp(call: OutgoingCall, ringing: IncomingCall): Promise<void> {
  ringing.rings();
  await call.rings();
  const acknowledged = ringing.answers(SDP);
  await call.answered();
  await acknowledged;
  const ended = ringing.hungUp();
  await call.hangsUp();
  await ended;
  expect(ringing.ladder).toEqual(["< INVITE", "> 180", "> 200 INVITE", "< ACK", "< BYE", "> 200 BYE"]);
}

function withNonce(nonce: string): (line: readonly [string, string]) => readonly [string, string] {
  return ([name, value]) => [name, value.replace(/nonce="[^"]*"/, `nonce="${nonce}"`)];
}
