import { Type } from "typebox";
import { DeviceIdText, NameText, SipUsernameText, SiteIdText, TenantIdText, UserIdText, Version } from "./words.ts";
import type { Frozen } from "./words.ts";

export const DeviceKind = Type.Union([
  Type.Literal("ip-phone"),
  Type.Literal("softphone"),
  Type.Literal("mobile-app"),
  Type.Literal("browser"),
  Type.Literal("adapter"),
  Type.Literal("door-phone"),
]);
export type DeviceKind = Type.Static<typeof DeviceKind>;

const fields = {
  label: NameText,
  kind: DeviceKind,
  macAddress: Type.Union([Type.String({ pattern: "^[0-9a-f]{12}$", examples: ["001122aabbcc"] }), Type.Null()]),
};

/** As people write it; stored as twelve lower-case hex digits. */
const MacAddressInput = Type.Union([
  Type.String({ pattern: "^[0-9A-Fa-f]{2}([-:. ]?[0-9A-Fa-f]{2}){5}$", examples: ["00:11:22:AA:BB:CC"] }),
  Type.Null(),
]);

const SiteOfDevice = Type.Union([SiteIdText, Type.Null()], {
  description: "Where it stands: emergency calls show that site's number, and tell its contacts",
});

/** A phone of a user, as the API shows it: no password, no HA1. */
export const Device = Type.Object({
  id: DeviceIdText,
  userId: UserIdText,
  ...fields,
  siteId: SiteOfDevice,
  sipUsername: SipUsernameText,
  version: Version,
});
export type Device = Type.Static<typeof Device>;

export const NewDevice = Type.Object(
  {
    label: NameText,
    kind: DeviceKind,
    macAddress: Type.Optional(MacAddressInput),
    siteId: Type.Optional(SiteOfDevice),
  },
  { additionalProperties: false },
);
export type NewDevice = Frozen<Type.Static<typeof NewDevice>>;

export const DevicePatch = Type.Partial(
  Type.Object({ label: NameText, kind: DeviceKind, macAddress: MacAddressInput, siteId: SiteOfDevice }),
  {
    additionalProperties: false,
  },
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
    sipUsername: SipUsernameText,
    ha1Md5: Type.String({ pattern: "^[0-9a-f]{32}$" }),
    ha1Sha256: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    version: Version,
  },
  { additionalProperties: false },
);
export type DeviceRecord = Frozen<Type.Static<typeof DeviceRecord>>;
