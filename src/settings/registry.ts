/**
 * What belongs to each kind of setting, by its name: `record` as it is stored, `new` and `patch` as a draft takes them, and the
 * type of its `id`. Each file of `kinds/` adds its own kind here (declaration merging), so that the store, the draft and the
 * snapshot know the types of all kinds and none of their files.
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- the kinds' own files fill it
export interface KindTypes {}

/** The name of a kind, as Redis, the change feed and the journal write it. Never renamed: data folders hold it. */
export type Kind = keyof KindTypes;

/** Everything that is a setting, by kind. */
export type Records = { readonly [K in Kind]: KindTypes[K]["record"] };

/** One record that was written (`after`), rewritten (both) or removed (`before` only). */
export type EntityChange = {
  readonly [K in Kind]: {
    readonly kind: K;
    readonly id: string;
    readonly before?: Records[K];
    readonly after?: Records[K];
  };
}[Kind];
