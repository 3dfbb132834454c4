/** The DTMF digits of the letters a to z (ITU-T E.161). */
const KEYS = "22233344455566677778889999";
/** Letters that Unicode decomposition does not reduce to a base letter. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" },
};

/** The digits of the whole name, beginning with each of its words in turn: "Alice Martin", then "Martin Alice". Input that begins one of them names the user. */
export function spellings(name: string): readonly string[] {
  const words = folded(name)
    .split(/[^a-z]+/)
    .filter((word) => word !== "")
    .map(keysOf);
  return words.map((_, at) => [...words.slice(at), ...words.slice(0, at)].join(""));
}

/** Without accents and ligatures: each remaining letter has a digit. */
function folded(name: string): string {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z\s]/g, (letter) => LETTERS[letter] ?? letter);
}

function keysOf(word: string): string {
  return Array.from(word, (letter) => KEYS[letter.charCodeAt(0) - 97] ?? "").join("");
}
