import type { Extension } from "../../vocabulary/extension.ts";
import type { Removal } from "../draft.ts";
import { SettingInUse, SettingInvalid } from "../errors.ts";
import type { Reference } from "../errors.ts";
import { destinationGroup, tenantGroup } from "../indexes.ts";
import type { Destination } from "../schemas/destination.ts";
import type { Kind } from "../schemas/kinds.ts";
import type { PhoneNumberRecord } from "../schemas/phone-number.ts";
import type { ReceptionistRecord } from "../schemas/receptionist.ts";
import type { RingGroupRecord } from "../schemas/ring-group.ts";
import type { UserRecord } from "../schemas/user.ts";
import { values } from "../table.ts";
import { membersOf, recordOf } from "../tables.ts";
import { lay } from "./desk.ts";
import type { Desk } from "./desk.ts";
import { redirectedReceptionist } from "./redirected-receptionist.ts";

/** Everything that brings calls to something: it must not lead to nothing unnoticed. */
export interface LeadingTo {
  readonly numbers: readonly PhoneNumberRecord[];
  readonly forwarders: readonly UserRecord[];
  /** Ring groups whose overflow it is. */
  readonly overflowing: readonly RingGroupRecord[];
  /** Receptionists of whom a key or a branch leads to it. */
  readonly receptionists: readonly ReceptionistRecord[];
}

/** @param destinations  all that is the same thing: a user and their mailbox */
export function leadingTo(desk: Desk, destinations: readonly Destination[], extension: Extension): LeadingTo {
  const groups = destinations.map(destinationGroup);
  return {
    numbers: groups.flatMap((group) => [...values(membersOf(desk.tables, "number", group))]),
    forwarders: forwardersTo(desk, extension),
    overflowing: groups.flatMap((group) => [...values(membersOf(desk.tables, "ring-group", group))]),
    receptionists: [...new Set(groups.flatMap((group) => [...values(membersOf(desk.tables, "receptionist", group))]))],
  };
}

/** Users whose forwarding names this extension, on or off. */
export function forwardersTo(desk: Desk, extension: Extension): UserRecord[] {
  const users = [...values(membersOf(desk.tables, "user", tenantGroup(desk.tenantId)))];
  return users.filter(({ forwarding }) => forwarding.number === extension);
}

export function referencesOf({ numbers, forwarders, overflowing, receptionists }: LeadingTo): Reference[] {
  return [
    ...numbers.map(numberReference),
    ...forwarders.map(userReference),
    ...overflowing.map(ringGroupReference),
    ...receptionists.map(receptionistReference),
  ];
}

/**
 * Sends all of it elsewhere, as the removal says, or refuses the removal.
 * @throws SettingInUse, SettingInvalid
 */
export function reassign(
  desk: Desk,
  kind: Kind,
  leaving: { readonly id: string },
  leading: LeadingTo,
  { reassignTo }: Removal,
): void {
  const references = referencesOf(leading);
  if (reassignTo === undefined) {
    if (references.length > 0) throw new SettingInUse(kind, references);
    return;
  }
  if (reassignTo?.id === leaving.id)
    throw new SettingInvalid("/reassignTo", "unknown-destination", `this ${kind} is about to go`);
  const heir = reassignTo === null ? undefined : heirOf(desk, reassignTo);
  for (const number of leading.numbers) lay(desk, "number", { ...number, destination: reassignTo }, "/reassignTo");
  for (const group of leading.overflowing) {
    const overflow = reassignTo?.id === group.id ? null : reassignTo;
    lay(desk, "ring-group", { ...group, overflow }, "/reassignTo");
  }
  const isGone = ({ kind: pointsTo, id }: Destination): boolean =>
    id === leaving.id && (pointsTo === kind || (pointsTo === "mailbox" && kind === "user"));
  for (const receptionist of leading.receptionists)
    lay(desk, "receptionist", redirectedReceptionist(receptionist, isGone, reassignTo), "/reassignTo");
  for (const forwarder of leading.forwarders) {
    if (forwarder.id === leaving.id) continue;
    const elsewhere = heir === undefined || heir.id === forwarder.id ? null : heir.extension;
    const enabled = elsewhere !== null && forwarder.forwarding.enabled;
    lay(desk, "user", { ...forwarder, forwarding: { ...forwarder.forwarding, number: elsewhere, enabled } });
  }
}

/** Who has the extension that forwards can follow; mailboxes and conferences are nobody. @throws SettingInvalid */
function heirOf(desk: Desk, to: Destination): UserRecord | RingGroupRecord | ReceptionistRecord | undefined {
  const record = recordOf(desk.tables, to.kind === "mailbox" ? "user" : to.kind, to.id);
  if (record?.tenantId !== desk.tenantId)
    throw new SettingInvalid("/reassignTo", "unknown-destination", `there is no such ${to.kind}`);
  return to.kind === "mailbox" || to.kind === "shared-mailbox" || to.kind === "conference"
    ? undefined
    : (record as UserRecord | RingGroupRecord | ReceptionistRecord);
}

function numberReference({ number }: PhoneNumberRecord): Reference {
  return { kind: "number", id: number, label: number };
}

export function userReference({ id, name }: UserRecord): Reference {
  return { kind: "user", id, label: name };
}

export function ringGroupReference({ id, name }: RingGroupRecord): Reference {
  return { kind: "ring-group", id, label: name };
}

function receptionistReference({ id, name }: ReceptionistRecord): Reference {
  return { kind: "receptionist", id, label: name };
}
