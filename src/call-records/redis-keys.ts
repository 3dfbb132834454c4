import type { TenantId, UserId } from "../vocabulary/identifiers.ts";

/** Where calls are written down. One hash tag with the settings: one cluster slot. */
export interface CallKeys {
  /** Sorted set: the processes of the house, by the end of their lease. */
  readonly processes: string;
  /** Hash: tenant/call → the record so far of each call that goes on in this process. */
  readonly underWay: (process: string) => string;
  /** Channel: calls that somebody wants ended. */
  readonly hangUps: string;
  /** Sorted set: a tenant's records, by the beginning of the call. */
  readonly index: (tenant: TenantId) => string;
  /** Sorted set: the records of calls that this person was part of. */
  readonly indexOf: (tenant: TenantId, user: UserId) => string;
  /** Hash: call → record. */
  readonly records: (tenant: TenantId) => string;
  /** Hash: call → trace, deflated. */
  readonly traces: (tenant: TenantId) => string;
  /** Set: the tenants that have records. */
  readonly tenants: string;
}

export const DEFAULT_PREFIX = "offhook";

export function callKeys(prefix: string = DEFAULT_PREFIX): CallKeys {
  const under = `{${prefix}}:calls:`;
  return {
    processes: `${under}processes`,
    underWay: (process) => `${under}under-way:${process}`,
    hangUps: `${under}hang-ups`,
    index: (tenant) => `${under}index:${tenant}`,
    indexOf: (tenant, user) => `${under}index:${tenant}:${user}`,
    records: (tenant) => `${under}records:${tenant}`,
    traces: (tenant) => `${under}traces:${tenant}`,
    tenants: `${under}tenants`,
  };
}
