import { wavHeader } from "../../../src/audio/wav.ts";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { beginRecord, type CallRecord } from "../../../src/events/call-record.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseCallId, type TenantId } from "../../../src/vocabulary/identifiers.ts";
import { openApiHouse, ADMIN, type ApiHouse } from "../../support/api-house.ts";

let house: ApiHouse;
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads what it expects
let alice: any;
let asAlice: { cookie: string };
const PASSWORD = "alice has a long password";
beforeAll(async () => {
  house = await openApiHouse();
  alice = (
    await house.ask("POST", "/users", {
      name: "Alice",
      email: "alice@example.com",
      extension: "2001",
      password: PASSWORD,
    })
  ).body;
});
beforeAll(async () => {
  asAlice = await logIn("alice@example.com", PASSWORD);
});
afterAll(() => house[Symbol.asyncDispose]());

let logins = 0;
/** Logs in, each time from another address, and gives the cookie to send. */
async function logIn(email: string, password: string): Promise<{ cookie: string }> {
  const { headers, statusCode } = await house.api.inject({
    method: "POST",
    url: "/api/v1/sessions",
    remoteAddress: `198.51.100.${++logins}`,
    payload: { email, password },
  });
  expect(statusCode).toBe(201);
  return { cookie: String(headers["set-cookie"]).split(";")[0] ?? "" };
}

describe("without a log-in", () => {
  it.each(["/users", "/me", "/tenant", "/voicemails/abcdefgh", "/audit", "/calls"])(
    "GET %s is refused with what to do",
    async (url) => {
      const { status, body } = await house.ask("GET", url, undefined, {});
      expect([status, body.code]).toEqual([401, "SW_NOT_AUTHENTICATED"]);
      expect(body.detail).toContain("POST /api/v1/sessions");
    },
  );

  it("a token that nobody has given is refused", async () => {
    const { status } = await house.ask("GET", "/me", undefined, { authorization: "Bearer guess" });
    expect(status).toBe(401);
  });

  it("health and readiness are told to anybody", async () => {
    expect((await house.ask("GET", "/healthz", undefined, {})).body).toEqual({ alive: true });
    expect((await house.ask("GET", "/readyz", undefined, {})).body).toEqual({ ready: true, parts: { redis: true } });
    expect((await house.ask("GET", "/metrics", undefined, {})).body).toContain("offhook_live_calls 0");
  });

  it("not ready is 503, and tells which part is missing", async () => {
    house.world.readiness = { redis: true, signalling: false };
    const { status, body } = await house.ask("GET", "/readyz", undefined, {});
    house.world.readiness = { redis: true };
    expect([status, body]).toEqual([503, { ready: false, parts: { redis: true, signalling: false } }]);
  });

  it("the API is described, every resource of it", async () => {
    const { body } = await house.ask("GET", "/api/docs/json", undefined, {});
    expect(body.openapi).toMatch(/^3\.1/);
    const resources = new Set(Object.keys(body.paths).map((path) => path.split("/")[3]));
    for (const name of [
      "sessions",
      "me",
      "users",
      "devices",
      "phone-numbers",
      "trunks",
      "tenant",
      "voicemails",
      "tokens",
      "audit",
      "calls",
    ])
      expect(resources).toContain(name);
    expect(body.paths["/api/v1/users/"] ?? body.paths["/api/v1/users"]).toMatchObject({
      post: { responses: { 409: {}, 422: {} } },
    });
  });

  it("a path that does not exist is a problem document too", async () => {
    const { status, body } = await house.ask("GET", "/nothing-here");
    expect([status, body.code]).toEqual([404, "SW_NOT_FOUND"]);
  });
});

describe("logging in", () => {
  it("sets a cookie that scripts and other sites cannot use, and ends with logging out", async () => {
    const { headers } = await house.ask("POST", "/sessions", ADMIN, {});
    expect(String(headers["set-cookie"])).toMatch(/HttpOnly; SameSite=Strict$/);
    const cookie = { cookie: String(headers["set-cookie"]).split(";")[0] ?? "" };
    expect((await house.ask("GET", "/me", undefined, cookie)).body).toMatchObject({
      role: "admin",
      user: { email: ADMIN.email },
    });
    expect((await house.ask("DELETE", "/sessions/current", undefined, cookie)).status).toBe(204);
    expect((await house.ask("GET", "/me", undefined, cookie)).status).toBe(401);
  });

  it("with a wrong password and as somebody unknown is refused in the same words", async () => {
    const wrong = await house.ask("POST", "/sessions", { ...ADMIN, password: "wrong" }, {});
    const unknown = await house.ask("POST", "/sessions", { email: "nobody@example.com", password: "wrong" }, {});
    expect([wrong.status, wrong.body]).toEqual([401, unknown.body]);
  });

  it("too often from one address is refused for a while", async () => {
    const from = (remoteAddress: string) =>
      house.api.inject({
        method: "POST",
        url: "/api/v1/sessions",
        remoteAddress,
        payload: { ...ADMIN, password: "guess" },
      });
    for (let guess = 1; guess <= 10; guess++) expect((await from("203.0.113.9")).statusCode).toBe(401);
    const refused = await from("203.0.113.9");
    expect([refused.statusCode, refused.json<{ code: string }>().code]).toEqual([429, "SW_TOO_MANY_REQUESTS"]);
    expect((await from("203.0.113.10")).statusCode).toBe(401);
  });

  it("ends everywhere when the password is changed", async () => {
    const bob = (
      await house.ask("POST", "/users", {
        name: "Bob",
        email: "bob@example.com",
        extension: "2002",
        password: PASSWORD,
      })
    ).body;
    const cookie = await logIn("bob@example.com", PASSWORD);
    await house.ask("PATCH", `/users/${bob.id}`, { password: "another long password" });
    expect((await house.ask("GET", "/me", undefined, cookie)).status).toBe(401);
  });
});

describe("a changed password or role", () => {
  const person = async (name: string, extension: string, role: "admin" | "user") =>
    (
      await house.ask("POST", "/users", {
        ...{ name, email: `${name}@example.com`, extension, role, password: PASSWORD },
      })
    ).body as { id: string };
  const tokenOf = async (userId: string, role = "admin"): Promise<Record<string, string>> => {
    const { token } = (await house.ask("POST", "/tokens", { name: "Script", role, userId })).body as { token: string };
    return { authorization: `Bearer ${token}` };
  };
  const statusOf = async (headers: Record<string, string>, url = "/me"): Promise<number> =>
    (await house.ask("GET", url, undefined, headers)).status;

  it("withdraws the user's sessions and tokens, nobody else's, and the journal says so", async () => {
    const { id } = await person("Fay", "2010", "admin");
    const other = await tokenOf((await person("Gus", "2011", "admin")).id);
    for (const change of [{ role: "user" }, { role: "admin" }, { password: "another long password" }]) {
      const token = await tokenOf(id);
      const cookie = await logIn("Fay@example.com", PASSWORD);
      expect([await statusOf(token), await statusOf(cookie)]).toEqual([200, 200]);
      expect((await house.ask("PATCH", `/users/${id}`, change)).status).toBe(200);
      expect([await statusOf(token), await statusOf(cookie), await statusOf(other)]).toEqual([401, 401, 200]);
      const [{ changes }] = (await house.ask("GET", "/audit?limit=1")).body.items as [{ changes: object[] }];
      expect(changes).toContainEqual(expect.objectContaining({ what: "removed", kind: "token" }));
      expect(changes).toContainEqual({ what: "removed", kind: "sessions", id, fields: [] });
    }
  });

  it("a change of anything else withdraws nothing", async () => {
    const { id } = await person("Hal", "2012", "user");
    const [token, cookie] = [await tokenOf(id), await logIn("Hal@example.com", PASSWORD)];
    expect((await house.ask("PATCH", `/users/${id}`, { doNotDisturb: true, role: "user" })).status).toBe(200);
    expect([await statusOf(token), await statusOf(cookie)]).toEqual([200, 200]);
  });

  it("a token never may more than its user", async () => {
    const { id } = await person("Ida", "2013", "user");
    expect(await statusOf(await tokenOf(id), "/users")).toBe(403);
    const boss = await person("Jon", "2014", "admin");
    expect(await statusOf(await tokenOf(boss.id), "/users")).toBe(200);
    expect(await statusOf(await tokenOf(boss.id, "user"), "/users")).toBe(403);
  });

  it("one's own password is changed with the old one only, by administrators as well", async () => {
    for (const [name, extension, role] of [["Kim", "2015", "user"] as const, ["Lea", "2016", "admin"] as const]) {
      const { id } = await person(name, extension, role);
      const headers = await logIn(`${name}@example.com`, PASSWORD);
      const password = "another long password";
      const change = (body: object) => house.ask("PATCH", `/users/${id}`, body, headers);
      const without = await change({ password });
      expect([without.status, without.body.errors[0].field]).toEqual([422, "/currentPassword"]);
      expect((await change({ password, currentPassword: "guess" })).status).toBe(403);
      expect((await house.ask("PATCH", `/users/${id}`, { password }, await tokenOf(id))).status).toBe(422);
      expect((await change({ password, currentPassword: PASSWORD })).status).toBe(200);
      await logIn(`${name}@example.com`, password);
    }
  });
});

describe("a user who is no administrator", () => {
  it.each([
    ["GET", "/users"],
    ["GET", "/audit"],
    ["GET", "/trunks"],
    ["GET", "/phone-numbers"],
    ["GET", "/devices"],
    ["GET", "/tokens"],
    ["GET", "/calls"],
  ] as const)("may not %s %s", async (method, url) => {
    const { status, body } = await house.ask(method, url, undefined, asAlice);
    expect([status, body.code]).toEqual([403, "SW_NOT_ALLOWED"]);
  });

  it("sets their own voicemail, forwarding and do not disturb, but not their extension or role", async () => {
    const cookie = asAlice;
    expect((await house.ask("PATCH", `/users/${alice.id}/voicemail`, { answerTimeSeconds: 15 }, cookie)).status).toBe(
      200,
    );
    expect((await house.ask("PATCH", `/users/${alice.id}/forwarding`, { number: "+33612345678" }, cookie)).status).toBe(
      200,
    );
    expect((await house.ask("PATCH", `/users/${alice.id}`, { doNotDisturb: true }, cookie)).status).toBe(200);
    for (const change of [{ extension: "2999" }, { role: "admin" }])
      expect((await house.ask("PATCH", `/users/${alice.id}`, change, cookie)).status).toBe(403);
  });

  it("reads nobody else", async () => {
    const cookie = asAlice;
    const boss = house.settings.snapshot.userByEmail(ADMIN.email);
    expect((await house.ask("GET", `/users/${boss?.id ?? ""}`, undefined, cookie)).status).toBe(403);
  });
});

describe("a token", () => {
  it("is shown once, works as long as it is there, and never again", async () => {
    const made = (await house.ask("POST", "/tokens", { name: "CRM", role: "admin" })).body;
    const headers = { authorization: `Bearer ${made.token}` };
    expect((await house.ask("GET", "/me", undefined, headers)).body).toEqual({ role: "admin", user: null });
    expect(JSON.stringify((await house.ask("GET", "/tokens")).body)).not.toContain(made.token);
    expect((await house.ask("DELETE", `/tokens/${made.id}`)).status).toBe(204);
    expect((await house.ask("GET", "/me", undefined, headers)).status).toBe(401);
  });
});

describe("a voicemail message", () => {
  /** A message of one second of silence in Alice's mailbox. */
  async function leaveMessage() {
    const recording = await house.mailboxes.begin({
      tenant: house.tenantId,
      user: alice.id,
      from: "+33612345678",
      caller: { number: "+33612345678", withheld: false },
    } as never);
    const samples = 8_000 * 2;
    writeFileSync(recording.path, Buffer.concat([wavHeader(8_000, 2 * samples), Buffer.alloc(2 * samples)]));
    const kept = await recording.finish("key");
    if (kept === undefined) throw new Error("two seconds are a message");
    return kept;
  }

  it("is listed with caller, time and duration, plays as WAV, is marked heard, and goes", async () => {
    const message = await leaveMessage();
    const list = (await house.ask("GET", `/users/${alice.id}/voicemails`)).body;
    expect(list.items[0]).toMatchObject({ id: message.id, from: "+33612345678", durationSeconds: 2, heard: false });
    const audio = await house.ask("GET", `/voicemails/${message.id}/audio`);
    expect(audio.headers["content-type"]).toBe("audio/wav");
    expect(audio.raw.subarray(0, 4).toString()).toBe("RIFF");
    expect((await house.ask("PATCH", `/voicemails/${message.id}`, { heard: true })).body.heard).toBe(true);
    expect((await house.ask("DELETE", `/voicemails/${message.id}`)).status).toBe(204);
    expect((await house.ask("GET", `/voicemails/${message.id}/audio`)).status).toBe(404);
  });

  it("is played to its owner and the administrators, to nobody else", async () => {
    const message = await leaveMessage();
    await house.ask("POST", "/users", { name: "Eve", email: "eve@example.com", extension: "2003", password: PASSWORD });
    const owner = asAlice;
    const other = await logIn("eve@example.com", PASSWORD);
    expect((await house.ask("GET", `/voicemails/${message.id}/audio`, undefined, owner)).status).toBe(200);
    expect((await house.ask("GET", `/voicemails/${message.id}/audio`, undefined, other)).status).toBe(403);
  });
});

describe("the live calls", () => {
  it("are listed to the administrators of their own company only", async () => {
    const call = goingOn(house.tenantId);
    house.world.calls = [call, { ...call, call: "b", tenant: "another-tenant" as never }];
    const { body } = await house.ask("GET", "/calls");
    house.world.calls = [];
    const shown = { id: "a", direction: "inbound", caller: "+33612345678", dialled: "+33170000001", state: "ringing" };
    expect(body).toEqual({ items: [{ ...shown, startedAt: "2026-01-01T00:00:00.000Z" }], total: 1 });
  });

  it("are hung up by the administrators of their own company only", async () => {
    const call = goingOn(house.tenantId);
    house.world.calls = [call, { ...call, call: "b", tenant: "another-tenant" as never }];
    expect((await house.ask("DELETE", "/calls/b")).status).toBe(404);
    expect((await house.ask("DELETE", "/calls/a")).status).toBe(204);
    expect(house.world.hungUp).toEqual(["a"]);
    house.world.calls = [];
  });
});

function goingOn(tenant: TenantId): CallRecord {
  return beginRecord({
    ...{ kind: "call.started", tenant, call: "a", direction: "inbound", dialled: "+33170000001" },
    callId: parseCallId("a@test")!,
    caller: { number: parseE164("+33612345678")! },
    atMs: Date.UTC(2026, 0, 1),
  });
}
