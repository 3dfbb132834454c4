import { SettingInvalid, type InvalidReason } from "../errors.ts";
import { destinationGroup } from "../indexes.ts";
import type { Destination } from "../schemas/destination.ts";
import type { Draft } from "./draft.ts";

/** What the rules of several kinds ask. All of them throw SettingInvalid with the field at fault. */
export function require(holds: boolean, field: string, reason: InvalidReason, problem: string): void {
  if (!holds) throw new SettingInvalid(field, reason, problem);
}

/** The number is one of the tenant's. */
export function requireOwned(draft: Draft, number: string, field: string): void {
  const isOwn = draft.own("number", number) !== undefined;
  require(isOwn, field, "number-not-owned", `${number} is not one of your numbers`);
}

export function requireUser(draft: Draft, id: string, field: string, reason: InvalidReason = "unknown-user"): void {
  require(draft.own("user", id) !== undefined, field, reason, "there is no such user");
}

export function requireDestination(draft: Draft, { kind, id }: Destination, field: string): void {
  if (kind === "user" || kind === "mailbox") {
    requireUser(draft, id, field, "unknown-destination");
    return;
  }
  require(draft.own(kind, id) !== undefined, field, "unknown-destination", `there is no such ${kind}`);
}

/** The public numbers that lead to it. */
export function numbersTo(draft: Draft, to: Destination): string[] {
  return draft.members("number", destinationGroup(to)).map(({ number }) => number);
}
