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

/** There is such a destination; an id of another kind of thing is told as that. */
export function requireDestination(draft: Draft, { kind, id }: Destination, field: string): void {
  const named = kind === "mailbox" ? "user" : kind;
  if (draft.own(named, id) !== undefined) return;
  const other = LED_TO.find((each) => draft.own(each, id) !== undefined);
  const problem =
    other === undefined ? `there is no such ${named}` : `this is the id of a ${other}, and the kind is ${kind}`;
  throw new SettingInvalid(field, "unknown-destination", problem);
}

/** What calls can lead to, by id. */
const LED_TO = ["user", "shared-mailbox", "ring-group", "conference", "receptionist"] as const;

/** The public numbers that lead to it. */
export function numbersTo(draft: Draft, to: Destination): string[] {
  return draft.members("number", destinationGroup(to)).map(({ number }) => number);
}
