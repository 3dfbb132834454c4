import type { Overflow } from "../routing/tables.ts";
import type { Extension } from "../vocabulary/extension.ts";
import type { UserId } from "../vocabulary/identifiers.ts";
import type { KeyAction } from "../settings/kinds/receptionist.ts";
import type { PromptName } from "../vocabulary/prompt.ts";

/** The settings of a receptionist's menu (IVR, auto attendant). Look-ups always answer the same. */
export interface MenuRules {
  readonly keys: Readonly<Partial<Record<string, KeyAction>>>;
  /** How often the caller may stay silent or press a wrong key. */
  readonly tries: number;
  readonly waitMs: number;
  readonly onNoInput: Overflow;
  readonly onBadInput: Overflow;
  /** The destination of an extension that callers may dial; undefined: there is none. */
  readonly extension: (digits: string) => Overflow | undefined;
  /** Whether a longer extension begins with these digits. */
  readonly isBeginning: (digits: string) => boolean;
  /** The users whose names begin with these keys, in a fixed order. */
  readonly spelled: (keys: string) => readonly ListedUser[];
}

export interface ListedUser {
  readonly id: UserId;
  readonly extension: Extension;
}

/** One piece of what the caller hears. */
export type Utterance =
  /** The greeting: the uploaded one, or one made of prompts. */
  | { readonly kind: "greeting" }
  | { readonly kind: "prompt"; readonly name: PromptName }
  | { readonly kind: "digits"; readonly text: string };

type Place =
  | { readonly name: "menu"; readonly typed: string }
  /** The dialled digits lead nowhere; digits that follow at once belong to them. */
  | { readonly name: "lost" }
  | { readonly name: "spelling"; readonly typed: string }
  | { readonly name: "offering"; readonly found: readonly ListedUser[]; readonly at: number };

/** How far a caller has come in a receptionist's menu. */
export interface MenuState {
  readonly place: Place;
  readonly silences: number;
  readonly mistakes: number;
  /** How often the caller has asked to hear the menu again. */
  readonly rounds: number;
}

export type MenuInput =
  | { readonly kind: "key"; readonly key: string }
  /** No DTMF digit came within the wait. `isTimeUp`: a caller who has pressed nothing yet is not asked again. */
  | { readonly kind: "silence"; readonly isTimeUp?: boolean };

/** What the receptionist does next: plays prompts and waits for a DTMF digit, or ends the menu. */
export type MenuStep =
  | { readonly kind: "listen"; readonly menu: MenuState; readonly say: readonly Utterance[]; readonly waitMs: number }
  | { readonly kind: "leave"; readonly to: Overflow; readonly because: LeaveReason };

/** Why the menu ends. */
export type LeaveReason = "key" | "extension" | "name" | "no-input" | "bad-input";

/** Inter-digit timeout where the digits so far are a choice already. */
const MORE_WITHIN_MS = 2_000;
/** Inter-digit timeout where the digits so far are no choice yet. */
const REST_WITHIN_MS = 4_000;
/** Silence after which wrong digits count as complete. */
const LOST_WITHIN_MS = 1_500;
const LONGEST_NAME = 30;
/** Most names that are read out. */
const MOST_OFFERED = 9;
/** Most repetitions of the menu for one caller. */
const MOST_ROUNDS = 10;
const GREETING: readonly Utterance[] = [{ kind: "greeting" }];

/** @param back  why the caller came back from a destination, if so */
export function openMenu(rules: MenuRules, back?: "busy" | "no-answer"): MenuStep {
  const menu: MenuState = { place: { name: "menu", typed: "" }, silences: 0, mistakes: 0, rounds: 0 };
  return listen(menu, [...(back === undefined ? [] : [prompt(`receptionist-${back}`)]), ...GREETING], rules.waitMs);
}

/** Takes one DTMF digit, or silence. Pure; the menu always ends, because every repetition is counted. */
export function stepMenu(menu: MenuState, input: MenuInput, rules: MenuRules): MenuStep {
  const { place } = menu;
  switch (place.name) {
    case "menu":
      return inMenu(menu, place.typed, input, rules);
    case "lost":
      return input.kind === "key" ? listen(menu, [], LOST_WITHIN_MS) : mistaken(menu, rules);
    case "spelling":
      return inSpelling(menu, place.typed, input, rules);
    case "offering":
      return inOffering(menu, place, input, rules);
  }
}

function inMenu(menu: MenuState, typed: string, input: MenuInput, rules: MenuRules): MenuStep {
  if (input.kind === "silence")
    return typed === "" ? silent(menu, rules, input) : (taken(menu, typed, rules) ?? mistaken(menu, rules));
  if (input.key === "#" && typed !== "") return taken(menu, typed, rules) ?? mistaken(menu, rules);
  const now = typed + input.key;
  if (!rules.isBeginning(now)) return taken(menu, now, rules) ?? listen(at(menu, { name: "lost" }), [], LOST_WITHIN_MS);
  const isChoice = rules.extension(now) !== undefined || actionOf(now, rules) !== undefined;
  return listen(at(menu, { name: "menu", typed: now }), [], isChoice ? MORE_WITHIN_MS : REST_WITHIN_MS);
}

/** The destination of complete input: an extension, a single key, or neither (undefined). */
function taken(menu: MenuState, typed: string, rules: MenuRules): MenuStep | undefined {
  const to = rules.extension(typed);
  if (to !== undefined) return { kind: "leave", to, because: "extension" };
  const action = actionOf(typed, rules);
  if (action === undefined) return undefined;
  if (action.kind === "repeat") return again(menu, rules);
  if (action.kind === "dial-by-name") return again(menu, rules, { name: "spelling", typed: "" });
  return { kind: "leave", to: action, because: "key" };
}

function actionOf(typed: string, { keys }: MenuRules): KeyAction | undefined {
  return typed.length === 1 ? keys[typed] : undefined;
}

function inSpelling(menu: MenuState, typed: string, input: MenuInput, rules: MenuRules): MenuStep {
  if (input.kind === "silence")
    return typed === "" ? silent(menu, rules, input) : offer(menu, rules.spelled(typed), 0, rules);
  if (input.key === "*") return again(menu, rules);
  if (input.key === "#") return offer(menu, rules.spelled(typed), 0, rules);
  const now = typed + input.key;
  if (now.length >= LONGEST_NAME) return offer(menu, rules.spelled(now), 0, rules);
  return listen(at(menu, { name: "spelling", typed: now }), [], REST_WITHIN_MS);
}

function inOffering(
  menu: MenuState,
  place: Extract<Place, { name: "offering" }>,
  input: MenuInput,
  rules: MenuRules,
): MenuStep {
  const { found, at: index } = place;
  const person = found[index];
  if (person === undefined) return mistaken(menu, rules);
  if (input.kind === "silence") return silent(menu, rules, input);
  switch (input.key) {
    case "1":
      return { kind: "leave", to: { kind: "user", id: person.id }, because: "name" };
    case "2":
      return offer(menu, found, index + 1, rules);
    case "*":
      return again(menu, rules);
    default:
      return mistaken(menu, rules);
  }
}

/** "For extension 1 0 0 1, press 1 …" */
function offer(menu: MenuState, people: readonly ListedUser[], index: number, rules: MenuRules): MenuStep {
  const found = people.slice(0, MOST_OFFERED);
  const person = found[index];
  if (person === undefined)
    return mistaken(at(menu, { name: "spelling", typed: "" }), rules, [prompt("receptionist-no-name")]);
  return listen(at(menu, { name: "offering", found, at: index }), offered(person), rules.waitMs);
}

function offered({ extension }: ListedUser): readonly Utterance[] {
  return [prompt("receptionist-for-extension"), { kind: "digits", text: extension }, prompt("receptionist-found-keys")];
}

function silent(
  menu: MenuState,
  rules: MenuRules,
  { isTimeUp = false }: Extract<MenuInput, { kind: "silence" }>,
): MenuStep {
  const silences = menu.silences + 1;
  if (silences >= rules.tries || isTimeUp) return { kind: "leave", to: rules.onNoInput, because: "no-input" };
  return askAgain({ ...menu, silences }, [], rules);
}

function mistaken(
  menu: MenuState,
  rules: MenuRules,
  words: readonly Utterance[] = [prompt("receptionist-wrong")],
): MenuStep {
  const mistakes = menu.mistakes + 1;
  if (mistakes >= rules.tries) return { kind: "leave", to: rules.onBadInput, because: "bad-input" };
  return askAgain({ ...menu, mistakes }, words, rules);
}

/** Repeats the question of the present state. */
function askAgain(menu: MenuState, words: readonly Utterance[], rules: MenuRules): MenuStep {
  const { place } = menu;
  switch (place.name) {
    case "menu":
    case "lost":
      return listen(at(menu, { name: "menu", typed: "" }), [...words, ...GREETING], rules.waitMs);
    case "spelling":
      return listen(at(menu, { name: "spelling", typed: "" }), [...words, prompt("receptionist-spell")], rules.waitMs);
    case "offering": {
      const person = place.found[place.at];
      return listen(menu, [...words, ...(person === undefined ? [] : offered(person))], rules.waitMs);
    }
  }
}

/** The caller asks for the menu, or to spell a name, from the beginning: at most so often. */
function again(menu: MenuState, rules: MenuRules, place: Place = { name: "menu", typed: "" }): MenuStep {
  const rounds = menu.rounds + 1;
  if (rounds > MOST_ROUNDS) return { kind: "leave", to: rules.onNoInput, because: "no-input" };
  return askAgain({ ...menu, rounds, place }, [], rules);
}

function at(menu: MenuState, place: Place): MenuState {
  return { ...menu, place };
}

function listen(menu: MenuState, say: readonly Utterance[], waitMs: number): MenuStep {
  return { kind: "listen", menu, say, waitMs };
}

function prompt(name: PromptName): Utterance {
  return { kind: "prompt", name };
}
