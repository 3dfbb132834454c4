import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from "libphonenumber-js";
import { parseE164, type E164 } from "../vocabulary/e164.ts";
import { bareDialled } from "./normalise.ts";

const COUNTRY_CODES: ReadonlySet<string> = new Set(
  getCountries().map((country) => `+${getCountryCallingCode(country)}`),
);

/** A text as short as this is an extension or a service where only a country is named: "112" in "+33" is no number abroad. */
const LONGEST_SHORT_NUMBER = 6;

/**
 * The global number that a local one is in its phone-context: "646914255" in "+33" is +33646914255, with the zero of national
 * dialling too. Undefined where both together make none, which nothing promises (RFC 3966 §5.1.5).
 */
export function globalNumber(local: string, context: string): E164 | undefined {
  const [digits, prefix] = [bareDialled(local), bareDialled(context)];
  if (!/^\d{1,20}$/.test(digits) || !/^\+[1-9]\d{0,14}$/.test(prefix)) return undefined;
  if (COUNTRY_CODES.has(prefix) && digits.length <= LONGEST_SHORT_NUMBER) return undefined;
  const parsed = parsePhoneNumberFromString(`${prefix}${digits}`, { extract: false });
  return parsed?.isPossible() === true ? parseE164(parsed.number) : undefined;
}
