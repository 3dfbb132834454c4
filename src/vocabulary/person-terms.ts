import type { UserId } from "./identifiers.ts";

/** What stands in the journal where a name was; elsewhere nothing does. */
export const ERASED = "(erased)";

/** By which what is kept of a person is found: the words that name them, wherever they stand in a text. */
export interface PersonTerms {
  readonly user: UserId;
  /** Ids of what is theirs alone: the user, phones, tokens. */
  readonly ids: readonly string[];
  /** Name, e-mail address, public numbers, SIP user names. */
  readonly texts: readonly string[];
  /** Their extension: too short to be looked for inside of other texts. */
  readonly extension: string;
}

/** Finds, and takes out, what names a person. Pure. */
export interface PersonEraser {
  readonly terms: PersonTerms;
  /** Whether the text, such as stored JSON, names the person or has an id of theirs. */
  tells(text: string): boolean;
  /** The same of names and numbers alone. */
  names(text: string): boolean;
  /** A copy of plain data without them. `mark` stands in their place. */
  without<Value>(value: Value, mark?: string): Value;
}

/** Nobody's name: a letter or digit before or behind it makes another word of it. */
export function personEraser(terms: PersonTerms): PersonEraser {
  const texts = terms.texts.filter((text) => text.length > 1);
  const words = texts.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join("|");
  const named = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${words})(?![\p{L}\p{N}])`, "giu");
  const extension = new RegExp(String.raw`(?:"|sips?:)${terms.extension}(?:"|@)`);
  const names = (text: string): boolean => text.search(named) >= 0 || extension.test(text);
  const without = (value: unknown, mark: string): unknown => {
    if (typeof value === "string") return value === terms.extension ? mark : value.replace(named, mark);
    if (Array.isArray(value)) return value.map((each) => without(each, mark));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, without(each, mark)]));
  };
  return {
    terms,
    names,
    tells: (text) => names(text) || terms.ids.some((id) => text.includes(id)),
    without: <Value>(value: Value, mark = "") => without(value, mark) as Value,
  };
}
