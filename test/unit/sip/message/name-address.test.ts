import { describe, expect, it } from "vitest";
import { MAX_PARAMS } from "../../../../src/sip/message/limits.ts";
import {
  addressOf,
  addressesOf,
  contactsOf,
  nameAddress,
  parseNameAddress,
  preferenceOf,
  printNameAddress,
  tagOf,
  withTag,
  type NameAddress,
} from "../../../../src/sip/name-addr.ts";
import { hasParam, paramValue, withParam, withoutParam } from "../../../../src/sip/params.ts";
import { FIVE, fiveBut, request } from "./messages.ts";

function address(text: string): NameAddress {
  const parsed = parseNameAddress(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

describe("an address in a header", () => {
  it.each([
    ["<sip:a@b>", undefined, "sip:a@b", []],
    ["sip:a@b", undefined, "sip:a@b", []],
    [" sip:a@b ; tag=x", undefined, "sip:a@b", [{ name: "tag", value: "x" }]],
    [
      "<sip:a@b;lr>;tag=x;flag",
      undefined,
      "sip:a@b;lr",
      [
        { name: "tag", value: "x" },
        { name: "flag", value: undefined },
      ],
    ],
    ["caller<sip:a@b>", "caller", "sip:a@b", []],
    ["A. Bell  <sip:a@b>", "A. Bell", "sip:a@b", []],
    ["Zoé Müller <sip:a@b>", "Zoé Müller", "sip:a@b", []],
    ['"" <sip:a@b>', "", "sip:a@b", []],
    ['"J \\"R\\\\" <sip:a@b> ; x = "1;2"', 'J "R\\', "sip:a@b", [{ name: "x", value: '"1;2"' }]],
    ['"<sip:not@this>"<sip:a@b>', "<sip:not@this>", "sip:a@b", []],
    ["<name:John_Smith>", undefined, "name:John_Smith", []],
    ["isbn:2983792873", undefined, "isbn:2983792873", []],
    ["<sip:a@b?Route=%3Csip:c%3E>", undefined, "sip:a@b?Route=%3Csip:c%3E", []],
  ])("written %j is read", (text, display, uri, params) => {
    expect(address(text)).toEqual({ display, uri, params });
  });

  it.each([
    "",
    "bob",
    "<bob>",
    "<>",
    "<sip:a@b",
    "< sip:a@b>",
    "<sip:a@b >",
    "<sip:a@b\0>",
    '"never closed <sip:a@b>',
    '"name" sip:a@b',
    '"name"',
    "Bell, Alexander <sip:a@b>",
    "sip:a@b?Route=x",
    "sip:a,b@c",
    "<sip:a@b>;;",
    "<sip:a@b>;",
    "<sip:a@b>;=x",
    "<sip:a@b>;tag=",
    "<sip:a@b>;tag=,",
    "<sip:a@b>;tag=<x>",
    "<sip:a@b>x",
    "<sip:a@b>;a b",
    "<sip:a@b>, <sip:c@d>",
    "sip:a@b;;",
    "*",
    `<sip:a@b>${";x".repeat(MAX_PARAMS + 1)}`,
  ])("written %j is refused", (text) => {
    expect(parseNameAddress(text).ok).toBe(false);
  });

  it.each([
    [nameAddress("sip:a@b"), "<sip:a@b>"],
    [nameAddress("sip:a@b", "Alice Martin"), "Alice Martin <sip:a@b>"],
    [nameAddress("sip:a@b", 'Zoé "Z" \\ Müller'), '"Zoé \\"Z\\" \\\\ Müller" <sip:a@b>'],
    [nameAddress("sip:a@b", ""), '"" <sip:a@b>'],
    [nameAddress("sip:a@b", " padded"), '" padded" <sip:a@b>'],
    [nameAddress("sip:a@b", "x\r\nEvil: \0yes"), '"x Evil: \\\0yes" <sip:a@b>'],
    [
      nameAddress("sip:a@b", undefined, [
        { name: "tag", value: "x" },
        { name: "lr", value: undefined },
      ]),
      "<sip:a@b>;tag=x;lr",
    ],
  ])("is printed with brackets, and quotes where it needs them: %#", (value, text) => {
    expect(printNameAddress(value)).toBe(text);
    expect(address(text)).toEqual({ ...value, display: value.display?.replace("\r\n", " ") });
  });

  it("has a tag, gets one, or changes it", () => {
    expect(tagOf(address("<sip:a@b>"))).toBeUndefined();
    expect(tagOf(address("<sip:a@b>;Tag=x"))).toBe("x");
    expect(printNameAddress(withTag(address("<sip:a@b>;x=y"), "1"))).toBe("<sip:a@b>;x=y;tag=1");
    expect(printNameAddress(withTag(address("<sip:a@b>;TAG=x;y"), "1"))).toBe("<sip:a@b>;y;tag=1");
  });

  it("has parameters that can be set and taken away", () => {
    const { params } = address('<sip:a@b>;expires=60;+sip.instance="<urn:uuid:x>"');
    expect(paramValue(params, "+sip.instance")).toBe("<urn:uuid:x>");
    expect(hasParam(params, "EXPIRES")).toBe(true);
    expect(withParam(params, "Expires", "30")[0]).toEqual({ name: "expires", value: "30" });
    expect(withParam(params, "q", "1")).toHaveLength(3);
    expect(withoutParam(params, "EXPIRES")).toHaveLength(1);
  });

  it("is preferred from 0 to 1", () => {
    const q = (value: string) => preferenceOf(address(`<sip:a@b>${value}`));
    expect([";q=0", ";q=0.5", ";q=0.333", ";q=1.000", ""].map(q)).toEqual([0, 0.5, 0.333, 1, 1]);
    expect([";q", ";q=1.001", ";q=0.3333", ";q=-1", ";q=x"].map(q)).toEqual(Array(5).fill(undefined));
  });
});

describe("the addresses of a message", () => {
  it("are its From and To", () => {
    expect(addressOf(request(), "from")).toMatchObject({ ok: true, value: { display: "Alice" } });
    expect(addressOf(request(fiveBut("To", undefined)), "to")).toEqual({ ok: false, problem: "to: missing" });
  });

  it("are its Contacts, or a star that stands alone", () => {
    const contacts = (...values: readonly string[]) =>
      contactsOf(request([...FIVE, ...values.map((value) => `m: ${value}`)]));
    expect(contacts()).toEqual({ ok: true, value: [] });
    expect(contacts("*")).toEqual({ ok: true, value: "*" });
    expect(contacts("<sip:a>, <sip:b>", "sip:c")).toMatchObject({
      ok: true,
      value: [{ uri: "sip:a" }, { uri: "sip:b" }, { uri: "sip:c" }],
    });
    expect(contacts("*", "<sip:a>").ok).toBe(false);
    expect(contacts("*, *").ok).toBe(false);
    expect(contacts("bob").ok).toBe(false);
  });

  it("are those of any header of addresses", () => {
    expect(addressesOf(request([...FIVE, "Route: <sip:a;lr>,<sip:b;lr>"]), "route")).toMatchObject({
      ok: true,
      value: [{ uri: "sip:a;lr" }, { uri: "sip:b;lr" }],
    });
  });
});
