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
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`);
  return [time, level.padEnd(5), record["msg"], ...facts].join(" ");
}
