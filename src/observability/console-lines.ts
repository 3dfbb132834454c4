import type { DestinationStream } from "pino";

const LEVELS: Readonly<Record<number, string>> = {
  10: "trace",
  20: "debug",
  30: "info",
  40: "warn",
  50: "error",
  60: "fatal",
};
/** Shown first or elsewhere; the rest of the fields follow the text. */
const PLACED = new Set(["level", "time", "msg", "event"]);

/** Log lines as a person at a terminal reads them: time, level, text, facts. */
export function consoleLines(write: (line: string) => void): DestinationStream {
  return {
    write(json: string): void {
      write(`${readable(json)}\n`);
    },
  };
}

function readable(json: string): string {
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(json) as Record<string, unknown>;
  } catch {
    return json.trimEnd(); // not ours: shown as it came
  }
  const time = typeof record["time"] === "number" ? new Date(record["time"]).toISOString().slice(11, 23) : "";
  const level = LEVELS[Number(record["level"])] ?? "";
  const facts = Object.entries(record)
    .filter(([name]) => !PLACED.has(name))
    .map(([name, value]) => `${name}=${factText(value)}`);
  return visible([time, level.padEnd(5), record["msg"], ...facts].join(" "));
}

/** Objects as a person writes them: addresses as "host:port", lists with commas, the rest as name=value in brackets. */
function factText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(factText).join(", ");
  const { address, port, protocol, ...others } = value as Readonly<Record<string, unknown>>;
  const isAddress = typeof address === "string" && typeof port === "number" && Object.keys(others).length === 0;
  if (isAddress) {
    const host = address.includes(":") ? `[${address}]` : address;
    return `${typeof protocol === "string" ? `${protocol} ` : ""}${host}:${port}`;
  }
  const facts = Object.entries(value).map(([name, each]) => `${name}=${factText(each)}`);
  return `(${facts.join(" ")})`;
}

/** What a terminal would obey, and what reverses text: a stranger's User-Agent may contain it. */
const INVISIBLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => JSON.stringify(character).slice(1, -1).replace(character, escaped));
}

function escaped(character: string): string {
  return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
}
