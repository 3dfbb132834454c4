import parsePhoneNumber, { getCountries, type CountryCode } from "libphonenumber-js/min";

/** A number as people of the country write it: national at home, international from abroad. An extension stays as it is. */
export function writeNumber(number: string, country: string): string {
  const parsed = parsePhoneNumber(number);
  if (parsed === undefined) return number;
  return parsed.country === country ? parsed.formatNational() : parsed.formatInternational();
}

/** What a person typed as E.164; as it is where it is no number: the API says what is wrong with it. */
export function readNumber(text: string, country: string): string {
  const parsed = parsePhoneNumber(text, country as CountryCode);
  return parsed?.isPossible() === true ? parsed.number : text.trim();
}

/** All that numbers can be of, as ISO 3166-1 codes. */
export function countries(): readonly string[] {
  return getCountries();
}
