import type { CallId, TenantId, UserId } from "../vocabulary/identifiers.ts";
import type {
  CallAnswered,
  CallEvent,
  CallOutcome,
  CallParty,
  CallRouted,
  CallStarted,
  CallTransferFailed,
  CallTransferred,
  ConfirmationGiven,
  Decision,
  LegChanged,
  LinkKind,
  MediaQuality,
  SwitchEvent,
} from "./event.ts";

/** Most legs and dialogs of one record; a call with more has met a fault, and the rest are left out. */
export const MAXIMUM_RECORDED_LEGS = 100;

/** Most decisions of one record; a call with more was routed in circles. */
const MAXIMUM_DECISIONS = 500;

/** Most transfers of one record. */
const MAXIMUM_TRANSFERS = 50;

/** Most related calls of one record; as many as transfers, and as many again for pick-ups. */
const MAXIMUM_RELATED = 2 * MAXIMUM_TRANSFERS;

/** A call detail record (CDR): one record a call, however many phones rang. */
export interface CallRecord {
  readonly call: string;
  readonly tenant: TenantId;
  readonly direction: CallStarted["direction"];
  readonly callId: CallId;
  readonly caller: CallParty;
  readonly dialled: string;
  /** The user that was called first. */
  readonly user?: UserId;
  readonly plan?: unknown;
  readonly decisions?: readonly Decision[];
  /** The Call-IDs of its legs, the caller's first. */
  readonly dialogs: readonly string[];
  /** Null: media ran straight between the phones, and neither reported its quality. */
  readonly media: readonly MediaQuality[] | null;
  readonly legs: readonly RecordedLeg[];
  readonly transfers: readonly RecordedTransfer[];
  /** Other calls of the same conversation. Absent in records of earlier versions. */
  readonly related?: readonly RelatedCall[];
  readonly answeredBy?: CallParty | "voicemail";
  readonly startedAtMs: number;
  readonly ringingAtMs?: number;
  readonly answeredAtMs?: number;
  readonly endedAtMs?: number;
  readonly outcome?: CallOutcome;
  readonly status?: number;
  readonly because?: string;
  readonly hungUpBy?: "caller" | "callee" | "system";
}

export interface RecordedTransfer extends Pick<CallTransferred, "atMs" | "by" | "transferee" | "to" | "how"> {
  /** Absent in records of earlier versions, which didn't know. */
  readonly outcome?: "completed" | "failed";
  /** Why it failed: the SIP status that the transferor was told. */
  readonly status?: number;
}

export interface RelatedCall {
  readonly call: string;
  readonly how: LinkKind;
}

/** One phone that was called. */
export interface RecordedLeg {
  readonly leg: string;
  readonly callee: CallParty;
  readonly calledAtMs: number;
  readonly ringingAtMs?: number;
  /** When the callee was asked to press 1. */
  readonly askedAtMs?: number;
  readonly verdict?: ConfirmationGiven["verdict"];
  readonly answeredAtMs?: number;
  readonly endedAtMs?: number;
  /** The final status with which the phone refused the call. */
  readonly status?: number;
}

const CALL_KINDS: { readonly [Kind in CallEvent["kind"]]: true } = {
  "call.started": true,
  "call.transferring": true,
  "call.transferred": true,
  "call.transfer-failed": true,
  "call.linked": true,
  "call.routed": true,
  "call.decided": true,
  "call.ringing": true,
  "call.answered": true,
  "call.ended": true,
  "leg.changed": true,
  "invite.sent": true,
  "media.measured": true,
  "confirmation.asked": true,
  "confirmation.given": true,
};

/** Whether the event belongs in a call's record. */
export function isOfCall(event: SwitchEvent): event is CallEvent {
  return Object.hasOwn(CALL_KINDS, event.kind);
}

/** Makes a call's record from its first event. */
export function beginRecord(started: CallStarted): CallRecord {
  const { call, tenant, direction, callId, caller, dialled, atMs } = started;
  return {
    call,
    tenant,
    direction,
    callId,
    caller,
    dialled,
    legs: [],
    transfers: [],
    dialogs: [callId],
    media: null,
    startedAtMs: atMs,
  };
}

/** Folds one more event into the record. Events after the end, or of another call, change nothing. */
export function foldCall(record: CallRecord, event: CallEvent): CallRecord {
  const isTooLate = record.endedAtMs !== undefined && event.kind !== "media.measured";
  if (event.call !== record.call || isTooLate) return record;
  switch (event.kind) {
    case "call.started":
    case "call.transferring":
      return record;
    case "call.transferred":
    case "call.transfer-failed":
      return withTransfer(record, event);
    case "call.linked":
      return withRelated(record, event.other, event.how);
    case "call.routed":
      return withPlan(record, event);
    case "call.decided":
      return withDecisions(record, event.decisions);
    case "invite.sent":
      return record.dialogs.length >= MAXIMUM_RECORDED_LEGS || record.dialogs.includes(event.callId)
        ? record
        : { ...record, dialogs: [...record.dialogs, event.callId] };
    case "media.measured":
      return { ...record, media: [...(record.media ?? []), event.quality].slice(0, MAXIMUM_RECORDED_LEGS) };
    case "call.ringing":
      return {
        ...withLeg(record, event.leg, { ringingAtMs: event.atMs }, { callee: event.callee, calledAtMs: event.atMs }),
        ringingAtMs: record.ringingAtMs ?? event.atMs,
      };
    case "call.answered":
      return {
        ...withLeg(record, event.leg, { answeredAtMs: event.atMs }, newCallee(record, event)),
        answeredBy: event.by, // a receptionist first, then the party that the caller was put through to
        answeredAtMs: record.answeredAtMs ?? event.atMs,
      };
    case "leg.changed":
      return event.role === "caller" ? record : withLegState(record, event);
    case "confirmation.asked":
      return withLeg(record, event.leg, { askedAtMs: event.atMs });
    case "confirmation.given":
      return withLeg(record, event.leg, { verdict: event.verdict });
    case "call.ended": {
      const { atMs, kind: _kind, call: _call, tenant: _tenant, known: _known, ...how } = event;
      return { ...record, endedAtMs: atMs, ...how };
    }
  }
}

/** A party who was not rung, but picked the call up or was there already. The caller's own leg is no callee's. */
function newCallee(
  { call }: CallRecord,
  { by, leg, atMs }: CallAnswered,
): Pick<RecordedLeg, "callee" | "calledAtMs"> | undefined {
  return by === "voicemail" || leg === `${call}-0` ? undefined : { callee: by, calledAtMs: atMs };
}

function withTransfer(record: CallRecord, event: CallTransferred | CallTransferFailed): CallRecord {
  const { by, transferee, to, how, atMs } = event;
  const result: Pick<RecordedTransfer, "outcome" | "status"> =
    event.kind === "call.transferred" ? { outcome: "completed" } : { outcome: "failed", status: event.status };
  const transfers = [...record.transfers, { atMs, by, transferee, to, how, ...result }];
  return { ...record, transfers: transfers.slice(0, MAXIMUM_TRANSFERS) };
}

function withRelated(record: CallRecord, call: string, how: LinkKind): CallRecord {
  const related = record.related ?? [];
  if (related.some((other) => other.call === call) || related.length >= MAXIMUM_RELATED) return record;
  return { ...record, related: [...related, { call, how }] };
}

/** A redirected call is routed anew: its earlier decisions stay before the new ones. */
function withPlan(record: CallRecord, { plan, user, decisions = [] }: CallRouted): CallRecord {
  return { ...withDecisions(record, decisions), plan, ...(user === undefined ? {} : { user: record.user ?? user }) };
}

function withDecisions(record: CallRecord, decisions: readonly Decision[]): CallRecord {
  return { ...record, decisions: [...(record.decisions ?? []), ...decisions].slice(0, MAXIMUM_DECISIONS) };
}

function withLegState(record: CallRecord, { leg, party, state, atMs, status }: LegChanged): CallRecord {
  const called = { callee: party, calledAtMs: atMs };
  switch (state) {
    case "trying":
      return withLeg(record, leg, {}, called);
    case "ringing":
    case "confirmed":
      return record; // "call.ringing" and "call.answered" say so too
    case "terminated":
      return withLeg(record, leg, { endedAtMs: atMs, ...(status === undefined ? {} : { status }) });
  }
}

/** @param called  of a leg that may be new */
function withLeg(
  record: CallRecord,
  leg: string,
  change: Partial<RecordedLeg>,
  called?: Pick<RecordedLeg, "callee" | "calledAtMs">,
): CallRecord {
  if (record.legs.some((other) => other.leg === leg)) {
    const legs = record.legs.map((other) => (other.leg === leg ? { ...change, ...other } : other));
    return { ...record, legs };
  }
  if (called === undefined || record.legs.length >= MAXIMUM_RECORDED_LEGS) return record;
  return { ...record, legs: [...record.legs, { leg, ...called, ...change }] };
}
