import type { CallId, TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { CallEvent, CallOutcome, CallParty, CallStarted, ConfirmationGiven, LegChanged } from "./event.ts";

/** A branch rings at most once; more than these are a fault of ours, and are left out of the record. */
export const MAXIMUM_RECORDED_LEGS = 100;

/** One call as its history shows it: one record a call, however many phones rang. */
export interface CallRecord {
  readonly call: string;
  readonly tenant: TenantId;
  readonly direction: CallStarted["direction"];
  readonly callId: CallId;
  readonly caller: CallParty;
  readonly dialled: string;
  /** The person the call was for. */
  readonly user?: UserId;
  readonly plan?: unknown;
  readonly legs: readonly RecordedLeg[];
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

/** One telephone that was called. */
export interface RecordedLeg {
  readonly leg: string;
  readonly callee: CallParty;
  readonly calledAtMs: number;
  readonly ringingAtMs?: number;
  /** Asked to press 1, and what they did. */
  readonly askedAtMs?: number;
  readonly verdict?: ConfirmationGiven["verdict"];
  readonly answeredAtMs?: number;
  readonly endedAtMs?: number;
  /** With which it refused the call. */
  readonly status?: number;
}

/** A call's record after its first event. */
export function beginRecord(started: CallStarted): CallRecord {
  const { call, tenant, direction, callId, caller, dialled, atMs } = started;
  return { call, tenant, direction, callId, caller, dialled, legs: [], startedAtMs: atMs };
}

/** Takes one more event into the record. What comes after the end, or of another call, changes nothing. */
export function foldCall(record: CallRecord, event: CallEvent): CallRecord {
  if (event.call !== record.call || record.endedAtMs !== undefined) return record;
  switch (event.kind) {
    case "call.started":
    case "call.transferred":
      return record;
    case "call.routed":
      return { ...record, plan: event.plan, ...(event.user === undefined ? {} : { user: event.user }) };
    case "call.ringing":
      return {
        ...withLeg(record, event.leg, { ringingAtMs: event.atMs }, { callee: event.callee, calledAtMs: event.atMs }),
        ringingAtMs: record.ringingAtMs ?? event.atMs,
      };
    case "call.answered":
      return {
        ...withLeg(record, event.leg, { answeredAtMs: event.atMs }),
        answeredBy: event.by, // a receptionist first, then whoever she put through
        answeredAtMs: record.answeredAtMs ?? event.atMs,
      };
    case "leg.changed":
      return event.role === "caller" ? record : withLegState(record, event);
    case "confirmation.asked":
      return withLeg(record, event.leg, { askedAtMs: event.atMs });
    case "confirmation.given":
      return withLeg(record, event.leg, { verdict: event.verdict });
    case "call.ended": {
      const { atMs, kind: _kind, call: _call, tenant: _tenant, ...how } = event;
      return { ...record, endedAtMs: atMs, ...how };
    }
  }
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
