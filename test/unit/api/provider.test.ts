import { mkdir, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { beginRecord } from "../../../src/events/call-record.ts";
import { parseCallId, type TenantId } from "../../../src/vocabulary/identifiers.ts";
import { OPERATOR_TOKEN, startApi, type ApiServer } from "../../support/api-server.ts";
import { eventually } from "../../support/eventually.ts";

const PROVIDER = { authorization: `Bearer ${OPERATOR_TOKEN}` };
const PASSWORD = "a password that is long enough";

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi({ hasOperator: true });
}, 30_000);
afterAll(() => pbx[Symbol.asyncDispose]());

let companies = 0;
/** A company with its administrator, logged in. */
async function addCompany(more: object = {}) {
  const place = ++companies;
  const email = `boss${place}@company.example`;
  const admin = { name: `Boss ${place}`, email, extension: "2001", password: PASSWORD };
  const company = { name: `Company ${place}`, country: "FR", timeZone: "Europe/Paris", language: "en", admin, ...more };
  const { status, body } = await pbx.ask("POST", "/tenants", company, PROVIDER);
  expect([status, body.code]).toEqual([201, undefined]);
  const { headers } = await logIn(email);
  const cookie = String(headers["set-cookie"]).split(";")[0] ?? "";
  return { id: body.id as TenantId, adminId: body.adminId as string, email, as: { cookie } };
}

let logIns = 0;
/** Each time from another address. */
async function logIn(email: string) {
  const reply = await pbx.api.inject({
    ...{ method: "POST", url: "/api/v1/sessions", payload: { email, password: PASSWORD } },
    remoteAddress: `198.51.100.${++logIns}`,
  });
  return { status: reply.statusCode, headers: reply.headers, code: reply.json<{ code?: string }>().code };
}

const provider = (method: "GET" | "POST" | "PATCH" | "DELETE", url: string, body?: unknown) =>
  pbx.ask(method, url, body, PROVIDER);

describe("a company, to its provider", () => {
  it("is read and changed, by the version that was seen", async () => {
    const { id } = await addCompany();
    const { body, headers } = await provider("GET", `/tenants/${id}`);
    expect(body).toMatchObject({ id, seats: 1, phoneNumbers: 0, suspension: null, limitBounds: {} });
    const change = { name: "Renamed", seatPrice: { amount: "12.50", currency: "EUR" } };
    const stale = await pbx.ask("PATCH", `/tenants/${id}`, change, { ...PROVIDER, "if-match": '"99"' });
    expect([stale.status, stale.body.code]).toEqual([409, "SW_VERSION_CONFLICT"]);
    const changed = await pbx.ask("PATCH", `/tenants/${id}`, change, {
      ...PROVIDER,
      "if-match": String(headers["etag"]),
    });
    expect([changed.status, changed.body.name, changed.body.seatPrice.amount]).toEqual([200, "Renamed", "12.50"]);
  });

  it("keeps its terms: its administrators neither set the price nor raise a limit beyond its bounds", async () => {
    const { id, as } = await addCompany({ limits: { callsPerHour: 100 } });
    const own = (body: unknown) => pbx.ask("PATCH", "/tenant", body, as);
    const code = async (body: unknown) => (await own(body)).body.code as string | undefined;
    expect(await code({ seatPrice: { amount: "1", currency: "EUR" } })).toBe("SW_OPERATOR_ONLY");
    expect(await code({ limits: { callsPerHour: 200 } })).toBe("SW_OPERATOR_ONLY");
    expect(await code({ limits: { countries: ["FR", "DE"] } })).toBe("SW_OPERATOR_ONLY");
    expect(await code({ limits: { premiumNumbers: true } })).toBe("SW_OPERATOR_ONLY");
    expect((await pbx.ask("POST", "/limits/callsPerHour/lift", undefined, as)).body.code).toBe("SW_OPERATOR_ONLY");
    // Lowered, and raised again to where it was.
    expect((await own({ limits: { callsPerHour: 10 } })).status).toBe(200);
    expect((await own({ limits: { callsPerHour: 100 } })).status).toBe(200);
    expect(await code({ limits: { callsPerHour: 101 } })).toBe("SW_OPERATOR_ONLY");
    // The provider gives room, which the company takes.
    const bounds = { limitBounds: { callsPerHour: 300, countries: ["FR", "DE"] } };
    expect((await provider("PATCH", `/tenants/${id}`, bounds)).status).toBe(200);
    expect((await own({ limits: { callsPerHour: 300, countries: ["FR", "DE"] } })).status).toBe(200);
    // Bounds below the limits lower these.
    const lower = await provider("PATCH", `/tenants/${id}`, { limitBounds: { callsPerHour: 50, countries: ["FR"] } });
    expect(lower.body.limits).toMatchObject({ callsPerHour: 50, countries: ["FR"] });
  });

  it("keeps things for as many days as it wants within its provider's bounds", async () => {
    const { id, as } = await addCompany();
    const own = (body: unknown) => pbx.ask("PATCH", "/tenant", body, as);
    const standard = { callRecordDays: 90, traceDays: 90, messageDays: null, journalDays: 730, eventDays: 7 };
    expect((await pbx.ask("GET", "/tenant", undefined, as)).body).toMatchObject(standard);
    // Bounds move what lies outside of them.
    const bounds = { callRecordDays: { least: 180, most: 365 }, messageDays: { most: 60 } };
    const bound = await provider("PATCH", `/tenants/${id}`, { retentionBounds: bounds });
    expect(bound.body).toMatchObject({
      callRecordDays: 180,
      messageDays: 60,
      journalDays: 730,
      retentionBounds: bounds,
    });
    for (const body of [{ callRecordDays: 100 }, { callRecordDays: 366 }, { messageDays: null }, { messageDays: 61 }])
      expect((await own(body)).body, JSON.stringify(body)).toMatchObject({ code: "SW_OPERATOR_ONLY" });
    expect((await own({ callRecordDays: 365, messageDays: 30, traceDays: 1 })).body).toMatchObject({ messageDays: 30 });
    expect((await own({ eventDays: 31 })).status).toBe(422);
  });

  it("is refused where another company's administrator, its own or nobody asks", async () => {
    const { id, as } = await addCompany();
    const other = await addCompany();
    for (const headers of [as, other.as, {}, { authorization: "Bearer guess" }]) {
      for (const [method, path, body] of [
        ["GET", "", undefined],
        ["PATCH", "", { name: "Mine" }],
        ["POST", "/suspension", {}],
        ["DELETE", "/suspension", undefined],
        ["DELETE", "", undefined],
        ["GET", "/export", undefined],
        ["GET", "/usage", undefined],
        ["POST", "/acting", {}],
      ] as const) {
        const { status } = await pbx.ask(method, `/tenants/${id}${path}`, body, headers);
        expect([401, 404], `${method} ${path}`).toContain(status);
      }
    }
    expect((await provider("GET", `/tenants/${id}`)).body).toMatchObject({ suspension: null });
  });
});

describe("a suspended company", () => {
  it("is kept from its settings, people and tokens alike, until it goes on", async () => {
    const { id, as, email } = await addCompany();
    const { body: token } = await pbx.ask("POST", "/tokens", { name: "CRM", role: "admin" }, as);
    const asProgram = { authorization: `Bearer ${token.token}` };
    const suspended = await provider("POST", `/tenants/${id}/suspension`, { reason: "unpaid" });
    expect([suspended.status, suspended.body.suspension.reason]).toEqual([200, "unpaid"]);
    for (const headers of [as, asProgram]) {
      const { status, body } = await pbx.ask("GET", "/users", undefined, headers);
      expect([status, body.code]).toEqual([403, "SW_COMPANY_SUSPENDED"]);
    }
    expect(await logIn(email)).toMatchObject({ status: 403, code: "SW_COMPANY_SUSPENDED" });
    expect((await provider("GET", "/tenants?suspended=true")).body.items).toHaveLength(1);
    expect((await provider("DELETE", `/tenants/${id}/suspension`)).body.suspension).toBeNull();
    expect((await pbx.ask("GET", "/users", undefined, as)).status).toBe(200);
    expect((await pbx.ask("GET", "/users", undefined, asProgram)).status).toBe(200);
    expect((await logIn(email)).status).toBe(201);
  });

  it("loses the calls that go on where the provider says so, but no call for help", async () => {
    const { id } = await addCompany();
    const call = (name: string, plan: unknown) => ({ ...callOf(id, name), plan });
    pbx.world.calls = [call("a", { kind: "ring" }), call("b", { kind: "trunk", emergency: true })];
    const before = pbx.world.hungUp.length;
    await provider("POST", `/tenants/${id}/suspension`, { endCalls: true });
    expect(pbx.world.hungUp.slice(before)).toEqual([pbx.world.calls[0]?.call]);
    pbx.world.calls = [];
  });
});

function callOf(tenant: TenantId, name: string) {
  return beginRecord({
    ...{ kind: "call.started", atMs: Date.now(), tenant, call: `call-${name}`, callId: parseCallId(`id-${name}`)! },
    ...{ direction: "inbound", caller: { kind: "public", number: "+33612345678" }, dialled: "+33170000001" },
  } as never);
}

describe("the provider acts for a company", () => {
  it("as an administrator of it alone, and its journal tells when, why and what", async () => {
    const { id, as } = await addCompany();
    const begun = await provider("POST", `/tenants/${id}/acting`, { reason: "ticket 4711" });
    expect(begun.status).toBe(201);
    expect(String(begun.headers["set-cookie"])).toMatch(/^offhook_acting=.*HttpOnly.*SameSite=Strict/i);
    const acting = { authorization: `Bearer ${begun.body.token}` };
    const me = (await pbx.ask("GET", "/me", undefined, acting)).body;
    expect(me).toMatchObject({ role: "admin", user: null, company: { id }, actingUntil: begun.body.expiresAt });
    const cookie = String(begun.headers["set-cookie"]).split(";")[0] ?? "";
    expect((await pbx.ask("GET", "/me", undefined, { cookie })).body.company.id).toBe(id);
    const group = { name: "Sales", extension: "2100", members: [] };
    expect((await pbx.ask("POST", "/ring-groups", group, acting)).status).toBe(201);
    expect((await pbx.ask("DELETE", "/acting", undefined, acting)).status).toBe(204);
    expect((await pbx.ask("GET", "/me", undefined, acting)).status).toBe(401);
    const { items } = (await pbx.ask("GET", "/audit", undefined, as)).body as {
      items: { actor: { name: string }; changes: { what: string; kind: string; fields: { to: unknown }[] }[] }[];
    };
    const [ended, added, began] = items;
    expect([ended, added, began].map((entry) => entry?.actor.name)).toEqual(Array(3).fill("OPERATOR_TOKEN"));
    expect([ended, added, began].map((entry) => entry?.changes[0]?.kind)).toEqual(["acting", "ring-group", "acting"]);
    expect(began?.changes[0]?.fields.map(({ to }) => to)).toContain("ticket 4711");
  });

  it("also while it is suspended", async () => {
    const { id } = await addCompany();
    await provider("POST", `/tenants/${id}/suspension`, {});
    const { body } = await provider("POST", `/tenants/${id}/acting`, {});
    expect((await pbx.ask("GET", "/users", undefined, { authorization: `Bearer ${body.token}` })).status).toBe(200);
  });

  it("is told apart from a company's own: only who acts can stop", async () => {
    const { as } = await addCompany();
    expect((await pbx.ask("DELETE", "/acting", undefined, as)).status).toBe(404);
  });
});

describe("the provider's numbers", () => {
  it("are held, given to a company and taken back; its administrators claim none themselves", async () => {
    const { id, as } = await addCompany();
    const [number, other] = ["+33180000001", "+33180000002"];
    expect((await provider("POST", "/number-inventory", { numbers: [number, other], note: "carrier A" })).status).toBe(
      201,
    );
    expect((await pbx.ask("POST", "/phone-numbers", { number }, as)).body.code).toBe("SW_OPERATOR_ONLY");
    const one = `/number-inventory/${encodeURIComponent(number)}`;
    const given = await provider("PATCH", one, { tenantId: id });
    expect(given.body).toMatchObject({ number, tenantId: id, inUse: false, note: "carrier A" });
    expect((await pbx.ask("GET", "/phone-numbers", undefined, as)).body.items).toHaveLength(1);
    expect((await provider("DELETE", one)).body.code).toBe("SW_NUMBER_ASSIGNED");
    const numbersOf = async (query: string): Promise<string[]> =>
      (await provider("GET", `/number-inventory?q=%2B3318000000&${query}`)).body.items.map(
        (each: { number: string }) => each.number,
      );
    expect(await numbersOf("free=true")).toEqual([other]);
    expect(await numbersOf(`tenantId=${id}`)).toEqual([number]);
    // The company gives it up: it is the provider's again, and free.
    const own = `/phone-numbers/${encodeURIComponent(number)}`;
    expect((await pbx.ask("DELETE", own, undefined, as)).status).toBe(204);
    expect(await numbersOf("free=true")).toEqual([number, other]);
    expect((await provider("DELETE", one)).status).toBe(204);
    expect(await numbersOf("free=true")).toEqual([other]);
  });

  it("move from one company to another, never to both", async () => {
    const [from, to] = [await addCompany(), await addCompany()];
    const number = "+33180000011";
    await provider("POST", "/number-inventory", { numbers: [number], tenantId: from.id });
    const moved = await provider("PATCH", `/number-inventory/${encodeURIComponent(number)}`, { tenantId: to.id });
    expect(moved.body).toMatchObject({ tenantId: to.id });
    expect((await provider("GET", `/tenants/${from.id}/phone-numbers`)).body.total).toBe(0);
    expect((await provider("POST", "/number-inventory", { numbers: [number], tenantId: from.id })).status).toBe(409);
  });
});

describe("a company's usage", () => {
  it("counts seats, calls, minutes and what is stored", async () => {
    const { id } = await addCompany({ seatPrice: { amount: "10", currency: "EUR" } });
    const startedAtMs = Date.now();
    const record = { ...callOf(id, "u"), startedAtMs, answeredAtMs: startedAtMs, endedAtMs: startedAtMs + 90_000 };
    pbx.usage.note(record);
    pbx.usage.note({ ...record, direction: "outbound" });
    await mkdir(join(pbx.folder, id), { recursive: true });
    await writeFile(join(pbx.folder, id, "message.wav"), Buffer.alloc(1_000));
    await eventually("usage of the calls", async () => {
      const { body } = await provider("GET", `/tenants/${id}/usage`);
      expect(body).toMatchObject({ seats: 1, total: "10.00", inboundCalls: 1, outboundCalls: 1, storedBytes: 1_000 });
      expect([body.inboundMinutes, body.outboundMinutes]).toEqual([1.5, 1.5]);
    });
    const { items } = (await provider("GET", "/tenants/usage?q=Company")).body;
    expect(items.find((each: { tenantId: string }) => each.tenantId === id)).toMatchObject({ outboundCalls: 1 });
  });
});

describe("a company that is deleted", () => {
  it("is suspended first, can be exported, and leaves nothing behind", async () => {
    const { id, as, email, adminId } = await addCompany();
    const number = "+33180000021";
    await provider("POST", "/number-inventory", { numbers: [number], tenantId: id });
    const { body: device } = await pbx.ask("POST", `/users/${adminId}/devices`, { label: "D", kind: "ip-phone" }, as);
    const { body: trunk } = await pbx.ask("POST", "/trunks", { name: "T", host: "192.0.2.9" }, as);
    const hook = { url: "https://crm.example.com/hook", events: ["call.ended"] };
    const { body: webhook } = await pbx.ask("POST", "/webhooks", hook, as);
    const { body: token } = await pbx.ask("POST", "/tokens", { name: "CRM", role: "admin" }, as);
    await pbx.ask("GET", "/me", undefined, { authorization: `Bearer ${token.token}` });
    await pbx.ask("POST", "/second-factor/totp", {}, as);
    await pbx.callRecords.write({ ...callOf(id, "d"), people: [] } as never, undefined);
    pbx.usage.note(callOf(id, "d"));
    await mkdir(join(pbx.folder, id), { recursive: true });
    await writeFile(join(pbx.folder, id, "message.wav"), Buffer.alloc(10));

    expect((await provider("DELETE", `/tenants/${id}`)).body.code).toBe("SW_COMPANY_ACTIVE");
    await provider("POST", `/tenants/${id}/suspension`, {});
    const { body: exported } = await provider("GET", `/tenants/${id}/export`);
    expect(exported).toMatchObject({ format: "offhook-company", company: { id } });
    expect(exported.settings.user).toHaveLength(1);
    expect(JSON.stringify(exported)).not.toMatch(/"(?:passwordHash|ha1\w+)":/);
    expect((await provider("DELETE", `/tenants/${id}`)).status).toBe(204);

    expect((await provider("GET", `/tenants/${id}`)).status).toBe(404);
    expect((await pbx.ask("GET", "/me", undefined, as)).status).toBe(401);
    expect((await pbx.ask("GET", "/me", undefined, { authorization: `Bearer ${token.token}` })).status).toBe(401);
    expect((await logIn(email)).status).toBe(401);
    expect(existsSync(join(pbx.folder, id))).toBe(false);
    const free = (await provider("GET", "/number-inventory?free=true")).body.items as { number: string }[];
    expect(free.map((each) => each.number)).toContain(number);
    await using redis = openRedis();
    const names = [id, adminId, device.id, trunk.id, webhook.id, token.id, email];
    // That it is gone is told by one entry of the feed, for as long as the feed goes back.
    await eventually("database without the company", async () =>
      expect(await traces(redis.client, names)).toEqual([`{offhook}:feed tells ${id}`]),
    );
    // Its names are free for others.
    await addCompany({ admin: { name: "New", email, extension: "2001", password: PASSWORD } });
  });
});

function openRedis() {
  const client = new Redis(pbx.redis.address);
  return { client, [Symbol.asyncDispose]: async () => void (await client.quit()) };
}

/** Every key of Redis that has one of these texts in its name or in what it holds. */
async function traces(redis: Redis, texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const key of await redis.keys("*")) {
    const held = JSON.stringify([key, await contentOf(redis, key)]);
    for (const text of texts) if (held.includes(text)) found.push(`${key} tells ${text}`);
  }
  return found;
}

async function contentOf(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case "string":
      return redis.get(key);
    case "hash":
      return redis.hgetall(key);
    case "set":
      return redis.smembers(key);
    case "zset":
      return redis.zrange(key, 0, -1);
    case "list":
      return redis.lrange(key, 0, -1);
    default:
      return redis.xrange(key, "-", "+");
  }
}
