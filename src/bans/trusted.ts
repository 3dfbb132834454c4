import { isIP } from "node:net";
import type { Snapshot } from "../settings/snapshot.ts";
import type { TrunkId } from "../vocabulary/identifiers.ts";

/** The address that a trunk's provider answered our registration from. */
export interface TrunkAddresses {
  registeredFrom(trunk: TrunkId): string | undefined;
}

/** Addresses and blocks of all enabled trunks: a provider is never banned, whatever the calls are that it brings. */
export function trustedBlocks(
  snapshot: Pick<Snapshot, "tenants" | "trunks">,
  trunks: TrunkAddresses,
): readonly string[] {
  const blocks = new Set<string>();
  for (const { id: tenant } of snapshot.tenants())
    for (const { id, enabled, host, trustedAddresses } of snapshot.trunks(tenant)) {
      if (!enabled) continue;
      for (const block of trustedAddresses) blocks.add(block);
      if (isIP(host) !== 0) blocks.add(host);
      const from = trunks.registeredFrom(id);
      if (from !== undefined && isIP(from) !== 0) blocks.add(from);
    }
  return [...blocks];
}
