import type { Kinds } from "./kinds/kind.ts";
import type { EntityChange, Kind } from "./registry.ts";
import { isDeepStrictEqual } from "node:util";

/** In every record, and known without saying. */
export const UNTOLD: ReadonlySet<string> = new Set(["version", "tenantId"]);

/**
 * What the journal keeps of one record so that the change can be undone: the fields that it changed, as they were and as it
 * made them; all fields of what it made (no `before`) or removed (no `after`). Secrets are not among them.
 */
export interface UndoRecord {
  readonly kind: Kind;
  readonly id: string;
  readonly before?: Fields;
  readonly after?: Fields;
  /** The names of those that were changed or lost. */
  readonly secrets: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** As JSON, beside the journal's line. */
export function printUndo(changes: readonly EntityChange[], kinds: Kinds): string {
  return JSON.stringify(changes.map((change) => undoRecordOf(change, kinds[change.kind].secrets)));
}

/** @param text  undefined in what an older version wrote */
export function readUndo(text: string | undefined): readonly UndoRecord[] | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as UndoRecord[]);
}

function undoRecordOf({ kind, id, before, after }: EntityChange, secret: readonly string[] = []): UndoRecord {
  const [old, now] = [(before ?? {}) as Fields, (after ?? {}) as Fields];
  const changed = [...new Set([...Object.keys(old), ...Object.keys(now)])].filter(
    (name) => !UNTOLD.has(name) && !isDeepStrictEqual(old[name], now[name]),
  );
  const plain = changed.filter((name) => !secret.includes(name));
  const only = (fields: Fields): Fields =>
    Object.fromEntries(plain.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
  return {
    ...{ kind, id },
    ...(before !== undefined && { before: only(old) }),
    ...(after !== undefined && { after: only(now) }),
    secrets: secret.filter((name) => changed.includes(name) && (old[name] ?? now[name]) != null),
  };
}
