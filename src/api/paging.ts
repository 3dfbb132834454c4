import { Type, type TSchema } from "typebox";
import { RequestInvalid } from "./errors.ts";

const MAX_PAGE = 500;
const DEFAULT_PAGE = 100;
/** Of what an item is sorted by: two that differ only behind it are told apart by their ids. */
const MAX_KEY_CHARACTERS = 100;
/** A cursor holds two fields of an item, each in UTF-8 and Base64. */
const MAX_CURSOR_CHARACTERS = 2_000;

type Key = string | number;

/** How the items of a list are told apart, searched and sorted. */
export interface Listing<Item> {
  /** No other item of the list has it, and the item keeps it. */
  id(this: void, item: Item): string;
  /** What `q` is looked for in. */
  texts(this: void, item: Item): readonly string[];
  /** What the list can be sorted by. */
  readonly sorts: Readonly<Record<string, (item: Item) => Key | null | undefined>>;
  /** The order of a request that asks for none: a name of `sorts`, "-" before it for descending. */
  readonly sort: string;
}

const Limit = Type.Integer({
  ...{ minimum: 1, maximum: MAX_PAGE, default: DEFAULT_PAGE },
  description: `At most ${MAX_PAGE}; ${DEFAULT_PAGE} if not given`,
});
const After = Type.String({
  ...{ minLength: 1, maxLength: MAX_CURSOR_CHARACTERS },
  description: "`next` of the page before: nothing is left out or told twice where items come and go meanwhile",
});

/** The parameters of every list: a page, a search and an order. */
export function listQuery({ sorts, sort }: Pick<Listing<never>, "sorts" | "sort">) {
  const orders = Object.keys(sorts).flatMap((name) => [name, `-${name}`]);
  const description = `What the list is sorted by, "-" before it for descending; ${sort} if not given`;
  const Order = Type.Unsafe<string>({ ...Type.Union(orders.map((name) => Type.Literal(name))), description });
  return Type.Object(
    {
      limit: Type.Optional(Limit),
      after: Type.Optional(After),
      offset: Type.Optional(
        Type.Integer({ minimum: 0, maximum: 1_000_000, description: "Items to skip; not with `after`" }),
      ),
      q: Type.Optional(Type.String({ maxLength: 100, description: "Only items that contain this text" })),
      sort: Type.Optional(Order),
    },
    { additionalProperties: false },
  );
}

/** The same, and what else this list can be narrowed by. */
export function narrowedQuery<Filters extends Readonly<Record<string, TSchema>>>(
  listing: Pick<Listing<never>, "sorts" | "sort">,
  filters: Filters,
) {
  return Type.Object({ ...listQuery(listing).properties, ...filters }, { additionalProperties: false });
}

export interface ListQuery {
  readonly limit?: number;
  readonly after?: string;
  readonly offset?: number;
  readonly q?: string;
  readonly sort?: string;
}

/** A part of a list, how long the list is, and where the next part begins. */
export function Page<Item extends TSchema>(item: Item) {
  const { title } = item as { readonly title?: string };
  return Type.Object(
    {
      items: Type.Array(item),
      total: Type.Integer({ description: "Items in the whole list" }),
      next: Type.Union([Type.String(), Type.Null()], {
        description: "`after` of the next page; null = this is the last",
      }),
    },
    title === undefined ? {} : { title: `${title}Page` },
  );
}

/** Where an item stands in an order. */
interface Place {
  readonly key: Key;
  readonly id: string;
}

/**
 * @param viewOf  the item as the API shows it; called for the shown part only. Without it the items are shown as they are
 * @throws RequestInvalid for a cursor that is none, or of another order
 */
export function pageOf<Item, View = Item>(
  all: readonly Item[],
  query: ListQuery,
  listing: Listing<Item>,
  viewOf: (item: Item) => View = (item) => item as unknown as View,
): { items: View[]; total: number; next: string | null } {
  const { limit = DEFAULT_PAGE, offset = 0, q, after } = query;
  const cursor = after === undefined ? undefined : readCursor(after, query, listing);
  const order = cursor?.order ?? query.sort ?? listing.sort;
  const wanted = q?.toLowerCase();
  const isFound = (item: Item): boolean =>
    wanted === undefined || listing.texts(item).some((text) => text.toLowerCase().includes(wanted));
  const found = all
    .filter(isFound)
    .map((item) => ({ item, place: placeOf(item, order, listing) }))
    .sort((one, other) => compare(one.place, other.place, order));
  const from = cursor === undefined ? offset : found.findIndex(({ place }) => compare(place, cursor.place, order) > 0);
  const shown = from === -1 ? [] : found.slice(from, from + limit);
  const last = shown.at(-1);
  const isLast = last === undefined || last === found.at(-1);
  return {
    items: shown.map(({ item }) => viewOf(item)),
    total: found.length,
    next: isLast ? null : printCursor(order, last.place),
  };
}

function placeOf<Item>(item: Item, order: string, { sorts, id }: Listing<Item>): Place {
  const value = sorts[order.replace("-", "")]?.(item) ?? "";
  return { key: typeof value === "number" ? value : folded(value), id: id(item) };
}

const PLAIN = /^[\x20-\x7e]*$/;

/** As people sort names: "Élodie" beside "elodie". */
function folded(text: string): string {
  // Most texts need none of what costs time.
  if (PLAIN.test(text)) return text.toLowerCase().slice(0, MAX_KEY_CHARACTERS);
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase().slice(0, MAX_KEY_CHARACTERS);
}

function compare(one: Place, other: Place, order: string): number {
  const ascending = compareKeys(one.key, other.key) || compareKeys(one.id, other.id);
  return order.startsWith("-") ? -ascending : ascending;
}

/** Numbers before texts: a field that an item has not is an empty text. */
function compareKeys(one: Key, other: Key): number {
  if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

function printCursor(order: string, { key, id }: Place): string {
  return Buffer.from(JSON.stringify([order, key, id])).toString("base64url");
}

/** @throws RequestInvalid */
function readCursor(text: string, { sort, offset }: ListQuery, { sorts }: Pick<Listing<never>, "sorts">) {
  const [order, key, id] = cursorParts(text);
  const isOrder = typeof order === "string" && Object.hasOwn(sorts, order.replace("-", ""));
  const isKey = typeof key === "string" || typeof key === "number";
  if (!isOrder || !isKey || typeof id !== "string")
    throw new RequestInvalid([
      { field: "after", code: "not-a-cursor", detail: "is not `next` of a page of this list" },
    ]);
  if (sort !== undefined && sort !== order)
    throw new RequestInvalid([
      { field: "sort", code: "other-order", detail: "is not what the page before was sorted by" },
    ]);
  if (offset !== undefined)
    throw new RequestInvalid([{ field: "offset", code: "not-with-after", detail: "can't be given beside `after`" }]);
  return { order, place: { key, id } };
}

function cursorParts(text: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    return Array.isArray(parts) ? (parts as unknown[]) : [];
  } catch {
    return [];
  }
}
