import type { RecordedTransfer } from "../events/call-record.ts";
import type { CallParty } from "../events/event.ts";
import { numberOf, trunksIn, type StoredRecord } from "./stored-record.ts";

const COLUMNS: readonly (readonly [string, (record: StoredRecord) => string | number | undefined])[] = [
  ["id", ({ call }) => call],
  ["direction", ({ direction }) => direction],
  ["startedAt", ({ startedAtMs }) => timeOf(startedAtMs)],
  ["answeredAt", ({ answeredAtMs }) => timeOf(answeredAtMs)],
  ["endedAt", ({ endedAtMs }) => timeOf(endedAtMs)],
  ["ringSeconds", ringSeconds],
  ["talkSeconds", talkSeconds],
  ["caller", (record) => numberOf(record.caller, record)],
  ["callerName", (record) => nameOf(record.caller, record)],
  ["dialled", ({ dialled }) => dialled],
  ["calledUser", ({ user, people }) => (user === undefined ? undefined : people[user]?.name)],
  ["answeredBy", answeredBy],
  ["outcome", ({ outcome }) => outcome],
  ["status", ({ status }) => status],
  ["because", ({ because }) => because],
  ["hungUpBy", ({ hungUpBy }) => hungUpBy],
  [
    "trunks",
    (record) =>
      trunksIn(record)
        .map((id) => record.trunks[id] ?? id)
        .join(" "),
  ],
  ["transfers", ({ transfers }) => transfers.map(transferText).join("; ")],
  ["relatedCalls", ({ related = [] }) => related.map(({ call }) => call).join(" ")],
];

/** The first line of the file. */
export const CSV_HEADER = csvRecord(COLUMNS.map(([name]) => name));

/** One call, one line (RFC 4180 §2). */
export function csvLine(record: StoredRecord): string {
  return csvRecord(COLUMNS.map(([, valueOf]) => String(valueOf(record) ?? "")));
}

/** "blind 1002 completed", "attended 4000 failed 488". */
function transferText({ how, to, outcome, status }: RecordedTransfer): string {
  return [how, to, outcome, status].filter((word) => word !== undefined).join(" ");
}

/** From the first ringing to the answer, or to the end. */
export function ringSeconds({ ringingAtMs, answeredAtMs, endedAtMs }: StoredRecord): number | undefined {
  return secondsBetween(ringingAtMs, answeredAtMs ?? endedAtMs);
}

export function talkSeconds({ answeredAtMs, endedAtMs }: StoredRecord): number | undefined {
  return secondsBetween(answeredAtMs, endedAtMs);
}

function secondsBetween(fromMs: number | undefined, toMs: number | undefined): number | undefined {
  return fromMs === undefined || toMs === undefined ? undefined : Math.max(0, Math.round((toMs - fromMs) / 1_000));
}

function answeredBy(record: StoredRecord): string | undefined {
  const { answeredBy: who } = record;
  if (who === undefined || who === "voicemail") return who;
  return nameOf(who, record) ?? numberOf(who, record);
}

function nameOf({ name, user }: CallParty, { people }: StoredRecord): string | undefined {
  return (user === undefined ? undefined : people[user]?.name) ?? name;
}

function timeOf(ms: number | undefined): string {
  return ms === undefined ? "" : new Date(ms).toISOString();
}

/** record = field *(COMMA field) CRLF   RFC 4180 §2; every text is quoted that could be read in two ways. */
export function csvRecord(cells: readonly string[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

function cell(text: string): string {
  const safe = harmless(text);
  return /[",\r\n']|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A caller's name or number may be a formula to a spreadsheet: an apostrophe makes a text of it. A plain number is none. */
function harmless(text: string): string {
  return /^[\s\0]*[=+\-@\t\r\n|%＝＋－＠]/u.test(text) && !/^[+-]?\d+$/.test(text) ? `'${text}` : text;
}
