import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { CallServices } from "../../../src/calls/call.ts";
import { explain, type Question } from "../../../src/calls/route/explain.ts";
import { authenticate } from "../../../src/calls/invite/authenticate.ts";
import type { AdmittedInvite } from "../../../src/calls/invite/admit.ts";
import type { CheckedInvite } from "../../../src/calls/invite/check-request.ts";
import { identifySource, sourceOf } from "../../../src/calls/invite/identify-source.ts";
import { route } from "../../../src/calls/invite/route.ts";
import type { SrfRequest } from "../../../src/srf/srf.ts";
import type { Decision } from "../../../src/routing/decision-trace.ts";
import { Draft } from "../../../src/settings/draft/draft.ts";
import { kindsByName } from "../../../src/settings/kinds/kind.ts";
import { KINDS } from "../../../src/settings/kinds/kinds.ts";
import { SettingsError } from "../../../src/settings/errors.ts";
import { makeDeviceCredentials } from "../../../src/settings/secrets.ts";
import type { Snapshot } from "../../../src/settings/snapshot.ts";
import { emptyTables } from "../../../src/settings/tables.ts";
import { NOTHING_KNOWN } from "../../../src/trunks/state.ts";
import { e164, extension } from "../routing/builders.ts";
import { parseTenantId, type DeviceId, type RingGroupId, type UserId } from "../../../src/vocabulary/identifiers.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";
import { randomFrom, type Random } from "./random-choices.ts";

const TENANT = parseTenantId("tenant-of-the-test")!;
const RUNS = 1_000;
const PROVIDER = "192.0.2.10";
const CALLERS = ["+33612345678", "0612345678", "+441632960000", "anonymous", "1002"];

/** People with phones, numbers, forwards and wishes; groups and trunks: whatever the settings let pass. */
function someCompany(random: Random): Snapshot {
  const draft = new Draft({
    ...{ tables: emptyTables(KINDS), tenantId: TENANT, kinds: kindsByName(KINDS), realm: "realm" },
    tools: { isReservedNumber: () => false, makeId: () => randomUUID(), nowMs: () => 0 },
  });
  draft.add("tenant", { name: "T", country: "FR", timeZone: "Europe/Paris", language: "fr" });
  const attempt = (edit: () => unknown): void => {
    try {
      edit();
    } catch (failure) {
      if (!(failure instanceof SettingsError)) throw failure; // no company has this, then
    }
  };
  const users: UserId[] = [];
  const groups: RingGroupId[] = [];
  const extensions = Array.from({ length: random.from(2, 5) }, (_, n) => extension(String(1001 + n)));
  for (const [n, number] of extensions.entries()) {
    const name = `Person ${n}`;
    const user = draft.add("user", { name, email: `p${n}@example.com`, extension: number, role: "user" });
    users.push(user.id);
    for (let device = random.from(0, 2); device > 0; device--)
      draft.add("device", {
        label: `D${device}`,
        kind: "ip-phone",
        userId: user.id,
        credentials: makeDeviceCredentials("realm"),
      });
    attempt(() =>
      draft.add("number", { number: e164(`+3317000${number}`), destination: { kind: "user", id: user.id } }),
    );
  }
  const elsewhere = [
    ...extensions,
    e164("+33698765432"),
    e164("+4412345678"),
    e164("+33170001002"),
    e164("+33899123456"),
  ];
  const blocked = random.some(["+33612345678", "+33612*", "+44*"]);
  for (const id of users) {
    const number = random.one([null, ...elsewhere]);
    const forwarding = { enabled: random.coin(), number, ringDevices: random.coin(), requireKeyPress: random.coin() };
    attempt(() => draft.change("user", id, { forwarding }));
    attempt(() =>
      draft.change("user", id, {
        doNotDisturb: random.one([true, false, false]),
        voicemail: { enabled: random.coin(), answerTimeSeconds: random.one([0, 5, 25]) },
        blockList: { numbers: blocked, outcome: random.one(["reject", "voicemail", "announcement"]) },
        rejectAnonymous: random.coin(),
        callWaiting: random.coin(),
      }),
    );
  }
  for (let n = random.from(0, 2); n > 0; n--)
    attempt(() => {
      const overflow = random.one([null, { kind: "user" as const, id: random.one(users) }]);
      const strategy = random.one(["simultaneous", "sequential", "round-robin"] as const);
      const group = draft.add("ring-group", {
        ...{ name: `Group ${n}`, extension: extension(String(2000 + n)), members: random.some(users), strategy },
        ...{ overflow, useMemberForwarding: random.coin() },
      });
      groups.push(group.id);
      draft.add("number", { number: e164(`+3317000200${n}`), destination: { kind: "ring-group", id: group.id } });
    });
  for (let n = random.from(0, 2); n > 0; n--)
    attempt(() =>
      draft.add("trunk", {
        name: `Trunk ${n}`,
        host: PROVIDER,
        trustedAddresses: [PROVIDER],
        capacity: random.one([null, 1]),
      }),
    );
  attempt(() => draft.change("tenant", draft.tenantId, { mainNumber: random.one([null, e164("+33170001001")]) }));
  attempt(() => draft.change("tenant", draft.tenantId, { limits: { countries: random.one([["FR"], ["FR", "GB"]]) } }));
  return draft.snapshot;
}

/** A company in which phones are registered, or not, and people are in calls; its groups take turns. */
function someHouse(random: Random, snapshot: Snapshot) {
  const devices = snapshot.users(TENANT).flatMap(({ id }) => snapshot.devicesOf(id).map((device) => device.id));
  const reachable = new Map(random.some(devices).map((id) => [id, [{}]]));
  const busy = new Set(random.some(snapshot.users(TENANT).map(({ id }) => id)));
  const full = random.coin();
  const told: string[] = [];
  const turn = random.from(0, 3);
  // A live call knows of every device and group, a question only of those named as prerequisites: both plans are the same.
  const look = (groups: readonly RingGroupId[]) => Promise.resolve(new Map(groups.map((group) => [group, turn])));
  const take = () => Promise.resolve({ get: () => turn } as unknown as Map<RingGroupId, number>);
  const bindingsOf = (asked: readonly DeviceId[]) =>
    Promise.resolve(new Map([...reachable].filter(([device]) => asked.includes(device))));
  const parts = {
    directory: { bindingsOf },
    busy: { callsOf: (user: UserId) => Number(busy.has(user)) },
    trunkCapacity: { callsOn: () => Number(full) },
    clock: new VirtualClock(),
    authenticator: { claimedName: () => undefined },
    network: {
      limits: {
        isLifted: () => false,
        admit: (_: unknown, target: { number: string }) => {
          told.push(target.number);
          return Promise.resolve({ kind: "refused" });
        },
      },
      callbacks: { callerOf: () => Promise.resolve(undefined) },
      trunks: { of: () => NOTHING_KNOWN, withContact: () => undefined, registeredAt: () => [] },
      trunkHosts: { isRefused: () => Promise.resolve(false) },
      roundRobin: { take, look },
    },
  };
  const knowsAll = { ...parts, directory: { bindingsOf: () => Promise.resolve(reachable) } };
  return { parts: parts as unknown as CallServices, knowsAll: knowsAll as unknown as CallServices, devices, told };
}

function anInvite(to: string, from: string, more: Readonly<Record<string, string>> = {}): SrfRequest {
  const headers = new Map([
    ["from", `<sip:${from}@provider.example>;tag=1`],
    ["to", `<sip:${to}@pbx>`],
    ...Object.entries(more),
  ]);
  return {
    ...{ uri: `sip:${to}@pbx`, source_address: PROVIDER },
    get: (name: string) => headers.get(name.toLowerCase()),
    has: (name: string) => headers.has(name.toLowerCase()),
  } as unknown as SrfRequest;
}

interface Path {
  readonly plan: unknown;
  readonly decisions: readonly Decision[];
}

/** What an INVITE's steps decide. */
async function liveCall(req: SrfRequest, snapshot: Snapshot, parts: CallServices): Promise<Path> {
  const identified = identifySource({ incoming: { req }, snapshot, parts } as unknown as CheckedInvite);
  if ("refused" in identified) throw new Error("a phone or a provider of the company is let in");
  const authenticated = await authenticate(identified);
  if ("refused" in authenticated) throw new Error("a phone of the company is let in");
  const entry = { set: () => undefined };
  return (await route({ ...authenticated, entry } as unknown as AdmittedInvite)).decision;
}

/** What a live call goes by, and what is explained, of one call in one company. */
async function liveAndExplained(seed: number): Promise<{ live: Path; explained: Path; told: readonly string[] }> {
  const random = randomFrom(seed);
  const snapshot = someCompany(random);
  const { parts, knowsAll, devices, told } = someHouse(random, snapshot);
  const numbers = ["+33170001001", "33170001002", "0170001003", "+33170002001", "+33999999999"];
  const dialled = random.one([
    ...numbers,
    "1001",
    "1002",
    "2001",
    "0699999999",
    "112",
    "*97",
    "**1001",
    "*8",
    "nonsense",
  ]);
  const [trunk] = snapshot.trunks(TENANT);
  const asked = { tenant: TENANT, to: dialled, atMs: 0 };
  if (trunk !== undefined && random.coin()) {
    const caller = random.one([...CALLERS, null]);
    const req = anInvite(dialled, caller ?? "0612345678", caller === null ? { privacy: "id" } : {});
    const source = sourceOf(req, undefined, snapshot, parts.network.trunks);
    if (source.kind !== "trunk") throw new Error(`${source.kind}: the provider is trusted`);
    const question: Question = { ...asked, by: "trunk", trunk: source.identity.trunk, caller };
    const explained = await explain(question, snapshot, parts);
    const toldByExplaining = [...told];
    const live = await liveCall(req, snapshot, knowsAll);
    return { live, explained, told: toldByExplaining };
  }
  const user = random.one(snapshot.users(TENANT)).id;
  const device = random.one([...snapshot.devicesOf(user).map(({ id }) => id), devices[0] ?? ("device-1" as DeviceId)]);
  const known = { kind: "known", tenant: TENANT, user, device };
  const authenticator = {
    authenticate: () => Promise.resolve(known),
    claimedName: (request: SrfRequest) => (request.has("authorization") ? "x" : undefined),
  } as unknown as CallServices["authenticator"];
  const phone = { ...parts, authenticator };
  const explained = await explain({ ...asked, by: "phone", user, device }, snapshot, phone);
  const toldByExplaining = [...told];
  const req = { ...anInvite(dialled, "x", { authorization: "Digest" }), source_address: "192.0.2.99" };
  const live = await liveCall(req, snapshot, { ...knowsAll, authenticator });
  return { live, explained, told: toldByExplaining };
}

describe("an explained call", () => {
  it(`is decided by the same rules, to the same plan, as the live one: ${RUNS} companies`, async () => {
    const kinds = new Set<string>();
    const rules = new Set<string>();
    for (let seed = 1; seed <= RUNS; seed++) {
      const { live, explained, told } = await liveAndExplained(seed);
      expect({ seed, plan: explained.plan }).toEqual({ seed, plan: live.plan });
      expect({ seed, decisions: explained.decisions }).toEqual({ seed, decisions: live.decisions });
      expect({ seed, told }).toEqual({ seed, told: [] });
      kinds.add((live.plan as { kind: string }).kind);
      for (const { rule } of live.decisions) rules.add(rule);
    }
    // The companies are of all sorts: every rule was asked, and most plans came out.
    expect([...kinds]).toEqual(expect.arrayContaining(["ring", "voicemail", "reject", "trunk", "announce", "listen"]));
    expect([...rules]).toEqual(
      expect.arrayContaining([
        "number",
        "dialled",
        "block-list",
        "forwarding",
        "do-not-disturb",
        "answer-time",
        "phones",
      ]),
    );
    expect([...rules]).toEqual(expect.arrayContaining(["ring-group", "forward", "outside", "plan"]));
  });
});
