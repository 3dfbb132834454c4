import { meaningOf } from "../numbering/meaning.ts";
import type { E164 } from "../vocabulary/e164.ts";
import type { TenantId, UserId } from "../vocabulary/identifiers.ts";
import { outsideBranch } from "./branches.ts";
import type { OutsideBranch } from "./plan.ts";
import type { RoutingTables, TrunkCandidate } from "./tables.ts";

/** What is known of a call that a phone wants to send on. */
export interface Redirection {
  readonly tables: RoutingTables;
  readonly tenant: TenantId;
  /** The public number of the caller, if there is one. */
  readonly caller: E164 | undefined;
  readonly trunks: readonly TrunkCandidate[];
}

/**
 * The telephone outside that a user's phone sends its call to. Whoever picks up there must press 1 if the user's own
 * forwards want that. Undefined: it is no public number, or one that the company may not call.
 */
export function outsideTo(
  dialled: string,
  userId: UserId,
  { tables, tenant: id, caller, trunks }: Redirection,
): OutsideBranch | undefined {
  const tenant = tables.tenant(id);
  const user = tables.user(id, userId);
  if (tenant === undefined || user === undefined) return undefined;
  const meaning = meaningOf(dialled, {
    country: tenant.country,
    isExtension: (extension) => tables.extension(id, extension) !== undefined,
    isOwnNumber: (number) => tables.number(number)?.tenant === id,
  });
  if (meaning.kind !== "public") return undefined;
  const [branch] = outsideBranch(
    meaning.number,
    user,
    {
      ...{ tables, tenant, trunks, dialled: undefined, turns: new Map(), reachable: { has: () => false } },
      caller: caller === undefined ? { kind: "unknown" } : { kind: "public", number: caller },
    },
    {
      ...{ reason: "deflection", count: 1 },
      ...(user.forwarding.requireKeyPress ? { confirm: { language: user.language, callee: user.extension } } : {}),
    },
  );
  return branch;
}
