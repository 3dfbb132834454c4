import type { Fault } from "./engine-addresses.ts";

/** What RETENTION_DAYS says: for how many days companies keep things that have not chosen themselves. */
export interface RetentionDefaults {
  readonly callRecordDays?: number;
  readonly traceDays?: number;
  readonly messageDays?: number;
  readonly journalDays?: number;
  readonly eventDays?: number;
}

/** The words of RETENTION_DAYS, and how many days each may have. */
const WORDS: Readonly<Record<string, readonly [name: keyof RetentionDefaults, most: number]>> = {
  records: ["callRecordDays", 3_650],
  traces: ["traceDays", 3_650],
  messages: ["messageDays", 3_650],
  journal: ["journalDays", 3_650],
  events: ["eventDays", 30],
};

/** "records=90,messages=365": what is left out keeps its default. */
export function readRetention(value: string | undefined, fault: Fault): RetentionDefaults {
  const days: Partial<Record<keyof RetentionDefaults, number>> = {};
  for (const part of (value ?? "").split(",")) {
    if (part.trim() === "") continue;
    const [word = "", count = ""] = part.split("=").map((each) => each.trim());
    const [name, most = 0] = Object.hasOwn(WORDS, word) ? (WORDS[word] ?? []) : [];
    const words = Object.keys(WORDS).join(", ");
    if (name === undefined) fault("RETENTION_DAYS", `"${word}" is none of ${words}`, undefined);
    else if (!/^\d{1,4}$/.test(count) || Number(count) < 1 || Number(count) > most)
      fault("RETENTION_DAYS", `"${part.trim()}" has no whole number of days from 1 to ${most}`, undefined);
    else days[name] = Number(count);
  }
  return days;
}
