import type { Limits } from "../limits/limits.ts";
import type { ConcurrencyLimit } from "../redis/concurrency-limit.ts";
import type { TrunkAccounts } from "../trunks/trunk-accounts.ts";
import type { TrunkHosts } from "../trunks/trunk-hosts.ts";
import type { TrunkStateDirectory } from "../trunks/state.ts";
import type { EmergencyCallbacks } from "./capacity/emergency-callbacks.ts";
import type { RoundRobin } from "./route/round-robin.ts";

/** What all processes share of the public network, and of the turns of ring groups. */
export interface PublicNetwork {
  /** How trunks do. */
  readonly trunks: TrunkStateDirectory;
  /** Our accounts with their providers. */
  readonly accounts: Pick<TrunkAccounts, "of">;
  /** Where they may lead. */
  readonly trunkHosts: Pick<TrunkHosts, "isRefused">;
  /** How many calls they carry. */
  readonly concurrency: Pick<ConcurrencyLimit, "acquire">;
  /** The gate that every call to the PSTN passes but emergencies. */
  readonly limits: Pick<Limits, "admit" | "isLifted">;
  readonly callbacks: Pick<EmergencyCallbacks, "note" | "callerOf">;
  readonly roundRobin: Pick<RoundRobin, "take" | "look">;
}
