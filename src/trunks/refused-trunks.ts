import type { Logger } from "../observability/logging.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { TrunkHosts } from "./trunk-hosts.ts";

/** At the start: tells of trunks that were stored before PRIVATE_TRUNKS was there, and carry no call until it allows them. */
export function warnOfRefusedTrunks(
  snapshot: Pick<Snapshot, "tenants" | "trunks">,
  hosts: Pick<TrunkHosts, "isRefusedAsWritten">,
  logger: Logger,
): void {
  for (const { id: tenant } of snapshot.tenants())
    for (const trunk of snapshot.trunks(tenant)) {
      if (!trunk.enabled || !hosts.isRefusedAsWritten(trunk)) continue;
      const facts = { event: "trunk.refused", tenant, trunk: trunk.id, name: trunk.name, host: trunk.host };
      logger.warn(facts, "trunk leads to this machine or into a private network: PRIVATE_TRUNKS=allowed permits that");
    }
}
