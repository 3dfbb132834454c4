import fc from "fast-check";
import { getCountries, getExampleNumber } from "libphonenumber-js";
import mobileExamples from "libphonenumber-js/mobile/examples" with { type: "json" };
import { describe, expect, it } from "vitest";

import { parseCountry, type Country } from "../../../src/numbering/country.ts";
import { emergencyNumbers, emergencyService } from "../../../src/numbering/emergency.ts";
import { featureOf } from "../../../src/numbering/feature-codes.ts";
import { NUMBER_FORMATS } from "../../../src/numbering/format.ts";
import { meaningOf, type DiallingContext } from "../../../src/numbering/meaning.ts";
import { bareDialled, normalise, readings } from "../../../src/numbering/normalise.ts";
import { isReservedNumber, reservedBecause } from "../../../src/numbering/reserved.ts";
import { isShortNumber } from "../../../src/numbering/short-numbers.ts";
import { formatNumber } from "../../../src/numbering/write-number.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { anyText } from "../../support/any-text.ts";

const COUNTRIES: Country[] = ["FR", "DE", "GB", "US", "BE", "ES", "IT", "CH", "AR", "MX", "NL"];

const office: DiallingContext = {
  country: "FR",
  isExtension: (extension) => ["1001", "204", "3949"].includes(extension),
  isOwnNumber: (number) => number === "+33170000001",
};

describe("a number as people write it", () => {
  it.each([
    ["+33170000001", "FR"],
    ["0033170000001", "FR"],
    ["0170000001", "FR"],
    ["01 70 00 00 01", "FR"],
    ["01.70.00.00.01", "FR"],
    ["01-70-00-00-01", "FR"],
    ["+33 (0)1 70 00 00 01", "FR"],
    ["%2B33170000001", "FR"],
    ["0170000001#", "FR"],
    ["0170000001%23", "FR"],
    ["+33170000001;phone-context=+33", "FR"],
    ["0033170000001", "DE"],
    ["011 33 170000001", "US"],
  ] as const)("%s dialled in %s is +33170000001", (text, country) => {
    expect(normalise(text, country)).toBe("+33170000001");
  });

  it.each(["", "+", "alice", "01700", "0800FLOWERS", "+33", "%zz", "+999170000001", "1".repeat(100), "anonymous"])(
    "%j is no number",
    (text) => {
      expect(normalise(text, "FR")).toBeUndefined();
    },
  );

  it("never throws, whatever was dialled", () => {
    fc.assert(
      fc.property(
        fc.oneof(anyText, fc.stringMatching(/^[+*#0-9%;. ]{0,30}$/)),
        fc.constantFrom(...COUNTRIES),
        (text, country) => {
          bareDialled(text);
          normalise(text, country);
          for (const format of NUMBER_FORMATS) readings(text, country, format);
          expect(meaningOf(text, { ...office, country }).kind).toBeTypeOf("string");
        },
      ),
    );
  });
});

describe("a number of any country in the world", () => {
  /** The library's own example of each kind of number, by the library's own writing of it. */
  const examples = getCountries().flatMap((country) => {
    const number = getExampleNumber(country, mobileExamples);
    return number === undefined ? [] : [{ country, number }];
  });

  it("means itself, dialled in national or international form, from home", () => {
    for (const { country, number } of examples) {
      const e164: string = number.number;
      const context = { country, isExtension: () => false, isOwnNumber: () => false };
      const international = { kind: "public", number: e164 };
      expect.soft(meaningOf(e164, context), e164).toEqual(international);
      expect.soft(meaningOf(number.format("INTERNATIONAL"), context), e164).toEqual(international);
      expect
        .soft(meaningOf(number.formatNational(), context), `${country} ${number.formatNational()}`)
        .toEqual(international);
    }
  });

  it("means itself, dialled from anywhere with that country's prefix for abroad", () => {
    const any = fc.constantFrom(...examples);
    fc.assert(
      fc.property(any, fc.constantFrom(...COUNTRIES), ({ number }, from) => {
        const dialled = number.format("IDD", { fromCountry: from });
        fc.pre(dialled !== "");
        const context = { country: from, isExtension: () => false, isOwnNumber: () => false };
        expect(meaningOf(dialled, context)).toEqual({ kind: "public", number: number.number });
      }),
      { numRuns: 500 },
    );
  });
});

describe("a number in a trunk's message", () => {
  it("is read with or without its country code, by the provider's habit", () => {
    expect(readings("33170000001", "FR", "e164")).toEqual(["+33170000001"]);
    expect(readings("0170000001", "FR", "e164")).toEqual(["+33170000001"]);
    expect(readings("4930123456", "DE", "e164")[0]).toBe("+4930123456");
    expect(readings("17630123456", "DE", "national")).toEqual(["+4917630123456", "+17630123456"]);
    expect(readings("4930123456", "DE", "national")).toEqual(["+4930123456"]);
  });

  it("is nothing at all when the provider writes a word", () => {
    expect(readings("anonymous", "FR", "e164")).toEqual([]);
  });

  it.each([
    ["e164-plus", "+33170000001", "+4930123456"],
    ["e164", "33170000001", "4930123456"],
    ["national", "0170000001", "004930123456"],
  ] as const)("is written as the provider wants it: %s", (format, home, abroad) => {
    expect(formatNumber(parseE164("+33170000001")!, "FR", format)).toBe(home);
    expect(formatNumber(parseE164("+4930123456")!, "FR", format)).toBe(abroad);
  });

  it("is written with the country's own international prefix", () => {
    expect(formatNumber(parseE164("+33170000001")!, "US", "national")).toBe("01133170000001");
  });

  it("comes back as the same number from every format", () => {
    const e164 = fc
      .tuple(
        fc.constantFrom("33", "49", "44", "1", "32", "34", "39", "41", "54", "52"),
        fc.stringMatching(/^[1-9]\d{5,11}$/),
      )
      .map(([code, rest]) => normalise(`+${code}${rest}`, "FR"))
      .filter((number) => number !== undefined);
    fc.assert(
      fc.property(
        e164,
        fc.constantFrom(...COUNTRIES),
        fc.constantFrom(...NUMBER_FORMATS),
        (number, country, format) => {
          expect(readings(formatNumber(number, country, format), country, format)[0]).toBe(number);
        },
      ),
    );
  });
});

describe("what a phone dials", () => {
  it.each([
    ["112", { kind: "emergency", service: "112" }],
    ["0112", { kind: "emergency", service: "112" }],
    ["15", { kind: "emergency", service: "15" }],
    ["1001", { kind: "extension", extension: "1001" }],
    ["3949", { kind: "extension", extension: "3949" }],
    ["0170000001", { kind: "own-number", number: "+33170000001" }],
    ["+33 1 70 00 00 01", { kind: "own-number", number: "+33170000001" }],
    ["*97", { kind: "feature", feature: "own-voicemail" }],
    ["*981001", { kind: "feature", feature: "any-voicemail", argument: "1001" }],
    ["*720612345678", { kind: "feature", feature: "forwarding-on", argument: "0612345678" }],
    ["**204", { kind: "feature", feature: "pick-up", argument: "204" }],
    ["701", { kind: "feature", feature: "park", argument: "701" }],
    ["1014", { kind: "short-number", number: "1014" }],
    ["118712", { kind: "short-number", number: "118712" }],
    ["0612345678", { kind: "public", number: "+33612345678" }],
    ["999999", { kind: "unknown" }],
    ["205", { kind: "unknown" }],
    ["alice", { kind: "unknown" }],
    ["", { kind: "unknown" }],
  ])("%s", (dialled, meaning) => {
    expect(meaningOf(dialled, office)).toEqual(meaning);
  });

  it("is an emergency even where an extension is called that", () => {
    expect(meaningOf("112", { ...office, isExtension: () => true, isOwnNumber: () => true }).kind).toBe("emergency");
  });

  it.each(["*97", "*98", "*72", "*73", "*78", "*79", "**12", "*8", "*43", "700"])("%s is a feature code", (code) => {
    expect(featureOf(code)).toBeDefined();
  });
  it.each(["*", "*9", "*971", "**", "**x", "*99", "*88", "7000"])("%s is none", (code) => {
    expect(featureOf(code)).toBeUndefined();
  });
});

describe("emergency numbers", () => {
  it.each([
    ["FR", "114"],
    ["FR", "197"],
    ["GB", "999"],
    ["US", "911"],
    ["US", "9911"],
    ["DE", "110"],
    ["SE", "112"],
    ["JP", "112"],
  ] as const)("%s has %s", (country, dialled) => {
    expect(emergencyService(dialled, country)).toBeDefined();
  });

  it.each([
    ["FR", "911"],
    ["US", "112"],
    ["FR", "915"], // an extension, not a digit for an outside line
    ["DE", "0911"], // Nuremberg
    ["FR", "1120"],
  ] as const)("%s has no %s", (country, dialled) => {
    expect(emergencyService(dialled, country)).toBeUndefined();
  });

  const EUROPEAN_UNION = ["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"]
    .concat(["IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"])
    .map((country) => parseCountry(country)!);

  it.each(EUROPEAN_UNION)("112 is one in %s, also with the digit for an outside line", (country) => {
    for (const dialled of ["112", "0112", "9112"]) expect(emergencyService(dialled, country)).toBe("112");
    expect(reservedBecause("112", country)).toBe("emergency");
  });

  it.each([
    ["FR", ["15", "17", "18", "112", "114", "115", "119", "191", "196", "197", "116000", "116117"]],
    ["GB", ["999", "112"]],
    ["US", ["911", "933", "988"]],
  ] as const)("of %s are those of its regulator: %j", (country, services) => {
    expect(new Set(emergencyNumbers(country))).toEqual(new Set(services));
  });

  it.each([
    ["RE", "15"],
    ["GP", "18"],
    ["JE", "999"],
    ["PR", "911"],
  ] as const)("in %s are those of the country that serves it: %s", (country, service) => {
    expect(emergencyService(service, country)).toBe(service);
  });

  it("with the digit for an outside line are never extensions, and go out without it", () => {
    const anywhere = fc.constantFrom(...COUNTRIES, ...EUROPEAN_UNION);
    fc.assert(
      fc.property(
        anywhere.chain((country) => fc.tuple(fc.constant(country), fc.constantFrom(...emergencyNumbers(country)))),
        ([country, service]) => {
          const everything = { country, isExtension: () => true, isOwnNumber: () => true };
          for (const dialled of [service, `0${service}`]) {
            expect(meaningOf(dialled, everything)).toEqual({ kind: "emergency", service });
            expect(reservedBecause(dialled, country)).toBe("emergency");
          }
        },
      ),
    );
  });

  it("exist in every country, and no extension may be one", () => {
    for (const country of COUNTRIES) {
      expect(emergencyNumbers(country).length).toBeGreaterThan(0);
      for (const service of emergencyNumbers(country)) {
        expect(reservedBecause(service, country)).toBe("emergency");
      }
    }
  });
});

describe("an extension", () => {
  it.each([
    ["112", "FR", "emergency"],
    ["0112", "FR", "emergency"],
    ["701", "FR", "feature-code"],
    ["118712", "FR", "short-number"],
    ["411", "US", "short-number"],
    ["116111", "DE", "short-number"],
    ["1001", "FR", undefined],
    ["3001", "FR", undefined],
    ["204", "US", undefined],
  ] as const)("%s in %s: %s", (text, country, because) => {
    expect(reservedBecause(text, country)).toBe(because);
  });

  it("may be anything where the country isn't known", () => {
    expect(isReservedNumber("FR", "112")).toBe(true);
    expect(isReservedNumber("FR", "1001")).toBe(false);
    expect(isReservedNumber("XX", "112")).toBe(false);
  });

  it("leaves a short service reachable where no user has its number", () => {
    expect(isShortNumber("3631", "FR")).toBe(true);
    expect(isShortNumber("3631", "US")).toBe(false);
  });
});

describe("a country", () => {
  it("is one that has a numbering plan", () => {
    expect(parseCountry("FR")).toBe("FR");
    expect(parseCountry("XX")).toBeUndefined();
  });
});
