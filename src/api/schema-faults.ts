import type { TSchema } from "typebox";
import { Value } from "typebox/value";
import type { FaultCode } from "./fault-codes.ts";
import type { Fault as AnyFault } from "./problem.ts";

/** What is wrong, where it is known. */
type Fault = AnyFault & { readonly code: FaultCode };
/** The same without its place. */
type Said = Omit<Fault, "field">;

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
  else yield { field: path, ...problemOf(schema, value) };
}

/** An object is meant as the shape whose words it has, as `kind`; only that shape says what is wrong with it. */
function* lookInUnion(branches: readonly Schema[], value: unknown, path: string): Generator<Fault> {
  const shapes = branches.filter(({ properties }) => properties !== undefined);
  if (!isObject(value) || shapes.length === 0) {
    // A list of several allowed kinds is looked into only where it is the one list.
    const [list, ...others] = branches.filter(({ items }) => items !== undefined);
    if (list !== undefined && others.length === 0 && Array.isArray(value)) yield* look(list, value, path);
    else yield { field: path, ...choiceProblem(branches) };
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
    yield { field: path, code: "no-such-shape", detail: "is of none of the shapes that are allowed here" };
  else if (value[name] === undefined)
    yield { field: `${path}/${name}`, ...allowedOnly("kind-missing", allowed, "is missing:") };
  else yield { field: `${path}/${name}`, ...allowedOnly("not-one-of", allowed, "must be") };
}

function* lookInObject(schema: Schema, value: Json, path: string): Generator<Fault> {
  const { properties = {}, required = [], additionalProperties } = schema;
  const before = { any: false };
  const tell = (fault: Fault): Fault => {
    before.any = true;
    return fault;
  };
  for (const name of required)
    if (!(name in value)) yield tell({ field: at(path, name), code: "missing", detail: "is missing" });
  if (additionalProperties === false && schema.patternProperties === undefined) {
    for (const name of Object.keys(value))
      if (!Object.hasOwn(properties, name))
        yield tell({ field: at(path, name), code: "unknown-field", detail: "is not known here" });
  }
  for (const [name, property] of Object.entries(properties))
    if (Object.hasOwn(value, name)) for (const fault of look(property, value[name], at(path, name))) yield tell(fault);
  if (!before.any) yield { field: path, ...firstProblem(schema, value) };
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
  if (!any) yield { field: path, ...firstProblem(schema, value) };
}

/** One word or number that isn't right. */
function problemOf(schema: Schema, value: unknown): Said {
  const isText = schema.type === "string" && typeof value === "string";
  if (!isText) return { ...valueCode(schema, value), detail: `must be ${words(schema)}` };
  const example = schema.examples?.[0];
  const problem = firstProblem(schema, value);
  if (schema.pattern !== undefined && problem.detail.includes("pattern")) return formProblem(schema, value);
  if (example === undefined) return problem;
  return { ...problem, detail: `${problem.detail}; right is, for example, ${JSON.stringify(example)}` };
}

/** A number that lies outside, or a value of another type. */
function valueCode(schema: Schema, value: unknown): Pick<Said, "code" | "params"> {
  const { type, minimum, maximum } = schema;
  const isNumber = type === "integer" || type === "number";
  if (isNumber && typeof value === "number") {
    if (minimum !== undefined && maximum !== undefined) return { code: "out-of-range", params: { minimum, maximum } };
    if (minimum !== undefined && value < minimum) return { code: "below-minimum", params: { minimum } };
    if (maximum !== undefined && value > maximum) return { code: "above-maximum", params: { maximum } };
  }
  return { code: "not-allowed", params: { expected: words(schema) } };
}

/** Of words only their list; 0 and a range; of others what each is. */
function choiceProblem(branches: readonly Schema[]): Said {
  const allowed = branches.flatMap((branch) => ("const" in branch ? [branch.const] : []));
  if (allowed.length === branches.length) return allowedOnly("not-one-of", allowed, "must be");
  const detail = `must be ${oneOf(branches.map(words))}`;
  const [{ minimum, maximum } = {}, ...others] = branches.filter((branch) => !("const" in branch));
  if (allowed.length === 1 && allowed[0] === 0 && others.length === 0 && minimum !== undefined && maximum !== undefined)
    return { code: "zero-or-range", params: { minimum, maximum }, detail };
  return { code: "not-allowed", params: { expected: oneOf(branches.map(words)) }, detail };
}

function allowedOnly(code: "kind-missing" | "not-one-of", allowed: readonly unknown[], verb: string): Said {
  return { code, params: { allowed: listed(allowed) }, detail: `${verb} one of ${listed(allowed)}` };
}

/** Of a text that isn't formed as it should be: what is wrong with it in words, never the pattern. */
function formProblem({ description, examples }: Schema, text: string): Said {
  const example = examples?.[0];
  if (typeof example === "string")
    return {
      ...{ code: "wrong-form", params: { example } },
      detail: `is not in the right form; right is, for example, ${JSON.stringify(example)}`,
    };
  if (description !== undefined) return { code: "wrong-form", detail: `is not in the right form: ${description}` };
  const invisible = /\p{Cc}|\p{Cf}|\uFEFF|[^\S ]/u.exec(text)?.[0];
  if (invisible !== undefined) {
    const character = nameOf(invisible);
    return { code: "invisible-character", params: { character }, detail: `must not have ${character}` };
  }
  if (text.trim() === text) return { code: "wrong-form", detail: "is not in the right form" };
  return { code: "blank-ends", detail: "must not begin or end with a blank" };
}

/** A character that isn't seen, by its name or number. */
function nameOf(character: string): string {
  if (character === "\t") return "a tab";
  if (character === "\n" || character === "\r") return "a line break";
  const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return `an invisible character (U+${number})`;
}

/** What JSON Schema calls them. */
const LIMITS: Readonly<Record<string, { readonly code: FaultCode; readonly name?: string }>> = {
  minLength: { code: "too-short", name: "minimum" },
  maxLength: { code: "too-long", name: "maximum" },
  minItems: { code: "too-few-items", name: "minimum" },
  maxItems: { code: "too-many-items", name: "maximum" },
  uniqueItems: { code: "duplicate-items" },
};

function firstProblem(schema: Schema, value: unknown): Said {
  const [error] = Value.Errors(schema as TSchema, value);
  const detail = error?.message ?? "is not valid";
  const { code, name } = LIMITS[error?.keyword ?? ""] ?? { code: "invalid" };
  const limit = (error?.params as { readonly limit?: number } | undefined)?.limit;
  return { code, ...(name !== undefined && limit !== undefined && { params: { [name]: limit } }), detail };
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
