import { shortTollObstacles, tollObstacles, type TollObstacle } from "../numbering/toll.ts";
import type { PublicTarget } from "../routing/plan.ts";
import type { TenantRecord } from "../settings/kinds/tenant.ts";
import { limitsOf } from "../settings/kinds/tenant.ts";

/** What keeps a company's telephone bill from running away. */
export const LIMIT_KINDS = ["countries", "premiumNumbers", "simultaneousCalls", "callsPerHour", "callsPerDay"] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** How long a limit that is lifted stays lifted, from that moment: until nothing counts any more of what reached it. */
export const WINDOW_MS: Readonly<Record<LimitKind, number>> = {
  countries: HOUR_MS,
  premiumNumbers: HOUR_MS,
  simultaneousCalls: HOUR_MS,
  callsPerHour: HOUR_MS,
  callsPerDay: DAY_MS,
};

/** The limits that a number itself runs into, whenever it is called. */
export function obstaclesTo(target: PublicTarget, tenant: TenantRecord): readonly TollObstacle[] {
  const rules = limitsOf(tenant);
  return target.kind === "e164"
    ? tollObstacles(target.number, rules)
    : shortTollObstacles(target.digits, tenant.country, rules);
}
