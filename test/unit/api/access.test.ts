import { wavHeader } from "../../../src/audio/wav.ts";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { beginRecord, type CallRecord } from "../../../src/events/call-record.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseCallId, type TenantId } from "../../../src/vocabulary/identifiers.ts";
import { startApi, ADMIN, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
// oxlint-disable-next-line typescript/no-explicit-any -- a test reads what it expects
let alice: any;
let asAlice: { cookie: string };
const PASSWORD = "alice has a long password";
beforeAll(async () => {
  pbx = await startApi();
  alice = (
    await pbx.ask("POST", "/users", {
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
afterAll(() => pbx[Symbol.asyncDispose]());

let logins = 0;
/** Logs in, each time from another address, and gives the cookie to send. */
async function logIn(email: string, password: string): Promise<{ cookie: string }> {
  const { headers, statusCode } = await pbx.api.inject({
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
      const { status, body } = await pbx.ask("GET", url, undefined, {});
      expect([status, body.code]).toEqual([401, "SW_NOT_AUTHENTICATED"]);
      expect(body.detail).toContain("POST /api/v1/sessions");
    },
  );

  it("an unknown token is refused", async () => {
    const { status } = await pbx.ask("GET", "/me", undefined, { authorization: "Bearer guess" });
    expect(status).toBe(401);
  });

  it("health and readiness are told to any client", async () => {
    expect((await pbx.ask("GET", "/healthz", undefined, {})).body).toEqual({ alive: true });
    expect((await pbx.ask("GET", "/readyz", undefined, {})).body).toEqual({ ready: true, parts: { redis: true } });
    expect((await pbx.ask("GET", "/metrics", undefined, {})).body).toContain("offhook_live_calls 0");
  });

  it("not ready is 503, and tells which part is missing", async () => {
    pbx.world.readiness = { redis: true, signalling: false };
    const { status, body } = await pbx.ask("GET", "/readyz", undefined, {});
    pbx.world.readiness = { redis: true };
    expect([status, body]).toEqual([503, { ready: false, parts: { redis: true, signalling: false } }]);
  });

  it("the API is described, every resource of it", async () => {
    const { body } = await pbx.ask("GET", "/api/docs/json", undefined, {});
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
    const { status, body } = await pbx.ask("GET", "/nothing-here");
    expect([status, body.code]).toEqual([404, "SW_NOT_FOUND"]);
  });
});

describe("logging in", () => {
  it("sets a cookie that scripts and other sites cannot use, and ends with logging out", async () => {
    const { headers } = await pbx.ask("POST", "/sessions", ADMIN, {});
    expect(String(headers["set-cookie"])).toMatch(/HttpOnly; SameSite=Strict$/);
    const cookie = { cookie: String(headers["set-cookie"]).split(";")[0] ?? "" };
    expect((await pbx.ask("GET", "/me", undefined, cookie)).body).toMatchObject({
      role: "admin",
      user: { email: ADMIN.email },
    });
    expect((await pbx.ask("DELETE", "/sessions/current", undefined, cookie)).status).toBe(204);
    expect((await pbx.ask("GET", "/me", undefined, cookie)).status).toBe(401);
  });

  it("with a wrong password and with an unknown e-mail is refused in the same words", async () => {
    const wrong = await pbx.ask("POST", "/sessions", { ...ADMIN, password: "wrong" }, {});
    const unknown = await pbx.ask("POST", "/sessions", { email: "nobody@example.com", password: "wrong" }, {});
    expect([wrong.status, wrong.body]).toEqual([401, unknown.body]);
  });

  it("too often from one address is refused for a while", async () => {
    const from = (remoteAddress: string) =>
      pbx.api.inject({
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
      await pbx.ask("POST", "/users", {
        name: "Bob",
        email: "bob@example.com",
        extension: "2002",
        password: PASSWORD,
      })
    ).body;
    const cookie = await logIn("bob@example.com", PASSWORD);
    await pbx.ask("PATCH", `/users/${bob.id}`, { password: "another long password" });
    expect((await pbx.ask("GET", "/me", undefined, cookie)).status).toBe(401);
  });
});

describe("a changed password or role", () => {
  const person = async (name: string, extension: string, role: "admin" | "user") =>
    (
      await pbx.ask("POST", "/users", {
        ...{ name, email: `${name}@example.com`, extension, role, password: PASSWORD },
      })
    ).body as { id: string };
  const tokenOf = async (userId: string, role = "admin"): Promise<Record<string, string>> => {
    const { token } = (await pbx.ask("POST", "/tokens", { name: "Script", role, userId })).body as { token: string };
    return { authorization: `Bearer ${token}` };
  };
  const statusOf = async (headers: Record<string, string>, url = "/me"): Promise<number> =>
    (await pbx.ask("GET", url, undefined, headers)).status;

  it("withdraws the user's sessions and tokens, no other user's, and the journal says so", async () => {
    const { id } = await person("Fay", "2010", "admin");
    const other = await tokenOf((await person("Gus", "2011", "admin")).id);
    for (const change of [{ role: "user" }, { role: "admin" }, { password: "another long password" }]) {
      const token = await tokenOf(id);
      const cookie = await logIn("Fay@example.com", PASSWORD);
      expect([await statusOf(token), await statusOf(cookie)]).toEqual([200, 200]);
      expect((await pbx.ask("PATCH", `/users/${id}`, change)).status).toBe(200);
      expect([await statusOf(token), await statusOf(cookie), await statusOf(other)]).toEqual([401, 401, 200]);
      const [{ changes }] = (await pbx.ask("GET", "/audit?limit=1")).body.items as [{ changes: object[] }];
      expect(changes).toContainEqual(expect.objectContaining({ what: "removed", kind: "token" }));
      expect(changes).toContainEqual({ what: "removed", kind: "sessions", id, fields: [] });
    }
  });

  it("a change of anything else withdraws nothing", async () => {
    const { id } = await person("Hal", "2012", "user");
    const [token, cookie] = [await tokenOf(id), await logIn("Hal@example.com", PASSWORD)];
    expect((await pbx.ask("PATCH", `/users/${id}`, { doNotDisturb: true, role: "user" })).status).toBe(200);
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
      const change = (body: object) => pbx.ask("PATCH", `/users/${id}`, body, headers);
      const without = await change({ password });
      expect([without.status, without.body.errors[0].field]).toEqual([422, "/currentPassword"]);
      expect((await change({ password, currentPassword: "guess" })).status).toBe(403);
      expect((await pbx.ask("PATCH", `/users/${id}`, { password }, await tokenOf(id))).status).toBe(422);
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
    const { status, body } = await pbx.ask(method, url, undefined, asAlice);
    expect([status, body.code]).toEqual([403, "SW_NOT_ALLOWED"]);
  });

  it("sets their own voicemail, forwarding and do not disturb, but not their extension or role", async () => {
    const cookie = asAlice;
    expect((await pbx.ask("PATCH", `/users/${alice.id}/voicemail`, { answerTimeSeconds: 15 }, cookie)).status).toBe(
      200,
    );
    expect((await pbx.ask("PATCH", `/users/${alice.id}/forwarding`, { number: "+33612345678" }, cookie)).status).toBe(
      200,
    );
    expect((await pbx.ask("PATCH", `/users/${alice.id}`, { doNotDisturb: true }, cookie)).status).toBe(200);
    for (const change of [{ extension: "2999" }, { role: "admin" }])
      expect((await pbx.ask("PATCH", `/users/${alice.id}`, change, cookie)).status).toBe(403);
  });

  it("reads no other mailbox", async () => {
    const cookie = asAlice;
    const boss = pbx.settings.snapshot.userByEmail(ADMIN.email);
    expect((await pbx.ask("GET", `/users/${boss?.id ?? ""}`, undefined, cookie)).status).toBe(403);
  });
});

describe("a token", () => {
  it("is shown once, works as long as it is there, and never again", async () => {
    const made = (await pbx.ask("POST", "/tokens", { name: "CRM", role: "admin" })).body;
    const headers = { authorization: `Bearer ${made.token}` };
    expect((await pbx.ask("GET", "/me", undefined, headers)).body).toMatchObject({
      role: "admin",
      user: null,
      session: null,
    });
    expect(JSON.stringify((await pbx.ask("GET", "/tokens")).body)).not.toContain(made.token);
    expect((await pbx.ask("DELETE", `/tokens/${made.id}`)).status).toBe(204);
    expect((await pbx.ask("GET", "/me", undefined, headers)).status).toBe(401);
  });
});

describe("a voicemail message", () => {
  /** A message of one second of silence in Alice's mailbox. */
  async function leaveMessage() {
    const recording = await pbx.mailboxes.begin({
      tenant: pbx.tenantId,
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
    const list = (await pbx.ask("GET", `/users/${alice.id}/voicemails`)).body;
    expect(list.items[0]).toMatchObject({ id: message.id, from: "+33612345678", durationSeconds: 2, heard: false });
    const audio = await pbx.ask("GET", `/voicemails/${message.id}/audio`);
    expect(audio.headers["content-type"]).toBe("audio/wav");
    expect(audio.raw.subarray(0, 4).toString()).toBe("RIFF");
    expect((await pbx.ask("PATCH", `/voicemails/${message.id}`, { heard: true })).body.heard).toBe(true);
    expect((await pbx.ask("DELETE", `/voicemails/${message.id}`)).status).toBe(204);
    expect((await pbx.ask("GET", `/voicemails/${message.id}/audio`)).status).toBe(404);
  });

  it("is played to its owner and the administrators, to no other user", async () => {
    const message = await leaveMessage();
    await pbx.ask("POST", "/users", { name: "Eve", email: "eve@example.com", extension: "2003", password: PASSWORD });
    const owner = asAlice;
    const other = await logIn("eve@example.com", PASSWORD);
    expect((await pbx.ask("GET", `/voicemails/${message.id}/audio`, undefined, owner)).status).toBe(200);
    expect((await pbx.ask("GET", `/voicemails/${message.id}/audio`, undefined, other)).status).toBe(403);
  });
});

describe("the live calls", () => {
  it("are listed to the administrators of their own company only", async () => {
    const call = goingOn(pbx.tenantId);
    pbx.world.calls = [call, { ...call, call: "b", tenant: "another-tenant" as never }];
    const { body } = await pbx.ask("GET", "/calls");
    pbx.world.calls = [];
    const shown = { id: "a", direction: "inbound", caller: "+33612345678", dialled: "+33170000001", state: "ringing" };
    expect(body).toEqual({ items: [{ ...shown, startedAt: "2026-01-01T00:00:00.000Z" }], total: 1, next: null });
  });

  it("are hung up by the administrators of their own company only", async () => {
    const call = goingOn(pbx.tenantId);
    pbx.world.calls = [call, { ...call, call: "b", tenant: "another-tenant" as never }];
    expect((await pbx.ask("DELETE", "/calls/b")).status).toBe(404);
    expect((await pbx.ask("DELETE", "/calls/a")).status).toBe(204);
    expect(pbx.world.hungUp).toEqual(["a"]);
    pbx.world.calls = [];
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
