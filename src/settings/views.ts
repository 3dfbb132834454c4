import type { Device, DeviceRecord } from "./schemas/device.ts";
import type { PhoneNumber, PhoneNumberRecord } from "./schemas/phone-number.ts";
import type { Conference, ConferenceRecord } from "./schemas/conference.ts";
import type { Receptionist, ReceptionistRecord } from "./schemas/receptionist.ts";
import type { RingGroup, RingGroupRecord } from "./schemas/ring-group.ts";
import type { SharedMailbox, SharedMailboxRecord } from "./schemas/shared-mailbox.ts";
import { tenantPoliciesOf, userPoliciesOf, type UserPolicies } from "./schemas/policies.ts";
import { limitsOf, type Tenant, type TenantRecord } from "./schemas/tenant.ts";
import type { Site, SiteRecord } from "./schemas/site.ts";
import type { Token, TokenRecord } from "./schemas/token.ts";
import { healthCheckSecondsOf, type Trunk, type TrunkRecord } from "./schemas/trunk.ts";
import type { User, UserRecord } from "./schemas/user.ts";
import type { Webhook, WebhookRecord } from "./schemas/webhook.ts";

/** The public face of each record. Fields are named one by one: a new secret can't slip out by being forgotten here. */
export function tenantView(record: TenantRecord): Tenant {
  const { id, name, country, timeZone, language, mainNumber, seatPrice, version } = record;
  const limits = limitsOf(record);
  const policies = tenantPoliciesOf(record);
  const { blockList, rejectAnonymous, parking, sessionTimer, mediaTimeoutSeconds, holdMusic } = policies;
  return {
    ...{ id, name, country, timeZone, language, mainNumber, version },
    seatPrice: { ...seatPrice },
    limits: { ...limits, countries: [...limits.countries] },
    ...{ rejectAnonymous, mediaTimeoutSeconds, blockList: blockListView(blockList), sessionTimer: { ...sessionTimer } },
    parking: { ...parking },
    holdMusic,
    callRecordDays: policies.callRecordDays,
  };
}

function blockListView({ numbers, outcome }: UserPolicies["blockList"]): User["blockList"] {
  return { numbers: [...numbers], outcome };
}

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

export function deviceView(record: DeviceRecord): Device {
  const { id, userId, label, kind, macAddress, siteId = null, sipUsername, version } = record;
  return { id, userId, label, kind, macAddress, siteId, sipUsername, version };
}

export function phoneNumberView(record: PhoneNumberRecord): PhoneNumber {
  const { number, destination, version } = record;
  return { number, destination: destination === null ? null : { ...destination }, version };
}

export function trunkView(record: TrunkRecord): Trunk {
  const { id, name, host, port, transport, username, register, callerIdPolicy, numberFormat, capacity, priority } =
    record;
  return {
    ...{ id, name, host, port, transport, username, register, callerIdPolicy, numberFormat, capacity, priority },
    enabled: record.enabled,
    trustedAddresses: [...record.trustedAddresses],
    healthCheckSeconds: healthCheckSecondsOf(record),
    version: record.version,
  };
}

export function ringGroupView(record: RingGroupRecord): RingGroup {
  const { id, name, extension, strategy, ringTimeSeconds, memberTimeSeconds, useMemberForwarding, version } = record;
  return {
    ...{ id, name, extension, strategy, ringTimeSeconds, memberTimeSeconds, useMemberForwarding, version },
    members: [...record.members],
    overflow: record.overflow === null ? null : { ...record.overflow },
  };
}

export function conferenceView({ tenantId: _, ...record }: ConferenceRecord): Conference {
  return record;
}

export function sharedMailboxView(record: SharedMailboxRecord): SharedMailbox {
  const { id, name, extension, language, ringGroup, afterEmail, callBack, pinHash, version } = record;
  return {
    ...{ id, name, extension, language, ringGroup, afterEmail, callBack, version },
    members: [...record.members],
    emails: [...record.emails],
    hasPin: pinHash !== null,
  };
}

export function receptionistView({ tenantId: _, ...record }: ReceptionistRecord): Receptionist {
  return structuredClone(record) as Receptionist;
}

export function tokenView(record: TokenRecord, lastUsedAtMs: number | undefined): Token {
  const { id, name, role, userId, createdAt, version } = record;
  const lastUsedAt = lastUsedAtMs === undefined ? null : new Date(lastUsedAtMs).toISOString();
  return { id, name, role, userId, createdAt, lastUsedAt, version };
}

export function siteView({ tenantId: _, contacts, ...record }: SiteRecord): Site {
  return { ...record, contacts: [...contacts] };
}

export function webhookView(record: WebhookRecord): Webhook {
  const { id, name, url, enabled, disabledBecause, version } = record;
  const events = record.events === null ? null : [...record.events];
  return { id, name, url, events, enabled, disabledBecause, version };
}
