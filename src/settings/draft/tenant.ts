import {
  DEFAULT_LIMITS,
  type NewTenant,
  type TenantLimits,
  type TenantPatch,
  type TenantRecord,
} from "../schemas/tenant.ts";
import { tenantPoliciesOf } from "../schemas/policies.ts";
import { find, lay, requireVersion } from "./desk.ts";
import type { Desk } from "./desk.ts";

const DEFAULT_SEAT_PRICE = { amount: "0", currency: "EUR" };

export function addTenant(desk: Desk, tenant: NewTenant): TenantRecord {
  const { name, country, timeZone, language, seatPrice = DEFAULT_SEAT_PRICE, limits = {} } = tenant;
  return lay(desk, "tenant", {
    id: desk.tenantId,
    ...{ name, country, timeZone, language, seatPrice },
    mainNumber: null,
    limits: { countries: [country], ...DEFAULT_LIMITS, ...limits },
    version: 0,
  });
}

/** Puts on record that an administrator lets calls pass a limit for so long. */
export function noteLifted(desk: Desk, limit: keyof TenantLimits, forMs: number): TenantRecord {
  const before = find(desk, "tenant", desk.tenantId);
  const until = new Date(desk.tools.nowMs() + forMs).toISOString();
  return lay(desk, "tenant", { ...before, liftedLimits: { ...before.liftedLimits, [limit]: until } });
}

export function changeTenant(desk: Desk, patch: TenantPatch, ifMatch?: number): TenantRecord {
  const before = find(desk, "tenant", desk.tenantId);
  requireVersion(before, ifMatch);
  const { limits, blockList, parking, sessionTimer, ...plain } = patch;
  const were = tenantPoliciesOf(before);
  return lay(desk, "tenant", {
    ...before,
    ...plain,
    limits: { ...before.limits, ...limits },
    ...(blockList === undefined ? {} : { blockList: { ...were.blockList, ...blockList } }),
    ...(parking === undefined ? {} : { parking: { ...were.parking, ...parking } }),
    ...(sessionTimer === undefined ? {} : { sessionTimer: { ...were.sessionTimer, ...sessionTimer } }),
  });
}
