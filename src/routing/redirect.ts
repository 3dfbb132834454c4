import type { TenantId, UserId } from "../vocabulary/identifiers.ts";
import { branchesSentTo, pstnBranch, type Situation } from "./branches.ts";
import { destinationOf, meaningFor } from "./dialled-meaning.ts";
import type { Branch } from "./plan.ts";
import { NO_PREREQUISITES, prerequisitesOfForward, type Prerequisites } from "./prerequisites.ts";
import type { RoutingTables } from "./tables.ts";

/** What is known of a call that a phone redirects. */
export interface Redirection extends Pick<
  Situation,
  "tables" | "caller" | "reachable" | "trunks" | "turns" | "occupied"
> {
  readonly tenant: TenantId;
}

/**
 * What rings where a user's phone redirects its call to (302): a colleague, with their own settings, or a telephone of the
 * PSTN, whose answerer must press 1 where the user's own forwards want that. Nothing: the target is unknown, or a number that
 * the company may not call.
 */
export function redirectTo(dialled: string, userId: UserId, redirection: Redirection): readonly Branch[] {
  const { tables, tenant: id, ...known } = redirection;
  const tenant = tables.tenant(id);
  const user = tables.user(id, userId);
  if (tenant === undefined || user === undefined) return [];
  const situation: Situation = { ...known, tables, tenant, dialled: undefined };
  const meaning = meaningFor(dialled, tenant, tables);
  switch (meaning.kind) {
    case "extension":
    case "own-number": {
      return oneQuestion(branchesSentTo(destinationOf(meaning, situation), user, situation));
    }
    case "public": {
      const { language, extension: callee } = user;
      const confirm = user.forwarding.requireKeyPress ? { confirm: { language, callee } } : {};
      return pstnBranch(meaning.number, user, situation, { reason: "deflection", count: 1, ...confirm });
    }
    case "emergency": // a phone that redirects its callers to the fire brigade calls for no help
    case "feature":
    case "short-number":
    case "unknown":
      return [];
  }
}

/** What must be looked up before `redirectTo` is asked. */
export function prerequisitesOfRedirection(dialled: string, id: TenantId, tables: RoutingTables): Prerequisites {
  const tenant = tables.tenant(id);
  if (tenant === undefined) return NO_PREREQUISITES;
  const meaning = meaningFor(dialled, tenant, tables);
  if (meaning.kind !== "extension" && meaning.kind !== "own-number") return NO_PREREQUISITES;
  return prerequisitesOfForward(destinationOf(meaning, { tables, tenant }), tables, tenant);
}

/**
 * All of them stand in one branch's place, which asks one answerer to press a key, or none: phones that need not be asked
 * go first.
 */
function oneQuestion(branches: readonly Branch[]): readonly Branch[] {
  const unasked = branches.filter((branch) => branch.kind === "device" || branch.confirm === undefined);
  return unasked.length > 0 ? unasked : branches.slice(0, 1);
}
