import { isSupportedCountry, type CountryCode } from "libphonenumber-js";

/** ISO 3166-1 alpha-2 code of a country that has a numbering plan we know. It decides what a national number means. */
export type Country = CountryCode;

/** The one door into the type. */
export function parseCountry(text: string): Country | undefined {
  return isSupportedCountry(text) ? text : undefined;
}
