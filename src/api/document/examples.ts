import type { Schema } from "./schema.ts";

/** What stands in texts whose schemas give no example, by the name of the field. */
const TEXTS: Readonly<Record<string, string>> = {
  address: "198.51.100.7",
  because: "outside opening hours",
  block: "198.51.100.0/24",
  browser: "Firefox",
  by: "Alice Martin",
  caller: "+33612345678",
  callerName: "Bob Dupont",
  code: "123456",
  company: "Atelier Martin",
  contact: "sip:k3m9q2w8e5@198.51.100.7:5060",
  currentPassword: "correct horse battery",
  dialled: "+33170000001",
  email: "alice@example.com",
  fetchedFrom: "198.51.100.7",
  field: "/name",
  from: "+33612345678",
  fromName: "Bob Dupont",
  host: "sip.provider.example",
  lastFour: "x7Kq",
  macAddress: "001122aabbcc",
  maker: "yealink",
  next: "k3m9q2w8e5r7t1y4u6a0",
  note: "Carrier contract 4711",
  number: "+33170000001",
  password: "correct horse battery",
  reason: "as agreed by telephone",
  recoveryCodes: "k3m9-q2w8-e5r7",
  result: "user",
  rule: "destination",
  secret: "whsec_shown-once",
  sipDomain: "pbx.example.com:5060",
  sipPassword: "shown-once",
  sipUsername: "k3m9q2w8e5",
  system: "Windows",
  tenantName: "Atelier Martin",
  text: "INVITE sip:1001@pbx.example.com SIP/2.0",
  ticket: "a-ticket-of-the-step-before",
  timeZone: "Europe/Paris",
  token: "a-token-that-is-shown-once",
  transport: "tls",
  type: "call.ended",
  uri: "otpauth://totp/Atelier%20Martin:alice@example.com?secret=JBSWY3DPEHPK3PXP",
  userAgent: "Yealink SIP-T54W 96.86.0.100",
  username: "atelier-martin",
};
/** The same for numbers. */
const NUMBERS: Readonly<Record<string, number>> = {
  answerTimeSeconds: 25,
  callRecordDays: 365,
  capacity: 10,
  healthCheckSeconds: 60,
  maxCalls: 2,
  memberTimeSeconds: 15,
  port: 5060,
  priority: 100,
  ringTimeSeconds: 25,
  status: 200,
  version: 7,
};
/** What is called so, by the first of these that the name of its schema has in it. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/User|Directory|Session|^Me$|CreatedBy/, "Alice Martin"],
  [/RingGroup/, "Sales"],
  [/Conference/, "Monday meeting"],
  [/Receptionist/, "Welcome"],
  [/Trunk/, "Provider in Paris"],
  [/Webhook|Token/, "CRM"],
  [/Mailbox/, "Orders"],
  [/Site/, "Depot"],
  [/Device|Phone|Passkey/, "Desk phone"],
  [/Destination|ToOutside/, "Sales"],
];
const COMPANY = "Atelier Martin";
const TIME = "2026-11-30T09:15:00.000Z";
/** Names of fields that tell when something was or will be. */
const TELLS_WHEN = /(?:At|Until|Change)$|^(?:at|since|until)$/;
/** What an identity, a call, a log-in or a PIN looks like. */
const FORMS = ["k3m9q2w8e5r7t1y4u6a0", "3f9a1c2b4d5e6f708192a3b4c5d6e7f8", "4711", "123456"];

/** Which fields of an object an example has. */
type Fields = "needed" | "all";

/** A body that a client may send: what it must say, or the first thing that it may. */
export function exampleBody(schema: Schema): unknown {
  return exampleOf(schema, TOP, "needed");
}

/** An answer, with all that it can have. */
export function exampleAnswer(schema: Schema): unknown {
  return exampleOf(schema, TOP, "all");
}

/** Where a value stands: in which field, and below which schema that has a name. */
interface Place {
  readonly name: string;
  readonly title: string;
}
const TOP: Place = { name: "", title: "" };

/** The schema's own example, else one that is made of its parts' own. */
function exampleOf(schema: Schema, { name, title: above }: Place, fields: Fields): unknown {
  const place = { name, title: schema.title ?? above };
  const { examples, anyOf, items, properties, patternProperties } = schema;
  const [own] = examples ?? [];
  if (own !== undefined) return own;
  if ("const" in schema) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (anyOf !== undefined) return exampleOf(usualOf(anyOf), place, fields);
  if (items !== undefined) return [exampleOf(items, place, fields)];
  if (properties !== undefined) return exampleObject(schema, place, fields);
  if (patternProperties !== undefined) return exampleMap(patternProperties, place, fields);
  return exampleValue(schema, place);
}

/** Of several that may stand there: a value rather than null, and a range rather than the 0 that switches it off. */
function usualOf(branches: readonly Schema[]): Schema {
  const values = branches.filter(({ type }) => type !== "null");
  return values.find((branch) => branch.const !== 0) ?? values[0] ?? {};
}

function exampleObject({ properties = {}, required = [] }: Schema, { title }: Place, fields: Fields): object {
  const [first] = Object.keys(properties);
  const needed = required.length === 0 && first !== undefined ? [first] : required;
  const shown = Object.entries(properties).filter(([name]) => fields === "all" || needed.includes(name));
  return Object.fromEntries(shown.map(([name, property]) => [name, exampleOf(property, { name, title }, fields)]));
}

function exampleMap(patterns: NonNullable<Schema["patternProperties"]>, { title }: Place, fields: Fields): object {
  const [values] = Object.values(patterns);
  return values === undefined ? {} : { key: exampleOf(values, { name: "", title }, fields) };
}

function exampleValue(schema: Schema, { name, title }: Place): unknown {
  const { type, minimum, maximum } = schema;
  switch (type) {
    case "integer":
    case "number":
      return Math.min(Math.max(NUMBERS[name] ?? 1, minimum ?? 0), maximum ?? Infinity);
    case "boolean":
      return true;
    case "null":
      return null;
    case "array":
      return [];
    case "object":
      return {};
    case "string":
      return exampleText(schema, name, title);
    case undefined:
    default:
      return {};
  }
}

/** The first text for such a field that has the right form. */
function exampleText(
  { pattern, minLength = 0, maxLength = Infinity, format }: Schema,
  name: string,
  title: string,
): string {
  if (format === "date-time" || (pattern === undefined && TELLS_WHEN.test(name))) return TIME;
  const named = name === "name" || name === "label" ? nameFor(title) : TEXTS[name];
  const form = new RegExp(pattern ?? "", "u");
  const candidates = [...(named === undefined ? [] : [named]), ...FORMS];
  const isRight = (text: string): boolean => form.test(text) && text.length >= minLength && text.length <= maxLength;
  return candidates.find(isRight) ?? FORMS[0] ?? "";
}

function nameFor(title: string): string {
  return NAMES.find(([form]) => form.test(title))?.[1] ?? COMPANY;
}
