import {
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type Tracer,
} from "@opentelemetry/api";
import type { EventBus } from "../events/bus.ts";
import { beginRecord, foldCall, isOfCall, type CallRecord, type RecordedLeg } from "../events/call-record.ts";
import type { CallParty, Decision, SwitchEvent } from "../events/event.ts";
import { maskNumber } from "../observability/mask-number.ts";

/** Calls of this process that are followed at once; others have no spans. Signalling takes fewer. */
const MOST_CALLS = 20_000;
/** A call with more was routed in circles. */
const MOST_DECISIONS = 500;

interface Followed {
  record: CallRecord;
  readonly decided: { readonly atMs: number; readonly decision: Decision }[];
}

/**
 * Tells a tracer of each call when it is over: a span for the call, below it one for each phone that was called, and one for each
 * decision on the way, in the moment when it was made. Numbers are masked, names are left out.
 */
export function traceCalls(events: Pick<EventBus, "onAny">, tracer: Tracer): Disposable {
  const calls = new Map<string, Followed>();
  return events.onAny((event) => {
    if (event.kind === "call.started" && calls.size < MOST_CALLS)
      calls.set(event.call, { record: beginRecord(event), decided: [] });
    if (!isOfCall(event)) return;
    const followed = calls.get(event.call);
    if (followed === undefined) return;
    followed.record = foldCall(followed.record, event);
    noteDecisions(followed, event);
    if (event.kind !== "call.ended") return;
    calls.delete(event.call);
    tell(followed, tracer);
  });
}

function noteDecisions({ decided }: Followed, event: SwitchEvent): void {
  if (event.kind !== "call.routed" && event.kind !== "call.decided") return;
  for (const decision of event.decisions ?? [])
    if (decided.length < MOST_DECISIONS) decided.push({ atMs: event.atMs, decision });
}

function tell({ record, decided }: Followed, tracer: Tracer): void {
  const { direction, startedAtMs, endedAtMs = startedAtMs, outcome } = record;
  const options = { kind: SpanKind.SERVER, startTime: startedAtMs, attributes: attributesOf(record) };
  const call = tracer.startSpan(`call ${direction}`, options, ROOT_CONTEXT);
  if (record.ringingAtMs !== undefined) call.addEvent("ringing", {}, record.ringingAtMs);
  if (record.answeredAtMs !== undefined) call.addEvent("answered", {}, record.answeredAtMs);
  if (outcome === "failed") call.setStatus({ code: SpanStatusCode.ERROR, message: record.because ?? "failed" });
  for (const { atMs, decision } of decided) tellDecision(decision, atMs, { call, tracer });
  for (const leg of record.legs) tellLeg(leg, endedAtMs, { call, tracer });
  call.end(endedAtMs);
}

interface Below {
  readonly call: Span;
  readonly tracer: Tracer;
}

function tellDecision({ rule, input, result }: Decision, atMs: number, { call, tracer }: Below): void {
  const attributes: Attributes = { "offhook.rule": rule, "offhook.result": String(maskNumber(result)) };
  for (const [name, value] of Object.entries(input))
    if (value !== null) attributes[`offhook.input.${name}`] = masked(value);
  const startTime = atMs;
  tracer.startSpan(`decide ${rule}`, { startTime, attributes }, trace.setSpan(ROOT_CONTEXT, call)).end(atMs);
}

function tellLeg(leg: RecordedLeg, callEndedAtMs: number, { call, tracer }: Below): void {
  const { callee, calledAtMs, ringingAtMs, answeredAtMs, endedAtMs = callEndedAtMs, status } = leg;
  const attributes = { ...partyOf("callee", callee), ...(status !== undefined && { "sip.status": status }) };
  const options = { kind: SpanKind.CLIENT, startTime: calledAtMs, attributes };
  const span = tracer.startSpan("leg", options, trace.setSpan(ROOT_CONTEXT, call));
  if (ringingAtMs !== undefined) span.addEvent("ringing", {}, ringingAtMs);
  if (answeredAtMs !== undefined) span.addEvent("answered", {}, answeredAtMs);
  span.end(endedAtMs);
}

function attributesOf(record: CallRecord): Attributes {
  const { call, tenant, callId, direction, caller, dialled, outcome, status, because, hungUpBy } = record;
  return {
    ...{ "offhook.call": call, "offhook.tenant": tenant, "sip.call_id": callId, "offhook.direction": direction },
    ...partyOf("caller", caller),
    "offhook.dialled": String(maskNumber(dialled)),
    ...(outcome !== undefined && { "offhook.outcome": outcome }),
    ...(status !== undefined && { "sip.status": status }),
    ...(because !== undefined && { "offhook.because": because }),
    ...(hungUpBy !== undefined && { "offhook.hung_up_by": hungUpBy }),
  };
}

/** By ids, which mean nothing elsewhere; never by name. */
function partyOf(role: string, { number, user, device, trunk }: CallParty): Attributes {
  return {
    ...(number !== undefined && { [`offhook.${role}.number`]: String(maskNumber(number)) }),
    ...(user !== undefined && { [`offhook.${role}.user`]: user }),
    ...(device !== undefined && { [`offhook.${role}.device`]: device }),
    ...(trunk !== undefined && { [`offhook.${role}.trunk`]: trunk }),
  };
}

function masked(value: string | number | boolean | readonly string[]): string | number | boolean | string[] {
  if (typeof value === "object") return value.map((each) => String(maskNumber(each)));
  return typeof value === "string" ? String(maskNumber(value)) : value;
}
