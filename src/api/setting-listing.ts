import { Type, type TSchema } from "typebox";
import type { Resource, SettingKind } from "../settings/kinds/kind.ts";
import type { Kind, Records } from "../settings/registry.ts";
import type { Listing } from "./paging.ts";

/** What of JSON Schema a field is judged by. */
interface Field {
  readonly type?: string;
  readonly const?: unknown;
  readonly anyOf?: readonly Field[];
  readonly description?: string;
  readonly default?: unknown;
}
type Listed = Records[Kind];

/** Fields that no list is narrowed by or sorted by: they are of one record alone. */
const OF_ONE = new Set(["id", "version"]);
/** What lists are sorted by where the request doesn't say: the first of these that the kind has. */
const USUAL_ORDERS = ["extension", "number", "name", "label", "url"];
const SORTABLE = new Set(["string", "integer", "number"]);

/** How the list of a kind is searched, sorted and narrowed: by each field of its view that is one word, number or choice. */
export function listingOf(kind: SettingKind, resource: Resource) {
  const { properties = {} } = kind.schemas.view as { readonly properties?: Readonly<Record<string, Field>> };
  const { keyName = "id" } = resource;
  const simple = Object.entries(properties).flatMap(([name, field]) => {
    const plain = plainOf(field);
    return plain === undefined || OF_ONE.has(name) ? [] : [[name, plain] as const];
  });
  const fieldOf = (record: Listed, name: string): unknown => {
    // A word or a number is shown as it is stored: no view is made of thousands of records for it.
    const own = (record as unknown as Readonly<Record<string, unknown>>)[name];
    if (typeof own === "string" || typeof own === "number") return own;
    return (kind.view(record) as Readonly<Record<string, unknown>>)[name];
  };
  const sorted = simple.filter(([, { type, anyOf }]) => SORTABLE.has(type ?? "") || anyOf !== undefined);
  const listing: Listing<Listed> = {
    id: (record) => String((record as unknown as Readonly<Record<string, unknown>>)[keyName]),
    texts: (record) => resource.textsOf(record),
    sorts: Object.fromEntries(
      sorted.map(([name]) => [name, (record: Listed) => fieldOf(record, name) as string | number | undefined]),
    ),
    sort: USUAL_ORDERS.find((name) => sorted.some(([each]) => each === name)) ?? sorted[0]?.[0] ?? keyName,
  };
  const filters = Object.fromEntries(simple.map(([name, field]) => [name, filterBy(name, field)]));
  return {
    ...{ listing, filters },
    /** Those whose fields are as the request says. */
    isWanted: (records: readonly Listed[], query: Readonly<Record<string, unknown>>): readonly Listed[] => {
      const asked = simple.flatMap(([name]) => (query[name] === undefined ? [] : [name]));
      if (asked.length === 0) return records;
      return records.filter((record) => asked.every((name) => fieldOf(record, name) === query[name]));
    },
  };
}

/** A field of one word, number or choice, without the null of one that may be missing. */
function plainOf(field: Field): Field | undefined {
  const branches = (field.anyOf ?? [field]).filter(({ type }) => type !== "null");
  const [branch, ...others] = branches;
  if (branch === undefined) return undefined;
  if (others.length > 0) return branches.every((each) => "const" in each) ? { anyOf: branches } : undefined;
  return SORTABLE.has(branch.type ?? "") || branch.type === "boolean" ? branch : undefined;
}

function filterBy(name: string, { description: _, default: _default, ...field }: Field): TSchema {
  return Type.Optional(Type.Unsafe<unknown>({ ...field, description: `Only items whose ${name} is this` }));
}
