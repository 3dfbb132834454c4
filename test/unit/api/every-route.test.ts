import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scopeOf } from "../../../src/api/scopes.ts";
import { hintsOf } from "../../../src/settings/kinds/token.ts";
import { ALL_SCOPES, type Scope } from "../../../src/settings/schemas/scopes.ts";
import type { TenantId } from "../../../src/vocabulary/identifiers.ts";
import { fitting, type JsonSchema } from "../../support/any-json.ts";
import { OPERATOR_TOKEN, startApi, type ApiServer } from "../../support/api-server.ts";

/** Open without a log-in: there is none yet. */
const OPEN = new Set([
  "POST /sessions",
  "DELETE /sessions/current",
  "POST /password-resets",
  "POST /account-links/check",
  "POST /account-links/use",
  "GET /sessions/ways",
  "POST /sessions/open-id",
  "POST /sessions/second-factor",
  "POST /sessions/passkey",
  "POST /sessions/passkey/options",
]);
/** The provider's, by OPERATOR_TOKEN alone. */
const PROVIDERS = /^\/(?:tenants|number-inventory|bans|allow-list)(?:\/|$)/;
/** What a user may do with what belongs to a colleague, or to the company: all else is refused. */
const USERS_MAY = new Set([
  "GET /me",
  "GET /me/caller-ids",
  "POST /me/browser-phone",
  "DELETE /me/browser-phone",
  "GET /directory",
  "GET /second-factor",
  "GET /sessions",
  "DELETE /sessions",
  "GET /events",
  "GET /users/:id/state",
  "GET /parked-calls",
  "GET /tenant",
  "GET /shared-mailboxes",
  "GET /call-records",
  "GET /call-records.csv",
]);

interface Route {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly name: string;
  readonly body: JsonSchema | undefined;
}
interface Operation {
  readonly requestBody?: { readonly content: Record<string, { readonly schema: JsonSchema }> };
}

let pbx: ApiServer;
let routes: readonly Route[];
/** Ids of the company that is asked about, by the parts of a path that they stand in. */
const ids: Record<string, string> = { number: "+33170000001", kind: "countries", block: "203.0.113.1" };
let other: TenantId;
let asUser: Record<string, string>;
beforeAll(async () => {
  pbx = await startApi();
  await pbx.api.ready();
  const { paths } = pbx.api.swagger() as unknown as { paths: Record<string, Record<string, Operation>> };
  routes = Object.entries(paths).flatMap(([documented, operations]) => {
    const path = documented.replace(/^\/api\/v1/, "").replaceAll(/\{([^}]+)\}/g, ":$1");
    const methods = Object.entries(operations).filter(([method]) =>
      ["get", "post", "patch", "delete"].includes(method),
    );
    if (!documented.startsWith("/api/v1/")) return [];
    return methods.map(([method, { requestBody }]) => {
      const upper = method.toUpperCase() as Route["method"];
      return { method: upper, path, name: `${upper} ${path}`, body: requestBody?.content["application/json"]?.schema };
    });
  });
  const made = async (url: string, body: object): Promise<string> => (await pbx.ask("POST", url, body)).body.id;
  const password = "a password of a colleague";
  await made("/users", { name: "Carol", email: "carol@example.com", extension: "2090", password });
  ids["users"] = await made("/users", { name: "Dave", email: "dave@example.com", extension: "2091" });
  ids["devices"] = await made(`/users/${ids["users"]}/devices`, { label: "Desk", kind: "ip-phone" });
  ids["ring-groups"] = await made("/ring-groups", { name: "Sales", extension: "2100", members: [ids["users"]] });
  ids["conferences"] = await made("/conferences", { name: "Monday", extension: "2200" });
  ids["receptionists"] = await made("/receptionists", { name: "Welcome", extension: "2300" });
  ids["trunks"] = await made("/trunks", { name: "Provider", host: "192.0.2.9", trustedAddresses: ["192.0.2.9"] });
  ids["webhooks"] = await made("/webhooks", { url: "https://crm.example.com/hook", events: ["call.ended"] });
  ids["tokens"] = await made("/tokens", { name: "CRM", role: "admin" });
  const asProvider = { authorization: `Bearer ${OPERATOR_TOKEN}` };
  const admin = { name: "Eve", email: "eve@example.org", extension: "1001", password };
  const company = { name: "Other", country: "DE", timeZone: "Europe/Berlin", language: "en", admin };
  other = (await pbx.ask("POST", "/tenants", company, asProvider)).body.id;
  ids["tenants"] = other;
  const { headers } = await pbx.ask("POST", "/sessions", { email: "carol@example.com", password }, {});
  asUser = { cookie: String(headers["set-cookie"]).split(";")[0] ?? "" };
});
afterAll(() => pbx[Symbol.asyncDispose]());

let made = 0;
/** An administrator's token, as the settings keep it. */
async function token(given: { scopes?: Scope[]; expiresAt?: string }, tenant = pbx.tenantId) {
  const text = `token-${++made}-of-this-test`;
  const name = `Token ${made}`;
  await pbx.settings.change(tenant, { kind: "system", id: null, name: "test" }, (draft) =>
    draft.add("token", { name, role: "admin", ...hintsOf(text), ...given }),
  );
  return { authorization: `Bearer ${text}` };
}

/** A request as it should be, of what belongs to the company. */
async function ask({ method, path, body }: Route, headers: Record<string, string>) {
  const [, kind = ""] = path.split("/");
  const url = path.replaceAll(/:(\w+)/g, (_, name: string) =>
    encodeURIComponent(ids[name] ?? ids[kind] ?? "0123456789abcdef0123"),
  );
  const [sent] = body === undefined ? [] : fc.sample(fitting(body, []), { numRuns: 1, seed: 7 });
  const typed: Record<string, string> = sent === undefined ? {} : { "content-type": "application/json" };
  const payload = sent === undefined ? {} : { payload: JSON.stringify(sent) };
  const reply = await pbx.api.inject({
    ...{ method, url: `/api/v1${url}`, headers: { ...headers, ...typed }, ...payload },
  });
  const isProblem = String(reply.headers["content-type"] ?? "").includes("problem");
  const code = isProblem ? reply.json<{ code: string }>().code : undefined;
  return { status: reply.statusCode, code, text: reply.payload };
}

/** It answers for ever to those who may listen. */
const isStream = ({ name }: Route): boolean => name === "GET /events";
async function answers(asked: readonly Route[], headers: Record<string, string>): Promise<Record<string, string>> {
  const all: [string, string][] = [];
  for (const route of asked) {
    const { status, code } = await ask(route, headers);
    all.push([route.name, `${status} ${code ?? ""}`.trim()]);
  }
  return Object.fromEntries(all);
}
const withoutThose = (all: Record<string, string>, expected: RegExp): Record<string, string> =>
  Object.fromEntries(Object.entries(all).filter(([, answer]) => !expected.test(answer)));

describe("every route", () => {
  it("is closed without a log-in, but those that open one", async () => {
    const closed = routes.filter(({ name }) => !OPEN.has(name));
    expect(withoutThose(await answers(closed, {}), /^401 SW_NOT_AUTHENTICATED$/)).toEqual({});
    expect(closed.length).toBeGreaterThan(80);
    for (const name of OPEN) expect(routes.map((route) => route.name)).toContain(name);
  });

  it("is closed to a token that has expired, or that no company has", async () => {
    const closed = routes.filter(({ name }) => !OPEN.has(name));
    const expired = await token({ expiresAt: new Date(Date.now() - 1_000).toISOString() });
    for (const headers of [expired, { authorization: "Bearer of-no-company-at-all" }])
      expect(withoutThose(await answers(closed, headers), /^(?:401 SW_NOT_AUTHENTICATED|404 SW_NOT_FOUND)$/)).toEqual(
        {},
      );
    const own = closed.filter(({ path }) => !PROVIDERS.test(path));
    expect(withoutThose(await answers(own, expired), /^401 SW_NOT_AUTHENTICATED$/)).toEqual({});
  });

  it("is closed to a user, where it isn't about themselves", async () => {
    const closed = routes.filter(({ name }) => !OPEN.has(name) && !USERS_MAY.has(name));
    const refused = /^(?:40[134] |422 )/;
    expect(withoutThose(await answers(closed, asUser), refused)).toEqual({});
    const allowed = routes.filter((route) => USERS_MAY.has(route.name) && !isStream(route));
    expect(withoutThose(await answers(allowed, asUser), /^20\d$/)).toEqual({});
  });

  it("shows and changes nothing of another company", async () => {
    const theirs = await token({}, other);
    const own = routes.filter(({ path }) => !PROVIDERS.test(path) && !/^\/(?:sessions|second-factor)/.test(path));
    const about = own.filter(({ path, name }) => path.includes(":") && !OPEN.has(name) && !path.includes(":kind"));
    expect(withoutThose(await answers(about, theirs), /^(?:404 |422 |403 SW_OPERATOR_ONLY)/)).toEqual({});
    const ours = Object.entries(ids).flatMap(([kind, id]) =>
      /^[0-9a-f]{20}$/.test(id) && kind !== "tenants" ? [id] : [],
    );
    for (const route of own.filter(({ method, path }) => method === "GET" && !path.includes(":"))) {
      if (isStream(route)) continue;
      const { text } = await ask(route, theirs);
      expect(
        ours.filter((id) => text.includes(id)),
        route.name,
      ).toEqual([]);
    }
  });

  it("is the provider's alone, where it is about all companies", async () => {
    const providers = routes.filter(({ path }) => PROVIDERS.test(path));
    expect(providers.length).toBeGreaterThan(10);
    expect(withoutThose(await answers(providers, await token({})), /^(?:401 |404 )/)).toEqual({});
  });

  it("asks for its scope: all the others don't open it, and it alone does", async () => {
    const scoped = routes.filter((route) => !OPEN.has(route.name) && !PROVIDERS.test(route.path) && !isStream(route));
    for (const scope of ALL_SCOPES) {
      const needing = scoped.filter(({ method, path }) => scopeOf(method, path) === scope);
      const others = await token({ scopes: ALL_SCOPES.filter((each) => each !== scope) });
      expect(withoutThose(await answers(needing, others), /^403 SW_SCOPE_MISSING$/)).toEqual({});
      const reading = needing.filter(({ method }) => method === "GET");
      const opened = await answers(reading, await token({ scopes: [scope] }));
      expect(Object.values(opened).filter((answer) => answer.includes("SW_SCOPE_MISSING"))).toEqual([]);
    }
  });

  it("has the scope that people expect", () => {
    const expected: readonly [string, Scope | null][] = [
      ["GET /me", null],
      ["GET /users", "read"],
      ["POST /users", "write"],
      ["GET /calls", "read"],
      ["POST /calls", "calls"],
      ["DELETE /calls/:id", "calls"],
      ["PATCH /conferences/:id/members/:member", "calls"],
      ["PATCH /conferences/:id", "write"],
      ["GET /voicemails/:id/audio", "voicemail"],
      ["GET /users/:id/voicemails", "voicemail"],
      ["PATCH /users/:id/voicemail", "write"],
      ["POST /tokens", "access"],
      ["POST /users/:id/invitation", "access"],
      ["GET /webhooks/:id/deliveries", "access"],
      ["POST /routing/explain", "read"],
    ];
    for (const [name, scope] of expected) {
      const [method = "", path = ""] = name.split(" ");
      expect([name, scopeOf(method, path)]).toEqual([name, scope]);
    }
  });
});

describe("a token", () => {
  it("has its scopes, its end and its last characters; one of before has all, and none of the others", async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const order = { name: "Screen pop", role: "admin", scopes: ["read", "calls"], expiresAt };
    const { status, body } = await pbx.ask("POST", "/tokens", order);
    expect([status, body.scopes, body.expiresAt]).toEqual([201, ["read", "calls"], expiresAt]);
    const { items } = (await pbx.ask("GET", "/tokens?q=Screen")).body;
    expect(items[0]).toMatchObject({ lastFour: body.token.slice(-4), lastUsedAt: null });
    expect(JSON.stringify(items)).not.toContain(body.token);
    const [older] = (await pbx.ask("GET", "/tokens?q=CRM")).body.items;
    expect(older).toMatchObject({ scopes: ALL_SCOPES, expiresAt: null });
  });

  it("that may write sets no password, role or address of a log-in", async () => {
    const headers = await token({ scopes: ["read", "write"] });
    for (const change of [{ password: "a longer password" }, { role: "admin" }, { email: "mine@evil.example" }]) {
      const { status, body } = await pbx.ask("PATCH", `/users/${ids["users"]}`, change, headers);
      expect([status, body.code]).toEqual([403, "SW_SCOPE_MISSING"]);
    }
    expect((await pbx.ask("PATCH", `/users/${ids["users"]}`, { name: "David" }, headers)).status).toBe(200);
  });

  it("makes no token that may more, or lasts longer, than itself", async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const headers = await token({ scopes: ["access"], expiresAt });
    const order = { name: "Child", role: "admin" };
    expect((await pbx.ask("POST", "/tokens", { ...order, scopes: ["read"] }, headers)).status).toBe(403);
    const later = new Date(Date.now() + 7_200_000).toISOString();
    expect((await pbx.ask("POST", "/tokens", { ...order, expiresAt: later }, headers)).status).toBe(403);
    const { status, body } = await pbx.ask("POST", "/tokens", order, headers);
    expect([status, body.scopes, body.expiresAt]).toEqual([201, ["access"], expiresAt]);
    const past = await pbx.ask("POST", "/tokens", { ...order, expiresAt: "2020-01-01T00:00:00Z" });
    expect([past.status, past.body.errors[0].field]).toEqual([422, "/expiresAt"]);
  });
});
