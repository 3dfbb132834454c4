import { parsePhoneNumberFromString } from "libphonenumber-js/max";

import type { E164 } from "../vocabulary/e164.ts";
import type { Country } from "./country.ts";

/** What a company lets its users call on the PSTN. */
export interface TollRules {
  readonly countries: readonly Country[];
  /** Whether premium-rate numbers may be called. */
  readonly premiumNumbers: boolean;
}

/** Why a number may not be called. */
export type TollObstacle = "countries" | "premiumNumbers";

/** Number types of libphonenumber with a premium rate. */
const PREMIUM_TYPES: ReadonlySet<string> = new Set(["PREMIUM_RATE", "SHARED_COST", "PERSONAL_NUMBER"]);

/**
 * Premium ranges by their international form, beside what the library knows: it judges complete and assigned numbers only,
 * fraudsters use others too. FR: ARCEP decision 2022-1583; GB: Ofcom 084, 087, 09, 118, 070; US: NANP 900 and 976; DE: BNetzA.
 */
const PREMIUM_RANGES: readonly RegExp[] = [
  /^\+33(?:81|82|89)/,
  /^\+44(?:84|87|9|70|118\d{3}$)/,
  /^\+1(?:900|\d{3}976)/,
  /^\+49(?:900|137|180|118)/,
  /^\+979/, // ITU-T E.169.2: international premium rate service
];

/** Short services that cost: directory enquiries everywhere in Europe, and France's 3xyz. 116xyz are free of charge. */
const PREMIUM_SHORT: Partial<Record<Country, RegExp>> = {
  FR: /^(?:118\d{3}|3[0-9]\d{2})$/,
  US: /^411$/,
  CA: /^411$/,
};
const PREMIUM_SHORT_ANYWHERE = /^118\d{2,3}$/;

/** International freephone (ITU-T E.169.1) belongs to no country and is free of charge. */
const FREE_OF_CHARGE = /^\+800/;

/** Why a company may not call this public number; empty: it may. */
export function tollObstacles(number: E164, rules: TollRules): readonly TollObstacle[] {
  if (FREE_OF_CHARGE.test(number)) return [];
  const country = parsePhoneNumberFromString(number)?.country;
  const obstacles: TollObstacle[] = [];
  if (country === undefined || !rules.countries.includes(country)) obstacles.push("countries");
  if (!rules.premiumNumbers && isPremiumNumber(number)) obstacles.push("premiumNumbers");
  return obstacles;
}

/** The same for a short service of the company's own country. */
export function shortTollObstacles(digits: string, country: Country, rules: TollRules): readonly TollObstacle[] {
  return !rules.premiumNumbers && isPremiumService(digits, country) ? ["premiumNumbers"] : [];
}

/** Whether this is a premium-rate number. */
export function isPremiumNumber(number: E164): boolean {
  if (PREMIUM_RANGES.some((range) => range.test(number))) return true;
  const type = parsePhoneNumberFromString(number)?.getType();
  return type !== undefined && PREMIUM_TYPES.has(type);
}

function isPremiumService(digits: string, country: Country): boolean {
  return (PREMIUM_SHORT[country] ?? PREMIUM_SHORT_ANYWHERE).test(digits);
}
