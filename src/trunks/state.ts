import type { TrunkId } from "../vocabulary/identifiers.ts";

/** The state of our registration with a provider. */
export type RegistrationState =
  | { readonly kind: "registering"; readonly sinceMs: number }
  | {
      readonly kind: "registered";
      readonly sinceMs: number;
      readonly expiresAtMs: number;
      /** The address that the provider answered from: calls from there are this trunk's. */
      readonly from: string;
    }
  | {
      readonly kind: "failed";
      readonly sinceMs: number;
      /** For administrators. Example: "403 Forbidden". */
      readonly reason: string;
      readonly retryAtMs: number;
    };

/** Whether a provider answers our OPTIONS. */
export interface HealthState {
  readonly kind: "up" | "down";
  readonly sinceMs: number;
}

/** The provider refuses our credentials, or asks for such as we can't give: with a call, or with our registration. */
export interface RefusalState {
  readonly sinceMs: number;
  /** For administrators. Example: "407 to INVITE: refuses the username or password". */
  readonly reason: string;
}

/** The state of a trunk as its monitoring finds it; null: not monitored, or not known yet. */
export interface MonitoredState {
  readonly registration: RegistrationState | null;
  readonly health: HealthState | null;
}

/** The state of a trunk. */
export interface TrunkState extends MonitoredState {
  /** Absent: it takes our credentials, or asks for none. */
  readonly refusal?: RefusalState;
}

export const NOTHING_KNOWN: TrunkState & MonitoredState = { registration: null, health: null };

/** The states of all trunks, answered from memory at any time. */
export interface TrunkStateDirectory {
  of(trunk: TrunkId): TrunkState;
  /** The trunk whose registered Contact has this user part. */
  withContact(user: string): TrunkId | undefined;
  /** The trunks that are registered with a provider at this address. */
  registeredAt(address: string): readonly TrunkId[];
}
