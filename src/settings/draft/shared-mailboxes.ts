import type { RingGroupId, SharedMailboxId, UserId } from "../../vocabulary/identifiers.ts";
import type { Removal } from "../draft.ts";
import { groupMailboxes, memberGroup } from "../indexes.ts";
import type { NewSharedMailbox, SharedMailboxPatch, SharedMailboxRecord } from "../schemas/shared-mailbox.ts";
import type { PreparedPin } from "../secrets.ts";
import { values } from "../table.ts";
import { membersOf } from "../tables.ts";
import { find, lay, requireVersion, take } from "./desk.ts";
import type { Desk } from "./desk.ts";
import { leadingTo, reassign } from "./leading-to.ts";

/** Undefined leaves the PIN as it is; null takes it away. */
type Pin = PreparedPin | null | undefined;

export function addSharedMailbox(desk: Desk, mailbox: NewSharedMailbox, pin?: Pin): SharedMailboxRecord {
  const id = desk.tools.makeId() as SharedMailboxId;
  return lay(desk, "shared-mailbox", {
    id,
    tenantId: desk.tenantId,
    name: mailbox.name,
    extension: mailbox.extension,
    language: mailbox.language ?? find(desk, "tenant", desk.tenantId).language,
    members: mailbox.members ?? [],
    ringGroup: mailbox.ringGroup ?? null,
    emails: mailbox.emails ?? [],
    afterEmail: mailbox.afterEmail ?? "keep-new",
    callBack: mailbox.callBack ?? false,
    pinHash: notePin(desk, id, pin) ?? null,
    version: 0,
  });
}

export function changeSharedMailbox(
  desk: Desk,
  id: SharedMailboxId,
  { pin, ...patch }: SharedMailboxPatch & { readonly pin?: Pin },
  ifMatch?: number,
): SharedMailboxRecord {
  const before = find(desk, "shared-mailbox", id);
  requireVersion(before, ifMatch);
  const pinHash = notePin(desk, id, pin);
  return lay(desk, "shared-mailbox", { ...before, ...patch, ...(pinHash === undefined ? {} : { pinHash }) });
}

/** What leads to the mailbox moves as `how` says, or refuses it. */
export function removeSharedMailbox(desk: Desk, id: SharedMailboxId, how: Removal = {}): void {
  const mailbox = find(desk, "shared-mailbox", id);
  requireVersion(mailbox, how.ifMatch);
  reassign(desk, "shared-mailbox", mailbox, leadingTo(desk, [{ kind: "shared-mailbox", id }], mailbox.extension), how);
  take(desk, "shared-mailbox", id);
}

/** Somebody leaves the company: others share on. */
export function leaveSharedMailboxes(desk: Desk, user: UserId): void {
  for (const mailbox of values(membersOf(desk.tables, "shared-mailbox", memberGroup(user))))
    lay(desk, "shared-mailbox", { ...mailbox, members: mailbox.members.filter((member) => member !== user) });
}

/** A group goes; its mailbox stays, with its messages. */
export function outliveGroup(desk: Desk, group: RingGroupId): void {
  for (const mailbox of values(membersOf(desk.tables, "shared-mailbox", groupMailboxes(group))))
    lay(desk, "shared-mailbox", { ...mailbox, ringGroup: null });
}

function notePin(desk: Desk, id: string, pin: Pin): string | null | undefined {
  if (pin === undefined || pin === null) return pin;
  desk.pins.set(id, pin.digits);
  return pin.hash;
}
