import type { E164 } from "../vocabulary/e164.ts";
import type { DeviceId, RingGroupId, TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { TrunkCandidate } from "./tables.ts";

/** Who calls, as far as we believe it. */
export type Caller =
  | { readonly kind: "public"; readonly number: E164; readonly name?: string }
  /** A person of the same company, proven by the password of their phone. */
  | { readonly kind: "user"; readonly user: UserId }
  | { readonly kind: "withheld" }
  /** The trunk's text is no number we understand. */
  | { readonly kind: "unknown" };

/** A call that a trunk brings. */
export interface InboundCall {
  /** The owner of the trunk. */
  readonly tenant: TenantId;
  readonly dialled: E164;
  readonly caller: Caller;
  /** It has come by this number already, and was forwarded: it is not forwarded to the PSTN again. */
  readonly isReturned?: boolean;
}

/** A call that an authenticated phone makes. */
export interface OutboundCall {
  readonly tenant: TenantId;
  readonly user: UserId;
  /** Undefined: it was not dialled on a phone, but asked for by the API. */
  readonly device: DeviceId | undefined;
  /** The user part of the Request-URI, as the phone wrote it. */
  readonly dialled: string;
  /** The tenant's trunks that are enabled, best first. */
  readonly trunks: readonly TrunkCandidate[];
}

/** Which devices can be reached right now. */
export interface Reachable {
  has(device: DeviceId): boolean;
}

/** How many calls each person is in at this moment, over all of their phones. */
export interface Occupied {
  callsOf(user: UserId): number;
}

/** How often each round-robin group has been called; one that is missing begins with its first member. */
export type RoundRobinTurns = ReadonlyMap<RingGroupId, number>;
