import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { Messages } from "../../../src/messaging/messages.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { openOffice, type Office, type Person } from "../../support/office.ts";
import type { Phone } from "../../support/phone.ts";
import { header, isRequest, statusOf, writeSip, type SipText } from "../../support/sip-text.ts";

const scope = new Scope();
let pbx: Office;
let alice: Person;
let bruno: Person;
beforeAll(async () => {
  pbx = scope.own(await openOffice());
  alice = await pbx.person("1001", "+33170000001", 2);
  bruno = await pbx.person("1002", "+33170000002");
  const { srf, authenticator, directory, settings, clock } = pbx;
  const logger = pino({ level: "silent" });
  const domain = "pbx.example.com";
  const messages = new Messages({ srf, authenticator, directory, settings, domain, clock, logger });
  srf.message(messages.take);
});
afterAll(() => scope[Symbol.asyncDispose]());
afterEach(() => pbx.unregisterAll());

let count = 0;
/** Bruno's softphone sends a message to this number. @returns its final answer */
async function writes(phone: Phone, number: string, text: string, more: Record<string, string> = {}): Promise<SipText> {
  const callId = `message-${++count}-${phone.port}@test`;
  const uri = `sip:${number}@127.0.0.1:${pbx.port}`;
  const headers = {
    Via: `SIP/2.0/UDP 127.0.0.1:${phone.port};rport;branch=z9hG4bK${callId}`,
    "Max-Forwards": "70",
    From: `"Somebody else" <sip:9999@127.0.0.1:${pbx.port}>;tag=from${count}`,
    To: `<${uri}>`,
    "Call-ID": callId,
    CSeq: "1 MESSAGE",
    Authorization: `Test ${bruno.devices[0]!.username}`,
    "Content-Type": "text/plain;charset=UTF-8",
    ...more,
  };
  phone.send(writeSip(`MESSAGE ${uri} SIP/2.0`, Object.entries(headers), text), pbx.port);
  return phone.next("response", (message) => statusOf(message) >= 200 && header(message, "call-id") === callId);
}

const message = (phone: Phone): Promise<SipText> => phone.next("MESSAGE", (each) => isRequest(each, "MESSAGE"));

it("a message reaches all phones of a colleague, and says who wrote it whatever the phone claims", async () => {
  const [softphone, desk, mobile] = [await pbx.phone(), await pbx.phone(), await pbx.phone()];
  pbx.registers(alice, desk, 0);
  pbx.registers(alice, mobile, 1);
  const answered = writes(softphone, "1001", "À tout de suite ?");
  const [atDesk, atMobile] = [await message(desk), await message(mobile)];
  for (const received of [atDesk, atMobile]) {
    expect(received.body).toBe("À tout de suite ?");
    expect(header(received, "content-type")).toBe("text/plain;charset=UTF-8");
    expect(header(received, "from")).toMatch(/^"?Person 1002"? <sip:1002@pbx\.example\.com>;tag=/);
    expect(header(received, "authorization")).toBe("");
    expect(header(received, "max-forwards")).toBe("69"); // so that PBXs which are each other's phones come to an end
  }
  desk.respond(atDesk, 486);
  mobile.respond(atMobile, 200);
  expect(statusOf(await answered)).toBe(200);
});

it("a message reaches a colleague by direct number, too", async () => {
  const [softphone, desk] = [await pbx.phone(), await pbx.phone()];
  pbx.registers(alice, desk);
  const answered = writes(softphone, alice.number, "hello");
  desk.respond(await message(desk), 202);
  expect(statusOf(await answered)).toBe(200);
});

it("the sender hears why no phone of the colleague took the message", async () => {
  const [softphone, desk] = [await pbx.phone(), await pbx.phone()];
  expect(statusOf(await writes(softphone, "1001", "anybody there?"))).toBe(480);
  pbx.registers(alice, desk);
  const refused = writes(softphone, "1001", "<xml/>", { "Content-Type": "application/im-iscomposing+xml" });
  desk.respond(await message(desk), 415);
  expect(statusOf(await refused)).toBe(415);
  const unanswered = writes(softphone, "1001", "still there?");
  await message(desk);
  expect(statusOf(await unanswered)).toBe(408);
});

it.each([302, 401, 407, 503])(
  "a phone's %i to a message is no answer for the sender, who hears 480",
  async (status) => {
    const [softphone, desk] = [await pbx.phone(), await pbx.phone()];
    pbx.registers(alice, desk);
    const answered = writes(softphone, "1001", "hello");
    desk.respond(await message(desk), status);
    expect(statusOf(await answered)).toBe(480);
  },
);

it("another company's people, and numbers of no person, can't be written to: 404 to both", async () => {
  const system = { kind: "system", id: null, name: "test" } as const;
  const tenant = { name: "Other", country: "FR", timeZone: "Europe/Paris", language: "fr" } as const;
  const other = await pbx.settings.addTenant(tenant, system);
  await pbx.settings.change(other, system, (draft) =>
    draft.add("user", { name: "Eve", email: "eve@example.org", extension: parseExtension("3001")! }),
  );
  const softphone = await pbx.phone();
  const answers = [await writes(softphone, "3001", "x"), await writes(softphone, "4711", "x")];
  expect(answers.map(statusOf)).toEqual([404, 404]);
});

it("a message without credentials, too large, or without a type of its text is refused, and reaches no phone", async () => {
  const [softphone, desk] = [await pbx.phone(), await pbx.phone()];
  pbx.registers(alice, desk);
  expect(statusOf(await writes(softphone, "1001", "x", { Authorization: "Test nobody" }))).toBe(401);
  expect(statusOf(await writes(softphone, "1001", "x".repeat(8_193)))).toBe(413);
  expect(statusOf(await writes(softphone, "1001", "x", { "Content-Type": "plain" }))).toBe(400);
  expect(statusOf(await writes(softphone, "1001", "x", { Require: "recipient-list-message" }))).toBe(420);
  expect(statusOf(await writes(softphone, "1001", "x", { "Max-Forwards": "0" }))).toBe(483);
  const packed = await writes(softphone, "1001", "x", { "Content-Encoding": "gzip" });
  expect([statusOf(packed), header(packed, "accept-encoding")]).toEqual([415, "identity"]);
  expect(desk.ladder).toEqual([]);
});

it("a device has ten messages on their way at most, and is told when to come again", async () => {
  const [softphone, desk] = [await pbx.phone(), await pbx.phone()];
  pbx.registers(alice, desk);
  const waiting = Array.from({ length: 10 }, () => writes(softphone, "1001", "x"));
  const received = [];
  for (let i = 0; i < 10; i++) received.push(await message(desk));
  const eleventh = await writes(softphone, "1001", "x");
  expect([statusOf(eleventh), header(eleventh, "retry-after")]).toEqual([503, "5"]);
  for (const each of received) desk.respond(each, 200);
  expect((await Promise.all(waiting)).map(statusOf)).toEqual(Array.from({ length: 10 }, () => 200));
  const twelfth = writes(softphone, "1001", "x");
  desk.respond(await message(desk), 200);
  expect(statusOf(await twelfth)).toBe(200);
});
