import type { Brand } from "./brand.ts";

/** A company on the system. */
export type TenantId = Brand<string, "TenantId">;
/** A user of a tenant: has an extension, a mailbox, devices. */
export type UserId = Brand<string, "UserId">;
/** A phone of a user; its registrations are bindings. */
export type DeviceId = Brand<string, "DeviceId">;
/** A SIP trunk: the connection to a provider, over which PSTN calls come and go. */
export type TrunkId = Brand<string, "TrunkId">;
/** A ring group (hunt group): several users reached by one number. */
export type RingGroupId = Brand<string, "RingGroupId">;
/** A conference room. */
export type ConferenceId = Brand<string, "ConferenceId">;
/** A virtual receptionist: answers, greets, and puts callers through by the keys they press. */
export type ReceptionistId = Brand<string, "ReceptionistId">;
/** A webhook: an HTTP endpoint that events are delivered to. */
export type WebhookId = Brand<string, "WebhookId">;
/** A mailbox that several users share. */
export type SharedMailboxId = Brand<string, "SharedMailboxId">;
/** A mailbox: a user's, or a shared one. */
export type MailboxId = UserId | SharedMailboxId;
/** A site: a location of phones, for emergency calls. */
export type SiteId = Brand<string, "SiteId">;
/** A recorded voicemail message. */
export type MessageId = Brand<string, "MessageId">;
/** The name a device proves with its password; unique in the system. RFC 3261 §19.1.1 (userinfo). */
export type SipUsername = Brand<string, "SipUsername">;
/** The Call-ID of a leg (RFC 3261 §20.8). */
export type CallId = Brand<string, "CallId">;

/** Our own identities: 8 to 40 lower-case letters, digits and "-". */
const IDENTITY = /^[a-z0-9][a-z0-9-]{7,39}$/;

function isIdentity(text: string): boolean {
  return IDENTITY.test(text);
}

export function parseTenantId(text: string): TenantId | undefined {
  return isIdentity(text) ? (text as TenantId) : undefined;
}

export function parseUserId(text: string): UserId | undefined {
  return isIdentity(text) ? (text as UserId) : undefined;
}

export function parseDeviceId(text: string): DeviceId | undefined {
  return isIdentity(text) ? (text as DeviceId) : undefined;
}

export function parseTrunkId(text: string): TrunkId | undefined {
  return isIdentity(text) ? (text as TrunkId) : undefined;
}

export function parseRingGroupId(text: string): RingGroupId | undefined {
  return isIdentity(text) ? (text as RingGroupId) : undefined;
}

export function parseConferenceId(text: string): ConferenceId | undefined {
  return isIdentity(text) ? (text as ConferenceId) : undefined;
}

export function parseReceptionistId(text: string): ReceptionistId | undefined {
  return isIdentity(text) ? (text as ReceptionistId) : undefined;
}

export function parseWebhookId(text: string): WebhookId | undefined {
  return isIdentity(text) ? (text as WebhookId) : undefined;
}

export function parseSharedMailboxId(text: string): SharedMailboxId | undefined {
  return isIdentity(text) ? (text as SharedMailboxId) : undefined;
}

/** Identities are unique in the system, over all kinds. */
export function parseMailboxId(text: string): MailboxId | undefined {
  return isIdentity(text) ? (text as MailboxId) : undefined;
}

export function parseMessageId(text: string): MessageId | undefined {
  return isIdentity(text) ? (text as MessageId) : undefined;
}

/** SIP usernames are made by the system: 6 to 32 lower-case letters and digits. */
export function parseSipUsername(text: string): SipUsername | undefined {
  return /^[a-z0-9]{6,32}$/.test(text) ? (text as SipUsername) : undefined;
}

/** RFC 3261 §20.8: word [ "@" word ]; we only bound its length and refuse blanks. */
export function parseCallId(text: string): CallId | undefined {
  return /^\S{1,512}$/.test(text) ? (text as CallId) : undefined;
}
