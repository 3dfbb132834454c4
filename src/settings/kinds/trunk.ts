import { Type } from "typebox";
import { blockKey, canonicalBlocks, parseAddressBlock } from "../../runtime/address-block.ts";
import { requireReachable, requireTrustable } from "../draft/given-out.ts";
import { require } from "../draft/rules.ts";
import { trunkHostGroup, trustGroup } from "../indexes.ts";
import { byName } from "../orders.ts";
import { defineKind } from "./kind.ts";
import { defined } from "../../runtime/defined.ts";
import type { TrunkId } from "../../vocabulary/identifiers.ts";
import { EncryptionSetting, HostText, NameText, TenantIdText, TrunkIdText, Version } from "../schemas/words.ts";
import type { Frozen } from "../schemas/words.ts";

const Username = Type.Union([Type.String({ minLength: 1, maxLength: 128, pattern: "^[^\\s\\p{Cc}]+$" }), Type.Null()]);
const Password = Type.Union([Type.String({ minLength: 1, maxLength: 256 }), Type.Null()]);

const fields = {
  name: NameText,
  host: HostText,
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  transport: Type.Union([Type.Literal("udp"), Type.Literal("tcp")]),
  username: Username,
  trustedAddresses: Type.Array(Type.String({ maxLength: 49 }), {
    maxItems: 100,
    uniqueItems: true,
    description: "IP addresses or CIDR blocks whose calls are this trunk's",
    examples: [["198.51.100.7", "2001:db8::/48"]],
  }),
  register: Type.Boolean({ description: "We register with the provider" }),
  callerIdPolicy: Type.Union([Type.Literal("tenant"), Type.Literal("original")], {
    description: "Whether a forwarded call may show the original caller's number",
  }),
  numberFormat: Type.Union([Type.Literal("e164-plus"), Type.Literal("e164"), Type.Literal("national")]),
  capacity: Type.Union([Type.Integer({ minimum: 1, maximum: 10_000 }), Type.Null()], {
    description: "Simultaneous calls; null = unlimited",
  }),
  priority: Type.Integer({ minimum: 0, maximum: 1_000, description: "Lowest first" }),
  enabled: Type.Boolean(),
};

/** A minute: calls find out sooner by themselves. */
const DEFAULT_HEALTH_CHECK_SECONDS = 60;
const HealthCheckSeconds = Type.Union([Type.Literal(0), Type.Integer({ minimum: 5, maximum: 3_600 })], {
  description: "How often the provider is asked whether it is there (OPTIONS); 0 = never",
});

const SharedWithPhones = Type.Boolean({
  description:
    "Phones of the company register from the trunk's addresses too: an office and its trunk behind one NAT. Otherwise 403",
});

const RelaySetting = Type.Union([Type.Literal("always"), Type.Literal("auto"), Type.Literal("never")], {
  description:
    "Whether its calls' audio goes through the RTP relay: always; auto, where a party is behind NAT or encryption differs; never",
});

/** A provider's line, as the API shows it: without the password. */
export const Trunk = Type.Object(
  {
    id: TrunkIdText,
    ...fields,
    healthCheckSeconds: HealthCheckSeconds,
    sharedWithPhones: SharedWithPhones,
    relay: RelaySetting,
    encryption: EncryptionSetting,
    version: Version,
  },
  { title: "Trunk" },
);
export type Trunk = Type.Static<typeof Trunk>;

export const NewTrunk = Type.Object(
  {
    name: NameText,
    host: HostText,
    port: Type.Optional(fields.port),
    transport: Type.Optional(fields.transport),
    username: Type.Optional(Username),
    password: Type.Optional(Password),
    trustedAddresses: Type.Optional(fields.trustedAddresses),
    register: Type.Optional(fields.register),
    callerIdPolicy: Type.Optional(fields.callerIdPolicy),
    numberFormat: Type.Optional(fields.numberFormat),
    capacity: Type.Optional(fields.capacity),
    priority: Type.Optional(fields.priority),
    enabled: Type.Optional(fields.enabled),
    healthCheckSeconds: Type.Optional(HealthCheckSeconds),
    sharedWithPhones: Type.Optional(SharedWithPhones),
    relay: Type.Optional(RelaySetting),
    encryption: Type.Optional(EncryptionSetting),
  },
  { title: "NewTrunk", additionalProperties: false },
);
export type NewTrunk = Frozen<Type.Static<typeof NewTrunk>>;

export const TrunkPatch = Type.Partial(
  Type.Object({
    ...fields,
    password: Password,
    healthCheckSeconds: HealthCheckSeconds,
    sharedWithPhones: SharedWithPhones,
    relay: RelaySetting,
    encryption: EncryptionSetting,
  }),
  { title: "TrunkPatch", additionalProperties: false },
);
export type TrunkPatch = Frozen<Type.Static<typeof TrunkPatch>>;

/** The trunk as it is stored. The password is in clear, as answering the provider's digest challenge needs it; Redis holds it sealed. */
export const TrunkRecord = Type.Object(
  {
    id: TrunkIdText,
    tenantId: TenantIdText,
    ...fields,
    password: Password,
    /** Not in records that Offhook 0.1 wrote. */
    healthCheckSeconds: Type.Optional(HealthCheckSeconds),
    /** Absent: false, as in records of before. */
    sharedWithPhones: Type.Optional(SharedWithPhones),
    /** Absent: auto. */
    relay: Type.Optional(RelaySetting),
    /** Absent: null. */
    encryption: Type.Optional(EncryptionSetting),
    version: Version,
  },
  { additionalProperties: false },
);
export type TrunkRecord = Frozen<Type.Static<typeof TrunkRecord>>;

/** How often this trunk's provider is asked whether it is there; 0: never. */
export function healthCheckSecondsOf({ healthCheckSeconds }: Pick<TrunkRecord, "healthCheckSeconds">): number {
  return healthCheckSeconds ?? DEFAULT_HEALTH_CHECK_SECONDS;
}

const Since = Type.String({ format: "date-time" });

/** How a trunk does at this moment: state, not a setting. */
export const TrunkStatus = Type.Object(
  {
    registration: Type.Union([
      Type.Null({ description: "It isn't registered, by its settings" }),
      Type.Object({
        state: Type.Union([Type.Literal("registering"), Type.Literal("registered"), Type.Literal("failed")]),
        since: Since,
        expiresAt: Type.Optional(Since),
        reason: Type.Optional(Type.String()),
        retryAt: Type.Optional(Since),
      }),
    ]),
    health: Type.Union([
      Type.Null({ description: "Not known: it isn't asked, or hasn't been yet" }),
      Type.Object({ state: Type.Union([Type.Literal("up"), Type.Literal("down")]), since: Since }),
    ]),
    refusal: Type.Optional(
      Type.Object(
        { since: Since, reason: Type.String({ examples: ["407 to INVITE: refuses the username or password"] }) },
        { description: "The provider refuses our credentials, or asks for such as we can't give" },
      ),
    ),
  },
  { title: "TrunkStatus" },
);
export type TrunkStatus = Type.Static<typeof TrunkStatus>;

declare module "../registry.ts" {
  interface KindTypes {
    readonly trunk: {
      readonly id: TrunkId;
      readonly record: TrunkRecord;
      readonly new: NewTrunk;
      readonly patch: TrunkPatch;
    };
  }
}

const SIP_PORT = 5060;
const DEFAULT_PRIORITY = 100;

/** SIP trunks: the PSTN lines of providers, where public calls come from and go to. */
export const trunk = defineKind<"trunk">({
  name: "trunk",
  resource: { path: "/trunks", noun: "trunk", textsOf: ({ name, host }) => [name, host] },
  schemas: { id: TrunkIdText, record: TrunkRecord, view: Trunk, new: NewTrunk, patch: TrunkPatch },
  most: 100,
  secrets: ["password"],
  sealed: { password: () => null },
  revive: () => ({ password: null }),
  keysOf: ({ enabled, host, trustedAddresses }) => ({
    groups: enabled ? [trunkHostGroup(host), ...trustedAddresses.flatMap(trustGroups)] : [],
  }),
  compare: (one, other) => one.priority - other.priority || byName(one, other),
  view: trunkView,
  create: (trunk) => ({
    name: trunk.name,
    host: trunk.host,
    port: trunk.port ?? SIP_PORT,
    transport: trunk.transport ?? "udp",
    username: trunk.username ?? null,
    password: trunk.password ?? null,
    trustedAddresses: canonicalBlocks(trunk.trustedAddresses ?? []),
    register: trunk.register ?? false,
    callerIdPolicy: trunk.callerIdPolicy ?? "tenant",
    numberFormat: trunk.numberFormat ?? "e164-plus",
    capacity: trunk.capacity ?? null,
    priority: trunk.priority ?? DEFAULT_PRIORITY,
    enabled: trunk.enabled ?? true,
    ...defined({ healthCheckSeconds: trunk.healthCheckSeconds, sharedWithPhones: trunk.sharedWithPhones }),
    ...defined({ relay: trunk.relay, encryption: trunk.encryption }),
  }),
  merge: (before, { trustedAddresses, ...patch }) => ({
    ...before,
    ...patch,
    trustedAddresses: trustedAddresses === undefined ? before.trustedAddresses : canonicalBlocks(trustedAddresses),
  }),
  check(draft, record, before) {
    requireTrustable(draft, record, before);
    requireReachable(draft, record, before);
    const { register, username } = record;
    const mayRegister = !register || username !== null;
    require(mayRegister, "/username", "registration-needs-a-username", "a trunk registers with a username");
  },
});

export function trunkView(record: TrunkRecord): Trunk {
  const { id, name, host, port, transport, username, register, callerIdPolicy, numberFormat, capacity, priority } =
    record;
  return {
    ...{ id, name, host, port, transport, username, register, callerIdPolicy, numberFormat, capacity, priority },
    enabled: record.enabled,
    trustedAddresses: [...record.trustedAddresses],
    healthCheckSeconds: healthCheckSecondsOf(record),
    sharedWithPhones: record.sharedWithPhones ?? false,
    relay: record.relay ?? "auto",
    encryption: record.encryption ?? null,
    version: record.version,
  };
}

function trustGroups(text: string): string[] {
  const block = parseAddressBlock(text);
  return block === undefined ? [] : [trustGroup(blockKey(block))];
}
