import { parsePhoneNumberFromString } from "libphonenumber-js";

import type { E164 } from "../vocabulary/e164.ts";
import type { Country } from "./country.ts";
import type { NumberFormat } from "./format.ts";
import { readings } from "./normalise.ts";

/** A public number in the provider's format. `readings` reads the result back as the same number. */
export function formatNumber(number: E164, country: Country, format: NumberFormat): string {
  switch (format) {
    case "e164-plus":
      return number;
    case "e164":
      return number.slice(1);
    case "national":
      return national(number, country) ?? international(number, country);
  }
}

/** Undefined abroad: there the text would be another number, or none. */
function national(number: E164, country: Country): string | undefined {
  const text = parsePhoneNumberFromString(number)?.format("NATIONAL") ?? "";
  return ifReadBack(digitsOf(text), number, country);
}

/** With the country's own international prefix; "00" where the plan names none. */
function international(number: E164, country: Country): string {
  const text = parsePhoneNumberFromString(number)?.format("IDD", { fromCountry: country }) ?? "";
  return ifReadBack(digitsOf(text), number, country) ?? `00${number.slice(1)}`;
}

function ifReadBack(text: string, number: E164, country: Country): string | undefined {
  return readings(text, country, "national")[0] === number ? text : undefined;
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, "");
}
