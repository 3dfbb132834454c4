import { Type } from "typebox";
import { Overflow } from "./destination.ts";
import { ExtensionText, NameText, RingGroupIdText, TenantIdText, UserIdText, Version } from "./words.ts";
import type { Frozen } from "./words.ts";

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
export const RingGroup = Type.Object({ id: RingGroupIdText, ...fields, version: Version });
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
  { additionalProperties: false },
);
export type NewRingGroup = Frozen<Type.Static<typeof NewRingGroup>>;

export const RingGroupPatch = Type.Partial(Type.Object(fields), { additionalProperties: false });
export type RingGroupPatch = Frozen<Type.Static<typeof RingGroupPatch>>;

/** The group as it is stored. */
export const RingGroupRecord = Type.Object(
  { id: RingGroupIdText, tenantId: TenantIdText, ...fields, version: Version },
  { additionalProperties: false },
);
export type RingGroupRecord = Frozen<Type.Static<typeof RingGroupRecord>>;
