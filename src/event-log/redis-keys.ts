import type { TenantId } from "../vocabulary/identifiers.ts";

/** Where events are written down. One hash tag with the settings: an event and what has to be delivered of it are one step. */
export interface EventKeys {
  /** Stream: what happened to a tenant; the entries' ids are those of the events. */
  readonly log: (tenant: TenantId) => string;
  /** Channel: the tenant whose log has grown. */
  readonly doorbell: string;
  /** List: what has to be delivered to one webhook about one thing, in order. */
  readonly lane: (lane: string) => string;
  /** Set: the lanes that hold something; `webhook/subject`. */
  readonly lanes: string;
  /** Hash: webhook → how many deliveries its lanes hold. */
  readonly waiting: string;
}

export const DEFAULT_PREFIX = "offhook";

export function eventKeys(prefix: string = DEFAULT_PREFIX): EventKeys {
  const under = `{${prefix}}:events:`;
  return {
    log: (tenant) => `${under}log:${tenant}`,
    doorbell: `${under}doorbell`,
    lane: (lane) => `${under}lane:${lane}`,
    lanes: `${under}lanes`,
    waiting: `${under}waiting`,
  };
}
