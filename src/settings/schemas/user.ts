import { Type } from "typebox";
import { userPolicies } from "./policies.ts";
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
} from "./words.ts";
import type { Frozen } from "./words.ts";

/** How long the phones ring before voicemail: 0 (at once) or 5 to 120 s. */
export const DEFAULT_ANSWER_TIME_SECONDS = 25;

/** What becomes of a message once its e-mail was accepted. */
export const AfterEmail = Type.Union([Type.Literal("keep-new"), Type.Literal("mark-heard"), Type.Literal("delete")]);

const voicemail = {
  enabled: Type.Boolean(),
  answerTimeSeconds: Type.Union([Type.Literal(0), Type.Integer({ minimum: 5, maximum: 120 })], {
    description: "How long the phones ring first; 0 = straight to voicemail",
  }),
  emailNotification: Type.Boolean(),
  afterEmail: AfterEmail,
  callBack: Type.Boolean({ description: "May call back who left a message, from the mailbox; within the limits" }),
};
export const Voicemail = Type.Object(voicemail);
export type Voicemail = Type.Static<typeof Voicemail>;

/** What a caller types; hashed before it is stored. */
export const PinText = Type.String({ pattern: "^\\d{4,10}$", description: "4 to 10 digits; stored hashed" });
export const PasswordText = Type.String({ minLength: 8, maxLength: 256, description: "Stored hashed" });

export const VoicemailPatch = Type.Partial(Type.Object({ ...voicemail, pin: PinText }), {
  additionalProperties: false,
});
export type VoicemailPatch = Frozen<Type.Static<typeof VoicemailPatch>>;

const forwarding = {
  enabled: Type.Boolean(),
  number: Type.Union([E164Text, ExtensionText, Type.Null()], {
    description: "A public number or an extension of the house",
  }),
  ringDevices: Type.Boolean({ description: "The user's own phones ring too" }),
  requireKeyPress: Type.Boolean({ description: "Whoever answers must press 1 to accept" }),
};
export const Forwarding = Type.Object(forwarding);
export type Forwarding = Type.Static<typeof Forwarding>;
export const ForwardingPatch = Type.Partial(Type.Object(forwarding), { additionalProperties: false });
export type ForwardingPatch = Frozen<Type.Static<typeof ForwardingPatch>>;

export const OutboundCallerId = Type.Union([E164Text, Type.Literal("withheld"), Type.Null()], {
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
export const User = Type.Object({
  id: UserIdText,
  ...fields,
  ...userPolicies,
  voicemail: Voicemail,
  forwarding: Forwarding,
  version: Version,
});
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
  },
  { additionalProperties: false },
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
  { additionalProperties: false },
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
