import type { Country } from "./country.ts";

interface ShortNumbers {
  /** Services that users may dial. */
  readonly dialled: RegExp;
  /** Those of them that no extension may hide. */
  readonly reserved: RegExp;
}

/** Harmonised numbers of social value (Commission Decision 2007/116/EC) and directory enquiries. */
const EUROPE: ShortNumbers = { dialled: /^11[68]\d{2,3}$/, reserved: /^116\d{3}$/ };

const SHORT: Partial<Record<Country, ShortNumbers>> = {
  // 10xy and 3xyz are not reserved: offices number their people 1001 and 3001, and their extensions take precedence.
  FR: { dialled: /^(?:10\d{2}|3\d{3}|116\d{3}|118\d{3})$/, reserved: /^11[68]\d{3}$/ },
  GB: { dialled: /^(?:101|105|111|116\d{3}|118\d{3}|119|123)$/, reserved: /^(?:101|105|111|116\d{3}|118\d{3})$/ },
  US: { dialled: /^[2-8]11$/, reserved: /^[2-8]11$/ },
  CA: { dialled: /^[2-8]11$/, reserved: /^[2-8]11$/ },
};

/** A public number that only exists inside the country and has no E.164 form. */
export function isShortNumber(dialled: string, country: Country): boolean {
  return (SHORT[country] ?? EUROPE).dialled.test(dialled);
}

/** One of those services that no extension may hide. */
export function isReservedShortNumber(digits: string, country: Country): boolean {
  return (SHORT[country] ?? EUROPE).reserved.test(digits);
}
