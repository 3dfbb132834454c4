import { isTimeZone } from "../../hours/time-zone.ts";
import { tollObstacles, type TollObstacle } from "../../numbering/toll.ts";
import { parseE164 } from "../../vocabulary/e164.ts";
import { parseCountry } from "../../numbering/country.ts";
import { SettingInvalid } from "../errors.ts";
import type { InvalidReason } from "../errors.ts";
import { parseAddressBlock, WIDEST_PREFIX } from "../addresses.ts";
import { adminsGroup, destinationGroup, tenantGroup, userGroup } from "../indexes.ts";
import { findMalformed } from "../records.ts";
import type { Destination } from "../schemas/destination.ts";
import type { EntityChange, Kind, Records } from "../schemas/kinds.ts";
import type { PhoneNumberRecord } from "../schemas/phone-number.ts";
import type { ReceptionistRecord } from "../schemas/receptionist.ts";
import type { RingGroupRecord } from "../schemas/ring-group.ts";
import type { SharedMailboxRecord } from "../schemas/shared-mailbox.ts";
import { limitsOf } from "../schemas/tenant.ts";
import type { TenantRecord } from "../schemas/tenant.ts";
import type { TrunkRecord } from "../schemas/trunk.ts";
import type { UserRecord } from "../schemas/user.ts";
import { values } from "../table.ts";
import { membersOf, recordOf } from "../tables.ts";
import { checkConference } from "./conferences.ts";
import { find } from "./desk.ts";
import type { Desk } from "./desk.ts";
import { forwardsInACircle, targetOf } from "./forwards.ts";
import { requireGoodPin } from "./pin.ts";
import { checkHours } from "./receptionists.ts";
import { destinationsOf } from "./redirected-receptionist.ts";
import { checkWebhook } from "./webhooks.ts";

/** Sizes up to which a tenant was measured; and a runaway program stops here. */
const MAX_PER_TENANT: { readonly [K in Exclude<Kind, "tenant">]: number } = {
  user: 20_000,
  device: 60_000,
  number: 60_000,
  trunk: 100,
  token: 500,
  webhook: 50,
  site: 1_000,
  "ring-group": 1_000,
  conference: 1_000,
  receptionist: 1_000,
  "shared-mailbox": 1_000,
};
/** All of a user's devices ring at once. */
const MAX_DEVICES_PER_USER = 20;

/**
 * The rules that hold for a tenant's settings after every change, looked at from the records that this change touched.
 * @throws SettingInvalid
 */
export function checkInvariants(desk: Desk, changes: readonly EntityChange[]): void {
  for (const change of changes) {
    if (change.after === undefined) continue;
    const malformed = findMalformed(change.kind, change.after);
    if (malformed !== undefined) throw new SettingInvalid(malformed.field, "malformed", malformed.problem);
  }
  for (const change of changes) checkOne(desk, change);
  const isNew = recordOf(desk.base, "tenant", desk.tenantId) === undefined;
  if (!isNew) requireAnAdmin(desk);
  for (const kind of Object.keys(MAX_PER_TENANT) as (keyof typeof MAX_PER_TENANT)[]) {
    const { size } = membersOf(desk.tables, kind, tenantGroup(desk.tenantId));
    const before = membersOf(desk.base, kind, tenantGroup(desk.tenantId)).size;
    require(size <= before ||
      size <= MAX_PER_TENANT[kind], "", "too-many", `at most ${MAX_PER_TENANT[kind]} of this kind`);
  }
}

function checkOne(desk: Desk, change: EntityChange): void {
  switch (change.kind) {
    case "tenant":
      if (change.after !== undefined) checkTenant(desk, change.after, change.before);
      return;
    case "user":
      if (change.after !== undefined) checkUser(desk, change.after, change.before);
      return;
    case "device":
      if (change.after !== undefined) checkDevice(desk, change.after);
      return;
    case "number":
      if (change.after !== undefined) checkNumber(desk, change.after);
      return;
    case "trunk":
      if (change.after !== undefined) checkTrunk(change.after);
      return;
    case "token":
      if (change.after?.userId != null) requireUser(desk, change.after.userId, "/userId", "unknown-user");
      return;
    case "site":
      if (change.after?.emergencyCallerId != null)
        requireOwned(desk, change.after.emergencyCallerId, "/emergencyCallerId");
      return;
    case "webhook":
      if (change.after !== undefined) checkWebhook(change.after);
      return;
    case "ring-group":
      if (change.after !== undefined) checkRingGroup(desk, change.after, change.before);
      return;
    case "conference":
      if (change.after === undefined) return;
      if (change.after.extension !== change.before?.extension) requireFreeExtension(desk, change.after.extension);
      checkConference(change.after);
      return;
    case "receptionist":
      if (change.after !== undefined) checkReceptionist(desk, change.after, change.before);
      return;
    case "shared-mailbox":
      if (change.after !== undefined) checkSharedMailbox(desk, change.after, change.before);
      return;
  }
}

function checkTenant(desk: Desk, tenant: TenantRecord, before: TenantRecord | undefined): void {
  require(parseCountry(tenant.country) !== undefined, "/country", "country-unknown", "no such country");
  require(isTimeZone(tenant.timeZone), "/timeZone", "time-zone-unknown", "not a time zone of the IANA database");
  require(isCurrency(tenant.seatPrice.currency), "/seatPrice/currency", "currency-unknown", "not a currency");
  tenant.limits.countries.forEach((country, i) =>
    require(parseCountry(country) !== undefined, `/limits/countries/${i}`, "country-unknown", "no such country"),
  );
  if (tenant.mainNumber !== null) requireOwned(desk, tenant.mainNumber, "/mainNumber");
  if (before === undefined || before.country === tenant.country) return;
  for (const kind of ["user", "ring-group", "conference", "receptionist", "shared-mailbox"] as const) {
    for (const { extension } of values<Records[typeof kind]>(membersOf(desk.tables, kind, tenantGroup(tenant.id)))) {
      const isFree = !desk.tools.isReservedNumber(tenant.country, extension);
      require(isFree, "/country", "extension-reserved", `extension ${extension} is a reserved number there`);
    }
  }
}

function checkUser(desk: Desk, user: UserRecord, before: UserRecord | undefined): void {
  if (user.extension !== before?.extension) requireFreeExtension(desk, user.extension);
  const { outboundCallerId } = user;
  if (outboundCallerId !== null && outboundCallerId !== "withheld") {
    requireOwned(desk, outboundCallerId, "/outboundCallerId");
  }
  checkForwarding(desk, user, "/forwarding/number");
  checkToll(desk, user, before);
  const pin = desk.pins.get(user.id);
  if (pin !== undefined) {
    requireGoodPin(pin, [user.extension, ...numbersTo(desk, { kind: "user", id: user.id })], "/voicemail/pin");
  }
}

function checkForwarding(desk: Desk, user: UserRecord, field: string): void {
  const { enabled, number } = user.forwarding;
  if (number === null) {
    require(!enabled, field, "forwarding-needs-a-number", "there is no number to forward to");
    return;
  }
  const target = targetOf(desk, number);
  require(target.kind !== "nobody", field, "unknown-extension", `nobody has extension ${number}`);
  const isOwn = target.kind === "user" && target.user.id === user.id;
  require(!isOwn, field, "forwards-to-itself", `${user.name}'s calls would be forwarded to ${user.name}`);
  require(!forwardsInACircle(
    desk,
    user,
  ), field, "forwards-in-a-circle", `${user.name}'s calls would come back by other forwards`);
}

/** A forward that would never ring isn't taken; one that stands stays, whatever becomes of the limits. */
function checkToll(desk: Desk, { forwarding }: UserRecord, before: UserRecord | undefined): void {
  const { enabled, number } = forwarding;
  const isNew = number !== before?.forwarding.number || (enabled && !before.forwarding.enabled);
  const e164 = number === null ? undefined : parseE164(number);
  if (!isNew || e164 === undefined || recordOf(desk.tables, "number", e164)?.tenantId === desk.tenantId) return;
  const tenant = find(desk, "tenant", desk.tenantId);
  const obstacles = tollObstacles(e164, limitsOf(tenant)).filter((limit) => !isLifted(desk, tenant, limit));
  require(obstacles.length ===
    0, "/forwarding/number", "number-not-allowed", "the company's limits don't allow calls there");
}

function isLifted(desk: Desk, { liftedLimits }: TenantRecord, limit: TollObstacle): boolean {
  return Date.parse(liftedLimits?.[limit] ?? "") > desk.tools.nowMs();
}

function checkNumber(desk: Desk, { destination }: PhoneNumberRecord): void {
  if (destination === null) return;
  requireDestination(desk, destination, "/destination/id");
  if (destination.kind === "user") checkForwarding(desk, find(desk, "user", destination.id), "/destination");
}

function checkDevice(desk: Desk, { userId, siteId }: Records["device"]): void {
  const isPlaced = siteId == null || recordOf(desk.tables, "site", siteId)?.tenantId === desk.tenantId;
  require(isPlaced, "/siteId", "unknown-site", "there is no such site");
  requireUser(desk, userId, "/userId", "unknown-user");
  const { size } = membersOf(desk.tables, "device", userGroup(userId));
  require(size <= MAX_DEVICES_PER_USER, "", "too-many", `a user has at most ${MAX_DEVICES_PER_USER} devices`);
}

function checkTrunk(trunk: TrunkRecord): void {
  trunk.trustedAddresses.forEach((text, i) => {
    const block = parseAddressBlock(text);
    if (block === undefined) {
      throw new SettingInvalid(`/trustedAddresses/${i}`, "address-malformed", "neither an IP address nor a CIDR block");
    }
    const isNarrow = block.prefixLength >= WIDEST_PREFIX[block.family];
    const widest = `/${WIDEST_PREFIX[block.family]}`;
    require(isNarrow, `/trustedAddresses/${i}`, "address-block-too-wide", `a block is ${widest} at most`);
  });
  const mayRegister = !trunk.register || trunk.username !== null;
  require(mayRegister, "/username", "registration-needs-a-username", "a trunk registers with a username");
}

function checkRingGroup(desk: Desk, group: RingGroupRecord, before: RingGroupRecord | undefined): void {
  if (group.extension !== before?.extension) requireFreeExtension(desk, group.extension);
  group.members.forEach((member, i) => requireUser(desk, member, `/members/${i}`, "unknown-user"));
  const { overflow } = group;
  if (overflow === null || overflow.kind === "outside") return;
  requireDestination(desk, overflow, "/overflow/id");
  require(!overflowsInACircle(
    desk,
    group,
  ), "/overflow/id", "overflows-in-a-circle", `${group.name}'s calls would come back to it`);
}

function checkSharedMailbox(desk: Desk, mailbox: SharedMailboxRecord, before: SharedMailboxRecord | undefined): void {
  const { id, extension, members, ringGroup } = mailbox;
  if (extension !== before?.extension) requireFreeExtension(desk, extension);
  members.forEach((member, i) => requireUser(desk, member, `/members/${i}`, "unknown-user"));
  if (ringGroup !== null) requireDestination(desk, { kind: "ring-group", id: ringGroup }, "/ringGroup");
  const pin = desk.pins.get(id);
  if (pin !== undefined) requireGoodPin(pin, [extension, ...numbersTo(desk, { kind: "shared-mailbox", id })], "/pin");
}

function checkReceptionist(desk: Desk, record: ReceptionistRecord, before: ReceptionistRecord | undefined): void {
  if (record.extension !== before?.extension) requireFreeExtension(desk, record.extension);
  for (const [field, to] of destinationsOf(record)) requireDestination(desk, to, `${field}/id`);
  checkHours(record.hours);
}

/** Whether nobody answering leads from this group through others back to it. */
function overflowsInACircle(desk: Desk, start: RingGroupRecord): boolean {
  const seen = new Set<string>();
  let group: RingGroupRecord | undefined = start;
  while (group?.overflow?.kind === "ring-group" && !seen.has(group.id)) {
    seen.add(group.id);
    if (group.overflow.id === start.id) return true;
    group = recordOf(desk.tables, "ring-group", group.overflow.id);
  }
  return false;
}

/** Who removes the last admin locks everybody out. A tenant that never had one is not touched by this. */
function requireAnAdmin(desk: Desk): void {
  const group = adminsGroup(desk.tenantId);
  const lost = membersOf(desk.base, "user", group).size > 0 && membersOf(desk.tables, "user", group).size === 0;
  require(!lost, "/role", "last-admin", "somebody must remain an admin");
}

function requireOwned(desk: Desk, number: string, field: string): void {
  const owner = recordOf(desk.tables, "number", number)?.tenantId;
  require(owner === desk.tenantId, field, "number-not-owned", `${number} is not one of your numbers`);
}

function requireFreeExtension(desk: Desk, extension: string): void {
  const { country } = find(desk, "tenant", desk.tenantId);
  const isFree = !desk.tools.isReservedNumber(country, extension);
  require(isFree, "/extension", "extension-reserved", `${extension} is an emergency, short or feature number`);
}

function requireDestination(desk: Desk, { kind, id }: Destination, field: string): void {
  if (kind === "user" || kind === "mailbox") {
    requireUser(desk, id, field, "unknown-destination");
    return;
  }
  const isThere = recordOf(desk.tables, kind, id)?.tenantId === desk.tenantId;
  require(isThere, field, "unknown-destination", `there is no such ${kind}`);
}

function numbersTo(desk: Desk, to: Destination): string[] {
  return [...values(membersOf(desk.tables, "number", destinationGroup(to)))].map(({ number }) => number);
}

function requireUser(desk: Desk, id: string, field: string, reason: InvalidReason): void {
  const isThere = recordOf(desk.tables, "user", id)?.tenantId === desk.tenantId;
  require(isThere, field, reason, "there is no such user");
}

function require(holds: boolean, field: string, reason: InvalidReason, problem: string): void {
  if (!holds) throw new SettingInvalid(field, reason, problem);
}

function isCurrency(code: string): boolean {
  return Intl.supportedValuesOf("currency").includes(code);
}
