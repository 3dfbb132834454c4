import { describe, expect, it } from "vitest";
import {
  callKeys,
  deliveryKeys,
  eventKeys,
  hashTag,
  limitKeys,
  mailboxKeys,
  presenceKeys,
  registrarKeys,
  routingKeys,
  settingsKeys,
  trunkKeys,
} from "../../../src/redis/keys.ts";
import type { E164 } from "../../../src/vocabulary/e164.ts";
import type { Extension } from "../../../src/vocabulary/extension.ts";
import type { DeviceId, MailboxId, TenantId, TrunkId, UserId, WebhookId } from "../../../src/vocabulary/identifiers.ts";

const [tenant, user, device] = ["T" as TenantId, "U" as UserId, "D" as DeviceId];
const [mailbox, trunk, webhook] = ["M" as MailboxId, "K" as TrunkId, "W" as WebhookId];
const extension = "701" as Extension;
const number = "+49301234567" as E164;

describe("the names of what is kept in Redis: an older version's data folder must still be found by them", () => {
  it("those of settings", () => {
    const keys = settingsKeys();
    expect([keys.heads, keys.claims, keys.feed, keys.system, keys.tokenUse]).toEqual([
      "{offhook}:heads",
      "{offhook}:claims",
      "{offhook}:feed",
      "{offhook}:system",
      "{offhook}:token-use",
    ]);
    expect([keys.records(tenant), keys.audit(tenant), keys.session("5ha"), keys.sessionsOf(user)]).toEqual([
      "{offhook}:records:T",
      "{offhook}:audit:T",
      "{offhook}:session:5ha",
      "{offhook}:sessions-of:U",
    ]);
  });

  it("those of registrations", () => {
    const keys = registrarKeys();
    expect([keys.nonceSecret, keys.nonceCount("abc"), keys.bindings(device)]).toEqual([
      "{offhook}:registrar:nonce-secret",
      "{offhook}:registrar:nonce:abc",
      "{offhook}:registrar:bindings:D",
    ]);
  });

  it("those of trunks", () => {
    const keys = trunkKeys();
    expect([keys.leader, keys.fences, keys.states, keys.contacts]).toEqual([
      "{offhook}:trunks:keeper",
      "{offhook}:trunks:fences",
      "{offhook}:trunks:states",
      "{offhook}:trunks:contacts",
    ]);
  });

  it("those of limits, and of what counts for them", () => {
    const keys = limitKeys();
    expect([keys.live(tenant), keys.begun(tenant), keys.lifted, keys.reached]).toEqual([
      "{offhook}:limits:live:T",
      "{offhook}:limits:begun:T",
      "{offhook}:limits:lifted",
      "{offhook}:limits:reached",
    ]);
    expect([keys.lines(trunk), keys.parking(tenant, extension)]).toEqual([
      "{offhook}:limits:lines:K",
      "{offhook}:limits:parking:T:701",
    ]);
  });

  it("those of calls before: hunt groups, emergencies, last callers", () => {
    const keys = routingKeys();
    expect([keys.groupTurns, keys.emergencyCallback(number), keys.lastCaller(user)]).toEqual([
      "{offhook}:group-turns",
      "{offhook}:emergency-callback:+49301234567",
      "{offhook}:last-caller:U",
    ]);
  });

  it("those of events and their deliveries", () => {
    const keys = eventKeys();
    expect([keys.log(tenant), keys.waitingFor("W/call"), keys.orderingKeys, keys.waiting]).toEqual([
      "{offhook}:events:log:T",
      "{offhook}:events:lane:W/call",
      "{offhook}:events:lanes",
      "{offhook}:events:waiting",
    ]);
    const { deliveries, order, failing } = deliveryKeys();
    expect([deliveries(webhook), order(webhook), failing]).toEqual([
      "{offhook}:deliveries:of:W",
      "{offhook}:deliveries:order:W",
      "{offhook}:deliveries:failing",
    ]);
  });

  it("those of call records", () => {
    const keys = callKeys();
    expect([keys.index(tenant), keys.indexOf(tenant, user), keys.records(tenant), keys.traces(tenant)]).toEqual([
      "{offhook}:calls:index:T",
      "{offhook}:calls:index:T:U",
      "{offhook}:calls:records:T",
      "{offhook}:calls:traces:T",
    ]);
    expect([keys.tenants, keys.processes, keys.ongoingCalls("P")]).toEqual([
      "{offhook}:calls:tenants",
      "{offhook}:calls:processes",
      "{offhook}:calls:under-way:P",
    ]);
  });

  it("those of mailboxes, each in its own slot of a cluster", () => {
    const keys = mailboxKeys();
    expect([keys.messages, keys.heard, keys.mail, keys.gone, keys.full].map((name) => name(mailbox))).toEqual([
      "offhook:mailbox:{M}",
      "offhook:mailbox:{M}:heard",
      "offhook:mailbox:{M}:mail",
      "offhook:mailbox:{M}:gone",
      "offhook:mailbox:{M}:full",
    ]);
    expect([keys.owner("m1"), keys.expiries, keys.mailDue]).toEqual([
      "offhook:message:m1",
      "offhook:mailbox-gone",
      "offhook:mail:due",
    ]);
    expect(keys.pin("M")).toEqual({
      wrong: "offhook:pin:{M}:wrong",
      times: "offhook:pin:{M}:times",
      lock: "offhook:pin:{M}:lock",
    });
  });

  it("those of subscriptions to mailboxes", () => {
    expect(presenceKeys().subscriptions(device)).toBe("offhook:lamp:D");
  });

  it("those before which BullMQ puts its queues", () => {
    expect(hashTag()).toBe("{offhook}");
  });
});

describe("another prefix", () => {
  it("gives another space of keys throughout", () => {
    const prefix = "test";
    const names = [
      settingsKeys(prefix).heads,
      registrarKeys(prefix).nonceSecret,
      trunkKeys(prefix).states,
      limitKeys(prefix).lifted,
      routingKeys(prefix).groupTurns,
      eventKeys(prefix).orderingKeys,
      deliveryKeys(prefix).failing,
      callKeys(prefix).tenants,
      mailboxKeys(prefix).mailDue,
      presenceKeys(prefix).phones,
    ];
    for (const name of names) expect(name).toMatch(/^(\{test\}|test):/);
  });
});
