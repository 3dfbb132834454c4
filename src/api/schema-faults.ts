import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import type { Fault } from "./problem.ts";

/** More would not be read; the first ones are the nearest to the cause. */
const MAX_FAULTS = 20;
/** Of a member of a list, as in "one of 40 words". */
const MAX_NAMED = 20;

/** What of JSON Schema our schemas use. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly patternProperties?: unknown;
  readonly items?: Schema;
  readonly pattern?: string;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly examples?: readonly unknown[];
}

type Json = Readonly<Record<string, unknown>>;

/** What of a value isn't as the schema says: one fault a field, in words that say what would be right. */
export function faultsOf(schema: TSchema, value: unknown): readonly Fault[] {
  return [...look(schema, value, "")].slice(0, MAX_FAULTS);
}

function* look(schema: Schema, value: unknown, path: string): Generator<Fault> {
  if (fits(schema, value)) return;
  if (schema.anyOf !== undefined) yield* lookInUnion(branchesOf(schema), value, path);
  else if (schema.properties !== undefined && isObject(value)) yield* lookInObject(schema, value, path);
  else if (schema.items !== undefined && Array.isArray(value)) yield* lookInArray(schema, value, path);
  else yield { field: path, detail: problemOf(schema, value) };
}

/** An object is meant as the shape whose words it has, as `kind`; only that shape says what is wrong with it. */
function* lookInUnion(branches: readonly Schema[], value: unknown, path: string): Generator<Fault> {
  const shapes = branches.filter(({ properties }) => properties !== undefined);
  if (!isObject(value) || shapes.length === 0) {
    // A list of several allowed kinds is looked into only where it is the one list.
    const [list, ...others] = branches.filter(({ items }) => items !== undefined);
    if (list !== undefined && others.length === 0 && Array.isArray(value)) yield* look(list, value, path);
    else yield { field: path, detail: `must be ${choice(branches)}` };
    return;
  }
  const meant =
    shapes.length === 1
      ? shapes
      : shapes.filter((shape) => wordsOf(shape).every(([name, word]) => value[name] === word));
  const [shape] = meant;
  if (shape !== undefined) {
    yield* look(shape, value, path);
    return;
  }
  const name = wordsOf(shapes[0] ?? {})[0]?.[0];
  const allowed = shapes.flatMap((each) => wordsOf(each).flatMap(([own, word]) => (own === name ? [word] : [])));
  if (name === undefined || allowed.length < shapes.length)
    yield { field: path, detail: "is of none of the shapes that are allowed here" };
  else if (value[name] === undefined)
    yield { field: `${path}/${name}`, detail: `is missing: one of ${listed(allowed)}` };
  else yield { field: `${path}/${name}`, detail: `must be one of ${listed(allowed)}` };
}

function* lookInObject(schema: Schema, value: Json, path: string): Generator<Fault> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const before = { any: false };
  const tell = (fault: Fault): Fault => {
    before.any = true;
    return fault;
  };
  for (const name of required) if (!(name in value)) yield tell({ field: at(path, name), detail: "is missing" });
  if (additionalProperties === false && schema.patternProperties === undefined) {
    for (const name of Object.keys(value))
      if (!Object.hasOwn(properties, name)) yield tell({ field: at(path, name), detail: "is not known here" });
  }
  for (const [name, property] of Object.entries(properties))
    if (Object.hasOwn(value, name)) for (const fault of look(property, value[name], at(path, name))) yield tell(fault);
  if (!before.any) yield { field: path, detail: firstMessage(schema, value) };
}

function* lookInArray(schema: Schema, value: readonly unknown[], path: string): Generator<Fault> {
  const { items = {} } = schema;
  let any = false;
  for (const [index, item] of value.entries()) {
    for (const fault of look(items, item, `${path}/${index}`)) {
      any = true;
      yield fault;
    }
  }
  if (!any) yield { field: path, detail: firstMessage(schema, value) };
}

/** One word or number that isn't right. */
function problemOf(schema: Schema, value: unknown): string {
  const isText = schema.type === "string" && typeof value === "string";
  if (!isText) return `must be ${words(schema)}`;
  const example = schema.examples?.[0];
  const message = firstMessage(schema, value);
  if (schema.pattern !== undefined && message.includes("pattern")) return formProblem(schema, value);
  return example === undefined ? message : `${message}; right is, for example, ${JSON.stringify(example)}`;
}

/** Of a text that isn't formed as it should be: what is wrong with it in words, never the pattern. */
function formProblem({ description, examples }: Schema, text: string): string {
  const example = examples?.[0];
  if (example !== undefined) return `is not in the right form; right is, for example, ${JSON.stringify(example)}`;
  if (description !== undefined) return `is not in the right form: ${description}`;
  const invisible = /\p{Cc}|\p{Cf}|\uFEFF|[^\S ]/u.exec(text)?.[0];
  if (invisible !== undefined) return `must not have ${nameOf(invisible)}`;
  return text.trim() === text ? "is not in the right form" : "must not begin or end with a blank";
}

/** A character that isn't seen, by its name or number. */
function nameOf(character: string): string {
  if (character === "\t") return "a tab";
  if (character === "\n" || character === "\r") return "a line break";
  const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `an invisible character (U+${number})`;
}

function firstMessage(schema: Schema, value: unknown): string {
  const [error] = Value.Errors(schema as TSchema, value);
  return error?.message ?? "is not valid";
}

/** What a schema allows, as a person says it. */
function words(schema: Schema): string {
  if (schema.anyOf !== undefined) return oneOf(branchesOf(schema).map(words));
  if ("const" in schema) return JSON.stringify(schema.const);
  switch (schema.type) {
    case "integer":
      return `a whole number${range(schema)}`;
    case "number":
      return `a number${range(schema)}`;
    case "boolean":
      return "true or false";
    case "null":
      return "null";
    case "array":
      return "a list";
    case "object":
      return "an object";
    case undefined:
    default: {
      const example = schema.examples?.[0];
      return example === undefined ? "a text" : `a text like ${JSON.stringify(example)}`;
    }
  }
}

function range({ minimum, maximum }: Schema): string {
  if (minimum !== undefined && maximum !== undefined) return ` from ${minimum} to ${maximum}`;
  if (minimum !== undefined) return ` from ${minimum}`;
  return maximum === undefined ? "" : ` up to ${maximum}`;
}

/** Of words only their list, of others what each is. */
function choice(branches: readonly Schema[]): string {
  const allowed = branches.flatMap((branch) => ("const" in branch ? [branch.const] : []));
  return allowed.length === branches.length ? `one of ${listed(allowed)}` : oneOf(branches.map(words));
}

/** "1, 2 or 3", each once. */
function oneOf(parts: readonly string[]): string {
  const each = [...new Set(parts)];
  const last = each.pop() ?? "";
  return each.length === 0 ? last : `${each.join(", ")} or ${last}`;
}

function listed(allowed: readonly unknown[]): string {
  return [...new Set(allowed)]
    .slice(0, MAX_NAMED)
    .map((word) => JSON.stringify(word))
    .join(", ");
}

/** Unions of unions are one. */
function branchesOf({ anyOf = [] }: Schema): readonly Schema[] {
  return anyOf.flatMap((branch) => (branch.anyOf === undefined ? [branch] : branchesOf(branch)));
}

/** The fields of a shape that can have one value only. */
function wordsOf({ properties = {} }: Schema): readonly (readonly [name: string, word: unknown])[] {
  return Object.entries(properties).flatMap(([name, property]) =>
    "const" in property ? [[name, property.const] as const] : [],
  );
}

/** A step of a JSON pointer (RFC 6901 §3). */
function at(path: string, name: string): string {
  return `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fits(schema: Schema, value: unknown): boolean {
  return Value.Check(schema as TSchema, value);
}
