import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPremiumNumber, shortTollObstacles, tollObstacles } from "../../../src/numbering/toll.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";

const number = (text: string) => parseE164(text)!;
const rules = { countries: ["FR" as const], premiumNumbers: false };

describe("a number that costs more than a call", () => {
  it.each([
    ["France 0899", "+33899123456", true],
    ["France 0810", "+33810123456", true],
    ["France 0825, too short for the library", "+338251234", true],
    ["France mobile", "+33612345678", false],
    ["France Paris", "+33170000001", false],
    ["France 0800 freephone", "+33800123456", false],
    ["Britain 0909", "+449098790000", true],
    ["Britain 0870", "+448701234567", true],
    ["Britain 0843", "+448431234567", true],
    ["Britain 070 personal", "+447012345678", true],
    ["Britain 118 directory", "+44118500", true],
    ["Britain mobile", "+447400123456", false],
    ["Britain Reading, which is 0118", "+441189496000", false],
    ["Britain London", "+442079460000", false],
    ["United States 900", "+19005551234", true],
    ["United States 976 exchange", "+12129761234", true],
    ["United States New York", "+12125551234", false],
    ["Germany 0900", "+499001234567", true],
    ["Germany 0137", "+491371234567", true],
    ["Germany 0180", "+491803123456", true],
    ["Germany mobile", "+4915123456789", false],
    ["Germany Berlin", "+493012345678", false],
    ["international premium", "+979123456789", true],
    ["international freephone", "+80012345678", false],
  ])("%s (%s): %s", (_, text, premium) => {
    expect(isPremiumNumber(number(text))).toBe(premium);
  });

  it.each([
    ["118712", "FR", 1],
    ["3615", "FR", 1],
    ["1013", "FR", 0],
    ["116006", "FR", 0],
    ["11833", "DE", 1],
    ["118500", "GB", 1],
    ["111", "GB", 0],
    ["411", "US", 1],
    ["811", "US", 0],
  ] as const)("may be a short service: %s in %s", (digits, country, obstacles) => {
    expect(shortTollObstacles(digits, country, rules)).toHaveLength(obstacles);
    expect(shortTollObstacles(digits, country, { ...rules, premiumNumbers: true })).toEqual([]);
  });
});

describe("the countries that may be called", () => {
  it.each([
    ["+33170000001", []],
    ["+442079460000", ["countries"]],
    ["+18765551234", ["countries"]],
    ["+881612345678", ["countries"]],
    ["+80012345678", []],
    ["+449098790000", ["countries", "premiumNumbers"]],
  ])("from France only: %s", (text, obstacles) => {
    expect(tollObstacles(number(text), rules)).toEqual(obstacles);
  });

  it("tell the islands of the Caribbean from the United States, all of them +1", () => {
    const toAmerica = { countries: ["US" as const], premiumNumbers: false };
    expect(tollObstacles(number("+12125551234"), toAmerica)).toEqual([]);
    expect(tollObstacles(number("+18765551234"), toAmerica)).toEqual(["countries"]);
    expect(tollObstacles(number("+14165551234"), toAmerica)).toEqual(["countries"]);
  });

  it("never let more pass with fewer of them, and nothing with none but freephone", () => {
    const digits = fc.stringMatching(/^\+[1-9]\d{6,14}$/);
    fc.assert(
      fc.property(digits, (text) => {
        const none = tollObstacles(number(text), { countries: [], premiumNumbers: false });
        const some = tollObstacles(number(text), { countries: ["FR", "US"], premiumNumbers: true });
        expect(some.every((obstacle) => none.includes(obstacle))).toBe(true);
        expect(none.includes("countries")).toBe(!text.startsWith("+800"));
      }),
    );
  });
});
