import { SettingInvalid, type Reference } from "../errors.ts";
import { extensionOf, idOf } from "../indexes.ts";
import type { Kind, Records } from "../registry.ts";
import type { Destination } from "../schemas/destination.ts";
import type { Extension } from "../../vocabulary/extension.ts";
import type { Draft, Heir, Leaving, LeadingKind } from "./draft.ts";

/** A record that brings calls to a setting that goes: it must not lead to nothing unnoticed. */
export interface LeadingRecord {
  readonly kind: Kind;
  readonly record: Records[Kind];
  readonly reference: Reference;
  readonly leads: LeadingKind;
}

/** Everything that brings calls to it: numbers, forwards, overflows, keys. */
export function leadingTo(draft: Draft, leaving: Leaving): readonly LeadingRecord[] {
  if (leaving.destinations.length === 0) return [];
  return Object.values(draft.kinds).flatMap(({ name: kind, leads }) => {
    if (leads === undefined) return [];
    const records = [...new Set(leads.to(draft, leaving))].filter((record) => idOf(record) !== leaving.id);
    return records.map((record) => ({ kind, record, reference: referenceTo(kind, record), leads }));
  });
}

/** Sends all of it elsewhere. @throws SettingInvalid when there is no such place */
export function redirectAll(
  draft: Draft,
  leading: readonly LeadingRecord[],
  leaving: Leaving,
  reassignTo: Destination | null,
): void {
  if (reassignTo?.id === leaving.id)
    throw new SettingInvalid("/reassignTo", "unknown-destination", `this ${leaving.kind} is about to go`);
  const heir = reassignTo === null ? { to: null, extension: undefined } : heirOf(draft, reassignTo);
  for (const { kind, record, leads } of leading) draft.put(kind, leads.redirect(record, leaving, heir), "/reassignTo");
}

export function referenceTo(kind: Kind, record: Records[Kind]): Reference {
  const id = idOf(record);
  return { kind, id, label: "name" in record ? record.name : "label" in record ? record.label : id };
}

/** Whether a destination means the setting that goes. */
export function isGone({ destinations }: Leaving, { kind, id }: Destination): boolean {
  return destinations.some((each) => each.kind === kind && each.id === id);
}

/** Forwards can follow to people, ring groups and receptionists; mailboxes and conferences answer none. @throws SettingInvalid */
function heirOf(draft: Draft, to: Destination): Heir {
  const record = draft.own(to.kind === "mailbox" ? "user" : to.kind, to.id);
  if (record === undefined)
    throw new SettingInvalid("/reassignTo", "unknown-destination", `there is no such ${to.kind}`);
  const isFollowed = to.kind === "user" || to.kind === "ring-group" || to.kind === "receptionist";
  return { to, extension: isFollowed ? (extensionOf(record) as Extension | undefined) : undefined };
}
