import type { Removal, UserSecrets } from "../draft.ts";
import type { E164 } from "../../vocabulary/e164.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { SettingInUse } from "../errors.ts";
import { numberClaim, userGroup } from "../indexes.ts";
import type { Destination } from "../schemas/destination.ts";
import { userPoliciesOf } from "../schemas/policies.ts";
import { DEFAULT_ANSWER_TIME_SECONDS } from "../schemas/user.ts";
import type { NewUser, UserPatch, UserRecord } from "../schemas/user.ts";
import { values } from "../table.ts";
import { membersOf, recordOf } from "../tables.ts";
import { find, lay, requireVersion, take, takenError } from "./desk.ts";
import type { Desk } from "./desk.ts";
import { forwardersTo, leadingTo, reassign, referencesOf, ringGroupReference } from "./leading-to.ts";
import { groupsWith } from "./ring-groups.ts";
import { leaveSharedMailboxes } from "./shared-mailboxes.ts";

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
      callBack: false,
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
  const { voicemail, forwarding, blockList, pin, ...plain } = patch;
  const after = lay(desk, "user", {
    ...before,
    ...plain,
    voicemail: { ...before.voicemail, ...voicemail },
    forwarding: { ...before.forwarding, ...forwarding },
    ...(blockList === undefined ? {} : { blockList: { ...userPoliciesOf(before).blockList, ...blockList } }),
    ...(pin === undefined ? {} : { pinHash: notePin(desk, id, pin) }),
  });
  if (after.extension !== before.extension) followExtension(desk, before, after);
  return find(desk, "user", id);
}

/** Takes the user with devices and tokens. What leads to the user moves as `how` says, or refuses it. */
export function removeUser(desk: Desk, id: UserId, how: Removal = {}): void {
  const user = find(desk, "user", id);
  requireVersion(user, how.ifMatch);
  const to = [{ kind: "user", id } as const, { kind: "mailbox", id } as const];
  const leading = leadingTo(desk, to, user.extension);
  const others = { ...leading, forwarders: leading.forwarders.filter((forwarder) => forwarder.id !== id) };
  const groups = groupsWith(desk, id);
  if (how.reassignTo === undefined && groups.length > 0)
    throw new SettingInUse("user", [...referencesOf(others), ...groups.map(ringGroupReference)]);
  reassign(desk, "user", user, others, how);
  for (const group of groupsWith(desk, id))
    lay(desk, "ring-group", { ...group, members: group.members.filter((member) => member !== id) });
  leaveSharedMailboxes(desk, id);
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
  for (const forwarder of forwardersTo(desk, before.extension)) {
    if (forwarder.id === before.id) continue;
    lay(desk, "user", { ...forwarder, forwarding: { ...forwarder.forwarding, number: after.extension } });
  }
}

function notePin(desk: Desk, id: UserId, pin: UserSecrets["pin"]): string | null {
  if (pin === undefined || pin === null) return null;
  desk.pins.set(id, pin.digits);
  return pin.hash;
}
