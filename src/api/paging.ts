import { Type, type TSchema } from "typebox";

const MAX_PAGE = 500;
const DEFAULT_PAGE = 100;

/** The part of a list that a request asks for. */
export const PageQuery = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_PAGE, description: `At most ${MAX_PAGE}; ${DEFAULT_PAGE} if not given` }),
    ),
    offset: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    q: Type.Optional(Type.String({ maxLength: 100, description: "Only items that contain this text" })),
  },
  { additionalProperties: false },
);
export type PageQuery = Type.Static<typeof PageQuery>;

/** A part of a list, and how long the list is. */
export function Page<Item extends TSchema>(item: Item) {
  const { title } = item as { readonly title?: string };
  return Type.Object(
    { items: Type.Array(item), total: Type.Integer({ description: "Items in the whole list" }) },
    title === undefined ? {} : { title: `${title}Page` },
  );
}

/**
 * @param textsOf  what `q` is looked for in, of one item
 * @param viewOf   the item as the API shows it; called for the shown part only. Without it the items are shown as they are
 */
export function pageOf<Item, View = Item>(
  all: readonly Item[],
  { limit = DEFAULT_PAGE, offset = 0, q }: PageQuery,
  textsOf: (item: Item) => readonly string[],
  viewOf: (item: Item) => View = (item) => item as unknown as View,
): { items: View[]; total: number } {
  const wanted = q?.toLowerCase();
  const found =
    wanted === undefined
      ? all
      : all.filter((item) => textsOf(item).some((text) => text.toLowerCase().includes(wanted)));
  return { items: found.slice(offset, offset + limit).map(viewOf), total: found.length };
}
