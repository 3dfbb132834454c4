import { isDeepStrictEqual } from "node:util";
import type { UserRecord } from "../settings/kinds/user.ts";
import type { KindTypes } from "../settings/registry.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { E164 } from "../vocabulary/e164.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import type { UserOrder } from "./user-creation.ts";

/** A line of a file of users, checked. */
export interface ImportLine {
  readonly line: number;
  readonly order: UserOrder;
}

/** What becomes of a line. */
export type LinePlan = { readonly line: number } & (
  | { readonly what: "created"; readonly order: UserOrder }
  | { readonly what: "changed"; readonly user: UserRecord; readonly change: UserChange }
  | { readonly what: "unchanged"; readonly user: UserRecord }
);

/** What a line says otherwise than the user is. */
export interface UserChange {
  readonly patch: KindTypes["user"]["patch"];
  /** The direct numbers that the user shall have; undefined: those that they have. */
  readonly numbers: readonly E164[] | undefined;
}

/** Lines are of new users, or where existing ones may be changed, of those whose extension they have. Pure. */
export function planLines(
  lines: readonly ImportLine[],
  snapshot: Snapshot,
  { tenant, mayChange }: { readonly tenant: TenantId; readonly mayChange: boolean },
): readonly LinePlan[] {
  const byExtension = new Map(snapshot.users(tenant).map((user) => [user.extension, user]));
  return lines.map(({ line, order }): LinePlan => {
    const user = mayChange ? byExtension.get(order.extension) : undefined;
    if (user === undefined) return { line, what: "created", order };
    const change = changeOf(order, user, snapshot);
    const isNothing = Object.keys(change.patch).length === 0 && change.numbers === undefined;
    return isNothing ? { line, what: "unchanged", user } : { line, what: "changed", user, change };
  });
}

/** A cell that is empty says nothing; devices, invitations and passwords are for new users. */
function changeOf(order: UserOrder, user: UserRecord, snapshot: Snapshot): UserChange {
  const { phoneNumbers, device: _device, invite: _invite, password: _password, ...said } = order;
  const fields = Object.entries(said).flatMap(([name, value]) => {
    const now = (user as unknown as Readonly<Record<string, unknown>>)[name];
    const changed = changedPart(value, now);
    return changed === undefined ? [] : [[name, changed] as const];
  });
  const has = snapshot.numbersTo({ kind: "user", id: user.id }).map(({ number }) => number);
  const isSame = phoneNumbers === undefined || isDeepStrictEqual([...phoneNumbers].sort(), [...has].sort());
  return { patch: Object.fromEntries(fields), numbers: isSame ? undefined : phoneNumbers };
}

/** Of an object what differs; undefined: nothing. */
function changedPart(value: unknown, now: unknown): unknown {
  if (typeof value !== "object" || value === null || typeof now !== "object" || now === null)
    return isDeepStrictEqual(value, now) ? undefined : value;
  const were = now as Readonly<Record<string, unknown>>;
  const changed = Object.entries(value).filter(([name, each]) => !isDeepStrictEqual(each, were[name]));
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}
