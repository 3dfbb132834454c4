import type { Overflow } from "../routing/tables.ts";
import type { Extension } from "../vocabulary/extension.ts";
import type { UserId } from "../vocabulary/identifiers.ts";
import type { KeyAction } from "../settings/schemas/receptionist.ts";

/** What a receptionist knows and may do. Look-ups always answer the same. */
export interface Rules {
  readonly keys: Readonly<Partial<Record<string, KeyAction>>>;
  /** Asked, and forgiven, so often. */
  readonly tries: number;
  readonly waitMs: number;
  readonly onNoInput: Overflow;
  readonly onBadInput: Overflow;
  /** Where an extension leads that callers may dial; undefined: it is none. */
  readonly extension: (digits: string) => Overflow | undefined;
  /** Whether there is a longer one that begins so. */
  readonly isBeginning: (digits: string) => boolean;
  /** Whose names begin with these keys, in a fixed order. */
  readonly spelled: (keys: string) => readonly Person[];
}

export interface Person {
  readonly id: UserId;
  readonly extension: Extension;
}

/** What is said, piece by piece. */
export type Piece =
  /** The greeting: her own, or one made of prompts. */
  | { readonly kind: "greeting" }
  | { readonly kind: "prompt"; readonly name: string }
  | { readonly kind: "digits"; readonly text: string };

type Place =
  | { readonly name: "menu"; readonly typed: string }
  /** What was typed leads nowhere; what follows it at once belongs to it. */
  | { readonly name: "lost" }
  | { readonly name: "spelling"; readonly typed: string }
  | { readonly name: "offering"; readonly found: readonly Person[]; readonly at: number };

/** How far a caller has come at a receptionist. */
export interface Menu {
  readonly place: Place;
  readonly silences: number;
  readonly mistakes: number;
  /** How often the caller has asked to begin again. */
  readonly rounds: number;
}

export type Input =
  | { readonly kind: "key"; readonly key: string }
  /** No key came while we waited. */
  | { readonly kind: "silence" };

/** What the receptionist does next: say something and wait so long for a key, or let the caller go. */
export type Next =
  | { readonly kind: "listen"; readonly menu: Menu; readonly say: readonly Piece[]; readonly waitMs: number }
  | { readonly kind: "leave"; readonly to: Overflow; readonly because: Left };

/** Why the caller leaves the receptionist. */
export type Left = "key" | "extension" | "name" | "no-input" | "bad-input";

/** Between two digits, where what was typed is a choice already. */
const MORE_WITHIN_MS = 2_000;
/** … and where it isn't yet. */
const REST_WITHIN_MS = 4_000;
/** What was typed wrongly is over after so long. */
const LOST_WITHIN_MS = 1_500;
const LONGEST_NAME = 30;
/** More than these nobody listens to. */
const MOST_OFFERED = 9;
/** Nobody hears a menu more often who wants something. */
const MOST_ROUNDS = 10;
const GREETING: readonly Piece[] = [{ kind: "greeting" }];

/** @param back  why the caller is here again, if so */
export function openMenu(rules: Rules, back?: "busy" | "no-answer"): Next {
  const menu: Menu = { place: { name: "menu", typed: "" }, silences: 0, mistakes: 0, rounds: 0 };
  return listen(menu, [...(back === undefined ? [] : [prompt(`receptionist-${back}`)]), ...GREETING], rules.waitMs);
}

/** One key, or none. Pure, and comes to an end: every way back to the menu is counted. */
export function stepMenu(menu: Menu, input: Input, rules: Rules): Next {
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

function inMenu(menu: Menu, typed: string, input: Input, rules: Rules): Next {
  if (input.kind === "silence")
    return typed === "" ? silent(menu, rules) : (taken(menu, typed, rules) ?? mistaken(menu, rules));
  if (input.key === "#" && typed !== "") return taken(menu, typed, rules) ?? mistaken(menu, rules);
  const now = typed + input.key;
  if (!rules.isBeginning(now)) return taken(menu, now, rules) ?? listen(at(menu, { name: "lost" }), [], LOST_WITHIN_MS);
  const isChoice = rules.extension(now) !== undefined || actionOf(now, rules) !== undefined;
  return listen(at(menu, { name: "menu", typed: now }), [], isChoice ? MORE_WITHIN_MS : REST_WITHIN_MS);
}

/** Nothing longer is meant: an extension, a single key, or neither (undefined). */
function taken(menu: Menu, typed: string, rules: Rules): Next | undefined {
  const to = rules.extension(typed);
  if (to !== undefined) return { kind: "leave", to, because: "extension" };
  const action = actionOf(typed, rules);
  if (action === undefined) return undefined;
  if (action.kind === "repeat") return again(menu, rules);
  if (action.kind === "dial-by-name") return again(menu, rules, { name: "spelling", typed: "" });
  return { kind: "leave", to: action, because: "key" };
}

function actionOf(typed: string, { keys }: Rules): KeyAction | undefined {
  return typed.length === 1 ? keys[typed] : undefined;
}

function inSpelling(menu: Menu, typed: string, input: Input, rules: Rules): Next {
  if (input.kind === "silence") return typed === "" ? silent(menu, rules) : offer(menu, rules.spelled(typed), 0, rules);
  if (input.key === "*") return again(menu, rules);
  if (input.key === "#") return offer(menu, rules.spelled(typed), 0, rules);
  const now = typed + input.key;
  if (now.length >= LONGEST_NAME) return offer(menu, rules.spelled(now), 0, rules);
  return listen(at(menu, { name: "spelling", typed: now }), [], REST_WITHIN_MS);
}

function inOffering(menu: Menu, place: Extract<Place, { name: "offering" }>, input: Input, rules: Rules): Next {
  const { found, at: index } = place;
  const person = found[index];
  if (person === undefined) return mistaken(menu, rules);
  if (input.kind === "silence") return silent(menu, rules);
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
function offer(menu: Menu, people: readonly Person[], index: number, rules: Rules): Next {
  const found = people.slice(0, MOST_OFFERED);
  const person = found[index];
  if (person === undefined)
    return mistaken(at(menu, { name: "spelling", typed: "" }), rules, [prompt("receptionist-no-name")]);
  return listen(at(menu, { name: "offering", found, at: index }), offered(person), rules.waitMs);
}

function offered({ extension }: Person): readonly Piece[] {
  return [prompt("receptionist-for-extension"), { kind: "digits", text: extension }, prompt("receptionist-found-keys")];
}

function silent(menu: Menu, rules: Rules): Next {
  const silences = menu.silences + 1;
  if (silences >= rules.tries) return { kind: "leave", to: rules.onNoInput, because: "no-input" };
  return askAgain({ ...menu, silences }, [], rules);
}

function mistaken(menu: Menu, rules: Rules, words: readonly Piece[] = [prompt("receptionist-wrong")]): Next {
  const mistakes = menu.mistakes + 1;
  if (mistakes >= rules.tries) return { kind: "leave", to: rules.onBadInput, because: "bad-input" };
  return askAgain({ ...menu, mistakes }, words, rules);
}

/** The question of this place once more. */
function askAgain(menu: Menu, words: readonly Piece[], rules: Rules): Next {
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

/** The caller wants the menu, or to spell a name, from the beginning; not for ever. */
function again(menu: Menu, rules: Rules, place: Place = { name: "menu", typed: "" }): Next {
  const rounds = menu.rounds + 1;
  if (rounds > MOST_ROUNDS) return { kind: "leave", to: rules.onNoInput, because: "no-input" };
  return askAgain({ ...menu, rounds, place }, [], rules);
}

function at(menu: Menu, place: Place): Menu {
  return { ...menu, place };
}

function listen(menu: Menu, say: readonly Piece[], waitMs: number): Next {
  return { kind: "listen", menu, say, waitMs };
}

function prompt(name: string): Piece {
  return { kind: "prompt", name };
}
