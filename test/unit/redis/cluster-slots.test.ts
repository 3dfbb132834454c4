import { createRequire } from "node:module";
import { writeFile } from "node:fs/promises";
import { Redis, type Command } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { MailboxId, UserId } from "../../../src/vocabulary/identifiers.ts";
import { OPERATOR_TOKEN, startApi, type ApiServer } from "../../support/api-server.ts";
import { openOffice, trustedTrunk } from "../../support/office.ts";
import { patiently } from "../../support/patiently.ts";
import { sdp } from "../../support/sdp.ts";
import { wavFile } from "../../support/wav-file.ts";
import { aRecord } from "../call-records/a-record.ts";

/** The slot of a key in a Redis Cluster, as ioredis finds it. */
const slotOf = createRequire(createRequire(import.meta.url).resolve("ioredis"))("cluster-key-slot") as (
  key: string,
) => number;

/** What one step in Redis is: a command, a script, or all commands of a transaction. */
const steps = new Map<string, readonly string[]>();
const transactions = new WeakMap<Redis, string[]>();

function note(redis: Redis, command: Command): void {
  const keys = command.getKeys().map(String);
  const transaction = transactions.get(redis);
  if (command.name === "multi") transactions.set(redis, []);
  else if (command.name === "exec") {
    transactions.delete(redis);
    noteStep(`MULTI ${transaction?.map(shape).join(" ") ?? ""}`, transaction ?? []);
  } else if (transaction === undefined) noteStep(`${command.name} ${keys.map(shape).join(" ")}`, keys);
  else transaction.push(...keys);
}

function noteStep(name: string, keys: readonly string[]): void {
  if (new Set(keys.map(slotOf)).size > 1) steps.set(name, keys);
}

/** A key without what is different in each test. */
function shape(key: string): string {
  return key.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "…").replaceAll(/[0-9a-f]{20,}/g, "…");
}

let pbx: ApiServer;
beforeAll(async () => {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the connection that it is of
  const send = Redis.prototype.sendCommand;
  vi.spyOn(Redis.prototype, "sendCommand").mockImplementation(function (this: Redis, command, stream) {
    note(this, command);
    return send.call(this, command, stream);
  });
  pbx = await startApi();
}, 30_000);
afterAll(async () => {
  await pbx[Symbol.asyncDispose]();
  vi.restoreAllMocks();
});

async function made(url: string, body: unknown): Promise<string> {
  const answer = await pbx.ask("POST", url, body);
  expect([url, answer.status]).toEqual([url, 201]);
  return (answer.body as { id: string }).id;
}

/** People, numbers, groups, phones, webhooks and log-ins. */
async function administer(): Promise<UserId> {
  const password = "a password that is long enough";
  const person = { name: "Alice", email: "alice@example.com", extension: "2001", phoneNumbers: ["+33170000001"] };
  const alice = (await made("/users", person)) as UserId;
  await made(`/users/${alice}/devices`, { label: "Desk", kind: "ip-phone" });
  await made("/ring-groups", { name: "Sales", extension: "2100", members: [alice] });
  await made("/trunks", { name: "Provider", host: "192.0.2.9", trustedAddresses: ["192.0.2.9"] });
  await made("/webhooks", { name: "CRM", url: "http://127.0.0.1:9/hook", events: ["setting.changed"] });
  await pbx.ask("PATCH", `/users/${alice}`, { password });
  await pbx.ask("PATCH", `/users/${alice}/voicemail`, { pin: "4711" });
  for (const typed of ["wrong", password])
    await pbx.ask("POST", "/sessions", { email: "alice@example.com", password: typed }, {});
  return alice;
}

/** A message: listened to, forwarded, deleted, brought back, and deleted for good. */
async function keepMessages(alice: UserId): Promise<void> {
  const colleague = (await made("/users", { name: "Bob", email: "bob@example.com", extension: "2002" })) as MailboxId;
  const recording = await pbx.mailboxes.begin({ tenant: pbx.tenantId, user: alice, from: "+33612345678", caller: {} });
  await writeFile(recording.path, wavFile(3_000));
  const { id } = (await recording.finish("hang-up"))!;
  await pbx.mailboxes.markHeard(id, true);
  await pbx.mailboxes.forward(id, colleague, "2001");
  await pbx.mailboxes.remove(id);
  await pbx.mailboxes.restore(id);
  await pbx.mailboxes.newCounts([alice, colleague]);
  await pbx.mailboxes.forgetBefore(alice, Date.now() + 60_000);
}

/** Another company comes and goes. */
async function removeCompany(): Promise<void> {
  const as = { authorization: `Bearer ${OPERATOR_TOKEN}` };
  const admin = { name: "Boss", email: "boss@rival.example", extension: "2001", password: "a password, long enough" };
  const company = { name: "Rival", country: "FR", timeZone: "Europe/Paris", language: "en", admin };
  const { id } = (await pbx.ask("POST", "/tenants", company, as)).body as { id: string };
  await pbx.ask("POST", `/tenants/${id}/suspension`, {}, as);
  expect((await pbx.ask("DELETE", `/tenants/${id}`, undefined, as)).status).toBe(204);
}

/** What a company has looked at. */
async function look(alice: UserId): Promise<void> {
  const record = { ...aRecord({ startedAtMs: Date.now() }), tenant: pbx.tenantId, user: alice };
  await pbx.callRecords.write(record, { plan: null, decisions: [], messages: [], left: 0 });
  const lists = ["/users", "/devices", "/phone-numbers", "/call-records", "/audit", "/trunks", "/webhooks", "/limits"];
  for (const path of [...lists, "/dashboard", `/users/${alice}/voicemails`, "/billing", `/users/${alice}/sessions`])
    expect([path, (await pbx.ask("GET", path)).status]).toEqual([path, 200]);
}

describe("one step in Redis has all of its keys in one slot of a cluster", () => {
  it("where people, messages and the history of calls are looked after, and erased", async () => {
    const alice = await administer();
    await keepMessages(alice);
    await look(alice);
    await pbx.ask("DELETE", `/users/${alice}/personal-data?reassignTo=none`);
    await patiently(() => expect(pbx.log()).toContain('"event":"person.erased"'));
    await removeCompany();
    expect(Object.fromEntries(steps)).toEqual({});
  }, 60_000);

  it("where a call is made", async () => {
    steps.clear();
    await using office = await openOffice();
    await trustedTrunk(office, ["127.0.0.1"]);
    const bob = await office.person("1002", "+33170000002");
    const [provider, phone] = [await office.phone(), await office.phone()];
    office.registers(bob, phone);
    const outgoing = provider.call(office.port, bob.number, { sdp: sdp(40_000) });
    const incoming = await phone.incoming();
    incoming.answer(sdp(40_002));
    const caller = await outgoing.answered();
    await caller.bye();
    await office.idle();
    expect(Object.fromEntries(steps)).toEqual({});
  }, 60_000);
});
