import { writeFile } from "node:fs/promises";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { MwiFeed, LEASE_MS } from "../../../src/presence/mwi-feed.ts";
import { MwiPackage } from "../../../src/presence/mwi.ts";
import type { Binding } from "../../../src/registrar/binding.ts";
import type { FailedFlow } from "../../../src/registrar/phone-flows.ts";
import { Subscriptions } from "../../../src/presence/subscriptions.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import type { MessageId } from "../../../src/vocabulary/identifiers.ts";
import { openOffice, type Office, type Person } from "../../support/office.ts";
import { Dialog } from "../../support/dialog.ts";
import type { Phone } from "../../support/phone.ts";
import { header, isRequest, statusOf, writeSip, type SipText } from "../../support/sip-text.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";
import { wavFile } from "../../support/wav-file.ts";

let pbx: Office;
let alice: Person;
let feed: MwiFeed;
let otherFeed: MwiFeed;
let waiting: MwiPackage;
let subscriptions: Subscriptions;
const failedFlows: FailedFlow[] = [];
const scope = new Scope();
beforeAll(async () => {
  pbx = await openOffice();
  scope.defer(() => pbx[Symbol.asyncDispose]());
  alice = await pbx.person("1001", "+33170000001", 2);
  const logger = pino({ level: process.env["TEST_LOG"] ?? "silent" });
  feed = scope.own(new MwiFeed({ redis: pbx.settings.redis, clock: pbx.clock, logger }));
  otherFeed = scope.own(new MwiFeed({ redis: pbx.settings.redis, clock: pbx.clock, logger }));
  const { srf } = pbx;
  const { authenticator, settings } = pbx;
  subscriptions = scope.own(new Subscriptions({ srf, authenticator, settings, clock: pbx.clock, logger }));
  waiting = scope.own(
    new MwiPackage({
      ...{ srf, subscriptions },
      engine: "test",
      onFlowFailed: (failed) => void failedFlows.push(failed),
      directory: pbx.directory,
      settings: pbx.settings,
      mailboxes: pbx.mailboxes,
      ...{ feed, events: pbx.bus, domain: "pbx.example.com:5070", clock: pbx.clock, logger },
    }),
  );
});
afterAll(() => scope[Symbol.asyncDispose]());
afterEach(async () => {
  pbx.unregisterAll();
  for (const { id } of await pbx.mailboxes.listMessages(alice.id)) await pbx.mailboxes.remove(id);
});

async function leave(): Promise<MessageId> {
  const { id, path, finish } = await pbx.mailboxes.begin({
    ...{ tenant: pbx.tenant, user: alice.id, from: "+33612345678", caller: {} },
  });
  await writeFile(path, wavFile(2_000));
  await finish("hang-up");
  return id;
}

const bindingsOf = async (device: number): Promise<readonly Binding[]> => {
  const { id } = alice.devices[device]!;
  return (await pbx.directory.bindingsOf([id])).get(id) ?? [];
};
const isNotify = (message: SipText): boolean => isRequest(message, "NOTIFY");
/** Without repetitions. */
const notifies = (phone: Phone): number => phone.ladder.filter((step) => step === "< NOTIFY").length;

let calls = 0;
function subscribe(phone: Phone, headers: readonly (readonly [string, string])[], device = 0): Promise<SipText> {
  const callId = `sub-${++calls}-${phone.port}@test`;
  const uri = `sip:1001@127.0.0.1:${pbx.port}`;
  const all = [
    ["Via", `SIP/2.0/UDP 127.0.0.1:${phone.port};rport;branch=z9hG4bK${callId}`],
    ["Max-Forwards", "70"],
    ["From", `<${uri}>;tag=from${calls}`],
    ["To", `<${uri}>`],
    ["Call-ID", callId],
    ["CSeq", "1 SUBSCRIBE"],
    ["Contact", phone.contact],
    ["Authorization", `Test ${alice.devices[device]!.username}`],
    ...headers,
  ] as const;
  phone.send(writeSip(`SUBSCRIBE ${uri} SIP/2.0`, all), pbx.port);
  return phone.next("response", (message) => statusOf(message) >= 200 && header(message, "call-id") === callId);
}
const SUBSCRIBE = [
  ["Event", "message-summary"],
  ["Accept", "application/simple-message-summary"],
] as const;

async function notified(phone: Phone, answer = 200): Promise<SipText> {
  const notify = await phone.next("NOTIFY", (message) => isRequest(message, "NOTIFY"));
  phone.respond(notify, answer);
  return notify;
}
const dialogOf = (phone: Phone, accepted: SipText): Dialog =>
  new Dialog(phone, {
    callId: header(accepted, "call-id"),
    local: header(accepted, "from"),
    remote: header(accepted, "to"),
    target: header(accepted, "contact"),
  });
const summary = (newMessages: number, saved: number): string =>
  `Messages-Waiting: ${newMessages > 0 ? "yes" : "no"}\r\n` +
  `Message-Account: sip:1001@pbx.example.com:5070\r\nVoice-Message: ${newMessages}/${saved} (0/0)\r\n`;

describe("a phone that subscribes to its mailbox", () => {
  it("is accepted with 200 and told at once, then at every change, until it unsubscribes", async () => {
    const phone = await pbx.phone();
    const accepted = await subscribe(phone, [...SUBSCRIBE, ["Expires", "600"]]);
    expect(statusOf(accepted)).toBe(200);
    expect(header(accepted, "expires")).toBe("600");
    const first = await notified(phone);
    expect(first.body).toBe(summary(0, 0));
    expect(header(first, "event")).toBe("message-summary");
    expect(header(first, "subscription-state")).toMatch(/^active;expires=(600|599)$/);
    expect(header(first, "content-type")).toBe("application/simple-message-summary");

    const id = await leave();
    expect((await notified(phone)).body).toBe(summary(1, 0));
    await pbx.mailboxes.markHeard(id, true);
    expect((await notified(phone)).body).toBe(summary(0, 1));
    await pbx.mailboxes.remove(id);
    expect((await notified(phone)).body).toBe(summary(0, 0));

    const dialog = dialogOf(phone, accepted);
    const refreshed = await dialog.request("SUBSCRIBE", "", [...SUBSCRIBE, ["Expires", "900"]]);
    expect([statusOf(refreshed), header(refreshed, "expires")]).toEqual([200, "900"]);
    expect(header(await notified(phone), "subscription-state")).toMatch(/^active;expires=(900|899)$/);

    await dialog.request("SUBSCRIBE", "", [...SUBSCRIBE, ["Expires", "0"]]);
    expect(header(await notified(phone), "subscription-state")).toBe("terminated;reason=timeout");
  });

  it("hears of what happens in another process", async () => {
    const phone = await pbx.phone();
    await subscribe(phone, SUBSCRIBE);
    await notified(phone);
    const id = await leave();
    expect((await notified(phone)).body).toBe(summary(1, 0));
    // Another process marks it heard: its bus isn't ours.
    await pbx.settings.redis.sadd(`offhook:mailbox:{${alice.id}}:heard`, id);
    otherFeed.changed(alice.id);
    expect((await notified(phone)).body).toBe(summary(0, 1));
  });

  it("is told what changed while its process had lost Redis", async () => {
    const phone = await pbx.phone();
    await subscribe(phone, SUBSCRIBE);
    await notified(phone);
    const id = await leave();
    await notified(phone);
    // No event tells of this change; but after a reconnection every lamp is counted again.
    await pbx.settings.redis.sadd(`offhook:mailbox:{${alice.id}}:heard`, id);
    await pbx.settings.redis.call("CLIENT", "KILL", "TYPE", "pubsub");
    expect((await notified(phone)).body).toBe(summary(0, 1));
  });

  it("only once, with Expires 0, gets the state and the end in one", async () => {
    const phone = await pbx.phone();
    const accepted = await subscribe(phone, [...SUBSCRIBE, ["Expires", "0"]]);
    expect(statusOf(accepted)).toBe(200);
    const only = await notified(phone);
    expect(only.body).toBe(summary(0, 0));
    expect(header(only, "subscription-state")).toBe("terminated;reason=timeout");
  });

  it.each([
    ["another event package", [["Event", "presence"]], 489],
    ["no event", [], 489],
    [
      "a form that we don't write",
      [
        ["Event", "message-summary"],
        ["Accept", "text/html"],
      ],
      406,
    ],
    ["a time too short", [...SUBSCRIBE, ["Expires", "5"]], 423],
    ["the name of a stranger", [...SUBSCRIBE, ["Authorization", "Test nobody99"]], 401],
  ] as const)("for %s is refused", async (_, headers, status) => {
    const phone = await pbx.phone();
    const stranger = headers.some(([name]) => (name as string) === "Authorization");
    if (stranger) alice.devices.unshift({ ...alice.devices[0]!, username: "nobody99" as never });
    const refused = await subscribe(
      phone,
      headers.filter(([name]) => (name as string) !== "Authorization"),
    );
    if (stranger) alice.devices.shift();
    expect(statusOf(refused)).toBe(status);
  });

  it("and refuses its NOTIFY has no subscription any more", async () => {
    const phone = await pbx.phone();
    await subscribe(phone, SUBSCRIBE, 1);
    await notified(phone, 481);
    while (await feed.isSubscribed(alice.devices[1]!.id)) await pbx.pause(10);
  });
});

describe("a phone that only registers", () => {
  it("is told its lamp when it comes and at each change, and the account's other phones only of changes", async () => {
    const [phone, other] = [await pbx.phone(), await pbx.phone()];
    pbx.registers(alice, other, 1);
    pbx.registers(alice, phone, 1);
    waiting.registered(alice.id, alice.devices[1]!.id, (await bindingsOf(1)).slice(1));
    const first = await notified(phone);
    expect(first.body).toBe(summary(0, 0));
    expect(header(first, "subscription-state")).toMatch(/^terminated/);
    const id = await leave();
    expect((await notified(phone)).body).toBe(summary(1, 0));
    expect((await notified(other)).body).toBe(summary(1, 0));
    await pbx.mailboxes.markHeard(id, true);
    expect((await notified(phone)).body).toBe(summary(0, 1));
  });

  it("has one NOTIFY in the air at a time, and hears the newest state when it has answered", async () => {
    const phone = await pbx.phone();
    pbx.registers(alice, phone, 1);
    const id = await leave();
    const first = await phone.next("NOTIFY", (message) => isRequest(message, "NOTIFY"));
    await pbx.mailboxes.markHeard(id, true);
    await pbx.mailboxes.remove(id);
    await pbx.pause(300);
    expect(notifies(phone)).toBe(1);
    phone.respond(first, 200);
    const later = await phone.next(
      "NOTIFY",
      (message) => isNotify(message) && header(message, "call-id") !== header(first, "call-id"),
    );
    phone.respond(later, 200);
    expect(later.body).toBe(summary(0, 0));
  });

  it("and adds Contacts without end, answering none of its NOTIFYs, gets ten at a time", async () => {
    const phone = await pbx.phone();
    pbx.registers(alice, phone, 1);
    const [binding] = await bindingsOf(1);
    await pbx.pause(45_000); // what phones of earlier tests left unanswered is given up
    for (let n = 0; n < 30; n++) {
      const added = { ...binding!, contact: `sip:${n}@127.0.0.1:${phone.port}` };
      waiting.registered(alice.id, alice.devices[1]!.id, [added]);
    }
    await pbx.pause(300);
    expect(notifies(phone)).toBe(10);
  });

  it("over a connection that has ended is told of as such, and not called again", async () => {
    await pbx.pause(45_000); // the NOTIFYs of the test before are given up
    const phone = await pbx.phone();
    pbx.registers(alice, phone, 1);
    const [binding] = await bindingsOf(1);
    const dead = { ...binding!, transport: "tcp" as const, flow: "a-flow-of-before" };
    waiting.registered(alice.id, alice.devices[1]!.id, [dead]);
    await pbx.until(() => expect(failedFlows).toMatchObject([{ device: alice.devices[1]!.id, binding: dead }]));
  });

  it("is not told twice where it has a subscription as well", async () => {
    const phone = await pbx.phone();
    pbx.registers(alice, phone, 0);
    await subscribe(phone, SUBSCRIBE);
    await notified(phone);
    await leave();
    expect(header(await notified(phone), "subscription-state")).toMatch(/^active/);
    waiting.registered(alice.id, alice.devices[0]!.id, await bindingsOf(0));
    await pbx.pause(100); // nothing may come: there is no event to wait for
    expect(notifies(phone)).toBe(2);
  });
});

it("a subscription whose process has died is forgotten, and the phone is told without one again", async () => {
  const clock = new VirtualClock();
  const logger = pino({ level: "silent" });
  await using dead = new MwiFeed({ redis: pbx.settings.redis, clock, logger });
  await using other = new MwiFeed({ redis: pbx.settings.redis, clock, logger });
  const { id } = alice.devices[1]!;
  await dead.hold(id, "subscription-1"); // and never again
  expect(await other.isSubscribed(id)).toBe(true);
  clock.advance(LEASE_MS + 1);
  expect(await other.isSubscribed(id)).toBe(false);
});

it("a process that ends tells its phones to subscribe elsewhere", async () => {
  const phone = await pbx.phone();
  await subscribe(phone, SUBSCRIBE);
  await notified(phone);
  const ended = subscriptions[Symbol.asyncDispose]();
  expect(header(await notified(phone), "subscription-state")).toBe("terminated;reason=deactivated");
  await ended;
});
