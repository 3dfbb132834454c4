import { OperatorOnly } from "../errors.ts";
import { OPERATOR } from "../schemas/audit.ts";
import type { Draft } from "./draft.ts";

/** All limits of a company, or bounds of some. */
interface Limits<Country extends string = string> {
  readonly countries: readonly Country[];
  readonly simultaneousCalls: number;
  readonly callsPerHour: number;
  readonly callsPerDay: number;
  readonly premiumNumbers: boolean;
}

/** What the provider decides of a company. */
interface Terms {
  readonly seatPrice: object;
  readonly liftedLimits?: object | undefined;
  readonly limits: Limits;
  readonly limitBounds?: Partial<Limits> | undefined;
}

/** Whether a provider hosts the company, and it isn't the provider who changes it. */
export function isUnderProvider({ tools, actor }: Pick<Draft, "tools" | "actor">): boolean {
  return tools.hasOperator === true && actor !== OPERATOR;
}

/**
 * Where a provider hosts the company, its administrators neither set the price of a seat nor raise or lift a limit beyond what the
 * provider allows: they may lower limits, and raise them again up to the bounds. @throws OperatorOnly
 */
export function requireWithinProvidersTerms(draft: Draft, after: Terms, before: Terms): void {
  if (!isUnderProvider(draft)) return;
  if (differs(after.seatPrice, before.seatPrice))
    throw new OperatorOnly("/seatPrice", "the provider of this system sets the price of a seat");
  if (differs(after.liftedLimits, before.liftedLimits))
    throw new OperatorOnly("/liftedLimits", "the provider of this system lifts limits");
  const raised = raisedLimit(after.limits, before.limits, after.limitBounds ?? {});
  if (raised !== undefined)
    throw new OperatorOnly(`/limits/${raised}`, "beyond what the provider of this system allows: ask them for more");
}

/** The limit that lets more pass than before, and more than its bound. */
function raisedLimit(after: Limits, before: Limits, bounds: Partial<Limits>): keyof Limits | undefined {
  for (const limit of ["simultaneousCalls", "callsPerHour", "callsPerDay"] as const)
    if (after[limit] > Math.max(before[limit], bounds[limit] ?? 0)) return limit;
  const allowed = [...before.countries, ...(bounds.countries ?? [])];
  if (after.countries.some((country) => !allowed.includes(country))) return "countries";
  const mayPremium = before.premiumNumbers || bounds.premiumNumbers === true;
  return after.premiumNumbers && !mayPremium ? "premiumNumbers" : undefined;
}

/** The limits, lowered to where bounds now lie below them. */
export function limitsWithin<Country extends string>(
  limits: Limits<Country>,
  bounds: Partial<Limits<Country>>,
): Limits<Country> {
  const { countries } = bounds;
  const least = (limit: "simultaneousCalls" | "callsPerHour" | "callsPerDay"): number =>
    Math.min(limits[limit], bounds[limit] ?? Infinity);
  return {
    countries: countries === undefined ? limits.countries : limits.countries.filter((each) => countries.includes(each)),
    simultaneousCalls: least("simultaneousCalls"),
    callsPerHour: least("callsPerHour"),
    callsPerDay: least("callsPerDay"),
    premiumNumbers: limits.premiumNumbers && bounds.premiumNumbers !== false,
  };
}

function differs(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}
