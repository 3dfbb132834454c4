import type { CallEvent, CallParty, LegChanged } from "../events/event.ts";
import type { RingGroupId, TenantId, UserId } from "../vocabulary/identifiers.ts";

/** Whom somebody talks to, or would: as far as the house may show it. Neither number nor user: withheld. */
export interface Remote {
  /** E.164, or as it was dialled. */
  readonly number?: string;
  readonly name?: string;
  readonly user?: UserId;
}

/** One conversation of a person or a parking slot, in the words of RFC 4235 §3.7.1; one that is over is no more. */
export interface PhoneDialog {
  /** Of its leg: unique in the system. */
  readonly id: string;
  readonly call: string;
  readonly tenant: TenantId;
  readonly of:
    | { readonly kind: "user"; readonly user: UserId }
    /** A parking slot, and who has parked a call there. */
    | { readonly kind: "slot"; readonly slot: string; readonly by?: UserId };
  /** The group that was called, where one was. */
  readonly group?: RingGroupId;
  readonly state: "early" | "confirmed";
  readonly direction: "initiator" | "recipient";
  readonly remote: Remote;
  readonly sinceMs: number;
  /** As the phone sees its dialog with us; for whoever wants to take its place (RFC 3891). */
  readonly sip?: { readonly callId: string; readonly localTag: string; readonly remoteTag: string };
}

/** What is known of one call that goes on. */
export interface CallSeen {
  readonly tenant: TenantId;
  readonly caller: CallParty;
  /** Whom the caller talks to, or wants to. */
  readonly wanted: Remote;
  readonly group?: RingGroupId;
  /** By leg. */
  readonly dialogs: ReadonlyMap<string, PhoneDialog>;
}

/** What a person's phones do, as colleagues see it. */
export type Presence = "idle" | "ringing" | "busy";

/** The events of a call that may change what phones show. */
export type PhoneEvent = Extract<
  CallEvent,
  { kind: "call.started" | "call.routed" | "call.answered" | "call.transferred" | "call.ended" | "leg.changed" }
>;

/** One event more of a call → what its people's phones do then. Undefined: the call is over. */
export function foldPhones(seen: CallSeen | undefined, event: PhoneEvent): CallSeen | undefined {
  if (event.kind === "call.started") {
    const { tenant, caller, dialled } = event;
    return { tenant, caller, wanted: { number: dialled }, dialogs: new Map() };
  }
  if (seen === undefined || event.kind === "call.ended") return undefined;
  switch (event.kind) {
    case "call.routed": {
      const group = groupOf(event.plan);
      return group === undefined ? seen : { ...seen, group };
    }
    case "call.transferred":
      return withWanted({ ...seen, caller: event.transferee }, { number: event.to }, () => true);
    case "call.answered":
      return typeof event.by === "string" ? seen : withCallee(seen, event.by);
    case "leg.changed":
      return withLeg(seen, event);
  }
}

/** The caller sees who has answered. */
function withCallee(seen: CallSeen, by: CallParty): CallSeen {
  if ((by.user === undefined && by.number === undefined) || by.slot !== undefined) return seen;
  return withWanted(seen, remoteOf(by), ({ direction }) => direction === "initiator");
}

function withWanted(seen: CallSeen, wanted: Remote, sees: (dialog: PhoneDialog) => boolean): CallSeen {
  const dialogs = [...seen.dialogs].map(
    ([leg, dialog]) => [leg, sees(dialog) ? { ...dialog, remote: wanted } : dialog] as const,
  );
  return { ...seen, wanted, dialogs: new Map(dialogs) };
}

/** A telephone that doesn't ring yet has no lamp. */
function withLeg(seen: CallSeen, { leg, call, role, party, state, atMs, dialog }: LegChanged): CallSeen {
  const dialogs = new Map(seen.dialogs);
  const of = whose(party);
  if (state === "terminated" || of === undefined) dialogs.delete(leg);
  else if (state !== "trying" || role === "caller")
    dialogs.set(leg, {
      ...{ id: leg, call, tenant: seen.tenant, of },
      ...(seen.group === undefined || role === "caller" ? {} : { group: seen.group }),
      state: state === "confirmed" ? "confirmed" : "early",
      direction: role === "caller" ? "initiator" : "recipient",
      remote: role === "caller" ? seen.wanted : remoteOf(seen.caller),
      sinceMs: dialogs.get(leg)?.sinceMs ?? atMs,
      ...(dialog === undefined || state === "confirmed" ? {} : { sip: asPhoneSees(dialog) }),
    });
  return { ...seen, dialogs };
}

function asPhoneSees({
  callId,
  localTag,
  remoteTag,
}: NonNullable<LegChanged["dialog"]>): NonNullable<PhoneDialog["sip"]> {
  return { callId, localTag: remoteTag, remoteTag: localTag };
}

/** A telephone outside has no lamp. */
function whose({ user, device, slot }: CallParty): PhoneDialog["of"] | undefined {
  if (slot !== undefined) return { kind: "slot", slot, ...(user === undefined ? {} : { by: user }) };
  return user === undefined || device === undefined ? undefined : { kind: "user", user };
}

function remoteOf({ number, name, user }: CallParty): Remote {
  return {
    ...(number === undefined ? {} : { number }),
    ...(name === undefined ? {} : { name }),
    ...(user === undefined ? {} : { user }),
  };
}

function groupOf(plan: unknown): RingGroupId | undefined {
  return (plan as { readonly group?: RingGroupId } | undefined)?.group;
}

/** What all dialogs of a person come to. */
export function presenceOf(dialogs: readonly Pick<PhoneDialog, "state" | "direction">[]): Presence {
  if (dialogs.some(isInCall)) return "busy";
  return dialogs.length > 0 ? "ringing" : "idle";
}

/** Whoever calls is busy from the first digit; whoever is called, when they answer. */
export function isInCall({ state, direction }: Pick<PhoneDialog, "state" | "direction">): boolean {
  return state === "confirmed" || direction === "initiator";
}
