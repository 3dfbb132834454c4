import type { NewTenant, TenantPatch, TenantRecord } from "../schemas/tenant.ts";
import { find, lay, requireVersion } from "./desk.ts";
import type { Desk } from "./desk.ts";

/** Enough for an office; more is a decision, because each call outside costs money. */
const DEFAULT_SIMULTANEOUS_CALLS = 30;
const DEFAULT_CALLS_PER_HOUR = 500;
const DEFAULT_SEAT_PRICE = { amount: "0", currency: "EUR" };

export function addTenant(desk: Desk, tenant: NewTenant): TenantRecord {
  const { name, country, timeZone, language, seatPrice = DEFAULT_SEAT_PRICE, limits = {} } = tenant;
  return lay(desk, "tenant", {
    id: desk.tenantId,
    ...{ name, country, timeZone, language, seatPrice },
    mainNumber: null,
    limits: {
      countries: limits.countries ?? [country],
      simultaneousCalls: limits.simultaneousCalls ?? DEFAULT_SIMULTANEOUS_CALLS,
      callsPerHour: limits.callsPerHour ?? DEFAULT_CALLS_PER_HOUR,
    },
    version: 0,
  });
}

export function changeTenant(desk: Desk, patch: TenantPatch, ifMatch?: number): TenantRecord {
  const before = find(desk, "tenant", desk.tenantId);
  requireVersion(before, ifMatch);
  const { limits, ...plain } = patch;
  return lay(desk, "tenant", { ...before, ...plain, limits: { ...before.limits, ...limits } });
}
