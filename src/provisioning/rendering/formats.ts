/** What kinds of file phones read, as far as it matters to how a value is written. */
export const FORMATS = ["xml", "lines", "baresip"] as const;
export type Format = (typeof FORMATS)[number];

/** A display shows no more, and phones cut longer values off anywhere, or refuse the file. */
const MOST_CHARACTERS = 300;

/** How a value is written into a file of this kind: names that people choose can't become anything but a value. */
export const WRITERS: Readonly<Record<Format, (value: string) => string>> = {
  /** XML 1.0 §2.4, for elements and for attributes in double quotes. */
  xml: (value) =>
    oneLine(value)
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&#39;"),
  /** `name = value` to the end of the line. "%NULL%" is a word of Yealink's: the value before it is forgotten. */
  lines: (value) => oneLine(value).replace(/^%(.*)%$/, "$1"),
  /** Inside of `"display name" <sip:…>;name=value` and of `name value`. */
  baresip: (value) =>
    oneLine(value)
      .replaceAll(/["<>;\\#]/g, " ")
      .trim(),
};

/** Without what ends a line, can't be shown or can't stand in XML (§2.2): control characters, halves of a character, U+FFFE. */
function oneLine(value: string): string {
  const clean = value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").replaceAll(/[\p{Cs}\uFFFE\uFFFF]/gu, "");
  const characters = Array.from(clean.trim());
  return characters.length <= MOST_CHARACTERS ? characters.join("") : characters.slice(0, MOST_CHARACTERS).join("");
}
