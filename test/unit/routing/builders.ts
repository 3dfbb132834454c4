import type { InboundCall, OutboundCall } from "../../../src/routing/call.ts";
import type {
  BlockList,
  Destination,
  RoutedGroup,
  RoutedNumber,
  RoutedTenant,
  RoutedUser,
  RoutingTables,
} from "../../../src/routing/tables.ts";
import { parseE164, type E164 } from "../../../src/vocabulary/e164.ts";
import { parseExtension, type Extension } from "../../../src/vocabulary/extension.ts";
import {
  parseConferenceId,
  parseDeviceId,
  parseSharedMailboxId,
  parseReceptionistId,
  parseTenantId,
  parseTrunkId,
  parseUserId,
  type DeviceId,
  type TenantId,
} from "../../../src/vocabulary/identifiers.ts";

export const e164 = (text: string): E164 => parseE164(text)!;
export const extension = (text: string): Extension => parseExtension(text)!;

export const ACME = parseTenantId("tenant-acme")!;
export const OTHER = parseTenantId("tenant-other")!;
const SHARED = parseSharedMailboxId("shared-mailbox-1")!;
export const CONFERENCE = parseConferenceId("conference-1")!;
export const RECEPTIONIST = parseReceptionistId("receptionist-1")!;
export const ALICE = parseUserId("user-alice")!;
export const BOB = parseUserId("user-bobby")!;
export const ALICE_DESK = parseDeviceId("device-alice-desk")!;
export const ALICE_SOFT = parseDeviceId("device-alice-soft")!;
export const BOB_DESK = parseDeviceId("device-bob-desk")!;
export const TRUNK_1 = parseTrunkId("trunk-one")!;
export const TRUNK_2 = parseTrunkId("trunk-two")!;

export const MAIN = e164("+33170000000");
export const ALICE_DID = e164("+33170000001");
export const BOB_DID = e164("+33170000002");
export const OTHERS_DID = e164("+33199000000");

const NOBODY_BLOCKED: BlockList = { numbers: [], outcome: "reject" };

function alice(over: Partial<RoutedUser> = {}): RoutedUser {
  return {
    id: ALICE,
    name: "Alice Martin",
    extension: extension("1001"),
    language: "fr",
    doNotDisturb: false,
    voicemail: { enabled: true, answerTimeSeconds: 25 },
    forwarding: { enabled: false, number: null, ringDevices: true, requireKeyPress: true },
    outboundCallerId: null,
    devices: [ALICE_DESK, ALICE_SOFT],
    ...{ blockList: NOBODY_BLOCKED, rejectAnonymous: false },
    ...{ callWaiting: true, maxCalls: null, declineEndsCall: true, allowPickUp: true },
    ...over,
  };
}

function bob(over: Partial<RoutedUser> = {}): RoutedUser {
  return { ...alice(), id: BOB, name: "Bob", extension: extension("1002"), devices: [BOB_DESK], ...over };
}

export interface Overrides {
  readonly alice?: Partial<RoutedUser>;
  readonly bob?: Partial<RoutedUser>;
  readonly mainNumber?: E164 | null;
  /** What emergency calls from these devices show. */
  readonly sites?: ReadonlyMap<DeviceId, E164>;
  /** Of Alice's company. */
  readonly tenant?: Partial<RoutedTenant>;
  readonly groups?: readonly RoutedGroup[];
  /** Numbers that the company's limits refuse. */
  readonly forbidden?: readonly E164[];
  /** Where Alice's number leads. */
  readonly did?: Destination | null;
  readonly gone?: "users" | "tenants" | "numbers";
}

/** A company with Alice and Bob, their direct numbers and a main number that leads nowhere; and another company. */
export function tables(over: Overrides = {}): RoutingTables {
  const mainNumber = over.mainNumber === undefined ? MAIN : over.mainNumber;
  const company = {
    country: "FR",
    language: "fr",
    blockList: NOBODY_BLOCKED,
    rejectAnonymous: false,
    parking: { slots: 9, waitSeconds: 120 },
  } as const;
  const tenants = new Map<TenantId, RoutedTenant>([
    [ACME, { ...company, id: ACME, mainNumber, ...over.tenant }],
    [OTHER, { ...company, id: OTHER, mainNumber: OTHERS_DID }],
  ]);
  const users = new Map([
    [ALICE, alice(over.alice)],
    [BOB, bob(over.bob)],
  ]);
  const extensions = new Map<Extension, Destination>([
    [extension("1001"), { kind: "user", id: ALICE }],
    [extension("1002"), { kind: "user", id: BOB }],
    [extension("3000"), { kind: "receptionist", id: RECEPTIONIST }],
    ...(over.groups ?? []).map(({ id, extension }) => [extension, { kind: "ring-group", id }] as const),
  ]);
  const numbers = new Map<E164, RoutedNumber>([
    [MAIN, { tenant: ACME, destination: null }],
    [ALICE_DID, { tenant: ACME, destination: over.did === undefined ? { kind: "user", id: ALICE } : over.did }],
    [BOB_DID, { tenant: ACME, destination: { kind: "user", id: BOB } }],
    [OTHERS_DID, { tenant: OTHER, destination: null }],
  ]);
  return {
    tenant: (id) => (over.gone === "tenants" ? undefined : tenants.get(id)),
    user: (tenant, id) => (over.gone !== "users" && tenant === ACME ? users.get(id) : undefined),
    ringGroup: (tenant, id) => (tenant === ACME ? over.groups?.find((group) => group.id === id) : undefined),
    groupsWith: (tenant, user) =>
      tenant === ACME ? (over.groups ?? []).filter(({ members }) => members.includes(user)) : [],
    sharedMailbox: (tenant, id) => (tenant === ACME && id === SHARED ? { language: "fr" } : undefined),
    conference: (tenant, id) => tenant === ACME && id === CONFERENCE,
    receptionist: (tenant, id) => tenant === ACME && id === RECEPTIONIST,
    siteNumber: (tenant, device) => (tenant === ACME ? over.sites?.get(device) : undefined),
    mayCall: (_, number) => over.forbidden?.includes(number) !== true,
    extension: (tenant, digits) => (tenant === ACME ? extensions.get(digits) : undefined),
    number: (number) => (over.gone === "numbers" ? undefined : numbers.get(number)),
    numbersOf: (id) =>
      over.gone === "numbers" ? [] : [...numbers.keys()].filter((n) => numbers.get(n)?.tenant === id),
  };
}

export function inbound(over: Partial<InboundCall> = {}): InboundCall {
  return { tenant: ACME, dialled: ALICE_DID, caller: { kind: "public", number: e164("+33612345678") }, ...over };
}

/** Alice's desk phone dials. */
export function dials(dialled: string, over: Partial<OutboundCall> = {}): OutboundCall {
  const trunks = [
    { trunk: TRUNK_1, hasRoom: true },
    { trunk: TRUNK_2, hasRoom: true },
  ];
  return { tenant: ACME, user: ALICE, device: ALICE_DESK, dialled, trunks, ...over };
}

export const everyDevice = new Set([ALICE_DESK, ALICE_SOFT, BOB_DESK]);
export const noDevice = new Set<DeviceId>();
