import type { Redis } from "ioredis";
import type { Draft } from "../../../src/settings/draft/draft.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { Sealer } from "../../../src/sealing/sealer.ts";
import { KINDS } from "../../../src/settings/kinds/kinds.ts";
import { credentialsFor } from "../../../src/settings/secrets.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { parseSipUsername, type TenantId } from "../../../src/vocabulary/identifiers.ts";
import { keyringOf, TEST_KEY } from "../../support/secrets-key.ts";
import { ADMIN, e164, ext, OFFICE, person } from "./builders.ts";

const HASH = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA";
const SHA256 = "ab".repeat(32);

/** A company with settings of every kind, each once with what is usual and once with everything said. */
export async function furnish(settings: Settings): Promise<TenantId> {
  const tenant = await settings.addTenant({ ...OFFICE, seatPrice: { amount: "12.50", currency: "EUR" } }, ADMIN, {
    user: person("1000", { name: "Boss" }),
    passwordHash: HASH,
  });
  const edit = <Result>(step: (draft: Draft) => Result): Promise<Result> => settings.change(tenant, ADMIN, step);
  const { alice, bob } = await edit((draft) => ({
    alice: draft.add("user", {
      ...person("1001", { role: "admin", language: "en", phoneNumbers: [e164("+33170000001"), e164("+33170000002")] }),
      passwordHash: HASH,
      pin: { digits: "4711", hash: HASH },
    }),
    bob: draft.add("user", person("1002")),
  }));
  const site = await edit((draft) => {
    draft.add("site", { name: "Depot", address: "Behind the mill" });
    return draft.add("site", {
      ...{ name: "Paris", address: "12 rue de la Paix", emergencyCallerId: e164("+33170000001") },
      contacts: ["door@example.com"],
    });
  });
  await edit((draft) => {
    const credentials = (name: string) => credentialsFor(parseSipUsername(name)!, "secret", "offhook");
    draft.add("device", { label: "Soft", kind: "softphone", userId: bob.id, credentials: credentials("bobsoft1") });
    draft.add("device", {
      label: "Desk",
      kind: "ip-phone",
      macAddress: "00:11:22:AA:BB:CC",
      siteId: site.id,
      userId: alice.id,
      credentials: credentials("alicedesk"),
    });
  });
  await edit((draft) => {
    draft.add("trunk", { name: "Plain", host: "sip.example.com" });
    draft.add("trunk", {
      ...{ name: "Full", host: "2001:db8::1", port: 5070, transport: "tcp", username: "u", password: "p" },
      ...{ trustedAddresses: ["198.51.100.0/24", "2001:db8::/48"], register: true, callerIdPolicy: "original" },
      ...{ numberFormat: "national", capacity: 10, priority: 5, enabled: false, healthCheckSeconds: 30 },
    });
    draft.add("token", { name: "Company's", sha256: SHA256 });
    draft.add("token", { name: "Bob's", role: "admin", userId: bob.id, sha256: SHA256.replace("ab", "cd") });
    draft.add("webhook", { name: "All", url: "https://crm.example.com/", secret: `whsec_${"a".repeat(43)}` });
    draft.add("webhook", {
      name: "Some",
      url: "https://erp.example.com/",
      events: ["call.ended"],
      enabled: false,
      secret: `whsec_${"b".repeat(43)}`,
    });
  });
  const { group, room, mailbox } = await edit((draft) => {
    const group = draft.add("ring-group", {
      ...{ name: "Sales", extension: ext("2001"), members: [bob.id, alice.id], strategy: "round-robin" },
      ...{ ringTimeSeconds: 40, memberTimeSeconds: 10, useMemberForwarding: false },
      overflow: { kind: "outside", number: e164("+33612345678") },
    });
    const room = draft.add("conference", {
      ...{ name: "Board", extension: ext("3001"), pin: "4712", moderatorPin: "8642", maxMembers: 9 },
      ...{ announce: false, muteOnEntry: true, waitForModerator: true, endsWithModerator: true },
    });
    draft.add("conference", { name: "Open", extension: ext("3002") });
    const mailbox = draft.add("shared-mailbox", {
      ...{ name: "Orders", extension: ext("4001"), language: "en", members: [bob.id], ringGroup: group.id },
      ...{ emails: ["orders@example.com"], afterEmail: "delete", callBack: true },
      pin: { digits: "7391", hash: HASH },
    });
    draft.add("shared-mailbox", { name: "Plain box", extension: ext("4002") });
    draft.add("ring-group", { name: "Support", extension: ext("2002") });
    return { group, room, mailbox };
  });
  await edit((draft) => {
    draft.add("receptionist", { name: "Plain", extension: ext("5002") });
    draft.add("receptionist", {
      ...{ name: "Welcome", extension: ext("5001"), language: "en", dialByExtension: false, tries: 2, waitSeconds: 4 },
      keys: {
        ...{ "1": { kind: "ring-group", id: group.id }, "2": { kind: "conference", id: room.id } },
        ...{ "3": { kind: "shared-mailbox", id: mailbox.id }, "4": { kind: "user", id: alice.id } },
        ...{ "5": { kind: "mailbox", id: bob.id }, "6": { kind: "outside", number: e164("+33612345678") } },
        ...{ "*": { kind: "repeat" }, "#": { kind: "dial-by-name" } },
      },
      hours: {
        timeZone: "Europe/Berlin",
        weekly: [{ day: "monday", from: "09:00", to: "17:30" }],
        holidays: { country: "DE" as never, state: "BY" },
        specialDays: [{ from: "2026-12-24", to: "2026-12-26", name: "Christmas", hours: [] }],
      },
      closedNow: { until: "2026-07-14T12:00:00Z" },
      ...{ whenClosed: { kind: "mailbox", id: alice.id }, onNoInput: { kind: "user", id: bob.id }, onBadInput: null },
    });
    draft.add("number", { number: e164("+33170000003"), destination: { kind: "ring-group", id: group.id } });
    draft.add("number", { number: e164("+33170000004") });
  });
  return tenant;
}

/** Changes something of every kind, and removes one of most. */
export async function rearrange(settings: Settings, tenant: TenantId): Promise<void> {
  const edit = <Result>(step: (draft: Draft) => Result): Promise<Result> => settings.change(tenant, ADMIN, step);
  const { snapshot } = settings;
  const [, alice, bob] = snapshot.users(tenant);
  if (alice === undefined || bob === undefined) throw new Error("the company is not furnished");
  const [group, support] = snapshot.ringGroups(tenant);
  await edit((draft) => {
    draft.change("tenant", draft.tenantId, {
      ...{ name: "Atelier", mainNumber: e164("+33170000001"), limits: { callsPerDay: 99 } },
      ...{ blockList: { numbers: ["+3389*"] }, parking: { slots: 3 }, sessionTimer: { seconds: 0 }, holdMusic: false },
    });
    draft.change("tenant", draft.tenantId, { liftedLimits: { callsPerDay: new Date().toISOString() } });
  });
  await edit((draft) => {
    draft.change("user", alice.id, {
      ...{ extension: ext("1009"), voicemail: { answerTimeSeconds: 10 }, blockList: { outcome: "voicemail" } },
      ...{ outboundCallerId: "withheld", maxCalls: 2, passwordHash: null, pin: null },
    });
    draft.change("user", bob.id, { forwarding: { enabled: true, number: ext("1009") } });
  });
  await edit((draft) => draft.change("user", alice.id, { extension: ext("1010") }));
  await edit((draft) => {
    for (const { id } of snapshot.devices(tenant)) draft.change("device", id, { label: "Changed", macAddress: null });
    for (const { id } of snapshot.trunks(tenant)) draft.change("trunk", id, { priority: 7, healthCheckSeconds: 0 });
    for (const { id } of snapshot.sites(tenant)) draft.change("site", id, { contacts: [] });
    for (const { id } of snapshot.webhooks(tenant)) draft.change("webhook", id, { enabled: true });
    for (const { id } of snapshot.conferences(tenant)) draft.change("conference", id, { maxMembers: 5 });
    for (const { id } of snapshot.sharedMailboxes(tenant))
      draft.change("shared-mailbox", id, { emails: [], pin: null });
    for (const { id } of snapshot.receptionists(tenant))
      draft.change("receptionist", id, { hours: { holidays: null } });
  });
  await edit((draft) => draft.change("ring-group", group!.id, { overflow: { kind: "ring-group", id: support!.id } }));
  await edit((draft) => draft.note({ what: "changed", kind: "user", id: bob.id, fields: [] }));
  await edit((draft) => {
    draft.remove("ring-group", group!.id, { reassignTo: { kind: "user", id: bob.id } });
    draft.remove("token", snapshot.tokens(tenant)[0]!.id);
    draft.remove("webhook", snapshot.webhooks(tenant)[0]!.id);
    draft.remove("trunk", snapshot.trunks(tenant)[0]!.id);
    draft.remove("conference", snapshot.conferences(tenant)[0]!.id, { reassignTo: null });
    draft.remove("shared-mailbox", snapshot.sharedMailboxes(tenant)[1]!.id);
    draft.remove("receptionist", snapshot.receptionists(tenant)[1]!.id);
    draft.remove("number", e164("+33170000004"));
  });
  await edit((draft) => draft.remove("user", bob.id, { reassignTo: { kind: "mailbox", id: alice.id } }));
  await edit((draft) => draft.remove("site", snapshot.sites(tenant)[0]!.id));
}

/** All keys under a prefix, by their names behind it. */
export type Dump = Readonly<
  Record<string, Readonly<Record<string, string>> | readonly (readonly [string, string[]])[]>
>;

/** Writes a dump under another prefix, as if it had always been there. */
export async function restore(redis: Redis, prefix: string, dump: Dump): Promise<void> {
  for (const [name, held] of Object.entries(dump)) {
    const key = `{${prefix}}:${name}`;
    if (!Array.isArray(held)) await redis.hset(key, held as Record<string, string>);
    else for (const [id, fields] of held as [string, string[]][]) await redis.xadd(key, id, ...fields);
  }
}

/** What Redis holds, with ids numbered in the order of their first appearance in the feed, and no times. */
export async function dumpOf(redis: Redis, prefix: string): Promise<Dump> {
  const tag = `{${prefix}}:`;
  const names = (await redis.keys(`${tag.replace(/[{}]/g, "?")}*`)).sort();
  const dump: Record<string, Dump[string]> = {};
  for (const name of [`${tag}feed`, ...names.filter((each) => each !== `${tag}feed`)]) {
    const isStream = (await redis.type(name)) === "stream";
    dump[name.slice(tag.length)] = isStream
      ? (await redis.xrange(name, "-", "+")).map((entry) => openedLine(tag, line(entry)))
      : openedHash(name, await redis.hgetall(name));
  }
  return normalised(dump);
}

const SEALER = new Sealer({ keyring: keyringOf(TEST_KEY), inUse: TEST_KEY.id, clock: systemClock });

/** Its secrets in clear, as an older Offhook wrote them. */
function opened(key: string, field: string, record: object): object {
  const kind = KINDS.find(({ name }) => field.startsWith(`${name}/`));
  const names = Object.keys(kind?.sealed ?? {});
  const { fields, unopened } = SEALER.openFields(record, names, { key, field });
  if (Object.keys(unopened).length > 0) throw new Error(`${Object.keys(unopened).join()} of ${field} can't be opened`);
  return fields;
}

function openedHash(key: string, hash: Readonly<Record<string, string>>): Record<string, string> {
  if (key.endsWith(":system"))
    return Object.fromEntries(Object.entries(hash).filter(([name]) => name !== "secrets-key"));
  if (!key.includes(":records:")) return hash;
  return Object.fromEntries(
    Object.entries(hash).map(([field, json]) => [
      field,
      JSON.stringify(opened(key, field, JSON.parse(json) as object)),
    ]),
  );
}

function openedLine(tag: string, [id, [field = "", json = ""]]: [string, string[]]): [string, string[]] {
  return [id, [field, openedEntry(tag, json)]];
}

function openedEntry(tag: string, json: string): string {
  const entry = JSON.parse(json) as { readonly tenant?: string; readonly puts?: readonly [string, string, object][] };
  if (entry.puts === undefined) return json;
  const key = `${tag}records:${entry.tenant ?? ""}`;
  const puts = entry.puts.map(([kind, id, record]) => [kind, id, opened(key, `${kind}/${id}`, record)]);
  return JSON.stringify({ ...entry, puts });
}

/** What an older Offhook reads of a stream: the first of its fields. */
function line([id, [name = "", value = ""]]: [id: string, fields: string[]]): [string, string[]] {
  return [id, [name, value]];
}

function normalised(dump: Dump): Dump {
  const ids = new Map<string, string>();
  const text = JSON.stringify(dump)
    .replace(/(?<![0-9a-f])[0-9a-f]{20}(?![0-9a-f])/g, (id) => {
      const known = ids.get(id) ?? String(ids.size + 1).padStart(20, "0");
      ids.set(id, known);
      return known;
    })
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "2026-01-01T00:00:00.000Z");
  const named = JSON.parse(text) as Dump;
  return Object.fromEntries(
    Object.entries(named).map(([name, held]) => [
      name,
      Array.isArray(held) ? held : sorted(held as Record<string, string>),
    ]),
  );
}

function sorted(hash: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(hash).sort(([one], [other]) => (one < other ? -1 : 1)));
}
