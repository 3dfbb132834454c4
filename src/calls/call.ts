import { defined } from "../runtime/defined.ts";
import type { CallAnswered, CallEvent, CallOutcome, EmergencyCalled, LegChanged } from "../events/event.ts";
import type { RelatedCall } from "../events/call-record.ts";
import type { DialogNotes } from "../dialog-journal/dialog-journal.ts";
import { measured } from "../media/measured.ts";
import type { Logger } from "../observability/logging.ts";
import type { Binding } from "../registrar/binding.ts";
import type { CallOrigin } from "../routing/decide-onward.ts";
import type { RoutingPlan } from "../routing/plan.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { DeviceId, TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { CallerSide } from "./caller/caller-side.ts";
import type { LegDirectory, LentLeg } from "./leg/leg-directory.ts";
import type { LiveEntry } from "./live-calls.ts";
import type { LegParts } from "./leg/leg-parts.ts";
import type { MediaPlace } from "./leg/media-place.ts";
import type { ConferenceRooms } from "./conference/conference-rooms.ts";
import type { ParkedCalls } from "./parking/parked-calls.ts";
import type { CallsOptions, CallingParty } from "./parts.ts";
import type { RingingCalls } from "./pickup/ringing-calls.ts";
import type { TrunkCapacity } from "./capacity/trunk-capacity.ts";

/** What a call uses: the system's services, and what the calls of this process know of each other. */
export interface CallServices extends CallsOptions, LegParts {
  readonly trunkCapacity: TrunkCapacity;
  readonly ringing: RingingCalls;
  readonly parked: ParkedCalls;
  readonly rooms: ConferenceRooms;
  readonly dialogs: LegDirectory;
}

/** Where devices are registered; one without any binding is absent. */
export type KnownBindings = ReadonlyMap<DeviceId, readonly Binding[]>;

/** One call that is being carried out: what every step of its plan needs. */
export interface Call {
  /** Our own id, the same for all its legs and events. */
  readonly id: string;
  readonly tenant: TenantId;
  /** The settings as they were when it came in. */
  readonly snapshot: Snapshot;
  readonly incoming: CallerSide;
  readonly caller: CallingParty;
  /** Where phones were when routing decided: for the first step of its plan, that it need not ask again. */
  readonly bindings?: KnownBindings | undefined;
  /** What routing knows of it, for decisions that come later: at a receptionist, by a transfer. */
  readonly origin: CallOrigin;
  /** How many receptionists it has met: menus lead to each other, but no caller is sent round for ever. */
  readonly receptionistsMet?: number;
  /** The transferor who sent the caller where they are now: with their rights, and on their account. */
  readonly sentBy?: Rights;
  /** How often one of its parties was transferred. */
  readonly transfers?: number;
  /** The place at the media server that the caller takes: the leg that has it leaves once the caller is there. */
  readonly inPlaceOf?: MediaPlace;
  /** The number of the caller's leg; 0 unless it was a callee's before a transfer. */
  readonly callerLeg?: number;
  /** Max-Forwards of the INVITEs that we send. */
  readonly hopsLeft: number;
  readonly startedAtMs: number;
  readonly legs: LegNumbers;
  readonly entry: LiveEntry;
  /** Why it ends, where no step of its plan can know. */
  readonly endReason: EndReason;
  readonly parts: CallServices;
  readonly log: Logger;
}

/** The user with whose rights a call goes on: what they may dial, and what that shows and costs. */
export interface Rights {
  readonly user: UserId;
  readonly device: DeviceId | undefined;
}

/** A call whose other end is gone without a word. */
export interface EndReason {
  because?: "session-timer" | "connection-lost" | "media-timeout" | "taken-over";
}

/** Numbers the legs of one call: 0 is the caller's, and no two telephones have the same. */
export class LegNumbers {
  #next = 1;

  /** The first of so many. */
  take(count: number): number {
    const first = this.#next;
    this.#next += count;
    return first;
  }
}

/** The call is over. */
export interface CallOver {
  readonly kind: "over";
  readonly outcome: CallOutcome;
  readonly status?: number;
  readonly because?: string;
  readonly hungUpBy?: "caller" | "callee" | "system";
}

/** What a step of a plan came to. */
export type StepOutcome =
  | CallOver
  /** The caller of this call is joined with a party who is there already, and who is taken or given back by the receiver. */
  | { readonly kind: "join"; readonly call: Call; readonly other: LentLeg }
  | {
      readonly kind: "go-on";
      readonly plan: RoutingPlan;
      /** The status of a callee with whom no session is possible: better than the plan's own. */
      readonly refusedWith?: number;
      /** Another caller waits now, or the same one otherwise: answered by a receptionist, transferred. */
      readonly call?: Call;
    };

/** Omit, for each member of a union. */
type Without<Union, Key extends PropertyKey> = Union extends unknown ? Omit<Union, Key> : never;

/** Publishes an event of this call. */
export function publish(
  call: Pick<Call, "id" | "tenant" | "parts">,
  event: Without<CallEvent | EmergencyCalled, "atMs" | "tenant" | "call">,
): void {
  const { events, clock } = call.parts;
  events.publish({ ...event, atMs: clock.nowMs(), tenant: call.tenant, call: call.id });
}

/** What a call uses of the system, which publishes its INVITEs and its audio at media servers as events. */
export function partsOf(call: Pick<Call, "id" | "tenant" | "parts">): CallServices {
  const { parts } = call;
  return {
    ...parts,
    media: measured(parts.media, (quality) =>
      publish(call, { kind: "media.measured", quality: { by: "media-server", ...quality } }),
    ),
    ...(parts.journal && { journal: notesOf(call.id, parts.journal) }),
    onInvite: (sent) => publish(call, { kind: "invite.sent", callId: sent }),
    onRelayed: (why) =>
      publish(call, {
        kind: "call.decided",
        decisions: [{ rule: "relay", input: { because: why }, result: "relayed" }],
      }),
    onRelayFailed: (failure) =>
      parts.logger.warn(
        { event: "relay.failed", call: call.id, err: failure },
        "the RTP relay can't take a call's audio",
      ),
  };
}

/** Notes of this call's dialogs say that they are its. */
function notesOf(call: string, journal: DialogNotes): DialogNotes {
  return { ...journal, note: (key, dialog) => journal.note(key, dialog && { ...dialog, call }) };
}

/** Publishes how far one of the call's phones is in it. */
export function publishLeg(
  call: Call,
  {
    leg,
    status,
    dialog,
    ...how
  }: Pick<LegChanged, "role" | "party" | "state"> & {
    leg: number;
    status?: number | undefined;
    dialog?: LegChanged["dialog"] | undefined;
  },
): void {
  publish(call, { kind: "leg.changed", leg: legName(call, leg), ...how, ...defined({ status, dialog }) });
}

/** Two calls are one conversation: their records name each other. */
export function linkCalls(one: Pick<Call, "id" | "tenant" | "parts">, { call: other, how }: RelatedCall): void {
  publish(one, { kind: "call.linked", other, how });
  publish({ ...one, id: other }, { kind: "call.linked", other: one.id, how });
}

/** The caller talks to a callee, or to the system itself, from now on. */
export function publishAnswer(call: Call, by: CallAnswered["by"], leg = 0): void {
  publish(call, { kind: "call.answered", leg: legName(call, leg), by });
  publishLeg(call, { leg: call.callerLeg ?? 0, role: "caller", party: call.caller.party, state: "confirmed" });
  const state = by === "voicemail" ? "voicemail" : "connected";
  call.entry.set({ state, answeredAtMs: call.parts.clock.nowMs() });
}

/** The caller hung up before an answer, or the system ended the call. Refuses it where it isn't answered yet. */
export function abandoned(call: Call): CallOver {
  if (call.incoming.cancelled.happened) return { kind: "over", outcome: "cancelled", hungUpBy: "caller" };
  call.incoming.reject(503);
  return { kind: "over", outcome: "failed", status: 503, because: "ended-by-system", hungUpBy: "system" };
}

/** Whether the caller, or the system, has given this call up. A function: it may have happened during any await. */
export function isAbandoned(call: Call): boolean {
  return call.incoming.cancelled.happened || call.entry.mustEnd.happened;
}

/** The name of one of the call's legs in events and logs. */
export function legName(call: Call, index: number): string {
  return `${call.id}-${index}`;
}
