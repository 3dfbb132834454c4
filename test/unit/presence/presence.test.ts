import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createEventBus } from "../../../src/events/bus.ts";
import { PresencePackage } from "../../../src/presence/presence-package.ts";
import { ReachableFeed } from "../../../src/presence/reachable-feed.ts";
import { Subscriptions } from "../../../src/presence/subscriptions.ts";
import { Scope } from "../../../src/runtime/scope.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { changeSettings, openOffice, trustedTrunk, type Office, type Person } from "../../support/office.ts";
import type { Phone } from "../../support/phone.ts";
import { sdp } from "../../support/sdp.ts";
import { header, isRequest, statusOf, writeSip, type SipText } from "../../support/sip-text.ts";

const logger = pino({ level: process.env["TEST_LOG"] ?? "silent" });
const scope = new Scope();
let pbx: Office;
let alice: Person;
let bruno: Person;
let subscriptions: Subscriptions;
beforeAll(async () => {
  pbx = scope.own(await openOffice());
  await trustedTrunk(pbx, ["127.0.0.1"]);
  alice = await pbx.person("1001", "+33170000001");
  bruno = await pbx.person("1002", "+33170000002");
  const { srf, authenticator, settings, phones, clock, directory, bus: events } = pbx;
  const reachable = scope.own(new ReachableFeed({ redis: settings.redis, events }));
  subscriptions = scope.own(new Subscriptions({ srf, authenticator, settings, clock, logger }));
  scope.own(new PresencePackage({ subscriptions, phones, reachable, directory, settings }));
});
afterAll(() => scope[Symbol.asyncDispose]());
afterEach(() => {
  pbx.unregisterAll();
  for (const subscription of subscriptions.all()) subscription.drop(); // the softphones that would be told are gone
});

let count = 0;
/** Bruno's softphone wants to know how this colleague is. */
async function watches(phone: Phone, number: string): Promise<SipText> {
  const callId = `presence-${++count}-${phone.port}@test`;
  const uri = `sip:${number}@127.0.0.1:${pbx.port}`;
  const headers = [
    ["Via", `SIP/2.0/UDP 127.0.0.1:${phone.port};rport;branch=z9hG4bK${callId}`],
    ["Max-Forwards", "70"],
    ["From", `<sip:1002@127.0.0.1:${pbx.port}>;tag=from${count}`],
    ["To", `<${uri}>`],
    ["Call-ID", callId],
    ["CSeq", "1 SUBSCRIBE"],
    ["Contact", phone.contact],
    ["Authorization", `Test ${bruno.devices[0]!.username}`],
    ["Event", "presence"],
    ["Accept", "application/pidf+xml, application/rlmi+xml"],
    ["Expires", "600"],
  ] as const;
  phone.send(writeSip(`SUBSCRIBE ${uri} SIP/2.0`, headers), pbx.port);
  return phone.next("response", (message) => statusOf(message) >= 200 && header(message, "call-id") === callId);
}

/** The next NOTIFY, as a softphone reads it: "open", "open on-the-phone". */
async function told(phone: Phone): Promise<string> {
  const notify = await phone.next("NOTIFY", (message) => isRequest(message, "NOTIFY"));
  phone.respond(notify, 200);
  expect(header(notify, "content-type")).toBe("application/pidf+xml");
  expect(notify.body).toContain(`entity="sip:1001@127.0.0.1:${pbx.port}"`);
  const status = /<basic>(\w+)<\/basic>/.exec(notify.body)?.[1] ?? "";
  const activity = /<rpid:([-a-z]+)\/>/.exec(notify.body)?.[1] ?? "";
  return activity === "unknown" ? status : `${status} ${activity}`;
}

function goes(online: boolean): void {
  const { id: user, devices } = alice;
  const facts = { atMs: pbx.clock.nowMs(), tenant: pbx.tenant, user, device: devices[0]!.id, online };
  pbx.bus.publish({ kind: "registration.changed", ...facts });
}

describe("a colleague, as a softphone shows them", () => {
  it("can't be called until a phone of theirs registers", async () => {
    const [softphone, desk] = [await pbx.phone(), await pbx.phone()];
    expect(statusOf(await watches(softphone, "1001"))).toBe(200);
    expect(await told(softphone)).toBe("closed");
    pbx.registers(alice, desk);
    goes(true);
    expect(await told(softphone)).toBe("open");
    pbx.unregisterAll();
    goes(false);
    expect(await told(softphone)).toBe("closed");
  });

  it("is on the phone while they talk, and free again after", async () => {
    const [softphone, provider, desk] = [await pbx.phone(), await pbx.phone(), await pbx.phone()];
    pbx.registers(alice, desk);
    await watches(softphone, "1001");
    expect(await told(softphone)).toBe("open");
    const call = provider.call(pbx.port, alice.number);
    const callee = (await desk.incoming()).answer(sdp(desk.port));
    const caller = await call.answered();
    expect(await told(softphone)).toBe("open on-the-phone");
    await caller.bye();
    await callee.received("BYE");
    expect(await told(softphone)).toBe("open");
  });

  it("doesn't want to be disturbed as soon as they say so", async () => {
    const [softphone, desk] = [await pbx.phone(), await pbx.phone()];
    pbx.registers(alice, desk);
    await watches(softphone, "1001");
    expect(await told(softphone)).toBe("open");
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { doNotDisturb: true }));
    expect(await told(softphone)).toBe("open busy");
    await changeSettings(pbx, (draft) => draft.change("user", alice.id, { doNotDisturb: false }));
    expect(await told(softphone)).toBe("open");
  });

  it("whose phone has registered with another process is seen, too", async () => {
    const [softphone, desk] = [await pbx.phone(), await pbx.phone()];
    await watches(softphone, "1001");
    expect(await told(softphone)).toBe("closed");
    pbx.registers(alice, desk);
    const events = createEventBus({ onFault: () => undefined });
    await using other = new ReachableFeed({ redis: pbx.settings.redis, events });
    expect(other).toBeDefined();
    const facts = { tenant: pbx.tenant, user: alice.id, device: alice.devices[0]!.id };
    events.publish({ kind: "registration.changed", atMs: pbx.clock.nowMs(), ...facts, online: true });
    expect(await told(softphone)).toBe("open");
  });
});

it("softphones can't watch another company's people, nor numbers that belong to no person: 404 to both", async () => {
  const system = { kind: "system", id: null, name: "test" } as const;
  const tenant = { name: "Other", country: "FR", timeZone: "Europe/Paris", language: "fr" } as const;
  const other = await pbx.settings.addTenant(tenant, system);
  await pbx.settings.change(other, system, (draft) =>
    draft.add("user", { name: "Eve", email: "eve@example.org", extension: parseExtension("3001")! }),
  );
  const softphone = await pbx.phone();
  expect([await watches(softphone, "3001"), await watches(softphone, "4711")].map(statusOf)).toEqual([404, 404]);
});
