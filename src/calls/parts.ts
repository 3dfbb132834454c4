import type { CallParty } from "../events/event.ts";
import type { EventBus } from "../events/bus.ts";
import type { Media } from "../media/media-port.ts";
import type { Logger } from "../observability/logging.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { Authenticator } from "../registrar/authentication.ts";
import type { Waker } from "../push/waker.ts";
import type { ReceptionistGreetings } from "../receptionist/greetings.ts";
import type { BindingDirectory } from "../registrar/binding.ts";
import type { FailedFlow } from "../registrar/phone-flows.ts";
import type { Occupied } from "../routing/call.ts";
import type { DiskSpace } from "../runtime/disk-space.ts";
import type { Settings } from "../settings/settings.ts";
import type { MailboxStore } from "../voicemail/mailboxes.ts";
import type { TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { LegParts } from "./leg/leg-parts.ts";
import type { PublicNetwork } from "./network.ts";

/** What calls need of the system; `signalling/connection.ts` hands it in. */
export interface CallsOptions extends Omit<LegParts, "engineLost"> {
  readonly media: Pick<Media, "open">;
  readonly mailboxes: MailboxStore;
  /** What receptionists say of their own. */
  readonly receptionGreetings: Pick<ReceptionistGreetings, "pathOf">;
  /** Where phones are. */
  readonly directory: BindingDirectory;
  /** Told of bindings whose connection has ended, as a call found out. */
  readonly onFlowFailed?: (failed: FailedFlow) => void;
  /** Wakes phones up that sleep; absent: all are called as they are. */
  readonly waker?: Pick<Waker, "isAsleep" | "wake">;
  /** Who they are. */
  readonly authenticator: Authenticator;
  /** A call keeps the snapshot it started with. */
  readonly settings: Pick<Settings, "snapshot" | "change">;
  readonly events: EventBus;
  readonly logger: Logger;
  /** How many calls each user is in, over all processes. Absent: none is known. */
  readonly busy?: Occupied;
  /** What waits to be picked up in other processes; absent: this is the only one. */
  readonly otherProcesses?: OtherProcesses;
  /** Where recordings are written; absent: there is room. */
  readonly disk?: Pick<DiskSpace, "hasRoom">;
  readonly metrics: Pick<Metrics, "calls" | "liveCalls" | "postDialDelay" | "messages">;
  readonly limits: CallLimits;
  readonly network: PublicNetwork;
}

/** Calls that a phone could take, over all processes. */
export interface OtherProcesses {
  ringingAt(user: UserId): number;
  isParked(tenant: TenantId, slot: string): boolean;
}

export interface CallLimits {
  /** Calls of this process at once; the next one gets 503. */
  readonly concurrentCalls: number;
}

export type CallDirection = "inbound" | "outbound" | "internal";

/** Who calls, as those who are called see it and as the call's record has it. */
export interface CallingParty {
  /** E.164 or extension; undefined: withheld or unknown. */
  readonly number: string | undefined;
  readonly name: string | undefined;
  readonly party: CallParty;
}
