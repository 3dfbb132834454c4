import { parse } from "csv-parse/sync";
import type { FaultCode } from "../fault-codes.ts";

/** A column of a list of users: its name in files that we write, and what people call it. */
interface Column {
  readonly name: string;
  readonly also: readonly string[];
  readonly isNeeded?: boolean;
  /** What the cell says in a user order; undefined: nothing that is understood. */
  readonly read: (cell: string) => object | undefined;
}

const ROLES: Readonly<Record<string, string>> = {
  ...{ admin: "admin", administrator: "admin", administrateur: "admin", administratrice: "admin" },
  ...{ user: "user", utilisateur: "user", utilisatrice: "user" },
};
const LANGUAGES: Readonly<Record<string, string>> = {
  ...{ en: "en", english: "en", anglais: "en" },
  ...{ fr: "fr", french: "fr", francais: "fr" },
};
const YES_NO: Readonly<Record<string, boolean>> = {
  ...{ yes: true, true: true, "1": true, oui: true, vrai: true, x: true },
  ...{ no: false, false: false, "0": false, non: false, faux: false },
};

/** The columns of a list of users, in the order in which we write them. Headers are read without regard to case, accents and signs. */
export const COLUMNS: readonly Column[] = [
  { name: "name", also: ["nom", "full name", "nom complet"], isNeeded: true, read: (name) => ({ name }) },
  {
    ...{ name: "email", also: ["e-mail address", "mail", "courriel", "adresse e-mail"], isNeeded: true },
    read: (email) => ({ email }),
  },
  {
    ...{ name: "extension", also: ["ext", "poste", "numéro interne"], isNeeded: true },
    read: (extension) => ({ extension }),
  },
  { name: "role", also: ["rôle"], read: (cell) => word(ROLES, cell, (role) => ({ role })) },
  { name: "language", also: ["langue"], read: (cell) => word(LANGUAGES, cell, (language) => ({ language })) },
  {
    ...{ name: "phone numbers", also: ["phone number", "numbers", "numéros", "numéros directs", "numéro direct"] },
    read: (cell) => ({
      phoneNumbers: cell
        .split(/[,;|\n]/)
        .map((number) => number.trim())
        .filter((number) => number !== ""),
    }),
  },
  {
    name: "forward to",
    also: ["renvoi vers", "renvoi"],
    read: (number) => ({ forwarding: { enabled: true, number } }),
  },
  {
    ...{ name: "voicemail", also: ["messagerie", "messagerie vocale"] },
    read: (cell) => word(YES_NO, cell, (enabled) => ({ voicemail: { enabled } })),
  },
  { name: "device", also: ["phone", "appareil", "téléphone"], read: (label) => ({ device: { label } }) },
  { name: "device kind", also: ["type d'appareil"], read: (kind) => ({ device: { kind } }) },
  { name: "mac address", also: ["mac", "adresse mac"], read: (macAddress) => ({ device: { macAddress } }) },
  { name: "password", also: ["mot de passe"], read: (password) => ({ password }) },
  { name: "invite", also: ["invitation", "inviter"], read: (cell) => word(YES_NO, cell, (invite) => ({ invite })) },
];

function word<Value>(words: Readonly<Record<string, Value>>, cell: string, told: (value: Value) => object) {
  const value = words[plain(cell)];
  return value === undefined ? undefined : told(value);
}

/** Without case, accents, blanks and signs: "Numéros directs" and "numeros_directs" are the same. */
function plain(text: string): string {
  return text
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
}

const BY_HEADER = new Map(
  COLUMNS.flatMap((column) => [column.name, ...column.also].map((header) => [plain(header), column] as const)),
);

/** A line that can't be read, or a header. */
export interface CsvFault {
  readonly line: number;
  readonly column: string;
  readonly code: FaultCode;
  readonly detail: string;
  readonly params?: Readonly<Record<string, string>>;
}

export interface CsvUsers {
  /** As a user order would have it, not checked yet; with the line of the file that it is from. */
  readonly rows: readonly { readonly line: number; readonly order: Readonly<Record<string, unknown>> }[];
  readonly faults: readonly CsvFault[];
}

interface CsvLine {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Reads a list of users as programs write it, and Excel: with ";" or "," or tabs between the cells, with a mark at the
 * beginning (BOM, or "sep=;"), in UTF-8 or in Windows' western characters, texts as ="0170…".
 */
export function readUserCsv(bytes: Uint8Array): CsvUsers {
  const text = decoded(bytes).replace(/^sep=.\r?\n/i, (mark) => (mark.endsWith("\r\n") ? "\r\n" : "\n"));
  const firstLine = /[^\r\n]+/.exec(text)?.[0] ?? "";
  let lines: readonly CsvLine[];
  try {
    lines = parse(text, {
      ...{ bom: true, info: true, trim: true, relax_column_count: true, skip_empty_lines: true },
      delimiter: [";", ",", "\t"].toSorted((one, other) => count(firstLine, other) - count(firstLine, one))[0] ?? ",",
      skip_records_with_empty_values: true,
      // Excel writes a text that looks like a number as ="01"; our own files have an apostrophe before what looks like a formula.
      cast: (cell: string) => (/^="(?<text>[^"]*)"$/.exec(cell)?.groups?.["text"] ?? cell).replace(/^'(?=[-=+@])/, ""),
      relax_quotes: true,
    }) as unknown as readonly CsvLine[];
  } catch (failure) {
    const { lines: line = 1 } = failure as { readonly lines?: number };
    return { rows: [], faults: [{ line, column: "", code: "wrong-form", detail: "is no CSV: a quote isn't closed" }] };
  }
  const [header, ...others] = lines;
  if (header === undefined) return { rows: [], faults: [missing(1, "")] };
  const columns = header.record.map((name) => BY_HEADER.get(plain(name)));
  const faults = faultsOfHeader(header, columns);
  if (faults.length > 0) return { rows: [], faults };
  const read = others.map((line) => readLine(line, columns as readonly Column[]));
  return { rows: read.map(({ row }) => row), faults: read.flatMap((each) => each.faults) };
}

/** Excel saves "CSV" in Windows' characters, and "CSV UTF-8" with a mark. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function count(text: string, sign: string): number {
  return text.split(sign).length;
}

function missing(line: number, column: string): CsvFault {
  return { line, column, code: "missing", detail: "is missing" };
}

function faultsOfHeader({ record, info }: CsvLine, columns: readonly (Column | undefined)[]): CsvFault[] {
  const line = info.lines;
  const unknown = record.filter((_name, i) => columns[i] === undefined);
  const twice = record.filter((_name, i) => columns[i] !== undefined && columns.indexOf(columns[i]) !== i);
  const lacking = COLUMNS.filter((column) => column.isNeeded === true && !columns.includes(column));
  return [
    ...unknown.map((column): CsvFault => ({
      line,
      column,
      code: "unknown-field",
      detail: "is no column that is known",
    })),
    ...twice.map((column): CsvFault => ({ line, column, code: "duplicate-items", detail: "is there twice" })),
    ...lacking.map(({ name }) => missing(line, name)),
  ];
}

function readLine({ record, info }: CsvLine, columns: readonly Column[]) {
  const line = info.lines;
  const faults: CsvFault[] = [];
  let order: Record<string, unknown> = {};
  for (const [i, cell] of record.entries()) {
    const column = columns[i];
    if (cell === "") continue;
    const part = column?.read(cell);
    if (column === undefined)
      faults.push({ line, column: String(i + 1), code: "unknown-field", detail: "is beyond the last column" });
    else if (part === undefined)
      faults.push({ line, column: column.name, code: "not-allowed", detail: "is not understood here" });
    else order = joined(order, part);
  }
  return { row: { line, order: withDeviceDefaults(order) }, faults };
}

/** The parts of a device stand in several columns. */
function joined(order: Readonly<Record<string, unknown>>, part: object): Record<string, unknown> {
  const device =
    "device" in part ? { device: { ...(order["device"] as object | undefined), ...(part.device as object) } } : {};
  return { ...order, ...part, ...device };
}

function withDeviceDefaults(order: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { device } = order;
  return device === undefined
    ? order
    : { ...order, device: { label: "Phone", kind: "ip-phone", ...(device as object) } };
}

/** Where a fault of an order stands in the file: "/phoneNumbers/0" → "phone numbers". */
export function columnOf(field: string): string {
  const [, first = "", second = ""] = field.split("/");
  if (first === "device") return { kind: "device kind", macAddress: "mac address" }[second] ?? "device";
  return { phoneNumbers: "phone numbers", forwarding: "forward to" }[first] ?? first;
}
