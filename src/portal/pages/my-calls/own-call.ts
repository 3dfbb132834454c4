import type { CallRecord } from "./queries.ts";

/** What one call was to one person. */
export interface OwnCall {
  readonly kind: "missed" | "received" | "made" | "voicemail" | "not-reached";
  /** The other side: undefined where it is withheld. */
  readonly number: string | undefined;
  readonly name: string | undefined;
  readonly seconds: number | undefined;
}

type Asked = Pick<CallRecord, "caller" | "dialled" | "answeredBy" | "outcome" | "talkSeconds" | "legs">;

/** A call that a colleague of a group took is no missed call of this person's. */
export function ownCall(record: Asked, user: string): OwnCall {
  const { caller, dialled, answeredBy, outcome, talkSeconds, legs } = record;
  const seconds = talkSeconds ?? undefined;
  const party = typeof answeredBy === "object" && answeredBy !== null ? answeredBy : undefined;
  if (caller.userId === user) {
    const callee = party ?? legs.find(({ party }) => party.userId !== user)?.party;
    return {
      kind: outcome === "answered" || outcome === "voicemail" ? "made" : "not-reached",
      number: callee?.number ?? dialled,
      name: callee?.name ?? undefined,
      seconds,
    };
  }
  const other = { number: caller.number ?? undefined, name: caller.name ?? undefined };
  if (outcome === "voicemail") return { kind: "voicemail", ...other, seconds };
  const isTaken = outcome === "answered";
  return { kind: isTaken ? "received" : "missed", ...other, seconds: isTaken ? seconds : undefined };
}
