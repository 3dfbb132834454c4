import { meaningOf } from "../numbering/meaning.ts";
import type { DeviceId, TenantId, UserId } from "../vocabulary/identifiers.ts";
import { devicesAskedFor } from "./asking.ts";
import { branchesSentTo, insideTarget, pstnBranch, type Situation } from "./branches.ts";
import type { Branch } from "./plan.ts";

/** What is known of a call that a phone wants to send on. */
export interface Redirection extends Pick<Situation, "tables" | "caller" | "reachable" | "trunks" | "turns"> {
  readonly tenant: TenantId;
  readonly occupied?: NonNullable<Situation["occupied"]>;
}

/**
 * What rings where a user's phone sends its call to: somebody of the house, with their own settings, or a telephone
 * outside. Whoever picks up outside must press 1 if the user's own forwards want that. Nothing: it is nobody's, or a number
 * that the company may not call.
 */
export function redirectTo(dialled: string, userId: UserId, redirection: Redirection): readonly Branch[] {
  const { tables, tenant: id, ...known } = redirection;
  const tenant = tables.tenant(id);
  const user = tables.user(id, userId);
  if (tenant === undefined || user === undefined) return [];
  const situation: Situation = { ...known, tables, tenant, dialled: undefined };
  const meaning = meaningOf(dialled, {
    country: tenant.country,
    isExtension: (extension) => tables.extension(id, extension) !== undefined,
    isOwnNumber: (number) => tables.number(number)?.tenant === id,
  });
  switch (meaning.kind) {
    case "extension":
    case "own-number": {
      const to = insideTarget(meaning.kind === "extension" ? meaning.extension : meaning.number, situation);
      return to === "outside" ? [] : oneQuestion(branchesSentTo(to, user, situation));
    }
    case "public": {
      const confirm = user.forwarding.requireKeyPress
        ? { confirm: { language: user.language, callee: user.extension } }
        : {};
      return pstnBranch(meaning.number, user, situation, { reason: "deflection", count: 1, ...confirm });
    }
    case "emergency": // a phone that sends its callers to the fire brigade calls nobody for help
    case "feature":
    case "short-number":
    case "unknown":
      return [];
  }
}

/** Whose registrations must be looked up before the decision. */
export function devicesForRedirection(
  dialled: string,
  user: UserId,
  redirection: Omit<Redirection, "reachable">,
): readonly DeviceId[] {
  return devicesAskedFor((reachable) => redirectTo(dialled, user, { ...redirection, reachable }));
}

/** All of them stand in one branch's place, which asks one person to press a key, or nobody: phones that need not be asked go first. */
function oneQuestion(branches: readonly Branch[]): readonly Branch[] {
  const unasked = branches.filter((branch) => branch.kind === "device" || branch.confirm === undefined);
  return unasked.length > 0 ? unasked : branches.slice(0, 1);
}
