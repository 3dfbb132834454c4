/** The letters on the keys of a telephone (ITU-T E.161), from "a" on. */
const KEYS = "22233344455566677778889999";
/** Letters that no accent makes of another. */
const LETTERS: Readonly<Record<string, string>> = {
  ...{ œ: "oe", æ: "ae", ß: "ss", ø: "o", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" },
};

/** The keys of the whole name, begun with each of its words: Alice Martin, then Martin Alice. Whoever types the beginning of one means it. */
export function spellings(name: string): readonly string[] {
  const words = folded(name)
    .split(/[^a-z]+/)
    .filter((word) => word !== "")
    .map(keysOf);
  return words.map((_, at) => [...words.slice(at), ...words.slice(0, at)].join(""));
}

/** Without accents and ligatures: what is left has a key. */
function folded(name: string): string {
  const plain = name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z\s]/g, (letter) => LETTERS[letter] ?? letter);
}

function keysOf(word: string): string {
  return Array.from(word, (letter) => KEYS[letter.charCodeAt(0) - 97] ?? "").join("");
}
