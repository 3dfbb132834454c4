import { Compile } from "typebox/compile";
import { describe, expect, it } from "vitest";
import { KnownCalls } from "../../../src/events/known-calls.ts";
import type { SwitchEvent } from "../../../src/events/event.ts";
import { isPublic, PUBLIC_KINDS, type PublicSwitchEvent } from "../../../src/events/kinds.ts";
import { audienceOf, PublicEvent, publicEvent, subjectOf } from "../../../src/events/public-event.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";

const schema = Compile(PublicEvent);
const at = { atMs: 1_800_000_000_000, tenant: "tenant-1" as never };
const of = { ...at, call: "call-1" };
const [alice, bob] = ["user-alice" as never, "user-bob" as never];
const device = "device-1" as never;
const carol = { number: parseE164("+33612345678")!, name: "Carol", trunk: "trunk-1" as never };

/** One of each kind; the compiler names a kind that is missing. */
const EVENTS: { readonly [Kind in PublicSwitchEvent["kind"]]: Extract<PublicSwitchEvent, { kind: Kind }> } = {
  "call.started": {
    ...{
      ...of,
      kind: "call.started",
      direction: "inbound",
      callId: "x@y" as never,
      caller: carol,
      dialled: "+33170000001",
    },
  },
  "call.routed": { ...of, kind: "call.routed", user: alice, plan: { kind: "ring", secret: "plan" } },
  "call.ringing": { ...of, kind: "call.ringing", leg: "call-1-1", callee: { user: alice, device } },
  "call.answered": { ...of, kind: "call.answered", leg: "call-1-1", by: { user: bob, device } },
  "call.transfer-failed": {
    ...{ ...of, kind: "call.transfer-failed", by: { user: bob }, transferee: carol, to: "1003", how: "blind" },
    status: 486,
  },
  "call.transferred": {
    ...{ ...of, kind: "call.transferred", by: { user: bob }, transferee: carol, to: "1003", how: "blind" },
  },
  "call.ended": { ...of, kind: "call.ended", outcome: "answered", status: 200, because: "x", hungUpBy: "caller" },
  "voicemail.left": {
    ...{
      ...of,
      kind: "voicemail.left",
      mailbox: alice,
      message: "message-1" as never,
      caller: carol,
      durationMs: 1_500,
    },
  },
  "voicemail.changed": {
    ...at,
    kind: "voicemail.changed",
    mailbox: alice,
    message: "message-1" as never,
    change: "heard",
  },
  "voicemail.full": { ...at, kind: "voicemail.full", mailbox: alice },
  "voicemail.locked": { ...at, kind: "voicemail.locked", mailbox: alice, untilMs: 1_800_000_000_001 },
  "registration.added": {
    ...{
      ...at,
      kind: "registration.added",
      user: alice,
      device,
      contact: "sip:x@192.0.2.1",
      address: "192.0.2.1:5060",
    },
    ...{ transport: "udp", userAgent: "test", expiresAtMs: 1_800_000_000_001 },
  },
  "registration.removed": {
    ...{
      ...at,
      kind: "registration.removed",
      user: alice,
      device,
      contact: "sip:x@192.0.2.1",
      because: "unregistered",
    },
  },
  "registration.changed": { ...at, kind: "registration.changed", user: alice, device, online: false },
  "trunk.state-changed": {
    ...{ ...at, kind: "trunk.state-changed", trunk: "trunk-1" as never, state: "down", reason: "403 Forbidden" },
  },
  "trunk.not-authenticated": {
    ...{ ...at, kind: "trunk.not-authenticated", trunk: "trunk-1" as never, reason: "407 to INVITE: asks for Bearer" },
  },
  "security.banned": {
    ...{ ...at, kind: "security.banned", source: "192.0.2.1", reason: "wrong-password", times: 1 },
    untilMs: 1_800_000_000_001,
  },
  "security.unbanned": { ...at, kind: "security.unbanned", source: "192.0.2.1", because: "lifted" },
  "login.locked": {
    ...at,
    kind: "login.locked",
    user: alice,
    address: "192.0.2.1",
    untilMs: 1_800_000_000_001,
    scope: "account",
  },
  "setting.changed": {
    ...{ ...at, kind: "setting.changed", resource: "user", id: "user-alice", change: "updated", version: 3 },
  },
  "limit.reached": { ...at, kind: "limit.reached", limit: "callsPerHour", most: 10 },
  "emergency.called": { ...of, kind: "emergency.called", user: alice, device, service: "112" },
  "webhook.disabled": { ...at, kind: "webhook.disabled", webhook: "webhook-1" as never, failingSinceMs: 1 },
};

describe("an event as the world sees it", () => {
  const known = new KnownCalls();
  const published = PUBLIC_KINDS.map((kind) => {
    const event: PublicSwitchEvent = EVENTS[kind];
    const call = known.take(event);
    const told = { id: "1-0", ...publicEvent(event, call, (user) => (user === alice ? "1001" : undefined)) };
    return { event, told, audience: audienceOf(event, call, () => []) };
  });

  it.each(published.map(({ told, ...rest }) => [told.type, { told, ...rest }] as const))(
    "%s is as it is documented, to the last field",
    (_, { told }) => {
      expect(schema.Errors(told)).toEqual([]);
      const documented = (PublicEvent.anyOf as readonly { properties: Record<string, { const?: string }> }[]).find(
        ({ properties }) => properties["type"]?.const === told.type,
      );
      expect(Object.keys(documented!.properties)).toEqual(expect.arrayContaining(Object.keys(told)));
      expect(JSON.stringify(told)).not.toContain("secret");
    },
  );

  it("of a call says which, with the numbers that people know", () => {
    const told = published.find(({ told: { type } }) => type === "call.ringing")!.told;
    expect(told).toMatchObject({
      call: { id: "call-1", caller: { number: "+33612345678", name: "Carol" }, dialled: "+33170000001" },
      callee: { userId: alice, number: "1001" },
    });
  });

  it("is for those who take part so far, and for administrators", () => {
    const usersOf = (kind: string): readonly string[] =>
      published.find(({ event }) => event.kind === kind)!.audience.users;
    expect(usersOf("call.started")).toEqual([]);
    expect(usersOf("call.ringing")).toEqual([alice]);
    expect(usersOf("call.ended")).toEqual([alice, bob]);
    expect(usersOf("voicemail.left")).toEqual([alice]);
    expect(usersOf("setting.changed")).toEqual([]);
    expect(usersOf("trunk.state-changed")).toEqual([]);
    expect(usersOf("registration.changed")).toEqual([alice]);
  });

  it("comes after what happened to the same call before", () => {
    const calls = published.filter(({ event }) => event.kind.startsWith("call."));
    expect(new Set(calls.map(({ event }) => subjectOf(event)))).toEqual(new Set(["call-call-1"]));
  });

  it("is not told where it is between the parts of the PBX", () => {
    const inner: SwitchEvent = { ...of, kind: "confirmation.asked", leg: "call-1-1" };
    expect(isPublic(inner)).toBe(false);
    expect(isPublic(EVENTS["call.ended"])).toBe(true);
  });
});
