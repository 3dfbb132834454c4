import { Type } from "typebox";
import type { Draft } from "../draft/draft.ts";
import { require, requireDestination, requireUser } from "../draft/rules.ts";
import { destinationGroup, groupMailboxes, memberGroup } from "../indexes.ts";
import { byExtension } from "../orders.ts";
import { defineKind } from "./kind.ts";
import type { RingGroupId } from "../../vocabulary/identifiers.ts";
import { Overflow } from "../schemas/destination.ts";
import { ExtensionText, NameText, RingGroupIdText, TenantIdText, UserIdText, Version } from "../schemas/words.ts";
import type { Frozen } from "../schemas/words.ts";

/** More people at once than any telephone call should wake. */
const MOST_MEMBERS = 50;

const fields = {
  name: NameText,
  extension: ExtensionText,
  members: Type.Array(UserIdText, {
    maxItems: MOST_MEMBERS,
    uniqueItems: true,
    description: "In the order of ringing",
  }),
  strategy: Type.Union([Type.Literal("simultaneous"), Type.Literal("sequential"), Type.Literal("round-robin")], {
    description: "All at once, one after the other, or the same beginning with another member each time",
  }),
  ringTimeSeconds: Type.Integer({ minimum: 5, maximum: 300, description: "How long the group rings altogether" }),
  memberTimeSeconds: Type.Integer({
    minimum: 5,
    maximum: 120,
    description: "How long one member rings before the next",
  }),
  overflow: Overflow,
  useMemberForwarding: Type.Boolean({ description: "A member who forwards calls is called where they forward to" }),
};

/** Several people reached by one number, as the API shows it. */
export const RingGroup = Type.Object({ id: RingGroupIdText, ...fields, version: Version }, { title: "RingGroup" });
export type RingGroup = Type.Static<typeof RingGroup>;

export const NewRingGroup = Type.Object(
  {
    name: NameText,
    extension: ExtensionText,
    members: Type.Optional(fields.members),
    strategy: Type.Optional(fields.strategy),
    ringTimeSeconds: Type.Optional(fields.ringTimeSeconds),
    memberTimeSeconds: Type.Optional(fields.memberTimeSeconds),
    overflow: Type.Optional(fields.overflow),
    useMemberForwarding: Type.Optional(fields.useMemberForwarding),
  },
  { title: "NewRingGroup", additionalProperties: false },
);
export type NewRingGroup = Frozen<Type.Static<typeof NewRingGroup>>;

export const RingGroupPatch = Type.Partial(Type.Object(fields), {
  title: "RingGroupPatch",
  additionalProperties: false,
});
export type RingGroupPatch = Frozen<Type.Static<typeof RingGroupPatch>>;

/** The group as it is stored. */
export const RingGroupRecord = Type.Object(
  { id: RingGroupIdText, tenantId: TenantIdText, ...fields, version: Version },
  { additionalProperties: false },
);
export type RingGroupRecord = Frozen<Type.Static<typeof RingGroupRecord>>;

declare module "../registry.ts" {
  interface KindTypes {
    readonly "ring-group": {
      readonly id: RingGroupId;
      readonly record: RingGroupRecord;
      readonly new: NewRingGroup;
      readonly patch: RingGroupPatch;
    };
  }
}

const DEFAULT_RING_TIME_SECONDS = 30;
const DEFAULT_MEMBER_TIME_SECONDS = 15;

/** Ring groups (hunt groups): several people reached by one number. */
export const ringGroup = defineKind<"ring-group">({
  name: "ring-group",
  resource: { path: "/ring-groups", noun: "ring group", textsOf: ({ name, extension }) => [name, extension] },
  schemas: {
    ...{ id: RingGroupIdText, record: RingGroupRecord, view: RingGroup },
    ...{ new: NewRingGroup, patch: RingGroupPatch },
  },
  most: 1_000,
  keysOf: ({ members, overflow }) => ({
    groups: [
      ...members.map(memberGroup),
      ...(overflow === null || overflow.kind === "outside" ? [] : [destinationGroup(overflow)]),
    ],
  }),
  compare: byExtension,
  view: ringGroupView,
  create: (group) => ({
    name: group.name,
    extension: group.extension,
    members: group.members ?? [],
    strategy: group.strategy ?? "simultaneous",
    ringTimeSeconds: group.ringTimeSeconds ?? DEFAULT_RING_TIME_SECONDS,
    memberTimeSeconds: group.memberTimeSeconds ?? DEFAULT_MEMBER_TIME_SECONDS,
    overflow: group.overflow ?? null,
    useMemberForwarding: group.useMemberForwarding ?? true,
  }),
  check(draft, group) {
    group.members.forEach((member, i) => requireUser(draft, member, `/members/${i}`));
    const { overflow } = group;
    if (overflow === null || overflow.kind === "outside") return;
    requireDestination(draft, overflow, "/overflow/id");
    const isCircle = overflowsInACircle(draft, group);
    require(!isCircle, "/overflow/id", "overflows-in-a-circle", `${group.name}'s calls would come back to it`);
  },
  destinations: (id) => [{ kind: "ring-group", id }],
  isForwardTarget: true,
  leads: {
    to: (draft, { destinations }) => destinations.flatMap((to) => draft.members("ring-group", destinationGroup(to))),
    redirect: (group, _leaving, { to }) => ({ ...group, overflow: to?.id === group.id ? null : to }),
  },
  /** Its mailbox stays, with its messages. */
  leave(draft, { id }) {
    for (const mailbox of draft.members("shared-mailbox", groupMailboxes(id)))
      draft.put("shared-mailbox", { ...mailbox, ringGroup: null });
  },
});

export function ringGroupView(record: RingGroupRecord): RingGroup {
  const { id, name, extension, strategy, ringTimeSeconds, memberTimeSeconds, useMemberForwarding, version } = record;
  return {
    ...{ id, name, extension, strategy, ringTimeSeconds, memberTimeSeconds, useMemberForwarding, version },
    members: [...record.members],
    overflow: record.overflow === null ? null : { ...record.overflow },
  };
}

/** Whether calls that no member answers lead from this group through others back to it. */
function overflowsInACircle(draft: Draft, start: RingGroupRecord): boolean {
  const seen = new Set<string>();
  let group: RingGroupRecord | undefined = start;
  while (group?.overflow?.kind === "ring-group" && !seen.has(group.id)) {
    seen.add(group.id);
    if (group.overflow.id === start.id) return true;
    group = draft.own("ring-group", group.overflow.id);
  }
  return false;
}
