import type { DeviceId } from "../vocabulary/identifiers.ts";

/** Where the registrar keeps things. All share a hash tag with the settings: one cluster slot, so MGET works there too. */
export interface RegistrarKeys {
  readonly nonceSecret: string;
  nonceCount(nonce: string): string;
  bindings(device: DeviceId): string;
}

export const DEFAULT_PREFIX = "offhook";

export function registrarKeys(prefix: string = DEFAULT_PREFIX): RegistrarKeys {
  const under = `{${prefix}}:registrar:`;
  return {
    nonceSecret: `${under}nonce-secret`,
    nonceCount: (nonce) => `${under}nonce:${nonce}`,
    bindings: (device) => `${under}bindings:${device}`,
  };
}
