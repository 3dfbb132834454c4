/**
 * What answers keep: the properties that their JSON Schema names, in its order.
 *
 * Not fast-json-stringify: that compiles a validator for each branch of each union with a route's first answer, half a
 * second for a receptionist's keys, and in that time the process puts no call through.
 */
type Pick = (value: unknown) => unknown;
type Test = (value: unknown) => boolean;

/** The keywords of JSON Schema by which an answer is cut; the others bound values, which requests are checked for. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
}

/**
 * A function that copies an answer with what `schema` names.
 *
 * @throws TypeError (the function) where an answer lacks a required property or fits no branch of a union: a defect,
 *   and it must not show what the schema keeps back.
 */
export function namedIn(schema: Schema): Pick {
  if (schema.anyOf !== undefined) return union(schema.anyOf);
  if (schema.allOf !== undefined) return object(merged(schema.allOf));
  if (schema.type === "array" && schema.items !== undefined) {
    const item = namedIn(schema.items);
    return (value) => (Array.isArray(value) ? value.map(item) : value);
  }
  if (schema.type === "integer") return (value) => (typeof value === "number" ? Math.trunc(value) : value);
  return schema.type === "object" ? object(schema) : (value) => value;
}

function object(schema: Schema): Pick {
  const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    ...{ name, pick: namedIn(property) },
    required: schema.required?.includes(name) ?? false,
  }));
  const others = Object.values(schema.patternProperties ?? {})[0] ?? schema.additionalProperties;
  const pickOther = typeof others === "object" ? namedIn(others) : undefined;
  return (value) => {
    if (!isObject(value)) return value;
    const kept: Record<string, unknown> = {};
    for (const { name, pick, required } of properties) {
      const property = value[name];
      if (property !== undefined) kept[name] = pick(property);
      else if (required) throw new TypeError(`an answer lacks "${name}", which its schema requires`);
    }
    if (pickOther !== undefined)
      for (const [name, other] of Object.entries(value)) if (!(name in kept)) kept[name] = pickOther(other);
    return kept;
  };
}

function union(branches: readonly Schema[]): Pick {
  const choices = branches.map((branch) => ({ fits: shapeOf(branch), pick: namedIn(branch) }));
  return (value) => {
    const choice = choices.find(({ fits }) => fits(value));
    if (choice === undefined) throw new TypeError("a part of an answer is none of what its schema allows");
    return choice.pick(value);
  };
}

/** Tells the branches of a union apart: by type, by constants (`kind`), by what an object must have. */
function shapeOf(schema: Schema): Test {
  if (schema.anyOf !== undefined) {
    const shapes = schema.anyOf.map(shapeOf);
    return (value) => shapes.some((fits) => fits(value));
  }
  if (schema.allOf !== undefined) return shapeOf(merged(schema.allOf));
  if ("const" in schema) return (value) => value === schema.const;
  if (schema.enum !== undefined) return (value) => schema.enum?.includes(value) ?? false;
  if (schema.type === "object") return objectShape(schema);
  return TYPES.get(schema.type ?? "") ?? (() => true);
}

function objectShape({ properties = {}, required = [] }: Schema): Test {
  const constants = Object.entries(properties).filter(([, property]) => "const" in property);
  return (value) =>
    isObject(value) &&
    required.every((name) => value[name] !== undefined) &&
    constants.every(([name, property]) => value[name] === undefined || value[name] === property.const);
}

const TYPES = new Map<string, Test>([
  ["null", (value) => value === null],
  ["array", Array.isArray],
  ["string", (value) => typeof value === "string"],
  ["boolean", (value) => typeof value === "boolean"],
  ["number", (value) => typeof value === "number"],
  ["integer", (value) => typeof value === "number"],
]);

function merged(parts: readonly Schema[]): Schema {
  return {
    type: "object",
    properties: Object.fromEntries(parts.flatMap(({ properties = {} }) => Object.entries(properties))),
    required: parts.flatMap(({ required = [] }) => required),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
