import { isDeepStrictEqual } from "node:util";
import type { Draft } from "./draft/draft.ts";
import { leadingTo, referenceTo } from "./draft/leading-to.ts";
import { requireNumberGiver } from "./draft/given-out.ts";
import { ChangedSince, OperatorOnly, SettingInUse, UndoImpossible, type FieldChangedSince } from "./errors.ts";
import { extensionOf } from "./indexes.ts";
import type { Kinds } from "./kinds/kind.ts";
import type { Kind, Records } from "./registry.ts";
import { OPERATOR, type Actor } from "./schemas/audit.ts";
import { UNTOLD, type UndoRecord } from "./undo-record.ts";

/** A change of the journal that is to be undone. */
export interface UndoOrder {
  /** The journal's number of the change: the version that it made. */
  readonly id: number;
  readonly actor: Actor;
  /** What it did; undefined for changes that an older version wrote. */
  readonly records: readonly UndoRecord[] | undefined;
}

/** What an undo can't bring back: secrets are not in the journal. */
export interface NotUndone {
  readonly kind: string;
  readonly id: string;
  /** JSON pointer into the record. */
  readonly field: string;
}

/**
 * Undoes one change of the journal in this draft, all of it: what it made goes, what it removed comes back with its id, what
 * it changed is as before. A field that a later change has touched refuses it.
 *
 * @throws UndoImpossible, ChangedSince, OperatorOnly, SettingInUse, and what the rules of the settings refuse
 */
export function undo(draft: Draft, kinds: Kinds, order: UndoOrder): readonly NotUndone[] {
  const records = requireUndoable(draft, kinds, order);
  const conflicts: FieldChangedSince[] = [];
  const made = records.filter(({ before }) => before === undefined);
  const dropped = made.flatMap((record) => dropMade(draft, kinds, { record, order }, conflicts));
  for (const record of records)
    if (record.before !== undefined && record.after !== undefined) restore(draft, record, conflicts);
  for (const record of records) if (record.after === undefined) bringBack(draft, kinds, record, conflicts);
  if (conflicts.length > 0) throw new ChangedSince(conflicts);
  for (const { kind, record } of dropped) requireUnused(draft, kinds, kind, record);
  if (draft.changes().length === 0)
    throw new UndoImpossible("nothing is left to undo: all is as it was before this change");
  draft.undoes = order.id;
  return records.flatMap(({ kind, id, secrets, before }) =>
    before === undefined ? [] : secrets.map((name) => ({ kind, id, field: `/${name}` })),
  );
}

/** Whether there is something in a change that could be undone, whatever has come after it. */
export function isUndoable(kinds: Kinds, records: readonly UndoRecord[] | undefined): boolean {
  return records !== undefined && whyNot(kinds, records) === undefined;
}

function whyNot(kinds: Kinds, records: readonly UndoRecord[]): string | undefined {
  if (records.some(({ kind, before }) => kind === "tenant" && before === undefined))
    return "this made the company; it can't be undone";
  const lost = records.find(({ kind, after }) => after === undefined && !isRecoverable(kinds, kind));
  if (lost !== undefined) return `a removed ${lost.kind} can't come back: the journal holds no secrets`;
  const isOnlySecret = records.every(({ before, after }) => isEmpty(before) && isEmpty(after));
  return isOnlySecret ? "this changed nothing but secrets, which the journal doesn't hold" : undefined;
}

function isRecoverable(kinds: Kinds, name: Kind): boolean {
  const { secrets = [], revive } = kinds[name];
  return secrets.length === 0 || revive !== undefined;
}

function isEmpty(part: object | undefined): boolean {
  return part !== undefined && Object.keys(part).length === 0;
}

/** @throws UndoImpossible, OperatorOnly */
function requireUndoable(draft: Draft, kinds: Kinds, { actor, records }: UndoOrder): readonly UndoRecord[] {
  if (records === undefined)
    throw new UndoImpossible("this was written by an older version, which kept too little of it to undo it");
  const isOperators = actor.kind === OPERATOR.kind && actor.id === OPERATOR.id && actor.name === OPERATOR.name;
  if (isOperators && draft.actor !== OPERATOR) throw new OperatorOnly("", "the provider of this system did this");
  const problem = records.length === 0 ? "this changed no settings" : whyNot(kinds, records);
  if (problem !== undefined) throw new UndoImpossible(problem);
  return records;
}

interface Made {
  readonly record: UndoRecord;
  readonly order: UndoOrder;
}

/** What the change made goes, if nothing of it has changed since: its version is still the one that made it. */
function dropMade(draft: Draft, kinds: Kinds, { record, order }: Made, conflicts: FieldChangedSince[]) {
  const { kind, id, after = {} } = record;
  const current = draft.own(kind, id);
  if (current === undefined) conflicts.push({ kind, id, field: "" });
  else if (current.version === order.id) {
    draft.drop(kind, id);
    return [{ kind, record: current }];
  } else {
    const changed = changedFields(after, plainOf(current, kinds[kind].secrets));
    conflicts.push(...(changed.length === 0 ? [""] : changed).map((field) => ({ kind, id, field })));
  }
  return [];
}

function plainOf(record: object, secrets: readonly string[] = []): object {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !UNTOLD.has(name) && !secrets.includes(name)));
}

function changedFields(after: object, current: object): string[] {
  const fields: string[] = [];
  merged({ before: undefined, after, current }, "", (field) => fields.push(field));
  return fields;
}

/** Each field as it was before, where it still is what the change made it. */
function restore(draft: Draft, { kind, id, before, after }: UndoRecord, conflicts: FieldChangedSince[]): void {
  const current = draft.own(kind, id);
  if (current === undefined) {
    conflicts.push({ kind, id, field: "" });
    return;
  }
  const restored = namesOf(before, after).map((name) => {
    const sides = { before: before?.[name], after: after?.[name], current: (current as unknown as Part)[name] };
    return [name, merged(sides, `/${name}`, (field) => conflicts.push({ kind, id, field }))] as const;
  });
  draft.put(kind, { ...current, ...Object.fromEntries(restored) });
}

type Part = Readonly<Record<string, unknown>>;

function namesOf(...parts: readonly (object | undefined)[]): string[] {
  return [...new Set(parts.flatMap((part) => Object.keys(part ?? {})))];
}

interface Sides {
  readonly before: unknown;
  readonly after: unknown;
  readonly current: unknown;
}

/** The value of now without the change: a merge of three sides, which tells where a later change touched the same. */
function merged({ before, after, current }: Sides, field: string, conflict: (field: string) => void): unknown {
  if (isDeepStrictEqual(before, after) || isDeepStrictEqual(before, current)) return current;
  if (isDeepStrictEqual(after, current)) return before;
  if (!isObject(after) || !isObject(current) || (before !== undefined && !isObject(before))) {
    conflict(field);
    return current;
  }
  return Object.fromEntries(
    namesOf(before, after, current).map((name) => {
      const sides = { before: before?.[name], after: after[name], current: current[name] };
      return [name, merged(sides, `${field}/${name}`, conflict)];
    }),
  );
}

function isObject(value: unknown): value is Part {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What the change removed comes back as it was, with new or no secrets. */
function bringBack(draft: Draft, kinds: Kinds, record: UndoRecord, conflicts: FieldChangedSince[]): void {
  const { kind, id, before, secrets } = record;
  if (draft.own(kind, id) !== undefined) {
    conflicts.push({ kind, id, field: "" });
    return;
  }
  if (kind === "number") requireNumberGiver(draft, "/number");
  const revived = kinds[kind].revive?.(before as never, secrets, draft) ?? {};
  const whole = { ...before, ...revived, tenantId: draft.tenantId, version: 0 };
  draft.put(kind, whole as unknown as Records[Kind]);
}

/** Nothing leads to what goes, and nothing that came later goes with it. @throws SettingInUse */
function requireUnused(draft: Draft, kinds: Kinds, name: Kind, record: Records[Kind]): void {
  const { destinations, usedBy, leave } = kinds[name];
  const id = "id" in record ? record.id : record.number;
  const leaving = { kind: name, id, extension: extensionOf(record), destinations: destinations?.(id) ?? [] };
  const uses = [...leadingTo(draft, leaving).map(({ reference }) => reference), ...(usedBy?.(draft, record) ?? [])];
  const touched = new Set(draft.changes().map((change) => `${change.kind}/${change.id}`));
  leave?.(draft, record);
  for (const { kind, id: other, before } of draft.changes())
    if (before !== undefined && !touched.has(`${kind}/${other}`)) uses.push(referenceTo(kind, before));
  if (uses.length > 0) throw new SettingInUse(name, uses);
}
