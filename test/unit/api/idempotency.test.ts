import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Idempotency } from "../../../src/api/idempotency/idempotency.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { OPERATOR_TOKEN, startApi, TOKEN, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
let made = 0;
beforeAll(async () => {
  pbx = await startApi();
});
afterAll(() => pbx[Symbol.asyncDispose]());

function withKey(key: string, token = TOKEN): Record<string, string> {
  return { authorization: `Bearer ${token}`, "idempotency-key": key };
}
function newUser(more: object = {}): object {
  made += 1;
  return { name: `User ${made}`, email: `u${made}@example.com`, extension: String(2000 + made), ...more };
}

describe("a POST with an Idempotency-Key", () => {
  it("is done once: sent again it is answered the same, with the password that is shown once", async () => {
    const body = newUser({ device: { label: "Desk", kind: "ip-phone" } });
    const first = await pbx.ask("POST", "/users", body, withKey("add-alice"));
    const second = await pbx.ask("POST", "/users", body, withKey("add-alice"));
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(second.body.device.sipPassword).toMatch(/^\S{24}$/);
    const told = ["location", "etag", "content-type"].map((name) => second.headers[name]);
    expect(told).toEqual(["location", "etag", "content-type"].map((name) => first.headers[name]));
    expect([first.headers["idempotency-replayed"], second.headers["idempotency-replayed"]]).toEqual([
      undefined,
      "true",
    ]);
    expect((await pbx.ask("GET", "/users?q=User")).body.total).toBe(1);
  });

  it("leaves no secret of the answer, of the request or of the key in Redis", async () => {
    const password = "a password for the portal";
    const body = newUser({ password, device: { label: "Desk", kind: "ip-phone" } });
    const { sipPassword } = (await pbx.ask("POST", "/users", body, withKey("key-of-a-client"))).body.device;
    const { redis } = pbx.settings;
    const held = await Promise.all((await redis.keys("*idempotency*")).map(async (name) => [name, await text(name)]));
    expect(held.length).toBeGreaterThan(1);
    for (const secret of [sipPassword, password, "key-of-a-client"]) expect(JSON.stringify(held)).not.toContain(secret);
  });

  it("with another body, or to another address, is refused", async () => {
    const key = withKey("reused");
    await pbx.ask("POST", "/users", newUser(), key);
    const other = await pbx.ask("POST", "/users", newUser(), key);
    expect([other.status, other.body.code]).toEqual([422, "SW_IDEMPOTENCY_KEY_REUSED"]);
    const elsewhere = await pbx.ask("POST", "/ring-groups", { name: "Sales", extension: "2900" }, key);
    expect([elsewhere.status, elsewhere.body.code]).toEqual([422, "SW_IDEMPOTENCY_KEY_REUSED"]);
  });

  it("that comes while the first is under way is told so; one of all is done", async () => {
    const body = newUser({ password: "slow to hash, on purpose" });
    const asked = Array.from({ length: 5 }, () => pbx.ask("POST", "/users", body, withKey("at-once")));
    const answers = await Promise.all(asked);
    const done = answers.filter(({ status }) => status === 201);
    const waiting = answers.filter(({ status }) => status === 409);
    expect(done.length + waiting.length).toBe(5);
    expect(new Set(done.map(({ body: { id } }) => id)).size).toBe(1);
    for (const { body: problem, headers } of waiting)
      expect([problem.code, headers["retry-after"]]).toEqual(["SW_IDEMPOTENCY_IN_PROGRESS", "1"]);
  });

  it("that was refused may be sent again: nothing was done", async () => {
    const body = newUser({ extension: "2950" });
    const room = (await pbx.ask("POST", "/conferences", { name: "In the way", extension: "2950" })).body;
    expect((await pbx.ask("POST", "/users", body, withKey("again"))).status).toBe(409);
    await pbx.ask("DELETE", `/conferences/${room.id}`);
    expect((await pbx.ask("POST", "/users", body, withKey("again"))).status).toBe(201);
  });

  it("is another one with the key of another program, and of the provider", async () => {
    const token = (await pbx.ask("POST", "/tokens", { name: "CRM", role: "admin" })).body.token;
    await pbx.ask("POST", "/users", newUser(), withKey("same"));
    expect((await pbx.ask("POST", "/users", newUser(), withKey("same", token))).status).toBe(201);
    const admin = { name: "Eve", email: "eve@example.org", extension: "1001", password: "a longer password" };
    const company = { name: "Other", country: "DE", timeZone: "Europe/Berlin", language: "en", admin };
    const first = await pbx.ask("POST", "/tenants", company, withKey("same", OPERATOR_TOKEN));
    const second = await pbx.ask("POST", "/tenants", company, withKey("same", OPERATOR_TOKEN));
    expect([first.status, second.body.id]).toEqual([201, first.body.id]);
  });

  it("is refused while the system can't keep its secret: no answer is sealed with the client's key alone", async () => {
    const forgetful = { set: () => Promise.resolve("OK"), get: () => Promise.resolve(null) } as unknown as Redis;
    const keys = new Idempotency({ redis: forgetful, sealer: pbx.settings.sealer, clock: systemClock });
    const request = { owner: pbx.tenantId, asker: "client", key: "key-of-a-client", content: [] };
    await expect(keys.take(request)).rejects.toMatchObject({ code: "SW_STORE_UNAVAILABLE" });
  });

  it("has a key that can be read, and is kept for a day", async () => {
    const odd = await pbx.ask("POST", "/users", newUser(), withKey("k".repeat(201)));
    expect([odd.status, odd.body.errors[0].field]).toEqual([422, "Idempotency-Key"]);
    await pbx.ask("POST", "/users", newUser(), withKey("kept"));
    const { redis } = pbx.settings;
    const names = (await redis.keys("*idempotency:answer:*")).filter((name) => name !== "");
    const left = await Promise.all(names.map((name) => redis.pttl(name)));
    for (const ms of left) expect(ms > 0 && ms <= 24 * 3_600_000).toBe(true);
  });
});

async function text(name: string): Promise<unknown> {
  const { redis } = pbx.settings;
  return (await redis.type(name)) === "zset" ? redis.zrange(name, "0", "-1") : redis.get(name);
}
