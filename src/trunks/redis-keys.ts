/** Where trunks keep what isn't a setting. One hash tag with the settings: one cluster slot. */
export interface TrunkKeys {
  /** The fence of whoever looks after the trunks now; expires unless renewed. */
  readonly keeper: string;
  /** Counts those who have ever looked after them. */
  readonly fences: string;
  /** Hash: trunk → its state. */
  readonly states: string;
  /** Hash: trunk → user part of the Contact that it registers with. */
  readonly contacts: string;
}

export const DEFAULT_PREFIX = "offhook";

export function trunkKeys(prefix: string = DEFAULT_PREFIX): TrunkKeys {
  const under = `{${prefix}}:trunks:`;
  return {
    keeper: `${under}keeper`,
    fences: `${under}fences`,
    states: `${under}states`,
    contacts: `${under}contacts`,
  };
}
