import { Type } from "typebox";
import { requireGoodPin } from "../draft/pin.ts";
import { numbersTo, requireDestination, requireUser } from "../draft/rules.ts";
import { groupMailboxes, memberGroup } from "../indexes.ts";
import { byExtension } from "../orders.ts";
import { UNKNOWN_HASH, type PreparedPin } from "../secrets.ts";
import { defineKind } from "./kind.ts";
import { defined } from "../../runtime/defined.ts";
import type { SharedMailboxId } from "../../vocabulary/identifiers.ts";
import { AfterEmail, PinText } from "./user.ts";
import {
  EmailText,
  ExtensionText,
  Language,
  NameText,
  RingGroupIdText,
  SharedMailboxIdText,
  TenantIdText,
  UserIdText,
  Version,
} from "../schemas/words.ts";
import type { Frozen } from "../schemas/words.ts";

/** The MWI of each of them is counted at each message. */
const MOST_SHARERS = 50;
/** One e-mail to all of them. */
const MOST_ADDRESSES = 20;

const fields = {
  name: NameText,
  extension: ExtensionText,
  language: Language,
  members: Type.Array(UserIdText, {
    maxItems: MOST_SHARERS,
    uniqueItems: true,
    description: "Whose phones show it (MWI), and who open it from their own phones without the PIN",
  }),
  ringGroup: Type.Union([RingGroupIdText, Type.Null()], {
    description: "The members of this group share it too, those of the time",
  }),
  emails: Type.Array(EmailText, {
    maxItems: MOST_ADDRESSES,
    uniqueItems: true,
    description: "Who is told of a new message by e-mail; none = no e-mail",
  }),
  afterEmail: AfterEmail,
  callBack: Type.Boolean({ description: "The caller who left a message may be called back, within the limits" }),
};
const pin = Type.Union([PinText, Type.Null()], {
  description: "4 to 10 digits, stored hashed; null = it opens for its members only",
});

/** A mailbox of several people, as the API shows it. */
export const SharedMailbox = Type.Object(
  {
    id: SharedMailboxIdText,
    ...fields,
    hasPin: Type.Boolean(),
    version: Version,
  },
  { title: "SharedMailbox" },
);
export type SharedMailbox = Type.Static<typeof SharedMailbox>;

const { name, extension, ...more } = fields;
export const NewSharedMailbox = Type.Object(
  { name, extension, ...Type.Partial(Type.Object(more)).properties, pin: Type.Optional(pin) },
  { title: "NewSharedMailbox", additionalProperties: false },
);
export type NewSharedMailbox = Frozen<Omit<Type.Static<typeof NewSharedMailbox>, "pin">>;

export const SharedMailboxPatch = Type.Partial(Type.Object({ ...fields, pin }), {
  title: "SharedMailboxPatch",
  additionalProperties: false,
});
export type SharedMailboxPatch = Frozen<Omit<Type.Static<typeof SharedMailboxPatch>, "pin">>;

/** The mailbox as it is stored. */
export const SharedMailboxRecord = Type.Object(
  {
    id: SharedMailboxIdText,
    tenantId: TenantIdText,
    ...fields,
    /** Argon2id in PHC form. */
    pinHash: Type.Union([Type.String({ minLength: 20, maxLength: 500 }), Type.Null()]),
    version: Version,
  },
  { additionalProperties: false },
);
export type SharedMailboxRecord = Frozen<Type.Static<typeof SharedMailboxRecord>>;

/** Made by `preparePin`; null takes the PIN away. */
interface MailboxSecrets {
  readonly pin?: PreparedPin | null | undefined;
}

declare module "../registry.ts" {
  interface KindTypes {
    readonly "shared-mailbox": {
      readonly id: SharedMailboxId;
      readonly record: SharedMailboxRecord;
      readonly new: NewSharedMailbox & MailboxSecrets;
      readonly patch: SharedMailboxPatch & MailboxSecrets;
    };
  }
}

/** Mailboxes of several people. */
export const sharedMailbox = defineKind<"shared-mailbox">({
  name: "shared-mailbox",
  resource: {
    ...{ path: "/shared-mailboxes", noun: "shared mailbox", tag: "shared mailboxes" },
    summaries: {
      list: "List shared mailboxes: all for administrators, their own for others",
      remove: "Remove a shared mailbox with its messages",
    },
    textsOf: ({ name, extension }) => [name, extension],
  },
  schemas: {
    ...{ id: SharedMailboxIdText, record: SharedMailboxRecord, view: SharedMailbox },
    ...{ new: NewSharedMailbox, patch: SharedMailboxPatch },
  },
  most: 1_000,
  secrets: ["pinHash"],
  // Four digits are soon found from their hash.
  sealed: { pinHash: () => UNKNOWN_HASH },
  revive: () => ({ pinHash: null }),
  keysOf: ({ members, ringGroup }) => ({
    groups: [...members.map(memberGroup), ...(ringGroup === null ? [] : [groupMailboxes(ringGroup)])],
  }),
  compare: byExtension,
  view: sharedMailboxView,
  create: (mailbox, draft, id) => ({
    name: mailbox.name,
    extension: mailbox.extension,
    language: mailbox.language ?? draft.find("tenant", draft.tenantId).language,
    members: mailbox.members ?? [],
    ringGroup: mailbox.ringGroup ?? null,
    emails: mailbox.emails ?? [],
    afterEmail: mailbox.afterEmail ?? "keep-new",
    callBack: mailbox.callBack ?? false,
    pinHash: draft.hashOf(id, mailbox.pin) ?? null,
  }),
  merge: (before, { pin, ...patch }, draft) => ({
    ...before,
    ...patch,
    ...defined({ pinHash: draft.hashOf(before.id, pin) }),
  }),
  check(draft, { id, extension, members, ringGroup }) {
    members.forEach((member, i) => requireUser(draft, member, `/members/${i}`));
    if (ringGroup !== null) requireDestination(draft, { kind: "ring-group", id: ringGroup }, "/ringGroup");
    const pin = draft.pins.get(id);
    if (pin === undefined) return;
    requireGoodPin(pin, [extension, ...numbersTo(draft, { kind: "shared-mailbox", id })], "/pin");
  },
  destinations: (id) => [{ kind: "shared-mailbox", id }],
});

export function sharedMailboxView(record: SharedMailboxRecord): SharedMailbox {
  const { id, name, extension, language, ringGroup, afterEmail, callBack, pinHash, version } = record;
  return {
    ...{ id, name, extension, language, ringGroup, afterEmail, callBack, version },
    members: [...record.members],
    emails: [...record.emails],
    hasPin: pinHash !== null,
  };
}
