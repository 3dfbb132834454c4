import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createEventBus } from "../../../src/events/bus.ts";
import { beginRecord, foldCall, MAXIMUM_RECORDED_LEGS } from "../../../src/events/call-record.ts";
import { TooManyListeners } from "../../../src/events/errors.ts";
import type { CallEvent, CallStarted, SwitchEvent } from "../../../src/events/event.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseCallId, parseTenantId, parseUserId } from "../../../src/vocabulary/identifiers.ts";

const tenant = parseTenantId("tenant-acme")!;
const alice = { user: parseUserId("user-alice")!, name: "Alice" };
const started: CallStarted = {
  kind: "call.started",
  atMs: 1_000,
  tenant,
  call: "c1",
  direction: "inbound",
  callId: parseCallId("abc@192.0.2.1")!,
  caller: { number: parseE164("+33612345678")! },
  dialled: "+33170000001",
};
const of = { tenant, call: "c1" };
const ringing = (leg: string, atMs: number): CallEvent => ({ kind: "call.ringing", ...of, atMs, leg, callee: alice });

describe("the event bus", () => {
  it("tells every listener of a kind, and those of all kinds, in order", () => {
    const heard: string[] = [];
    const bus = createEventBus({ onFault: () => undefined });
    bus.onAny((event) => heard.push(`any ${event.kind}`));
    bus.on("call.started", (event) => heard.push(`started ${event.dialled}`));
    bus.publish(started);
    bus.publish({ kind: "call.ended", ...of, atMs: 2_000, outcome: "cancelled" });
    expect(heard).toEqual(["any call.started", "started +33170000001", "any call.ended"]);
  });

  it("goes on after a listener that throws, and says which event it was", () => {
    const faults: [unknown, SwitchEvent][] = [];
    const heard: SwitchEvent[] = [];
    const bus = createEventBus({ onFault: (fault, event) => faults.push([fault, event]) });
    const fault = new Error("listener broke");
    bus.onAny(() => {
      throw fault;
    });
    bus.onAny((event) => heard.push(event));
    bus.publish(started);
    expect(heard).toEqual([started]);
    expect(faults).toEqual([[fault, started]]);
  });

  it("forgets a listener that was disposed of, also when it listens twice", () => {
    let count = 0;
    const listener = (): void => {
      count++;
    };
    const bus = createEventBus({ onFault: () => undefined });
    const first = bus.onAny(listener);
    bus.onAny(listener);
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    bus.publish(started);
    expect(count).toBe(1);
  });

  it("refuses listeners beyond its bound, and takes one again when another has gone", () => {
    const bus = createEventBus({ onFault: () => undefined, maximumListeners: 1 });
    const only = bus.onAny(() => undefined);
    expect(() => bus.onAny(() => undefined)).toThrow(TooManyListeners);
    only[Symbol.dispose]();
    expect(() => bus.onAny(() => undefined)).not.toThrow();
  });
});

describe("a call's record", () => {
  const fold = (...events: CallEvent[]): unknown => events.reduce(foldCall, beginRecord(started));

  it("says who called whom, who answered, and how it ended", () => {
    expect(
      fold(
        { kind: "call.routed", ...of, atMs: 1_001, user: alice.user, plan: { kind: "ring" } },
        ringing("leg-1", 1_100),
        ringing("leg-2", 1_150),
        ringing("leg-1", 1_200),
        { kind: "call.answered", ...of, atMs: 3_000, leg: "leg-2", by: alice },
        { kind: "call.ended", ...of, atMs: 9_000, outcome: "answered", status: 200, hungUpBy: "caller" },
      ),
    ).toEqual({
      call: "c1",
      tenant,
      direction: "inbound",
      callId: "abc@192.0.2.1",
      caller: { number: "+33612345678" },
      dialled: "+33170000001",
      user: alice.user,
      plan: { kind: "ring" },
      decisions: [],
      dialogs: ["abc@192.0.2.1"],
      media: null,
      transfers: [],
      legs: [
        { leg: "leg-1", callee: alice, calledAtMs: 1_100, ringingAtMs: 1_100 },
        { leg: "leg-2", callee: alice, calledAtMs: 1_150, ringingAtMs: 1_150, answeredAtMs: 3_000 },
      ],
      startedAtMs: 1_000,
      ringingAtMs: 1_100,
      answeredBy: alice,
      answeredAtMs: 3_000,
      endedAtMs: 9_000,
      outcome: "answered",
      status: 200,
      hungUpBy: "caller",
    });
  });

  it("is closed by the end of the call, and knows no other calls", () => {
    const ended = foldCall(beginRecord(started), { kind: "call.ended", ...of, atMs: 2_000, outcome: "cancelled" });
    expect(foldCall(ended, ringing("late", 3_000))).toBe(ended);
    const open = beginRecord(started);
    expect(foldCall(open, { ...ringing("leg", 1), call: "c2" })).toBe(open);
  });

  it("holds a bounded number of legs, whatever comes in whatever order", () => {
    const event = fc.oneof(
      fc.nat(300).map((n) => ringing(`leg-${n}`, n)),
      fc.constant<CallEvent>({ kind: "call.answered", ...of, atMs: 5, leg: "leg-1", by: "voicemail" }),
      fc.constant<CallEvent>(started),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 400 }), (events) => {
        const record = events.reduce(foldCall, beginRecord(started));
        expect(record.legs.length).toBeLessThanOrEqual(MAXIMUM_RECORDED_LEGS);
        expect(new Set(record.legs.map(({ leg }) => leg)).size).toBe(record.legs.length);
      }),
    );
  });
});
