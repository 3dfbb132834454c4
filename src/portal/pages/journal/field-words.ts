/** Parts of a destination: it is told as one, whichever of them has changed. */
const OF_A_DESTINATION: readonly string[] = ["kind", "id", "label", "number"];

/** Which word a field is told by, and what is left of its path without one: a key of the keypad. */
interface FieldWord {
  /** Undefined: there is none. */
  readonly word: string | undefined;
  readonly rest: readonly string[];
}

/**
 * The word of a field by its JSON pointer: that of the field itself, or else of the nearest above it. "/voicemail/enabled" is
 * told by "voicemail-enabled", "/keys/1/id" by "keys" with "1" left.
 */
export function wordOfField(pointer: string, has: (word: string) => boolean): FieldWord {
  const path = pointer.split("/").slice(1);
  for (let length = path.length; length > 0; length--) {
    const word = path.slice(0, length).join("-");
    if (!has(word)) continue;
    const rest = path.slice(length);
    return { word, rest: OF_A_DESTINATION.includes(rest.at(-1) ?? "") ? rest.slice(0, -1) : rest };
  }
  return { word: undefined, rest: path };
}
