import type { Device, DeviceRecord } from "./schemas/device.ts";
import type { PhoneNumber, PhoneNumberRecord } from "./schemas/phone-number.ts";
import type { Conference, ConferenceRecord } from "./schemas/conference.ts";
import type { RingGroup, RingGroupRecord } from "./schemas/ring-group.ts";
import { limitsOf, type Tenant, type TenantRecord } from "./schemas/tenant.ts";
import type { Token, TokenRecord } from "./schemas/token.ts";
import { healthCheckSecondsOf, type Trunk, type TrunkRecord } from "./schemas/trunk.ts";
import type { User, UserRecord } from "./schemas/user.ts";

/** The public face of each record. Fields are named one by one: a new secret can't slip out by being forgotten here. */
export function tenantView(record: TenantRecord): Tenant {
  const { id, name, country, timeZone, language, mainNumber, seatPrice, version } = record;
  const limits = limitsOf(record);
  return {
    ...{ id, name, country, timeZone, language, mainNumber, version },
    seatPrice: { ...seatPrice },
    limits: { ...limits, countries: [...limits.countries] },
  };
}

export function userView(record: UserRecord): User {
  const { id, name, email, extension, role, language, doNotDisturb, outboundCallerId, version } = record;
  return {
    ...{ id, name, email, extension, role, language, doNotDisturb, outboundCallerId, version },
    voicemail: { ...record.voicemail },
    forwarding: { ...record.forwarding },
  };
}

export function deviceView(record: DeviceRecord): Device {
  const { id, userId, label, kind, macAddress, sipUsername, version } = record;
  return { id, userId, label, kind, macAddress, sipUsername, version };
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

export function tokenView(record: TokenRecord, lastUsedAtMs: number | undefined): Token {
  const { id, name, role, userId, createdAt, version } = record;
  const lastUsedAt = lastUsedAtMs === undefined ? null : new Date(lastUsedAtMs).toISOString();
  return { id, name, role, userId, createdAt, lastUsedAt, version };
}
