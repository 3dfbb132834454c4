import { isDeepStrictEqual } from "node:util";

/** Of a record in memory alone: no schema, view, journal or export sees it, and a change of the record carries it along. */
const UNOPENED = Symbol("sealed texts that could not be opened");

interface Unopened {
  /** As Redis holds it. */
  readonly stored: string;
  /** What stands in the record meanwhile. */
  readonly shown: unknown;
}
type AllUnopened = Readonly<Record<string, Unopened>>;

/** What stands in the record in place of each secret that could not be opened, by field. */
export type StandIns = Readonly<Record<string, () => unknown>>;

/** @param unopened  sealed texts, by field */
export function withUnopened(
  record: object,
  unopened: Readonly<Record<string, string>>,
  standIns: StandIns,
): Readonly<Record<string, unknown>> {
  const all = Object.entries(unopened).map(([name, stored]) => [name, { stored, shown: standIns[name]?.() }] as const);
  if (all.length === 0) return record as Readonly<Record<string, unknown>>;
  const shown = Object.fromEntries(all.map(([name, each]) => [name, each.shown]));
  return { ...record, ...shown, [UNOPENED]: Object.freeze(Object.fromEntries(all)) };
}

/** Whether a secret of the record is not known, since it could not be opened. */
export function isUnopened(record: object, name: string): boolean {
  return storedOf(record, name) !== undefined;
}

/** The sealed text that stays stored; undefined: the field holds what shall be sealed. */
export function storedOf(record: object, name: string): string | undefined {
  const each = allOf(record)[name];
  const isSame = each !== undefined && isDeepStrictEqual((record as Record<string, unknown>)[name], each.shown);
  return isSame ? each.stored : undefined;
}

/** The record with fields that were given anew, be it "none": what was stored of them isn't kept. */
export function withoutUnopened<Value extends object>(record: Value, given: readonly string[]): Value {
  const all = Object.entries(allOf(record));
  const left = all.filter(([name]) => !given.includes(name));
  return left.length === all.length ? record : { ...record, [UNOPENED]: Object.freeze(Object.fromEntries(left)) };
}

/** A copy of the record carries along what could not be opened. */
export function alsoUnopened<Value extends object>(copy: Value, record: object): Value {
  return unopenedIn(record).length === 0 ? copy : { ...copy, [UNOPENED]: allOf(record) };
}

/** The fields that could not be opened. */
export function unopenedIn(record: object): readonly string[] {
  return Object.keys(allOf(record));
}

function allOf(record: object): AllUnopened {
  return (record as { readonly [UNOPENED]?: AllUnopened })[UNOPENED] ?? {};
}
