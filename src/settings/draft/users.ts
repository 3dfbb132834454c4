import type { RemoveUser, UserSecrets } from "../draft.ts";
import type { E164 } from "../../vocabulary/e164.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { SettingInUse, SettingInvalid } from "../errors.ts";
import type { Reference } from "../errors.ts";
import { destinationGroup, numberClaim, tenantGroup, userGroup } from "../indexes.ts";
import type { Destination } from "../schemas/destination.ts";
import type { PhoneNumberRecord } from "../schemas/phone-number.ts";
import { DEFAULT_ANSWER_TIME_SECONDS } from "../schemas/user.ts";
import type { NewUser, UserPatch, UserRecord } from "../schemas/user.ts";
import { values } from "../table.ts";
import { membersOf, recordOf } from "../tables.ts";
import { find, lay, requireVersion, take, takenError } from "./desk.ts";
import type { Desk } from "./desk.ts";

export function addUser(desk: Desk, user: NewUser, secrets: UserSecrets = {}): UserRecord {
  const tenant = find(desk, "tenant", desk.tenantId);
  const id = desk.tools.makeId() as UserId;
  lay(desk, "user", {
    id,
    tenantId: desk.tenantId,
    name: user.name,
    email: user.email,
    extension: user.extension,
    role: user.role ?? "user",
    language: user.language ?? tenant.language,
    doNotDisturb: false,
    outboundCallerId: user.outboundCallerId ?? null,
    voicemail: {
      enabled: true,
      answerTimeSeconds: DEFAULT_ANSWER_TIME_SECONDS,
      emailNotification: true,
      afterEmail: "keep-new",
    },
    forwarding: { enabled: false, number: null, ringDevices: true, requireKeyPress: true },
    passwordHash: secrets.passwordHash ?? null,
    pinHash: notePin(desk, id, secrets.pin),
    version: 0,
  });
  user.phoneNumbers?.forEach((number, i) => giveNumber(desk, number, id, `/phoneNumbers/${i}`));
  return find(desk, "user", id);
}

export function changeUser(desk: Desk, id: UserId, patch: UserPatch & UserSecrets, ifMatch?: number): UserRecord {
  const before = find(desk, "user", id);
  requireVersion(before, ifMatch);
  const { voicemail, forwarding, pin, ...plain } = patch;
  const after = lay(desk, "user", {
    ...before,
    ...plain,
    voicemail: { ...before.voicemail, ...voicemail },
    forwarding: { ...before.forwarding, ...forwarding },
    ...(pin === undefined ? {} : { pinHash: notePin(desk, id, pin) }),
  });
  if (after.extension !== before.extension) followExtension(desk, before, after);
  return find(desk, "user", id);
}

/** Takes the user with devices and tokens. Numbers and forwards that lead to the user move as `how` says, or refuse it. */
export function removeUser(desk: Desk, id: UserId, how: RemoveUser = {}): void {
  const user = find(desk, "user", id);
  requireVersion(user, how.ifMatch);
  const { reassignTo } = how;
  const numbers = numbersLeadingTo(desk, id);
  const forwarders = forwardersTo(desk, user);
  if (reassignTo === undefined && numbers.length + forwarders.length > 0) {
    throw new SettingInUse("user", [...numbers.map(asReference), ...forwarders.map(userReference)]);
  }
  if (reassignTo?.id === id) throw new SettingInvalid("/reassignTo", "unknown-destination", "this user is about to go");
  const heir = reassignTo?.kind === "user" ? recordOf(desk.tables, "user", reassignTo.id) : undefined;
  if (reassignTo?.kind === "user" && heir?.tenantId !== desk.tenantId) {
    throw new SettingInvalid("/reassignTo", "unknown-destination", "there is no such user");
  }
  for (const number of numbers) lay(desk, "number", { ...number, destination: reassignTo ?? null }, "/reassignTo");
  for (const forwarder of forwarders) {
    const elsewhere = heir === undefined || heir.id === forwarder.id ? null : heir.extension;
    const enabled = elsewhere !== null && forwarder.forwarding.enabled;
    lay(desk, "user", { ...forwarder, forwarding: { ...forwarder.forwarding, number: elsewhere, enabled } });
  }
  for (const device of values(membersOf(desk.tables, "device", userGroup(id)))) take(desk, "device", device.id);
  for (const token of values(membersOf(desk.tables, "token", userGroup(id)))) take(desk, "token", token.id);
  take(desk, "user", id);
}

/** A direct number for a user: new to the tenant, or one that leads nowhere yet. */
function giveNumber(desk: Desk, number: E164, user: UserId, field: string): void {
  const known = recordOf(desk.tables, "number", number);
  if (known !== undefined && known.destination !== null) throw takenError(numberClaim(number), field);
  const destination: Destination = { kind: "user", id: user };
  lay(desk, "number", { ...(known ?? { tenantId: desk.tenantId, number, version: 0 }), destination }, field);
}

/** Forwards name people by extension, so they follow a person who gets another one. */
function followExtension(desk: Desk, before: UserRecord, after: UserRecord): void {
  for (const forwarder of forwardersTo(desk, before)) {
    lay(desk, "user", { ...forwarder, forwarding: { ...forwarder.forwarding, number: after.extension } });
  }
}

function forwardersTo(desk: Desk, user: UserRecord): UserRecord[] {
  const users = [...values(membersOf(desk.tables, "user", tenantGroup(desk.tenantId)))];
  return users.filter(({ id, forwarding }) => id !== user.id && forwarding.number === user.extension);
}

function numbersLeadingTo(desk: Desk, id: UserId): PhoneNumberRecord[] {
  const destinations: Destination[] = [
    { kind: "user", id },
    { kind: "mailbox", id },
  ];
  return destinations.flatMap((to) => [...values(membersOf(desk.tables, "number", destinationGroup(to)))]);
}

function notePin(desk: Desk, id: UserId, pin: UserSecrets["pin"]): string | null {
  if (pin === undefined || pin === null) return null;
  desk.pins.set(id, pin.digits);
  return pin.hash;
}

function asReference({ number }: PhoneNumberRecord): Reference {
  return { kind: "number", id: number, label: number };
}

export function userReference({ id, name }: UserRecord): Reference {
  return { kind: "user", id, label: name };
}
