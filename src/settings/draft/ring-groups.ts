import type { RingGroupId, UserId } from "../../vocabulary/identifiers.ts";
import type { Removal } from "../draft.ts";
import { memberGroup } from "../indexes.ts";
import type { NewRingGroup, RingGroupPatch, RingGroupRecord } from "../schemas/ring-group.ts";
import { values } from "../table.ts";
import { membersOf } from "../tables.ts";
import { find, lay, requireVersion, take } from "./desk.ts";
import type { Desk } from "./desk.ts";
import { forwardersTo, leadingTo, reassign } from "./leading-to.ts";
import { outliveGroup } from "./shared-mailboxes.ts";

const DEFAULT_RING_TIME_SECONDS = 30;
const DEFAULT_MEMBER_TIME_SECONDS = 15;

export function addRingGroup(desk: Desk, group: NewRingGroup): RingGroupRecord {
  return lay(desk, "ring-group", {
    id: desk.tools.makeId() as RingGroupId,
    tenantId: desk.tenantId,
    name: group.name,
    extension: group.extension,
    members: group.members ?? [],
    strategy: group.strategy ?? "simultaneous",
    ringTimeSeconds: group.ringTimeSeconds ?? DEFAULT_RING_TIME_SECONDS,
    memberTimeSeconds: group.memberTimeSeconds ?? DEFAULT_MEMBER_TIME_SECONDS,
    overflow: group.overflow ?? null,
    useMemberForwarding: group.useMemberForwarding ?? true,
    version: 0,
  });
}

export function changeRingGroup(desk: Desk, id: RingGroupId, patch: RingGroupPatch, ifMatch?: number): RingGroupRecord {
  const before = find(desk, "ring-group", id);
  requireVersion(before, ifMatch);
  const after = lay(desk, "ring-group", { ...before, ...patch });
  if (after.extension !== before.extension) {
    for (const forwarder of forwardersTo(desk, before.extension))
      lay(desk, "user", { ...forwarder, forwarding: { ...forwarder.forwarding, number: after.extension } });
  }
  return after;
}

/** What leads to the group moves as `how` says, or refuses it. */
export function removeRingGroup(desk: Desk, id: RingGroupId, how: Removal = {}): void {
  const group = find(desk, "ring-group", id);
  requireVersion(group, how.ifMatch);
  const leading = leadingTo(desk, [{ kind: "ring-group", id }], group.extension);
  const others = { ...leading, overflowing: leading.overflowing.filter((other) => other.id !== id) };
  reassign(desk, "ring-group", group, others, how);
  outliveGroup(desk, id);
  take(desk, "ring-group", id);
}

/** The groups that ring this user. */
export function groupsWith(desk: Desk, user: UserId): RingGroupRecord[] {
  return [...values(membersOf(desk.tables, "ring-group", memberGroup(user)))];
}
