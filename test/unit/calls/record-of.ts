import { expect } from "vitest";
import { beginRecord, foldCall, isOfCall, type CallRecord } from "../../../src/events/call-record.ts";
import type { SwitchEvent } from "../../../src/events/event.ts";

/** The record of the last call among these events. */
export function recordOf(events: readonly SwitchEvent[]): CallRecord {
  const started = events.findLast((event) => event.kind === "call.started");
  if (started === undefined) throw new Error("there is no call");
  return events.filter(isOfCall).reduce(foldCall, beginRecord(started));
}

/** The records of all calls among these events, in their order. */
export function recordsOf(events: readonly SwitchEvent[]): readonly CallRecord[] {
  return events
    .filter((event) => event.kind === "call.started")
    .map((started) => events.filter(isOfCall).reduce(foldCall, beginRecord(started)));
}

/** The rule, in a call's trace, by which this person's rights decided about a number. */
export function dialledBy(person: { readonly extension: string }, dialled: string): unknown {
  const input: unknown = expect.objectContaining({ dialled, user: person.extension });
  return expect.objectContaining({ rule: "dialled", input });
}
