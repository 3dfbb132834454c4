import { parseCountry, type Country } from "./country.ts";
import { emergencyService } from "./emergency.ts";
import { featureOf } from "./feature-codes.ts";
import { isReservedShortNumber } from "./short-numbers.ts";

export type ReservedBecause = "emergency" | "feature-code" | "short-number";

/** Why these digits may not be an extension; undefined: they may. */
export function reservedBecause(digits: string, country: Country): ReservedBecause | undefined {
  if (emergencyService(digits, country) !== undefined) return "emergency";
  if (featureOf(digits) !== undefined) return "feature-code";
  return isReservedShortNumber(digits, country) ? "short-number" : undefined;
}

/** Whether these digits may not be an extension. In a country that isn't known, everything that looks like a number may. */
export function isReservedNumber(country: string, digits: string): boolean {
  const known = parseCountry(country);
  return known !== undefined && reservedBecause(digits, known) !== undefined;
}
