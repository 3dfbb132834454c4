import { publicHoliday } from "../hours/holidays.ts";
import type { Opening, Schedule } from "../hours/schedule.ts";
import type { Destination } from "../routing/tables.ts";
import type { Hours } from "../settings/schemas/hours.ts";
import { weekdayNumber } from "../settings/schemas/hours.ts";
import type { KeyAction, ReceptionistRecord } from "../settings/kinds/receptionist.ts";
import type { UserRecord } from "../settings/kinds/user.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import { parseExtension } from "../vocabulary/extension.ts";
import type { ListedUser, Utterance, MenuRules } from "./menu.ts";
import { spellings } from "./name-spellings.ts";
import { digitPrompts, type PromptName } from "../vocabulary/prompt.ts";

const LONGEST_EXTENSION = 6;

/** Reads a receptionist's menu rules from the settings. */
export function menuRulesOf(record: ReceptionistRecord, snapshot: Snapshot): MenuRules {
  const { tenantId, keys, tries, waitSeconds, onNoInput, onBadInput, dialByExtension } = record;
  const extension = (digits: string): Destination | undefined => {
    const parsed = dialByExtension ? parseExtension(digits) : undefined;
    return parsed === undefined ? undefined : snapshot.extension(tenantId, parsed);
  };
  let extensions: readonly string[] | undefined;
  const all = (): readonly string[] => (extensions ??= extensionsOf(record, snapshot));
  return {
    ...{ keys, tries, onNoInput, onBadInput, extension },
    waitMs: waitSeconds * 1_000,
    isBeginning: (digits) =>
      dialByExtension &&
      digits.length < LONGEST_EXTENSION &&
      all().some((each) => each.length > digits.length && each.startsWith(digits)),
    spelled: (typed) => spelledBy(typed, snapshot.users(tenantId)),
  };
}

function extensionsOf({ tenantId }: ReceptionistRecord, snapshot: Snapshot): readonly string[] {
  return [
    ...snapshot.users(tenantId),
    ...snapshot.ringGroups(tenantId),
    ...snapshot.conferences(tenantId),
    ...snapshot.sharedMailboxes(tenantId),
    ...snapshot.receptionists(tenantId),
  ].map(({ extension }) => extension);
}

/** A snapshot's list of users never changes, so a company of thousands is spelled once. */
const spelt = new WeakMap<readonly UserRecord[], readonly (ListedUser & { readonly keys: readonly string[] })[]>();

function spelledBy(typed: string, users: readonly UserRecord[]): readonly ListedUser[] {
  const known = spelt.get(users) ?? users.map(({ id, name, extension }) => ({ id, extension, keys: spellings(name) }));
  spelt.set(users, known);
  return typed === "" ? [] : known.filter(({ keys }) => keys.some((each) => each.startsWith(typed)));
}

/** The receptionist's opening hours as a schedule. */
export function scheduleOf({ hours, closedNow }: ReceptionistRecord, companyTimeZone: string): Schedule {
  const { timeZone, weekly, holidays, specialDays } = hours;
  const until = closedNow?.until;
  return {
    timeZone: timeZone ?? companyTimeZone,
    weekly:
      weekly === null ? null : weekly.map(({ day, ...times }) => ({ weekday: weekdayNumber(day), ...opening(times) })),
    holidayOn: (date) => (holidays === null ? undefined : publicHoliday(date, holidays)),
    specialDays: specialDays.map(({ from, to, name, hours: times }) => ({
      from,
      to,
      name,
      openings: times.map(opening),
    })),
    closedByHand: closedNow === null ? undefined : { untilMs: until == null ? undefined : Date.parse(until) },
  };
}

function opening({ from, to }: Pick<Hours["specialDays"][number]["hours"][number], "from" | "to">): Opening {
  return { from: minutes(from), to: minutes(to) };
}

function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(":").map(Number);
  return 60 * hours + rest;
}

/** The greeting of a receptionist without an uploaded one: what each key does, as far as prompts can say it. */
export function spokenGreeting(
  { keys, dialByExtension }: ReceptionistRecord,
  snapshot: Snapshot,
): readonly Utterance[] {
  const dial = dialByExtension ? [prompt("receptionist-extension")] : [];
  const choices = Object.entries(keys).flatMap(([key, action]): readonly Utterance[] => {
    const press = [prompt("receptionist-press"), ...keyPrompts(key).map(prompt)];
    const words = meaningOf(action, snapshot);
    return words === undefined ? [] : [...words, ...press];
  });
  return [prompt("receptionist-welcome"), ...dial, ...choices];
}

/** The prompts that say what a key does, before "press 1"; undefined: there are none. */
function meaningOf(action: KeyAction, snapshot: Snapshot): readonly Utterance[] | undefined {
  if (action.kind === "repeat") return [prompt("receptionist-for-repeat")];
  if (action.kind === "dial-by-name") return [prompt("receptionist-for-name")];
  if (action.kind === "outside") return [prompt("receptionist-for-other")];
  const extension = extensionAt(action, snapshot);
  if (extension === undefined) return undefined;
  const isMailbox = action.kind === "mailbox" || action.kind === "shared-mailbox";
  const what = isMailbox ? "receptionist-for-mailbox" : "receptionist-for-extension";
  return [prompt(what), { kind: "digits", text: extension }];
}

function keyPrompts(key: string): readonly PromptName[] {
  if (key === "*") return ["key-star"];
  if (key === "#") return ["key-hash"];
  return digitPrompts(key);
}

function extensionAt(to: Destination, snapshot: Snapshot): string | undefined {
  switch (to.kind) {
    case "user":
    case "mailbox":
      return snapshot.user(to.id)?.extension;
    case "shared-mailbox":
      return snapshot.sharedMailbox(to.id)?.extension;
    case "ring-group":
      return snapshot.ringGroup(to.id)?.extension;
    case "conference":
      return snapshot.conference(to.id)?.extension;
    case "receptionist":
      return snapshot.receptionist(to.id)?.extension;
  }
}

function prompt(name: PromptName): Utterance {
  return { kind: "prompt", name };
}
