import fc from "fast-check";

/** A JSON schema, as an OpenAPI document shows it. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Values that are never written by mistake. */
export const HOSTILE: readonly unknown[] = [
  ...[null, true, 0, -1, 1.5, Number.MAX_SAFE_INTEGER, 1e308, -0, [], {}, [[[]]]],
  ...["", " ", "\u0000", "\r\nX-Injected: 1", "'; DROP", "../../etc/passwd", "<script>", "%00%0d%0a", "*", "$ne"],
  ...["x".repeat(20_000), "٣", "👩‍👩‍👧", "ﷺ", "\u202Egnp", "__proto__", "constructor", "é\u0301"],
  ...[{ length: 1 }, { toString: null }, { $gt: "" }, Array.from({ length: 600 }, () => "x")],
];

/** What fits this schema, as far as patterns and limits go; rules between fields it can't know. */
export function fitting(schema: JsonSchema, known: readonly string[]): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map((each) => fitting(each, known)));
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case "object":
      return object(schema, known);
    case "array":
      return fc.array(fitting(schema.items ?? {}, known), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, (schema.minItems ?? 0) + 3),
      });
    case "string":
      return text(schema, known);
    case "integer":
    case "number":
      return number(schema);
    case "boolean":
      return fc.boolean();
    case undefined:
    default:
      return fc.constant(null);
  }
}

function object({ properties = {}, required = [] }: JsonSchema, known: readonly string[]): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, fitting(each, known)]));
  return fc.record(fields, { requiredKeys: required.filter((name) => name in fields) });
}

function text({ pattern, minLength = 0, maxLength = 40 }: JsonSchema, known: readonly string[]): fc.Arbitrary<string> {
  const isLong = (value: string): boolean => value.length >= minLength && value.length <= maxLength;
  if (pattern === undefined)
    return fc.string({ unit: "grapheme", minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) });
  const any = matching(pattern).filter(isLong);
  const fit = known.filter((each) => isLong(each) && new RegExp(pattern).test(each));
  return fit.length === 0 ? any : fc.oneof(any, fc.constantFrom(...fit));
}

/** It takes long to make one, and there are few. */
const made = new Map<string, fc.Arbitrary<string>>();
function matching(pattern: string): fc.Arbitrary<string> {
  const known = made.get(pattern) ?? fc.stringMatching(new RegExp(pattern), { size: "small" });
  made.set(pattern, known);
  return known;
}

function number({ type, minimum = 0, maximum = minimum + 1_000 }: JsonSchema): fc.Arbitrary<number> {
  const limits = fc.constantFrom(minimum, maximum);
  return type === "integer" ? fc.oneof(limits, fc.integer({ min: minimum, max: maximum })) : limits;
}

/** The same with one value somewhere in it, or all of it, replaced, taken away or doubled. */
export function broken(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const hostile = fc.constantFrom(...HOSTILE);
  return fc
    .tuple(value, fc.nat(), hostile, fc.constantFrom("replace", "remove", "all"))
    .map(([whole, at, bad, how]) => {
      if (how === "all") return bad;
      const copy: unknown = structuredClone(whole);
      const places = placesOf(copy);
      const place = places[at % Math.max(places.length, 1)];
      if (place === undefined) return bad;
      if (how === "replace") place.holder[place.name] = bad;
      else Reflect.deleteProperty(place.holder, place.name);
      return copy;
    });
}

interface Place {
  readonly holder: Record<string, unknown>;
  readonly name: string;
}

function placesOf(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((name) => [{ holder, name }, ...placesOf(holder[name])]);
}
