import type { Draft } from "../settings/draft/draft.ts";
import { giveNumber } from "../settings/kinds/user.ts";
import type { E164 } from "../vocabulary/e164.ts";
import { RowsRefused, SettingsError, type RefusedRow } from "../settings/errors.ts";
import type { Kinds } from "../settings/kinds/kind.ts";
import type { KindTypes, Records } from "../settings/registry.ts";
import type { Removal } from "../settings/draft/draft.ts";
import { refusalsOf } from "../settings/store/check-change.ts";
import { createUser, type CreatedUser, type PreparedUser } from "./user-creation.ts";

/** One of many changes of users, whose secrets are hashed and made. */
export type UserRow =
  | { readonly do: "create"; readonly user: PreparedUser }
  | {
      readonly do: "change";
      readonly id: Records["user"]["id"];
      readonly patch: KindTypes["user"]["patch"];
      readonly ifMatch: number | undefined;
      /** The direct numbers that the user shall have; undefined: those that they have. */
      readonly numbers?: readonly E164[] | undefined;
    }
  | { readonly do: "remove"; readonly id: Records["user"]["id"]; readonly how: Removal };

/** What has become of one. */
export type DoneRow =
  | { readonly do: "create"; readonly made: CreatedUser }
  | { readonly do: "change"; readonly before: Records["user"]; readonly after: Records["user"] }
  | { readonly do: "remove"; readonly id: Records["user"]["id"] };

/**
 * Makes many changes of users in one draft, all of them: where some are refused, each is named with its row.
 *
 * @param noted  what the journal tells of a changed user beside the record
 * @throws RowsRefused
 */
export function changeUsers(
  draft: Draft,
  kinds: Kinds,
  rows: readonly UserRow[],
  noted: (draft: Draft, before: Records["user"], after: Records["user"]) => void,
): readonly DoneRow[] {
  const refused: RefusedRow[] = [];
  const rowOf = new Map<string, number>();
  const done = rows.flatMap((row, i): DoneRow[] => {
    try {
      const made = draft.attempt(() => changeUser(draft, row));
      for (const key of keysOf(made)) rowOf.set(key, i);
      return [made];
    } catch (refusal) {
      if (!(refusal instanceof SettingsError)) throw refusal;
      refused.push({ row: i, refusal });
      return [];
    }
  });
  // Rules that look at the whole are worth asking only once every row is in.
  if (refused.length === 0)
    for (const refusal of refusalsOf(draft, draft.changes(), kinds)) {
      const { kind, id } = refusal.about ?? {};
      refused.push({ row: rowOf.get(`${kind}/${id}`), refusal });
    }
  if (refused.length > 0) throw new RowsRefused(refused);
  for (const each of done) if (each.do === "change") noted(draft, each.before, each.after);
  return done;
}

function changeUser(draft: Draft, row: UserRow): DoneRow {
  switch (row.do) {
    case "create":
      return { do: "create", made: createUser(draft, row.user) };
    case "change": {
      const before = draft.find("user", row.id);
      const after = draft.change("user", row.id, row.patch, row.ifMatch);
      if (row.numbers !== undefined) setNumbers(draft, row.id, row.numbers);
      return { do: "change", before, after };
    }
    case "remove":
      draft.remove("user", row.id, row.how);
      return { do: "remove", id: row.id };
  }
}

/** Numbers that the user had and shall have no longer lead nowhere. */
function setNumbers(draft: Draft, id: Records["user"]["id"], numbers: readonly E164[]): void {
  const has = draft.snapshot.numbersTo({ kind: "user", id }).map(({ number }) => number);
  for (const number of has) if (!numbers.includes(number)) draft.change("number", number, { destination: null });
  for (const [i, number] of numbers.entries())
    if (!has.includes(number)) giveNumber(draft, number, id, `/phoneNumbers/${i}`);
}

function keysOf(done: DoneRow): readonly string[] {
  switch (done.do) {
    case "create": {
      const { user, device } = done.made;
      return [`user/${user.id}`, ...(device === undefined ? [] : [`device/${device.record.id}`])];
    }
    case "change":
      return [`user/${done.after.id}`];
    case "remove":
      return [`user/${done.id}`];
  }
}
