import type { Brand } from "../vocabulary/brand.ts";

/** An event's place in its tenant's log: milliseconds and a number, of Redis's. Example: "1782137700123-0". */
export type EventId = Brand<string, "EventId">;

export function parseEventId(text: string): EventId | undefined {
  return /^\d{1,15}-\d{1,15}$/.test(text) ? (text as EventId) : undefined;
}

export function isEarlier(one: EventId, other: EventId): boolean {
  const [ms = 0, number = 0] = one.split("-").map(Number);
  const [otherMs = 0, otherNumber = 0] = other.split("-").map(Number);
  return ms < otherMs || (ms === otherMs && number < otherNumber);
}
