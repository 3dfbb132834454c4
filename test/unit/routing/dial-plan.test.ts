import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Country } from "../../../src/numbering/country.ts";
import { emergencyNumbers } from "../../../src/numbering/emergency.ts";
import { featureOf } from "../../../src/numbering/feature-codes.ts";
import { meaningOf, type DiallingContext, type Meaning } from "../../../src/numbering/meaning.ts";
import { normalise } from "../../../src/numbering/normalise.ts";
import { isShortNumber } from "../../../src/numbering/short-numbers.ts";
import { withheldNumber } from "../../../src/numbering/withholding.ts";
import { decideInbound, prerequisitesOfInbound } from "../../../src/routing/decide-inbound.ts";
import { decideOutbound } from "../../../src/routing/decide-outbound.ts";
import type { RoutedUser, RoutingTables } from "../../../src/routing/tables.ts";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { anyText } from "../../support/any-text.ts";
import {
  ACME,
  ALICE,
  ALICE_DESK,
  ALICE_DID,
  ALICE_SOFT,
  BOB,
  BOB_DESK,
  BOB_DID,
  dials,
  everyDevice,
  inbound,
  MAIN,
  noDevice,
  tables,
  TRUNK_1,
  TRUNK_2,
} from "./builders.ts";

const countries = ["FR", "GB", "DE", "US", "ES", "IT", "PL", "SE"] as const satisfies readonly Country[];
const anyCountry = fc.constantFrom(...countries);
/** Digits as phones send them: plain, with separators, as an escaped URI. */
const written = (digits: string) =>
  fc.constantFrom(
    digits,
    digits.replaceAll(/.(?=.)/g, "$& "),
    `${digits}#`,
    `${digits};phone-context=example.com`,
    `${digits}%23`,
  );
const anyDialled = fc.oneof(
  anyText,
  fc.stringMatching(/^[*#+]?\d{1,16}#?$/),
  fc.constantFrom("112", "15", "911", "999", "0112", "*97", "*721002", "**1002", "701", "3949", "116006", "118712"),
);

/** The dial plan as DESIGN.md §5 has it, said as plainly as can be: the first line that fits. */
function expected(bare: string, { country, isExtension, isOwnNumber }: DiallingContext): Meaning["kind"] {
  const extension = parseExtension(bare);
  const number = normalise(bare, country);
  if (emergencyNumbers(country).includes(bare)) return "emergency";
  const rest = bare.slice(1);
  const isPrefixed = bare.startsWith("0") || (bare.startsWith("9") && ["112", "911", "999"].includes(rest));
  if (isPrefixed && emergencyNumbers(country).includes(rest)) return "emergency";
  if (extension !== undefined && isExtension(extension)) return "extension";
  if (number !== undefined && isOwnNumber(number)) return "own-number";
  if (featureOf(bare) !== undefined) return "feature";
  if (isShortNumber(bare, country)) return "short-number";
  return number === undefined ? "unknown" : "public";
}

describe("the dial plan", () => {
  it("takes the first that fits of: emergency, extension, own number, feature, short service, public number", () => {
    const digits = fc.oneof(fc.stringMatching(/^[*+]?\d{1,15}$/), fc.constantFrom("112", "0112", "9911", "*8", "700"));
    fc.assert(
      fc.property(anyCountry, digits, fc.boolean(), fc.boolean(), (country, dialled, isExtension, isOwnNumber) => {
        const context = { country, isExtension: () => isExtension, isOwnNumber: () => isOwnNumber };
        expect(meaningOf(dialled, context).kind).toBe(expected(dialled, context));
      }),
      { numRuns: 1_000 },
    );
  });

  it("never takes an emergency service for anything else, however it is written and whatever is configured", () => {
    const everything = { isExtension: () => true, isOwnNumber: () => true };
    const service = anyCountry.chain((country) =>
      fc
        .constantFrom(...emergencyNumbers(country))
        .chain((digits) => fc.tuple(fc.constant(country), fc.constant(digits), written(digits))),
    );
    fc.assert(
      fc.property(service, ([country, digits, dialled]) => {
        expect(meaningOf(dialled, { country, ...everything })).toEqual({ kind: "emergency", service: digits });
      }),
    );
  });

  it.each([
    ["FR", ["15", "17", "18", "112", "114", "115", "119", "191", "196", "197"]],
    ["GB", ["999", "112"]],
    ["US", ["911"]],
    ["DE", ["110", "112"]],
    ["SE", ["112"]],
  ] as const)("knows the emergency services of %s", (country, services) => {
    expect(emergencyNumbers(country)).toEqual(expect.arrayContaining([...services]));
  });
});

const anyUser: fc.Arbitrary<Partial<RoutedUser>> = fc.record({
  doNotDisturb: fc.boolean(),
  outboundCallerId: fc.constantFrom(null, "withheld" as const, MAIN, ALICE_DID, BOB_DID),
});
const anyTables: fc.Arbitrary<RoutingTables> = fc
  .tuple(anyUser, fc.constantFrom(null, MAIN))
  .map(([alice, mainNumber]) => tables({ alice, mainNumber }));
const anyTrunks = fc.tuple(fc.boolean(), fc.boolean()).map(([one, two]) => [
  { trunk: TRUNK_1, hasRoom: one },
  { trunk: TRUNK_2, hasRoom: two },
]);

describe("an emergency call", () => {
  it("goes over every trunk, full or not, and shows a number that rings the caller, whatever is set or dialled before", () => {
    const dialled = fc.constantFrom("112", "15", "0112", "*31112", "#31#18", "1 1 2");
    fc.assert(
      fc.property(anyTables, anyTrunks, dialled, (company, trunks, text) => {
        const plan = decideOutbound(dials(text, { trunks }), company, everyDevice);
        expect(plan).toMatchObject({
          kind: "trunk",
          emergency: true,
          callerId: { number: ALICE_DID, withheld: false },
        });
        expect(new Set(plan.kind === "trunk" ? plan.candidates : [])).toEqual(new Set([TRUNK_1, TRUNK_2]));
      }),
    );
  });

  it("of a user without a number of their own shows the main number, else any of the company", () => {
    const without = (mainNumber: typeof MAIN | null) =>
      decideOutbound(dials("112"), tables({ did: { kind: "user", id: BOB }, mainNumber }), everyDevice);
    expect(without(MAIN)).toMatchObject({ callerId: { number: MAIN } });
    const shown = without(null);
    expect(shown.kind === "trunk" && [MAIN, ALICE_DID, BOB_DID].includes(shown.callerId?.number ?? MAIN)).toBe(true);
  });
});

describe("a code that withholds the number", () => {
  it("changes nothing but what is shown", () => {
    fc.assert(
      fc.property(anyTables, anyTrunks, fc.constantFrom("*31", "#31#"), anyDialled, (company, trunks, code, text) => {
        fc.pre(withheldNumber(text) === undefined && withheldNumber(`${code}${text}`) !== undefined);
        const rest = withheldNumber(`${code}${text}`) ?? "";
        const plain = decideOutbound(dials(rest, { trunks }), company, everyDevice);
        const hidden = decideOutbound(dials(`${code}${text}`, { trunks }), company, everyDevice);
        if (plain.kind !== "trunk" || plain.emergency || plain.callerId === null) expect(hidden).toEqual(plain);
        else expect(hidden).toEqual({ ...plain, callerId: { ...plain.callerId, withheld: true } });
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["*310612345678", "0612345678"],
    ["*31*0612345678", "0612345678"],
    ["#31#0612345678", "0612345678"],
    ["%2331%23+33612345678", "+33612345678"],
    ["0612345678", undefined],
    ["*31", undefined],
  ])("is read from %s: %s", (dialled, number) => {
    expect(withheldNumber(dialled)).toBe(number);
  });
});

describe("a service that calls back after an emergency call", () => {
  const busy = {
    doNotDisturb: true,
    forwarding: { enabled: true, number: BOB_DID, ringDevices: false, requireKeyPress: true },
  };

  it("rings the phones of the user who called, whatever they have set, then goes where the number leads", () => {
    const company = tables({ alice: busy });
    const usual = decideInbound(inbound({ dialled: BOB_DID }), company, everyDevice);
    expect(decideInbound(inbound({ dialled: BOB_DID }), company, everyDevice, { callback: ALICE })).toMatchObject({
      kind: "ring",
      callee: ALICE,
      branches: [
        { kind: "device", device: ALICE_DESK, user: ALICE },
        { kind: "device", device: ALICE_SOFT, user: ALICE },
      ],
      ringForMs: 60_000,
      ...{ otherwise: usual, toVoicemail: usual },
    });
  });

  it("goes where the number leads when none of them is reachable", () => {
    const company = tables({ alice: busy });
    for (const reachable of [noDevice, new Set([BOB_DESK])]) {
      const usual = decideInbound(inbound(), company, reachable);
      expect(decideInbound(inbound(), company, reachable, { callback: ALICE })).toEqual(usual);
    }
  });

  it("has all their phones looked up", () => {
    const asked = prerequisitesOfInbound(
      inbound({ tenant: ACME, dialled: MAIN }),
      tables({ alice: busy }),
      ALICE,
    ).devices;
    expect(asked).toEqual(expect.arrayContaining([ALICE_DESK, ALICE_SOFT]));
  });
});
