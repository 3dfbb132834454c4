import type { TrunkId } from "../../vocabulary/identifiers.ts";
import type { NewTrunk, TrunkPatch, TrunkRecord } from "../schemas/trunk.ts";
import { find, lay, requireVersion, take } from "./desk.ts";
import type { Desk } from "./desk.ts";

const SIP_PORT = 5060;
const DEFAULT_PRIORITY = 100;

export function addTrunk(desk: Desk, trunk: NewTrunk): TrunkRecord {
  return lay(desk, "trunk", {
    id: desk.tools.makeId() as TrunkId,
    tenantId: desk.tenantId,
    name: trunk.name,
    host: trunk.host,
    port: trunk.port ?? SIP_PORT,
    transport: trunk.transport ?? "udp",
    username: trunk.username ?? null,
    password: trunk.password ?? null,
    trustedAddresses: trunk.trustedAddresses ?? [],
    register: trunk.register ?? false,
    callerIdPolicy: trunk.callerIdPolicy ?? "tenant",
    numberFormat: trunk.numberFormat ?? "e164-plus",
    capacity: trunk.capacity ?? null,
    priority: trunk.priority ?? DEFAULT_PRIORITY,
    enabled: trunk.enabled ?? true,
    ...(trunk.healthCheckSeconds === undefined ? {} : { healthCheckSeconds: trunk.healthCheckSeconds }),
    version: 0,
  });
}

export function changeTrunk(desk: Desk, id: TrunkId, patch: TrunkPatch, ifMatch?: number): TrunkRecord {
  const before = find(desk, "trunk", id);
  requireVersion(before, ifMatch);
  return lay(desk, "trunk", { ...before, ...patch });
}

export function removeTrunk(desk: Desk, id: TrunkId, ifMatch?: number): void {
  requireVersion(find(desk, "trunk", id), ifMatch);
  take(desk, "trunk", id);
}
