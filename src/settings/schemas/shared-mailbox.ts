import { Type } from "typebox";
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
} from "./words.ts";
import type { Frozen } from "./words.ts";

/** Everybody's lamps are counted at each message. */
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
    description: "Whose lamps show it, and who open it from their own phones without the PIN",
  }),
  ringGroup: Type.Union([RingGroupIdText, Type.Null()], {
    description: "The members of this group share it too, whoever they are at the time",
  }),
  emails: Type.Array(EmailText, {
    maxItems: MOST_ADDRESSES,
    uniqueItems: true,
    description: "Who is told of a new message by e-mail; none = nobody",
  }),
  afterEmail: AfterEmail,
  callBack: Type.Boolean({ description: "Listeners may call back who left a message, within the limits of calls" }),
};
const pin = Type.Union([PinText, Type.Null()], {
  description: "4 to 10 digits, stored hashed; null = it opens for its members only",
});

/** A mailbox of several people, as the API shows it. */
export const SharedMailbox = Type.Object({
  id: SharedMailboxIdText,
  ...fields,
  hasPin: Type.Boolean(),
  version: Version,
});
export type SharedMailbox = Type.Static<typeof SharedMailbox>;

const { name, extension, ...more } = fields;
export const NewSharedMailbox = Type.Object(
  { name, extension, ...Type.Partial(Type.Object(more)).properties, pin: Type.Optional(pin) },
  { additionalProperties: false },
);
export type NewSharedMailbox = Frozen<Omit<Type.Static<typeof NewSharedMailbox>, "pin">>;

export const SharedMailboxPatch = Type.Partial(Type.Object({ ...fields, pin }), { additionalProperties: false });
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
