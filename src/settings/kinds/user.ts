import { Type } from "typebox";
import type { Draft } from "../draft/draft.ts";
import { takenError } from "../draft/draft.ts";
import { checkForwarding, forwardersTo } from "../draft/forwards.ts";
import { requireNumberGiver } from "../draft/given-out.ts";
import { referenceTo } from "../draft/leading-to.ts";
import { requireGoodPin } from "../draft/pin.ts";
import { numbersTo, require, requireOwned } from "../draft/rules.ts";
import { adminsGroup, emailClaim, memberGroup, numberClaim, userGroup } from "../indexes.ts";
import { byExtension } from "../orders.ts";
import { hashToken, UNKNOWN_HASH, type PreparedPin } from "../secrets.ts";
import { defineKind } from "./kind.ts";
import { limitsOf } from "./tenant.ts";
import { tollObstacles } from "../../numbering/toll.ts";
import { defined } from "../../runtime/defined.ts";
import { parseE164, type E164 } from "../../vocabulary/e164.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { blockListView, userPolicies, userPoliciesOf } from "../schemas/policies.ts";
import {
  E164Text,
  EmailText,
  ExtensionText,
  Language,
  NameText,
  Role,
  TenantIdText,
  UserIdText,
  Version,
} from "../schemas/words.ts";
import type { Frozen } from "../schemas/words.ts";

/** How long the phones ring before voicemail: 0 (at once) or 5 to 120 s. */
export const DEFAULT_ANSWER_TIME_SECONDS = 25;

/** What becomes of a message once its e-mail was accepted. */
export const AfterEmail = Type.Union([Type.Literal("keep-new"), Type.Literal("mark-heard"), Type.Literal("delete")], {
  title: "AfterEmail",
});

const voicemail = {
  enabled: Type.Boolean(),
  answerTimeSeconds: Type.Union([Type.Literal(0), Type.Integer({ minimum: 5, maximum: 120 })], {
    description: "How long the phones ring first; 0 = straight to voicemail",
  }),
  emailNotification: Type.Boolean(),
  afterEmail: AfterEmail,
  callBack: Type.Boolean({
    description: "The caller who left a message may be called back from the mailbox, within the limits",
  }),
};
export const Voicemail = Type.Object(voicemail, { title: "VoicemailSettings" });
export type Voicemail = Type.Static<typeof Voicemail>;

/** What a caller types; hashed before it is stored. */
export const PinText = Type.String({ pattern: "^\\d{4,10}$", description: "4 to 10 digits; stored hashed" });
export const PasswordText = Type.String({ minLength: 8, maxLength: 256, description: "Stored hashed" });

export const VoicemailPatch = Type.Partial(Type.Object({ ...voicemail, pin: PinText }), {
  title: "VoicemailSettingsPatch",
  additionalProperties: false,
});
export type VoicemailPatch = Frozen<Type.Static<typeof VoicemailPatch>>;

const forwarding = {
  enabled: Type.Boolean(),
  number: Type.Union([E164Text, ExtensionText, Type.Null()], {
    description: "A public number or an extension of the company",
  }),
  ringDevices: Type.Boolean({ description: "The user's own phones ring too" }),
  requireKeyPress: Type.Boolean({ description: "The callee must press 1 to accept" }),
};
export const Forwarding = Type.Object(forwarding, { title: "ForwardingSettings" });
export type Forwarding = Type.Static<typeof Forwarding>;
export const ForwardingPatch = Type.Partial(Type.Object(forwarding), {
  title: "ForwardingSettingsPatch",
  additionalProperties: false,
});
export type ForwardingPatch = Frozen<Type.Static<typeof ForwardingPatch>>;

export const OutboundCallerId = Type.Union([E164Text, Type.Literal("withheld"), Type.Null()], {
  title: "OutboundCallerId",
  description: "A number of the tenant, withheld, or null = the tenant's main number",
});

const fields = {
  name: NameText,
  email: EmailText,
  extension: ExtensionText,
  role: Role,
  language: Language,
  doNotDisturb: Type.Boolean(),
  outboundCallerId: OutboundCallerId,
};

/** A user, as the API shows it: no hash of anything. */
export const User = Type.Object(
  {
    id: UserIdText,
    ...fields,
    ...userPolicies,
    voicemail: Voicemail,
    forwarding: Forwarding,
    version: Version,
  },
  { title: "User" },
);
export type User = Type.Static<typeof User>;

export const NewUser = Type.Object(
  {
    name: NameText,
    email: EmailText,
    extension: ExtensionText,
    role: Type.Optional(Role),
    language: Type.Optional(Language),
    outboundCallerId: Type.Optional(OutboundCallerId),
    phoneNumbers: Type.Optional(
      Type.Array(E164Text, {
        maxItems: 100,
        uniqueItems: true,
        description: "Direct numbers; those the tenant hasn't got yet are added",
      }),
    ),
    doNotDisturb: Type.Optional(Type.Boolean()),
    voicemail: Type.Optional(Type.Partial(Type.Object(voicemail), { additionalProperties: false })),
    forwarding: Type.Optional(ForwardingPatch),
  },
  { title: "NewUser", additionalProperties: false },
);
export type NewUser = Frozen<Type.Static<typeof NewUser>>;

/** Voicemail and forwarding have patches of their own; here they are without the PIN, which travels hashed. */
export const UserPatch = Type.Partial(
  Type.Object({
    ...fields,
    ...userPolicies,
    blockList: Type.Partial(userPolicies.blockList, { additionalProperties: false }),
    voicemail: Type.Partial(Type.Object(voicemail), { additionalProperties: false }),
    forwarding: ForwardingPatch,
  }),
  { title: "UserPatch", additionalProperties: false },
);
export type UserPatch = Frozen<Type.Static<typeof UserPatch>>;

/** Argon2id in PHC form, or null = no log-in (no PIN: no access from foreign phones). */
const Hash = Type.Union([Type.String({ minLength: 20, maxLength: 500 }), Type.Null()]);

/** The user as it is stored, secrets included (hashed). Never leaves the process but towards Redis. */
export const UserRecord = Type.Object(
  {
    id: UserIdText,
    tenantId: TenantIdText,
    ...fields,
    ...Type.Partial(Type.Object(userPolicies)).properties, // what was never set is not stored
    /** Of before there was calling back it has none. */
    voicemail: Type.Object(
      { ...voicemail, callBack: Type.Optional(voicemail.callBack) },
      { additionalProperties: false },
    ),
    forwarding: Type.Object(forwarding, { additionalProperties: false }),
    passwordHash: Hash,
    pinHash: Hash,
    version: Version,
  },
  { additionalProperties: false },
);
export type UserRecord = Frozen<Type.Static<typeof UserRecord>>;

/** Secrets of a user, hashed before the change began (Argon2id is slow on purpose; a change may be tried several times). */
export interface UserSecrets {
  /** Made by `hashPassword`; null takes the log-in away. */
  readonly passwordHash?: string | null;
  /** Made by `preparePin`; null takes the PIN away. */
  readonly pin?: PreparedPin | null;
}

declare module "../registry.ts" {
  interface KindTypes {
    readonly user: {
      readonly id: UserId;
      readonly record: UserRecord;
      readonly new: NewUser & UserSecrets;
      readonly patch: UserPatch & UserSecrets;
    };
  }
}

/** People: who has an extension, a mailbox, phones. */
export const user = defineKind<"user">({
  name: "user",
  resource: {
    ...{ path: "/users", noun: "user" },
    summaries: {
      change: "Change a user; another password or role withdraws their sessions and tokens (the journal names them)",
      remove: "Remove a user with devices and mailbox",
    },
    textsOf: ({ name, email, extension }) => [name, email, extension],
  },
  schemas: { id: UserIdText, record: UserRecord, view: User, new: NewUser, patch: UserPatch },
  most: 20_000,
  secrets: ["passwordHash", "pinHash"],
  // Four digits are soon found from their hash.
  sealed: { pinHash: () => UNKNOWN_HASH },
  revive: () => ({ passwordHash: null, pinHash: null }),
  keysOf: ({ tenantId, email, role }) => ({
    claims: [emailClaim(email)],
    groups: role === "admin" ? [adminsGroup(tenantId)] : [],
  }),
  compare: byExtension,
  view: userView,
  create: newUser,
  added(draft, { id }, { phoneNumbers = [] }) {
    phoneNumbers.forEach((number, i) => giveNumber(draft, number, id, `/phoneNumbers/${i}`));
  },
  merge(before, { voicemail, forwarding, blockList, pin, ...plain }, draft) {
    const after = {
      ...before,
      ...plain,
      voicemail: { ...before.voicemail, ...voicemail },
      forwarding: { ...before.forwarding, ...forwarding },
      ...defined({
        blockList: blockList && { ...userPoliciesOf(before).blockList, ...blockList },
        pinHash: draft.hashOf(before.id, pin),
      }),
    };
    if (loginMark(after) !== loginMark(before)) withdrawTokens(draft, before.id);
    return after;
  },
  check(draft, record, before) {
    const { id, extension, outboundCallerId } = record;
    if (outboundCallerId !== null && outboundCallerId !== "withheld")
      requireOwned(draft, outboundCallerId, "/outboundCallerId");
    checkForwarding(draft, record, "/forwarding/number");
    checkToll(draft, record, before);
    const pin = draft.pins.get(id);
    if (pin === undefined) return;
    requireGoodPin(pin, [extension, ...numbersTo(draft, { kind: "user", id })], "/voicemail/pin");
  },
  destinations: (id) => [
    { kind: "user", id },
    { kind: "mailbox", id },
  ],
  isForwardTarget: true,
  leads: {
    to: (draft, { extension }) => forwardersTo(draft, extension),
    redirect(record, _leaving, { to, extension }) {
      const number = extension === undefined || to?.id === record.id ? null : extension;
      const enabled = number !== null && record.forwarding.enabled;
      return { ...record, forwarding: { ...record.forwarding, number, enabled } };
    },
  },
  usedBy: (draft, { id }) =>
    draft.members("ring-group", memberGroup(id)).map((group) => referenceTo("ring-group", group)),
  leave: leaveCompany,
});

export function userView(record: UserRecord): User {
  const { id, name, email, extension, role, language, doNotDisturb, outboundCallerId, version } = record;
  const { blockList, rejectAnonymous, callWaiting, maxCalls, allowPickUp, declineEndsCall } = userPoliciesOf(record);
  return {
    ...{ id, name, email, extension, role, language, doNotDisturb, outboundCallerId, version },
    ...{ rejectAnonymous, callWaiting, maxCalls, allowPickUp, declineEndsCall, blockList: blockListView(blockList) },
    voicemail: { ...record.voicemail, callBack: record.voicemail.callBack ?? false },
    forwarding: { ...record.forwarding },
  };
}

function newUser(
  user: NewUser & UserSecrets,
  draft: Draft,
  id: UserId,
): Omit<UserRecord, "id" | "tenantId" | "version"> {
  const tenant = draft.find("tenant", draft.tenantId);
  return {
    name: user.name,
    email: user.email,
    extension: user.extension,
    role: user.role ?? "user",
    language: user.language ?? tenant.language,
    doNotDisturb: user.doNotDisturb ?? false,
    outboundCallerId: user.outboundCallerId ?? null,
    voicemail: {
      enabled: true,
      answerTimeSeconds: DEFAULT_ANSWER_TIME_SECONDS,
      emailNotification: true,
      afterEmail: "keep-new",
      callBack: false,
      ...user.voicemail,
    },
    forwarding: { enabled: false, number: null, ringDevices: true, requireKeyPress: true, ...user.forwarding },
    passwordHash: user.passwordHash ?? null,
    pinHash: draft.hashOf(id, user.pin) ?? null,
  };
}

/**
 * What a session of the portal was opened with: another password or role makes another mark, and ends the session.
 * It tells nothing of either.
 */
export function loginMark({ passwordHash, role }: Pick<UserRecord, "passwordHash" | "role">): string {
  return hashToken(`${role} ${passwordHash ?? ""}`);
}

/** The user's tokens end with the old password or role. */
function withdrawTokens(draft: Draft, id: UserId): void {
  for (const token of draft.members("token", userGroup(id))) draft.drop("token", token.id);
}

/** A direct number for a user: new to the tenant, or one that leads nowhere yet. */
export function giveNumber(draft: Draft, number: E164, user: UserId, field: string): void {
  if (draft.own("number", number) === undefined) requireNumberGiver(draft, field);
  const known = draft.snapshot.number(number);
  if (known !== undefined && known.destination !== null) throw takenError(numberClaim(number), field);
  const destination = { kind: "user", id: user } as const;
  draft.put("number", { ...(known ?? { tenantId: draft.tenantId, number, version: 0 }), destination }, field);
}

/** Groups and shared mailboxes forget the user; devices and tokens go too. */
function leaveCompany(draft: Draft, { id }: UserRecord): void {
  const others = (members: readonly UserId[]): UserId[] => members.filter((member) => member !== id);
  for (const group of draft.members("ring-group", memberGroup(id)))
    draft.put("ring-group", { ...group, members: others(group.members) });
  for (const mailbox of draft.members("shared-mailbox", memberGroup(id)))
    draft.put("shared-mailbox", { ...mailbox, members: others(mailbox.members) });
  for (const device of draft.members("device", userGroup(id))) draft.drop("device", device.id);
  for (const token of draft.members("token", userGroup(id))) draft.drop("token", token.id);
}

/** A forward that would never ring isn't taken; one that stands stays, whatever becomes of the limits. */
function checkToll(draft: Draft, { forwarding }: UserRecord, before: UserRecord | undefined): void {
  const { enabled, number } = forwarding;
  const isNew = number !== before?.forwarding.number || (enabled && !before.forwarding.enabled);
  const e164 = number === null ? undefined : parseE164(number);
  if (!isNew || e164 === undefined || draft.own("number", e164) !== undefined) return;
  const tenant = draft.find("tenant", draft.tenantId);
  const isLifted = (limit: keyof NonNullable<typeof tenant.liftedLimits>): boolean =>
    Date.parse(tenant.liftedLimits?.[limit] ?? "") > draft.tools.nowMs();
  const obstacles = tollObstacles(e164, limitsOf(tenant)).filter((limit) => !isLifted(limit));
  const isAllowed = obstacles.length === 0;
  require(isAllowed, "/forwarding/number", "number-not-allowed", "the company's limits don't allow calls there");
}
