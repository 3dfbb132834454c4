import type { TrunkId } from "../vocabulary/identifiers.ts";

/** Whether a provider knows where we are. */
export type RegistrationState =
  | { readonly kind: "registering"; readonly sinceMs: number }
  | {
      readonly kind: "registered";
      readonly sinceMs: number;
      readonly expiresAtMs: number;
      /** Whence the provider answered: calls from there are this trunk's. */
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

/** How a trunk does, as far as is known; null: it isn't looked at, or hasn't been yet. */
export interface TrunkState {
  readonly registration: RegistrationState | null;
  readonly health: HealthState | null;
}

export const NOTHING_KNOWN: TrunkState = { registration: null, health: null };

/** How all trunks do, answered from memory at any time. */
export interface TrunkStateDirectory {
  of(trunk: TrunkId): TrunkState;
  /** The trunk that registered with this as the user part of its Contact. */
  withContact(user: string): TrunkId | undefined;
  /** The trunks that are registered with a provider at this address. */
  registeredAt(address: string): readonly TrunkId[];
}
