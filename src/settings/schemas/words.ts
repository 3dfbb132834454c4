import { Type } from "typebox";
import type { E164 } from "../../vocabulary/e164.ts";
import type { Extension } from "../../vocabulary/extension.ts";
import type {
  ConferenceId,
  DeviceId,
  ReceptionistId,
  RingGroupId,
  SharedMailboxId,
  SipUsername,
  SiteId,
  TenantId,
  TrunkId,
  UserId,
  WebhookId,
} from "../../vocabulary/identifiers.ts";
import type { Country } from "../../numbering/country.ts";
import type { Brand } from "../../vocabulary/brand.ts";

/** An API token's identity (not the token itself). */
export type TokenId = Brand<string, "TokenId">;

/** What a record looks like to all but the store: all of it read-only. */
export type Frozen<Value> = Value extends string | number | boolean | null | undefined
  ? Value
  : Value extends readonly (infer Item)[]
    ? readonly Frozen<Item>[]
    : { readonly [Key in keyof Value]: Frozen<Value[Key]> };

const identity = { pattern: "^[a-z0-9][a-z0-9-]{7,39}$" };

/** The patterns are those of the vocabulary's parsers; a test holds them together. */
export const E164Text = Type.Unsafe<E164>(
  Type.String({
    pattern: "^\\+[1-9]\\d{6,14}$",
    description: "Public number in E.164 form",
    examples: ["+33170000001"],
  }),
);
export const ExtensionText = Type.Unsafe<Extension>(
  Type.String({ pattern: "^\\d{2,6}$", description: "Number dialled inside the company", examples: ["1001"] }),
);
export const TenantIdText = Type.Unsafe<TenantId>(Type.String(identity));
export const UserIdText = Type.Unsafe<UserId>(Type.String(identity));
export const DeviceIdText = Type.Unsafe<DeviceId>(Type.String(identity));
export const TrunkIdText = Type.Unsafe<TrunkId>(Type.String(identity));
export const RingGroupIdText = Type.Unsafe<RingGroupId>(Type.String(identity));
export const ConferenceIdText = Type.Unsafe<ConferenceId>(Type.String(identity));
export const ReceptionistIdText = Type.Unsafe<ReceptionistId>(Type.String(identity));
export const WebhookIdText = Type.Unsafe<WebhookId>(Type.String(identity));
export const SharedMailboxIdText = Type.Unsafe<SharedMailboxId>(Type.String(identity));
export const SiteIdText = Type.Unsafe<SiteId>(Type.String(identity));
export const TokenIdText = Type.Unsafe<TokenId>(Type.String(identity));
export const SipUsernameText = Type.Unsafe<SipUsername>(Type.String({ pattern: "^[a-z0-9]{6,32}$" }));

/** What people see: no control characters, no blank ends. */
export const NameText = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: "^[^\\s\\p{Cc}]([^\\p{Cc}]*[^\\s\\p{Cc}])?$",
});
/** Deliberately loose (RFC 5321 has the rest): one "@", no blanks, a length that mail servers take. */
export const EmailText = Type.String({
  maxLength: 254,
  pattern: "^[^\\s@<>]{1,64}@[^\\s@<>]{1,189}$",
  examples: ["alice@example.com"],
});
/** ISO 3166-1 alpha-2. */
export const CountryText = Type.Unsafe<Country>(Type.String({ pattern: "^[A-Z]{2}$", examples: ["FR"] }));
export const Language = Type.Union([Type.Literal("fr"), Type.Literal("en")], { title: "Language" });
export type Language = Type.Static<typeof Language>;
export const Role = Type.Union([Type.Literal("admin"), Type.Literal("user")], { title: "Role" });
export type Role = Type.Static<typeof Role>;
/** A host name, an IPv4 address or an IPv6 address without brackets. */
export const HostText = Type.String({
  maxLength: 253,
  pattern: "^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45})$",
});
/** The version of an entity: the number of the tenant's change that last wrote it. Grows; never reused. */
export const Version = Type.Integer({ minimum: 0 });

/** Whether a device's or trunk's audio is encrypted (SRTP, keys in SDP by RFC 4568). */
export const EncryptionSetting = Type.Union(
  [Type.Literal("required"), Type.Literal("preferred"), Type.Literal("off"), Type.Null()],
  {
    description:
      "required: encrypted or not at all; preferred: offered, and taken in the clear; off: in the clear. Where the other side differs the relay stands between. null: as the other side offers it",
  },
);
