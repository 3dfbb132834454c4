import { BoundedMap } from "../runtime/bounded-map.ts";
import type { UserId } from "../vocabulary/identifiers.ts";
import type { CallEvent, CallParty, KnownCall, SwitchEvent } from "./event.ts";

/** More calls than one process ever has: beyond it the oldest is one whose end was missed. */
const MOST_CALLS = 20_000;

/** What is known of each live call of this process, from its events. */
export class KnownCalls {
  readonly #calls = new BoundedMap<string, KnownCall>(MOST_CALLS);

  /** Folds the event in. @returns what is known of its call, including this event */
  take(event: SwitchEvent): KnownCall | undefined {
    if (!("call" in event)) return undefined;
    if (event.kind === "call.ended" && event.known !== undefined) return event.known;
    if (event.kind === "call.started") this.#begin(event);
    const known = this.#calls.get(event.call);
    if (known === undefined) return undefined;
    const added = usersIn(event).filter((user) => !known.users.includes(user));
    const now = added.length === 0 ? known : { ...known, users: [...known.users, ...added] };
    if (event.kind === "call.ended") this.#calls.delete(event.call);
    else this.#calls.set(event.call, now);
    return now;
  }

  #begin({ call, callId, direction, caller, dialled, atMs }: Extract<CallEvent, { kind: "call.started" }>): void {
    this.#calls.set(call, { call, callId, direction, caller, dialled, startedAtMs: atMs, users: [] });
  }
}

function usersIn(event: SwitchEvent): UserId[] {
  const { user } = partyIn(event);
  return user === undefined ? [] : [user];
}

/** The party that joins a call with this event. */
function partyIn(event: SwitchEvent): Pick<CallParty, "user"> {
  if (event.kind === "call.started") return event.caller;
  if (event.kind === "call.ringing") return event.callee;
  if (event.kind === "call.transferring") return event.transferee;
  if (event.kind === "call.answered" && event.by !== "voicemail") return event.by;
  if (event.kind === "call.routed" && event.user !== undefined) return { user: event.user };
  return {};
}
