import type { Country } from "./country.ts";

/** Europe's common number (Directive (EU) 2018/1972 art. 109) and what stands beside it, by country. */
const EUROPE = ["112"] as const;

const SERVICES: Partial<Record<Country, readonly string[]>> = {
  // ARCEP decision 2018-0881, numbers of "services d'urgence" and of the helplines routed like them.
  FR: ["15", "17", "18", "112", "114", "115", "119", "191", "196", "197", "116000", "116117"],
  GB: ["999", "112"],
  IE: ["112", "999"],
  // 933 answers with the address on file, 988 is the crisis line (47 CFR §9.3, FCC 20-100).
  US: ["911", "933", "988"],
  CA: ["911", "988"],
  DE: ["110", "112"],
  AT: ["112", "122", "133", "144"],
  BE: ["100", "101", "112"],
  CH: ["112", "117", "118", "144"],
  ES: ["061", "062", "080", "085", "088", "091", "092", "112"],
  IT: ["112", "113", "115", "118"],
  LU: ["112", "113"],
  PL: ["112", "997", "998", "999"],
  ...Object.fromEntries(
    ["BG", "CY", "CZ", "DK", "EE", "FI", "GR", "HR", "HU", "IS", "LI", "LT", "LV", "MC", "MT", "NL", "NO", "PT"]
      .concat(["RO", "SE", "SI", "SK"])
      .map((country) => [country, EUROPE]),
  ),
};

/** Where no list is known: the two numbers that GSM networks understand everywhere (3GPP TS 22.101 §10.1.1). */
const ANYWHERE = ["112", "911"] as const;

/** Where another country's services answer, with its numbers: departments overseas, islands, states within a state. */
const SERVED_BY: Partial<Record<Country, Country>> = {
  ...Object.fromEntries(["BL", "GF", "GP", "MF", "MQ", "PM", "RE", "YT"].map((country) => [country, "FR"])),
  ...Object.fromEntries(["GG", "IM", "JE"].map((country) => [country, "GB"])),
  ...Object.fromEntries(["AS", "GU", "MP", "PR", "VI"].map((country) => [country, "US"])),
  AX: "FI",
  SJ: "NO",
  VA: "IT",
};

/**
 * People who learnt to dial a digit for an outside line do so in distress too (47 U.S.C. §623, Kari's Law): 0 before
 * any service; 9 before those that no office numbers its people like.
 */
const WITH_OUTSIDE_DIGIT = /^(?:0(?<any>\d+)|9(?<common>112|911|999))$/;

/** All emergency services of a country, as they are dialled. */
export function emergencyNumbers(country: Country): readonly string[] {
  return SERVICES[SERVED_BY[country] ?? country] ?? ANYWHERE;
}

/**
 * The service that a dialled text asks for; undefined when it is none.
 *
 * @param dialled digits without visual separators
 */
export function emergencyService(dialled: string, country: Country): string | undefined {
  const services = emergencyNumbers(country);
  if (services.includes(dialled)) return dialled;
  const { any, common } = WITH_OUTSIDE_DIGIT.exec(dialled)?.groups ?? {};
  const service = any ?? common;
  return service !== undefined && services.includes(service) ? service : undefined;
}
