import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiClient, type Device, type User } from "../support/api-client.ts";
import { freePort } from "../support/free-ports.ts";
import { Offhook, TRUNK_ADDRESS } from "../support/offhook.ts";
import { sdpOf } from "../support/sdp.ts";
import { IncomingCall, OutgoingCall } from "../support/sip-call.ts";
import { SipPeer } from "../support/sip-peer.ts";
import { header, statusOf } from "../support/sip-text.ts";
import { peerPhone, secretOf, silence } from "./office.ts";

const OPERATOR_TOKEN = "a-provider's-token-for-tests";
const PASSWORD = "a password that is long enough";
/** Where only the rival's provider calls from. */
const RIVALS_TRUNK = "127.0.0.4";
const SDP = sdpOf({ address: "127.0.0.1", port: 40_000 });
/** No user of a company may be known by this to another. */
const HERS = "+33170000001";
const HIS = "+33180000001";

/** A company with one person of extension 2001, who has a phone. */
interface Company {
  readonly api: ApiClient;
  readonly person: User;
  readonly device: Device;
  readonly phone: SipPeer;
}

let pbx: Offhook;
/** The provider of both. */
let provider: SipPeer;
let martin: Company;
let rival: Company;

beforeAll(async () => {
  pbx = await Offhook.start({ environment: { OPERATOR_TOKEN } });
  const port = await freePort(TRUNK_ADDRESS);
  provider = await SipPeer.open({ server: pbx.sip, address: TRUNK_ADDRESS, port });
  martin = await furnish(pbx.api, "alice@martin.example", HERS, port, [TRUNK_ADDRESS]);
  rival = await furnish(await addCompany(), "bob@rival.example", HIS, port, [TRUNK_ADDRESS, RIVALS_TRUNK]);
});
afterAll(async () => {
  await Promise.all([martin.phone[Symbol.asyncDispose](), rival.phone[Symbol.asyncDispose]()]);
  await using _pbx = pbx;
  await using _provider = provider;
  await silence(pbx);
});

/** The provider gives a company its number, and lets it share the address that calls of all companies come from. */
async function give(company: ApiClient, number: string): Promise<void> {
  const operator = new ApiClient(`http://127.0.0.1:${pbx.ports.http}`, OPERATOR_TOKEN);
  const { id } = await company.do<{ id: string }>("GET", "/tenant");
  await operator.do("POST", `/tenants/${id}/phone-numbers`, { number });
  await operator.do("PATCH", `/tenants/${id}`, { sharedAddresses: [TRUNK_ADDRESS] });
}

/** What a provider's own program does for a new customer, until the customer's program has a token. */
async function addCompany(): Promise<ApiClient> {
  const base = `http://127.0.0.1:${pbx.ports.http}`;
  const post = (path: string, body: unknown, headers: Record<string, string>): Promise<Response> =>
    fetch(`${base}/api/v1${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const admin = { name: "Rival's boss", email: "boss@rival.example", extension: "2000", password: PASSWORD };
  const company = { name: "Rival & Co", country: "FR", timeZone: "Europe/Paris", language: "en", admin };
  const added = await post("/tenants", company, { Authorization: `Bearer ${OPERATOR_TOKEN}` });
  const session = await post("/sessions", { email: admin.email, password: PASSWORD }, {});
  const cookie = session.headers.get("set-cookie")?.split(";")[0] ?? "";
  const token = await post("/tokens", { name: "Set-up", role: "admin" }, { Cookie: cookie });
  expect([added.status, session.status, token.status]).toEqual([201, 201, 201]);
  return new ApiClient(base, ((await token.json()) as { token: string }).token);
}

async function furnish(
  api: ApiClient,
  email: string,
  number: string,
  port: number,
  trustedAddresses: readonly string[],
): Promise<Company> {
  await give(api, number);
  await api.addTrunk({ name: "Provider", host: TRUNK_ADDRESS, port, trustedAddresses, healthCheckSeconds: 0 });
  const person = await api.addUser({ name: email, email, extension: "2001", language: "en", phoneNumbers: [number] });
  await api.patchVoicemail(person.id, { pin: "582931" });
  const device = await api.addDevice(person.id);
  return { api, person, device, phone: await peerPhone(pbx, device) };
}

/** A phone of this company dials. */
function dials({ phone, device }: Company, to: string): Promise<OutgoingCall> {
  return OutgoingCall.place(phone, { to, sdp: SDP, secret: secretOf(device) });
}

/** Nothing more than what it had before has reached this phone. */
function invitesOf({ phone }: Company): number {
  return phone.steps.all.filter(
    ({ direction, message }) => direction === "<" && message.startLine.startsWith("INVITE "),
  ).length;
}

describe("two companies with the same extensions", () => {
  it("each reach their own 2001, whichever company's phone dials it", async () => {
    const before = [invitesOf(martin), invitesOf(rival)];
    const boss = await martin.api.addUser({ name: "Boss", email: "boss@martin.example", extension: "2002" });
    const device = await martin.api.addDevice(boss.id);
    await using desk = await peerPhone(pbx, device);
    const call = await OutgoingCall.place(desk, { to: "2001", sdp: SDP, secret: secretOf(device) });
    const ringing = await IncomingCall.at(martin.phone, { from: 0 });
    ringing.rings();
    await call.rings();
    call.cancels();
    await ringing.cancelled();
    await call.refused();
    expect([invitesOf(martin), invitesOf(rival)]).toEqual([before[0]! + 1, before[1]]);
  });

  it("do not reach an extension that only the other one has", async () => {
    await martin.api.addUser({ name: "Deputy", email: "deputy@martin.example", extension: "2003" });
    expect(statusOf(await (await dials(rival, "2003")).refused())).toBe(404);
  });
});

describe("a company that calls another's direct number", () => {
  it("goes out to the public network like any call, and comes in to the other one from there", async () => {
    const here = provider.steps.all.length;
    const there = rival.phone.steps.all.length;
    const call = await dials(martin, HIS);
    const outside = await IncomingCall.at(provider, { from: here });
    expect(header(outside.invite, "From")).toContain(HERS);

    const inside = await OutgoingCall.place(provider, { to: HIS, from: `<sip:${HERS}@${TRUNK_ADDRESS}>`, sdp: SDP });
    const desk = await IncomingCall.at(rival.phone, { from: there });
    expect(header(desk.invite, "From")).toContain(HERS);
    expect(header(desk.invite, "From")).not.toContain("2001");
    await Promise.all([inside.answered(), desk.answers(SDP)]);
    await Promise.all([call.answered(), outside.answers(SDP)]);
    await Promise.all([call.hangsUp(), outside.hungUp()]);
    await Promise.all([inside.hangsUp(), desk.hungUp()]);
  });

  it("may not bring it there over a line that is the other's alone, nor by a phone's own trick", async () => {
    const before = invitesOf(rival);
    await using stranger = await SipPeer.open({ server: pbx.sip, address: RIVALS_TRUNK });
    // The rival's own line knows nothing of Martin's numbers.
    const wrongWay = await OutgoingCall.place(stranger, { to: HERS, sdp: SDP });
    expect(statusOf(await wrongWay.refused())).toBe(404);
    // A phone that writes the other's SIP user or another's identity is still who its password says.
    const forged = { to: rival.device.sipUsername, sdp: SDP, secret: secretOf(martin.device) };
    const trick = await OutgoingCall.place(martin.phone, { ...forged, forgedFrom: `<sip:2001@${pbx.sip}>` });
    expect(statusOf(await trick.refused())).toBe(404);
    expect(invitesOf(rival)).toBe(before);
  });
});

describe("a phone of one company", () => {
  it("can't register as a device of the other's", async () => {
    await using phone = await SipPeer.open({ server: pbx.sip });
    const { sipUsername } = rival.device;
    const answer = await phone.registers({ username: sipUsername, password: martin.device.sipPassword });
    expect([401, 403]).toContain(statusOf(answer));
    expect(await rival.api.registrations(rival.person.id)).toHaveLength(1);
  });

  it("can't show a number of the other's, whatever it writes and whatever is set", async () => {
    const { status } = await martin.api.ask("PATCH", `/users/${martin.person.id}`, { outboundCallerId: HIS });
    expect(status).toBe(422);
    const here = provider.steps.all.length;
    const call = await OutgoingCall.place(martin.phone, {
      ...{ to: "0612345678", sdp: SDP, secret: secretOf(martin.device) },
      forgedFrom: `<sip:${HIS}@${pbx.sip}>`,
      headers: [`P-Asserted-Identity: <sip:${HIS}@${pbx.sip}>`, `P-Preferred-Identity: <sip:${HIS}@${pbx.sip}>`],
    });
    const outside = await IncomingCall.at(provider, { from: here });
    const shown = ["From", "P-Asserted-Identity", "P-Preferred-Identity", "Contact"];
    expect(shown.map((name) => header(outside.invite, name)).join()).not.toContain(HIS);
    expect(header(outside.invite, "From")).toContain(HERS);
    await outside.refuses(486, "Busy Here");
    expect(statusOf(await call.refused())).toBe(486);
  });

  it("hears nothing of the other's lamps", async () => {
    const subscribe = (company: Company, user: string) =>
      company.phone.request({
        ...{ method: "SUBSCRIBE", uri: `sip:${user}@${pbx.sip}`, cseq: 1 },
        ...{ from: `<sip:${company.device.sipUsername}@${pbx.sip}>`, to: `<sip:${user}@${pbx.sip}>` },
        ...{ callId: `lamps-${user}`, fromTag: "lamps", contact: company.phone.contact("desk") },
        headers: ["Event: message-summary", "Accept: application/simple-message-summary", "Expires: 60"],
      });
    const refused = await martin.phone.receivesFinal(subscribe(martin, rival.device.sipUsername));
    expect(statusOf(refused)).toBeGreaterThanOrEqual(400);
  });
});
