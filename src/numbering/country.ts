import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js";
import type { E164 } from "../vocabulary/e164.ts";

/** ISO 3166-1 alpha-2 code of a country that has a numbering plan we know. It decides what a national number means. */
export type Country = CountryCode;

/** The one door into the type. */
export function parseCountry(text: string): Country | undefined {
  return isSupportedCountry(text) ? text : undefined;
}

/** Where a public number is; undefined for those of no country (satellites, international freephone). */
export function countryOf(number: E164): Country | undefined {
  return parsePhoneNumberFromString(number)?.country;
}
