import type { FastifyRequest } from "fastify";
import { parseCountry } from "../numbering/country.ts";
import { normalise } from "../numbering/normalise.ts";
import { E164Text } from "../settings/schemas/words.ts";
import { userPolicies } from "../settings/schemas/policies.ts";
import type { Settings } from "../settings/settings.ts";

/** What of JSON Schema says where public numbers are. */
interface Schema {
  readonly pattern?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
}
type ToE164 = (text: string) => string;

/** The pattern of a list of blocked numbers begins with it: whole numbers, and beginnings of some. */
const E164_PATTERN = (E164Text as unknown as Schema).pattern ?? "";
const BLOCKED_PATTERN = (userPolicies.blockList.properties.numbers.items as Schema).pattern;

/**
 * Writes the public numbers of a request in E.164 form before it is checked, wherever its schema wants one: people write
 * "01 70 00 00 01" for what is +33170000001 in the company's country. What is no number stays for the check to refuse.
 */
export function normaliseNumbers(request: FastifyRequest, { snapshot }: Pick<Settings, "snapshot">): void {
  const country = parseCountry(snapshot.tenant(request.identity.tenantId)?.country ?? "");
  const { body, params } = (request.routeOptions.schema ?? {}) as { readonly body?: Schema; readonly params?: Schema };
  if (country === undefined) return;
  const toE164: ToE164 = (text) => normalise(text, country) ?? text;
  if (body !== undefined && request.body !== undefined) request.body = withE164(body, request.body, toE164);
  if (params !== undefined) request.params = withE164(params, request.params, toE164);
}

/** The same for a value that isn't the request's body. */
export function withNumbersOf(
  { snapshot }: Pick<Settings, "snapshot">,
  { tenantId }: Pick<FastifyRequest["identity"], "tenantId">,
  schema: object,
  value: unknown,
): unknown {
  const country = parseCountry(snapshot.tenant(tenantId)?.country ?? "");
  return country === undefined ? value : withE164(schema, value, (text) => normalise(text, country) ?? text);
}

/** The value with its public numbers in E.164 form, by its schema. */
function withE164(schema: Schema, value: unknown, toE164: ToE164): unknown {
  if (typeof value === "string") return wantsNumber(schema, value) ? toE164(value) : value;
  if (schema.anyOf !== undefined) return schema.anyOf.reduce((rest, branch) => withE164(branch, rest, toE164), value);
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? value : value.map((item: unknown) => withE164(items, item, toE164));
  }
  const { properties } = schema;
  if (properties === undefined || !isPlainObject(value) || !isMeant(properties, value)) return value;
  const parts = Object.entries(value).map(([name, part]) => {
    const own = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return [name, own === undefined ? part : withE164(own, part, toE164)] as const;
  });
  return Object.fromEntries(parts);
}

/** Only a text that fits nothing that may stand there is read as a number: an extension stays one. */
function wantsNumber(schema: Schema, text: string): boolean {
  const branches = schema.anyOf ?? [schema];
  const fits = ({ pattern, const: word }: Schema): boolean =>
    word === text || (pattern !== undefined && new RegExp(pattern, "u").test(text));
  return (
    branches.some(({ pattern }) => pattern === E164_PATTERN || pattern === BLOCKED_PATTERN) && !branches.some(fits)
  );
}

/** Of a union only the branch whose words the value has: `kind`. */
function isMeant(properties: NonNullable<Schema["properties"]>, value: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(properties).every(([name, { const: word }]) => word === undefined || value[name] === word);
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Buffer.isBuffer(value);
}
