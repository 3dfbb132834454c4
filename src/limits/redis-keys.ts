import type { Extension } from "../vocabulary/extension.ts";
import type { TenantId, TrunkId } from "../vocabulary/identifiers.ts";

/** Where calls are counted that have to share something. One hash tag with the settings: one cluster slot. */
export interface LimitKeys {
  /** Sorted set: calls that go on, by the end of their lease. */
  readonly live: (tenant: TenantId) => string;
  /** Sorted set: calls of the last day, by their beginning. */
  readonly begun: (tenant: TenantId) => string;
  /** Hash: tenant/kind → until when the limit is lifted. */
  readonly lifted: string;
  /** Hash: tenant/kind → when the limit was reached last. */
  readonly reached: string;
  /** Sorted set: calls on a trunk, by the end of their lease. */
  readonly lines: (trunk: TrunkId) => string;
  /** Sorted set: the call in a parking slot, by the end of its lease. */
  readonly parking: (tenant: TenantId, slot: Extension) => string;
}

export const DEFAULT_PREFIX = "offhook";

export function limitKeys(prefix: string = DEFAULT_PREFIX): LimitKeys {
  const under = `{${prefix}}:limits:`;
  return {
    live: (tenant) => `${under}live:${tenant}`,
    begun: (tenant) => `${under}begun:${tenant}`,
    lifted: `${under}lifted`,
    reached: `${under}reached`,
    parking: (tenant, slot) => `${under}parking:${tenant}:${slot}`,
    lines: (trunk) => `${under}lines:${trunk}`,
  };
}
