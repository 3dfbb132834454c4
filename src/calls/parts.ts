import type { EventBus } from "../events/bus.ts";
import type { CallOutcome, CallParty } from "../events/event.ts";
import type { Media } from "../media/media-port.ts";
import type { Logger } from "../observability/logging.ts";
import type { Authentication } from "../registrar/authentication.ts";
import type { Binding, BindingDirectory, BindingTarget } from "../registrar/binding.ts";
import type { IncomingRequest } from "../registrar/sip.ts";
import type { Caller } from "../routing/call.ts";
import type { PublicTarget } from "../routing/plan.ts";
import type { RoutingTables, TrunkCandidate } from "../routing/tables.ts";
import type { Clock } from "../runtime/clock.ts";
import type { E164 } from "../vocabulary/e164.ts";
import type { TenantId, TrunkId } from "../vocabulary/identifiers.ts";
import type { MailboxStore } from "../voicemail/mailboxes.ts";
import type { LegParts } from "./leg.ts";

/** Where an INVITE to the public network goes. */
export interface TrunkTarget {
  readonly uri: string;
  readonly auth?: { readonly username: string; readonly password: string };
  /** How this provider wants a number of ours written: the user part of From and P-Asserted-Identity. */
  readonly callerNumber: (number: E164) => string;
}

/** What calls need of the trunks. */
export interface TrunkLines {
  /** The tenant's trunks that could carry a call now, best first. */
  candidates(tenant: TenantId): readonly TrunkCandidate[];
  /** Undefined: the trunk is gone, or its provider doesn't take this kind of number. */
  targetOf(trunk: TrunkId, number: PublicTarget): TrunkTarget | undefined;
  /** One line of the trunk, until disposed; undefined when it has none left and the call is no emergency. */
  take(trunk: TrunkId, emergency: boolean): Disposable | undefined;
}

/** A request that a trunk may have sent. */
export type TrunkCall =
  | {
      readonly kind: "trunk";
      readonly trunk: TrunkId;
      readonly tenant: TenantId;
      /** The first of the numbers it names that is one of the tenant's; undefined: none is. */
      readonly dialled: E164 | undefined;
      readonly caller: Caller;
    }
  /** Not from the address of any trunk: a phone's, or a stranger's. */
  | { readonly kind: "not-trunk" };

/** What counts calls. */
export interface CallMetrics {
  callEnded(direction: CallDirection, outcome: CallOutcome): void;
  liveCalls(count: number): void;
  /** From the INVITE to our first 18x. */
  alerted(afterMs: number): void;
}

export type CallDirection = "inbound" | "outbound" | "internal";

export interface CallLimits {
  /** Calls of this process at once; the next one gets 503. */
  readonly concurrentCalls: number;
}

/** Everything that calls need of the house; `app.ts` wires it. */
export interface CallParts extends LegParts {
  readonly media: Media;
  readonly mailboxes: MailboxStore;
  readonly directory: BindingDirectory;
  readonly targetOf: (binding: Binding) => BindingTarget;
  /** Digest of a phone's request; refuses with the answer that it gets. */
  readonly authenticate: (request: IncomingRequest) => Promise<Authentication>;
  /** By source address: whose trunk sent this INVITE. */
  readonly identifyTrunk: (request: IncomingRequest, tables: RoutingTables) => TrunkCall;
  readonly trunks: TrunkLines;
  /** The newest picture of the settings; a call keeps the one it started with. */
  readonly tables: () => RoutingTables;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: CallMetrics;
  readonly limits: CallLimits;
}

/** Who calls, as those who are called see it and as the call's record has it. */
export interface CallingParty {
  /** E.164 or extension; undefined: withheld or unknown. */
  readonly number: string | undefined;
  readonly name: string | undefined;
  readonly party: CallParty;
}
