import { parsePhoneNumberFromString } from "libphonenumber-js";

import { parseE164, type E164 } from "../vocabulary/e164.ts";
import type { Country } from "./country.ts";
import type { NumberFormat } from "./format.ts";

/** Longer texts are no telephone numbers: a prefix, 15 digits and room for separators. */
const MAXIMUM_DIALLED_LENGTH = 64;

/** RFC 3966 §3 visual-separator, blanks and the slash that German business cards write. */
const SEPARATORS = /[\s\-.()/]/g;

/**
 * A dialled text without what only serves the eye: escapes resolved, URI parameters and separators gone.
 * Never throws; a text that can't be read comes back as "".
 */
export function bareDialled(text: string): string {
  if (text.length > MAXIMUM_DIALLED_LENGTH) return "";
  const user = text.split(";", 1)[0] ?? "";
  let decoded: string;
  try {
    decoded = decodeURIComponent(user); // RFC 3261 §25.1 escaped: phones write "%2B" and "%23"
  } catch {
    return "";
  }
  return decoded.replace(SEPARATORS, "").replace(/#$/, ""); // "#" ends dialling on many phones
}

/** A number in national ("01…") or international ("+33…", "0033…") form, as people of that country write it. */
export function normalise(text: string, country: Country): E164 | undefined {
  const bare = bareDialled(text);
  // Letters would be read as a keypad's digits by the library, and "alice" is a name.
  if (!/^\+?\d{3,20}$/.test(bare)) return undefined;
  const parsed = parsePhoneNumberFromString(bare, { defaultCountry: country, extract: false });
  // Possible, not valid: numbering plans grow faster than tables of them.
  return parsed?.isPossible() === true ? parseE164(parsed.number) : undefined;
}

/**
 * What a number in a trunk's message may be, likeliest first. Providers don't all keep to one format, and "4930…" is
 * a German number with or without its country code: who knows the numbers in question picks the reading.
 */
export function readings(text: string, country: Country, format: NumberFormat): readonly E164[] {
  const bare = bareDialled(text);
  const asItStands = normalise(bare, country);
  const plus = /^[1-9]\d+$/.test(bare) ? normalise(`+${bare}`, country) : undefined;
  const withCountryCode = format !== "national";
  const ordered = withCountryCode ? [plus, asItStands] : [asItStands, plus];
  return [...new Set(ordered)].filter((reading) => reading !== undefined);
}
