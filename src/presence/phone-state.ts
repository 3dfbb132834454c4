import type { CallEvent, CallParty, LegChanged } from "../events/event.ts";
import type { RingGroupId, TenantId, UserId } from "../vocabulary/identifiers.ts";

/** The other party of a phone's dialog, as far as it may be shown. Neither number nor user: withheld. */
export interface Remote {
  /** E.164, or as it was dialled. */
  readonly number?: string;
  readonly name?: string;
  readonly user?: UserId;
}

/** One dialog of a user's phone or of a parking slot, in the words of RFC 4235 §3.7.1. Terminated dialogs are removed. */
export interface PhoneDialog {
  /** The id of the leg: unique in the system. */
  readonly id: string;
  readonly call: string;
  readonly tenant: TenantId;
  readonly of:
    | { readonly kind: "user"; readonly user: UserId }
    /** A parking slot, and the user who parked the call. */
    | { readonly kind: "slot"; readonly slot: string; readonly by?: UserId };
  /** The ring group that was called, if any. */
  readonly group?: RingGroupId;
  readonly state: "early" | "confirmed";
  readonly direction: "initiator" | "recipient";
  readonly remote: Remote;
  readonly sinceMs: number;
  /** The dialog's identifiers from the phone's side, for pick-up by Replaces (RFC 3891). */
  readonly sip?: { readonly callId: string; readonly localTag: string; readonly remoteTag: string };
}

/** What BLF knows of one live call. */
export interface CallPhoneState {
  readonly tenant: TenantId;
  readonly caller: CallParty;
  /** The party that the caller talks to or has called. */
  readonly wanted: Remote;
  readonly group?: RingGroupId;
  /** By leg. */
  readonly dialogs: ReadonlyMap<string, PhoneDialog>;
}

/** What a user's phones do, as colleagues see it. */
export type Presence = "idle" | "ringing" | "busy";

/** The events of a call that may change what BLF keys show. */
export type PhoneEvent = Extract<
  CallEvent,
  { kind: "call.started" | "call.routed" | "call.answered" | "call.transferring" | "call.ended" | "leg.changed" }
>;

/** Folds one more event into the state of a call's phones. Undefined: the call is over. */
export function foldPhoneState(seen: CallPhoneState | undefined, event: PhoneEvent): CallPhoneState | undefined {
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
    case "call.transferring":
      return withWanted({ ...seen, caller: event.transferee }, { number: event.to }, () => true);
    case "call.answered":
      return typeof event.by === "string" ? seen : withCallee(seen, event.by);
    case "leg.changed":
      return withLeg(seen, event);
  }
}

/** The caller's dialog shows the party that has answered. */
function withCallee(seen: CallPhoneState, by: CallParty): CallPhoneState {
  if ((by.user === undefined && by.number === undefined) || by.slot !== undefined) return seen;
  return withWanted(seen, remoteOf(by), ({ direction }) => direction === "initiator");
}

function withWanted(seen: CallPhoneState, wanted: Remote, sees: (dialog: PhoneDialog) => boolean): CallPhoneState {
  const dialogs = [...seen.dialogs].map(
    ([leg, dialog]) => [leg, sees(dialog) ? { ...dialog, remote: wanted } : dialog] as const,
  );
  return { ...seen, wanted, dialogs: new Map(dialogs) };
}

/** A phone that does not ring yet shows nothing (state `trying` of a callee). */
function withLeg(seen: CallPhoneState, { leg, call, role, party, state, atMs, dialog }: LegChanged): CallPhoneState {
  const dialogs = new Map(seen.dialogs);
  const of = ownerOf(party);
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

/** A phone on the PSTN has no state here. */
function ownerOf({ user, device, slot }: CallParty): PhoneDialog["of"] | undefined {
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

/** The presence that follows from all dialogs of a user. */
export function presenceOf(dialogs: readonly Pick<PhoneDialog, "state" | "direction">[]): Presence {
  if (dialogs.some(isInCall)) return "busy";
  return dialogs.length > 0 ? "ringing" : "idle";
}

/** A caller counts as busy from the INVITE on, a callee from the answer on. */
export function isInCall({ state, direction }: Pick<PhoneDialog, "state" | "direction">): boolean {
  return state === "confirmed" || direction === "initiator";
}
