import type { CallId, TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { CallEvent, CallOutcome, CallParty, CallStarted } from "./event.ts";

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

export interface RecordedLeg {
  readonly leg: string;
  readonly callee: CallParty;
  readonly ringingAtMs: number;
  readonly answeredAtMs?: number;
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
      return record;
    case "call.routed":
      return { ...record, plan: event.plan, ...(event.user === undefined ? {} : { user: event.user }) };
    case "call.ringing":
      return withRinging(record, { leg: event.leg, callee: event.callee, ringingAtMs: event.atMs });
    case "call.answered":
      return {
        ...record,
        answeredBy: event.by,
        answeredAtMs: event.atMs,
        legs: record.legs.map((leg) => (leg.leg === event.leg ? { ...leg, answeredAtMs: event.atMs } : leg)),
      };
    case "call.ended": {
      const { atMs, kind: _kind, call: _call, tenant: _tenant, ...how } = event;
      return { ...record, endedAtMs: atMs, ...how };
    }
  }
}

function withRinging(record: CallRecord, leg: RecordedLeg): CallRecord {
  const known = record.legs.some((other) => other.leg === leg.leg) || record.legs.length >= MAXIMUM_RECORDED_LEGS;
  if (known) return record;
  return { ...record, ringingAtMs: record.ringingAtMs ?? leg.ringingAtMs, legs: [...record.legs, leg] };
}
