import { Type, type TSchema } from "typebox";
import { defined } from "../runtime/defined.ts";
import type { MailboxId, TenantId, UserId } from "../vocabulary/identifiers.ts";
import { pascalCase } from "../vocabulary/pascal-case.ts";
import type { CallParty, KnownCall } from "./event.ts";
import type { PublicKind, PublicSwitchEvent } from "./kinds.ts";

/** A party of a call, as the API shows it. */
const Party = Type.Object(
  {
    number: Type.Optional(Type.String({ description: "E.164, or an extension; left out where it is withheld" })),
    name: Type.Optional(Type.String()),
    userId: Type.Optional(Type.String()),
    deviceId: Type.Optional(Type.String()),
    trunkId: Type.Optional(Type.String()),
  },
  { title: "EventParty" },
);
type Party = Type.Static<typeof Party>;

const CallSummary = Type.Object(
  {
    id: Type.String({ description: "The same in all events of a call, in its record and in GET /calls" }),
    callId: Type.String({ description: "The Call-ID of the caller's leg (RFC 3261 §20.8)" }),
    direction: Type.Union([Type.Literal("inbound"), Type.Literal("outbound"), Type.Literal("internal")]),
    caller: Party,
    dialled: Type.String(),
    startedAt: Type.String({ description: "RFC 3339, UTC" }),
  },
  { title: "EventCall" },
);
type CallSummary = Type.Static<typeof CallSummary>;

const Time = Type.String({ description: "RFC 3339, UTC" });
const call = Type.Optional(CallSummary);

function Told<Kind extends PublicKind, Fields extends Record<string, TSchema>>(kind: Kind, fields: Fields) {
  return Type.Object(
    {
      id: Type.String({ description: "Grows; what Last-Event-ID takes", examples: ["1782137700123-0"] }),
      type: Type.Literal(kind),
      at: Time,
      ...fields,
    },
    { title: `${pascalCase(kind)}Event` },
  );
}

/** An event as GET /events and webhooks publish it. Fields may be added; none changes its meaning. */
export const PublicEvent = Type.Union(
  [
    Told("call.started", { call }),
    Told("call.routed", { call, userId: Type.Optional(Type.String({ description: "Whom the call is for" })) }),
    Told("call.ringing", { call, leg: Type.String(), callee: Party }),
    Told("call.answered", { call, leg: Type.String(), by: Party, voicemail: Type.Boolean() }),
    Told("call.transferred", {
      ...{ call, by: Party, transferee: Party, to: Type.String() },
      how: Type.Union([Type.Literal("blind"), Type.Literal("attended")]),
    }),
    Told("call.transfer-failed", {
      ...{ call, by: Party, transferee: Party, to: Type.String() },
      how: Type.Union([Type.Literal("blind"), Type.Literal("attended")]),
      status: Type.Integer({ description: "The SIP status that says why; the transferor has heard it" }),
    }),
    Told("call.ended", {
      call,
      outcome: Type.String({
        examples: ["answered", "voicemail", "no-answer", "busy", "cancelled", "declined", "rejected", "failed"],
      }),
      status: Type.Optional(Type.Integer({ description: "The final SIP status, where one was sent" })),
      because: Type.Optional(Type.String()),
      hungUpBy: Type.Optional(Type.String({ examples: ["caller", "callee", "system"] })),
    }),
    Told("voicemail.left", {
      mailbox: Type.String({ description: "Its owner" }),
      messageId: Type.String(),
      call: Type.Optional(Type.Pick(CallSummary, ["id"])),
      caller: Party,
      durationSeconds: Type.Number(),
    }),
    Told("voicemail.full", { mailbox: Type.String() }),
    Told("voicemail.changed", { mailbox: Type.String(), messageId: Type.String(), change: Type.String() }),
    Told("voicemail.locked", { mailbox: Type.String(), until: Time }),
    Told("registration.added", {
      ...{ userId: Type.String(), deviceId: Type.String(), contact: Type.String(), address: Type.String() },
      ...{ transport: Type.String(), userAgent: Type.String(), expiresAt: Time },
    }),
    Told("registration.removed", {
      ...{ userId: Type.String(), deviceId: Type.String(), contact: Type.String(), because: Type.String() },
    }),
    Told("trunk.not-authenticated", { trunkId: Type.String(), reason: Type.String() }),
    Told("login.locked", { userId: Type.String(), address: Type.String(), until: Time, scope: Type.String() }),
    Told("security.banned", {
      ...{
        source: Type.String({ description: "An IPv4 address, or an IPv6 /64" }),
        reason: Type.String(),
        until: Time,
      },
      times: Type.Integer(),
    }),
    Told("security.unbanned", { source: Type.String(), because: Type.String() }),
    Told("registration.changed", {
      ...{ userId: Type.String(), deviceId: Type.String() },
      online: Type.Boolean({ description: "Whether any phone is registered as this device now" }),
    }),
    Told("trunk.state-changed", {
      trunkId: Type.String(),
      state: Type.Union([Type.Literal("up"), Type.Literal("down"), Type.Literal("unknown")]),
      reason: Type.Optional(Type.String()),
    }),
    Told("setting.changed", {
      ...{ resource: Type.String(), resourceId: Type.String(), change: Type.String(), version: Type.Integer() },
    }),
    Told("limit.reached", { limit: Type.String(), most: Type.Optional(Type.Integer()) }),
    Told("emergency.called", {
      ...{ call, userId: Type.String(), deviceId: Type.String(), service: Type.String() },
      siteId: Type.Optional(Type.String()),
      callbackNumber: Type.Optional(Type.String()),
    }),
    Told("webhook.disabled", { webhookId: Type.String(), failingSince: Time }),
  ],
  { title: "Event" },
);
export type PublicEvent = Type.Static<typeof PublicEvent>;

/** Omit, for each member of a union. */
type Without<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;
/** An event without its id, which the event log gives when it stores it. */
export type UnnumberedEvent = Without<PublicEvent, "id">;

/** The audience of an event: the tenant's administrators, and these users. */
export interface Audience {
  readonly tenant: TenantId;
  readonly users: readonly string[];
}

/** Looks up a user's extension. */
export type ExtensionOf = (user: UserId) => string | undefined;

/** @param known  the call of the event */
export function publicEvent(
  event: PublicSwitchEvent,
  known: KnownCall | undefined,
  extensionOf: ExtensionOf,
): UnnumberedEvent {
  const at = timeOf(event.atMs);
  const party = (one: CallParty): Party => partyOf(one, extensionOf);
  switch (event.kind) {
    case "call.started":
    case "call.routed":
    case "call.ringing":
    case "call.answered":
    case "call.transferred":
    case "call.transfer-failed":
    case "call.ended":
    case "emergency.called":
      return publicCallEvent(event, known === undefined ? {} : { call: summaryOf(known, extensionOf) }, party);
    case "voicemail.left": {
      const { mailbox, message: messageId, durationMs } = event;
      const of = event.call === undefined ? {} : { call: { id: event.call } };
      return {
        type: event.kind,
        at,
        mailbox,
        messageId,
        ...of,
        caller: party(event.caller),
        durationSeconds: durationMs / 1_000,
      };
    }
    case "voicemail.full":
      return { type: event.kind, at, mailbox: event.mailbox };
    case "voicemail.changed":
      return { type: event.kind, at, mailbox: event.mailbox, messageId: event.message, change: event.change };
    case "voicemail.locked":
      return { type: event.kind, at, mailbox: event.mailbox, until: timeOf(event.untilMs) };
    case "registration.added":
    case "registration.removed":
    case "registration.changed":
      return publicRegistrationEvent(event);
    case "login.locked":
    case "trunk.not-authenticated":
    case "trunk.state-changed":
    case "security.banned":
    case "security.unbanned":
      return publicSecurityEvent(event);
    case "setting.changed": {
      const { resource, id: resourceId, change, version } = event;
      return { type: event.kind, at, resource, resourceId, change, version };
    }
    case "limit.reached":
      return { type: event.kind, at, limit: event.limit, ...defined({ most: event.most }) };
    case "webhook.disabled":
      return { type: event.kind, at, webhookId: event.webhook, failingSince: timeOf(event.failingSinceMs) };
  }
}

type RegistrationEvent = Extract<PublicSwitchEvent, { kind: `registration.${string}` }>;

function publicRegistrationEvent(event: RegistrationEvent): UnnumberedEvent {
  const at = timeOf(event.atMs);
  switch (event.kind) {
    case "registration.added": {
      const { user: userId, device: deviceId, contact, address, transport, userAgent, expiresAtMs } = event;
      const expiresAt = timeOf(expiresAtMs);
      return { type: event.kind, at, userId, deviceId, contact, address, transport, userAgent, expiresAt };
    }
    case "registration.removed": {
      const { user: userId, device: deviceId, contact, because } = event;
      return { type: event.kind, at, userId, deviceId, contact, because };
    }
    case "registration.changed":
      return { type: event.kind, at, userId: event.user, deviceId: event.device, online: event.online };
  }
}

type SecurityEvent = Extract<PublicSwitchEvent, { kind: "login.locked" | `trunk.${string}` | `security.${string}` }>;

function publicSecurityEvent(event: SecurityEvent): UnnumberedEvent {
  const at = timeOf(event.atMs);
  switch (event.kind) {
    case "login.locked":
      return {
        ...{ type: event.kind, at, userId: event.user, address: event.address },
        ...{ until: timeOf(event.untilMs), scope: event.scope },
      };
    case "trunk.not-authenticated":
      return { type: event.kind, at, trunkId: event.trunk, reason: event.reason };
    case "trunk.state-changed":
      return { type: event.kind, at, trunkId: event.trunk, state: event.state, ...defined({ reason: event.reason }) };
    case "security.banned": {
      const { source, reason, untilMs, times } = event;
      return { type: event.kind, at, source, reason, until: timeOf(untilMs), times };
    }
    case "security.unbanned":
      return { type: event.kind, at, source: event.source, because: event.because };
  }
}

type CallEvent = Extract<PublicSwitchEvent, { kind: `call.${string}` | "emergency.called" }>;

function publicCallEvent(
  event: CallEvent,
  call: { readonly call?: CallSummary },
  party: (one: CallParty) => Party,
): UnnumberedEvent {
  const at = timeOf(event.atMs);
  switch (event.kind) {
    case "call.started":
      return { type: event.kind, at, ...call };
    case "call.routed":
      return { type: event.kind, at, ...call, ...defined({ userId: event.user }) };
    case "call.ringing":
      return { type: event.kind, at, ...call, leg: event.leg, callee: party(event.callee) };
    case "call.answered": {
      const by = event.by === "voicemail" ? {} : party(event.by);
      return { type: event.kind, at, ...call, leg: event.leg, by, voicemail: event.by === "voicemail" };
    }
    case "call.transferred": {
      const { by, transferee, to, how } = event;
      return { type: event.kind, at, ...call, by: party(by), transferee: party(transferee), to, how };
    }
    case "call.transfer-failed": {
      const { by, transferee, to, how, status } = event;
      return { type: event.kind, at, ...call, by: party(by), transferee: party(transferee), to, how, status };
    }
    case "call.ended": {
      const { outcome, status, because, hungUpBy } = event;
      return { type: event.kind, at, ...call, outcome, ...defined({ status, because, hungUpBy }) };
    }
    case "emergency.called": {
      const { user: userId, device: deviceId, site: siteId, service, callbackNumber } = event;
      return { type: event.kind, at, ...call, userId, deviceId, service, ...defined({ siteId, callbackNumber }) };
    }
  }
}

/**
 * The users who may see the event beside administrators: parties of the call, owners of the mailbox or phone.
 * @param sharersOf  the users who share a mailbox; none where it is a person's own
 */
export function audienceOf(
  event: PublicSwitchEvent,
  known: KnownCall | undefined,
  sharersOf: (mailbox: MailboxId) => readonly UserId[],
): Audience {
  const { tenant } = event;
  switch (event.kind) {
    case "call.started":
    case "call.routed":
    case "call.ringing":
    case "call.answered":
    case "call.transferred":
    case "call.transfer-failed":
    case "call.ended":
      return { tenant, users: known?.users ?? [] };
    case "voicemail.left":
    case "voicemail.changed":
    case "voicemail.full":
    case "voicemail.locked":
      return { tenant, users: [event.mailbox, ...sharersOf(event.mailbox)] };
    case "registration.added":
    case "registration.removed":
    case "registration.changed":
    case "login.locked":
      return { tenant, users: [event.user] };
    case "setting.changed":
      return { tenant, users: event.user === undefined ? [] : [event.user] };
    case "trunk.not-authenticated":
    case "trunk.state-changed":
    case "security.banned":
    case "security.unbanned":
    case "limit.reached":
    case "emergency.called":
    case "webhook.disabled":
      return { tenant, users: [] };
  }
}

/** The ordering key: events with the same key concern the same thing and are delivered in order. */
export function subjectOf(event: PublicSwitchEvent): string {
  switch (event.kind) {
    case "call.started":
    case "call.routed":
    case "call.ringing":
    case "call.answered":
    case "call.transferred":
    case "call.transfer-failed":
    case "call.ended":
    case "emergency.called":
      return `call-${event.call}`;
    case "voicemail.left":
    case "voicemail.changed":
    case "voicemail.full":
    case "voicemail.locked":
      return `mailbox-${event.mailbox}`;
    case "registration.added":
    case "registration.removed":
    case "registration.changed":
      return `device-${event.device}`;
    case "login.locked":
      return `user-${event.user}`;
    case "trunk.not-authenticated":
    case "trunk.state-changed":
      return `trunk-${event.trunk}`;
    case "security.banned":
    case "security.unbanned":
      return "security";
    case "setting.changed":
    case "limit.reached":
    case "webhook.disabled":
      return "tenant";
  }
}

function timeOf(atMs: number): string {
  return new Date(atMs).toISOString();
}

function summaryOf(known: KnownCall, extensionOf: ExtensionOf): CallSummary {
  const { call: id, callId, direction, caller, dialled, startedAtMs } = known;
  return { id, callId, direction, caller: partyOf(caller, extensionOf), dialled, startedAt: timeOf(startedAtMs) };
}

function partyOf({ number, name, user, device, trunk }: CallParty, extensionOf: ExtensionOf): Party {
  const reached = number ?? (user === undefined ? undefined : extensionOf(user));
  return defined({ number: reached, name, userId: user, deviceId: device, trunkId: trunk });
}
