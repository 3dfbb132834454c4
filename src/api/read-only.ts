import type { TSchema } from "typebox";

/** What of JSON Schema says where read-only fields are. */
interface Schema {
  readonly readOnly?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
}

/**
 * A body without the fields that its schema calls read-only: a program may send back what it has read, and what the system
 * works out itself isn't taken from it. The body itself stays as it is.
 */
export function withoutReadOnly(schema: TSchema, body: unknown): unknown {
  return pruned(schema, body);
}

function pruned(schema: Schema, value: unknown): unknown {
  if (schema.anyOf !== undefined) return schema.anyOf.reduce((rest, branch) => pruned(branch, rest), value);
  if (Array.isArray(value)) {
    const { items } = schema;
    return items === undefined ? value : value.map((item) => pruned(items, item));
  }
  if (schema.properties === undefined || typeof value !== "object" || value === null) return value;
  const { properties } = schema;
  const kept = Object.entries(value).filter(([name]) => properties[name]?.readOnly !== true);
  return Object.fromEntries(
    kept.map(([name, part]) => [name, properties[name] === undefined ? part : pruned(properties[name], part)]),
  );
}
