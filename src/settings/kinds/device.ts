import { Type } from "typebox";
import { require, requireUser } from "../draft/rules.ts";
import { SettingTaken } from "../errors.ts";
import { macKey, siteGroup, sipClaim, userGroup } from "../indexes.ts";
import { byLabel } from "../orders.ts";
import { credentialsFor, makeDeviceCredentials, type DeviceCredentials } from "../secrets.ts";
import { defineKind } from "./kind.ts";
import { defined } from "../../runtime/defined.ts";
import { randomHex } from "../../runtime/random-hex.ts";
import type { DeviceId, UserId } from "../../vocabulary/identifiers.ts";
import {
  DeviceIdText,
  EncryptionSetting,
  NameText,
  SipUsernameText,
  SiteIdText,
  TenantIdText,
  UserIdText,
  Version,
} from "../schemas/words.ts";
import type { Frozen } from "../schemas/words.ts";

export const DeviceKind = Type.Union(
  [
    Type.Literal("ip-phone"),
    Type.Literal("softphone"),
    Type.Literal("mobile-app"),
    Type.Literal("browser"),
    Type.Literal("adapter"),
    Type.Literal("door-phone"),
  ],
  { title: "DeviceKind" },
);
export type DeviceKind = Type.Static<typeof DeviceKind>;

const fields = {
  label: NameText,
  kind: DeviceKind,
  macAddress: Type.Union([Type.String({ pattern: "^[0-9a-f]{12}$", examples: ["001122aabbcc"] }), Type.Null()]),
};

/** As people write it; stored as twelve lower-case hex digits. */
export const MacAddressInput = Type.Union([
  Type.String({ pattern: "^[0-9A-Fa-f]{2}([-:. ]?[0-9A-Fa-f]{2}){5}$", examples: ["00:11:22:AA:BB:CC"] }),
  Type.Null(),
]);

const SiteOfDevice = Type.Union([SiteIdText, Type.Null()], {
  description: "Where it stands: emergency calls show that site's number, and tell its contacts",
});

/** A phone of a user, as the API shows it: no password, no HA1. */
export const Device = Type.Object(
  {
    id: DeviceIdText,
    userId: UserIdText,
    ...fields,
    siteId: SiteOfDevice,
    encryption: EncryptionSetting,
    sipUsername: SipUsernameText,
    version: Version,
  },
  { title: "Device" },
);
export type Device = Type.Static<typeof Device>;

export const NewDevice = Type.Object(
  {
    label: NameText,
    kind: DeviceKind,
    macAddress: Type.Optional(MacAddressInput),
    siteId: Type.Optional(SiteOfDevice),
    encryption: Type.Optional(EncryptionSetting),
  },
  { title: "NewDevice", additionalProperties: false },
);
export type NewDevice = Frozen<Type.Static<typeof NewDevice>>;

export const DevicePatch = Type.Partial(
  Type.Object({
    label: NameText,
    kind: DeviceKind,
    macAddress: MacAddressInput,
    siteId: SiteOfDevice,
    encryption: EncryptionSetting,
  }),
  { title: "DevicePatch", additionalProperties: false },
);
export type DevicePatch = Frozen<Type.Static<typeof DevicePatch>>;

/**
 * The device as it is stored: instead of the password, H(username:realm:password) of RFC 7616 §3.4.2,
 * once with MD5 and once with SHA-256, in hex.
 */
export const DeviceRecord = Type.Object(
  {
    id: DeviceIdText,
    tenantId: TenantIdText,
    userId: UserIdText,
    ...fields,
    siteId: Type.Optional(SiteOfDevice),
    /** A browser's: SHA-256 of the key of the log-in that it is the phone of, and with which it ends. */
    session: Type.Optional(Type.String({ pattern: "^[0-9a-f]{64}$" })),
    encryption: Type.Optional(EncryptionSetting),
    sipUsername: SipUsernameText,
    ha1Md5: Type.String({ pattern: "^[0-9a-f]{32}$" }),
    ha1Sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    version: Version,
  },
  { additionalProperties: false },
);
export type DeviceRecord = Frozen<Type.Static<typeof DeviceRecord>>;

declare module "../registry.ts" {
  interface KindTypes {
    readonly device: {
      readonly id: DeviceId;
      readonly record: DeviceRecord;
      readonly new: NewDevice & {
        readonly userId: UserId;
        readonly credentials: DeviceCredentials;
        readonly session?: string;
      };
      readonly patch: DevicePatch & { readonly credentials?: DeviceCredentials };
    };
  }
}

/** All of a user's devices ring at once. */
const MAX_DEVICES_PER_USER = 20;

/** Phones of users. Where each is registered now is state, not a setting. */
export const device = defineKind<"device">({
  name: "device",
  resource: {
    ...{ path: "/devices", noun: "device" },
    summaries: { remove: "Remove a device; it can't register any more" },
    textsOf: ({ label, sipUsername, macAddress }) => [label, sipUsername, macAddress ?? ""],
  },
  schemas: { id: DeviceIdText, record: DeviceRecord, view: Device, new: NewDevice, patch: DevicePatch },
  most: 60_000,
  secrets: ["ha1Md5", "ha1Sha256", "session"],
  // Who has one of these can register. No password has such a hash as stands in for one.
  sealed: { ha1Md5: () => randomHex(16), ha1Sha256: () => randomHex(32) },
  // It has to be given a new password: nobody knows this one.
  revive: ({ sipUsername }, _lost, { snapshot: { realm } }) =>
    storedOf(credentialsFor(sipUsername, makeDeviceCredentials(realm).sipPassword, realm)),
  keysOf: ({ userId, sipUsername, siteId, macAddress }) => ({
    claims: [sipClaim(sipUsername)],
    reserved: macAddress === null ? [] : [macKey(macAddress)],
    groups: [
      userGroup(userId),
      ...(siteId == null ? [] : [siteGroup(siteId)]),
      ...(macAddress === null ? [] : [macKey(macAddress)]),
    ],
  }),
  compare: byLabel,
  view: deviceView,
  create({ userId, label, kind, macAddress = null, siteId, session, encryption, credentials }, draft) {
    draft.find("user", userId);
    return {
      ...{ userId, label, kind, macAddress: canonicalMac(macAddress) },
      ...defined({ siteId, session, encryption }),
      ...storedOf(credentials),
    };
  },
  merge: (before, { credentials, ...plain }) => ({
    ...before,
    ...plain,
    macAddress: plain.macAddress === undefined ? before.macAddress : canonicalMac(plain.macAddress),
    ...(credentials && storedOf(credentials)),
  }),
  check(draft, { id, userId, siteId, macAddress }, before) {
    // One phone, one account to provision it with. Two that had one address before this rule keep it until it is changed.
    if (macAddress !== null && macAddress !== before?.macAddress) {
      const isTaken = draft.members("device", macKey(macAddress)).some((other) => other.id !== id);
      if (isTaken) throw new SettingTaken("mac-address", "/macAddress", macAddress);
    }
    const isPlaced = siteId == null || draft.own("site", siteId) !== undefined;
    require(isPlaced, "/siteId", "unknown-site", "there is no such site");
    requireUser(draft, userId, "/userId");
    const { length } = draft.members("device", userGroup(userId));
    require(length <= MAX_DEVICES_PER_USER, "", "too-many", `a user has at most ${MAX_DEVICES_PER_USER} devices`);
  },
});

export function deviceView(record: DeviceRecord): Device {
  const { id, userId, label, kind, macAddress, siteId = null, encryption = null, sipUsername, version } = record;
  return { id, userId, label, kind, macAddress, siteId, encryption, sipUsername, version };
}

/** The password stays behind. */
function storedOf({ sipUsername, ha1Md5, ha1Sha256 }: DeviceCredentials) {
  return { sipUsername, ha1Md5, ha1Sha256 };
}

function canonicalMac(text: string | null): string | null {
  return text === null ? null : text.toLowerCase().replace(/[^0-9a-f]/g, "");
}
