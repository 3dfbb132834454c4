import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { browserOf } from "../../../src/api/browser.ts";
import { startApi, ADMIN, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
let alice: { id: string };
const EMAIL = "alice@example.com";
const PASSWORD = "alice has a long password";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
beforeAll(async () => {
  pbx = await startApi();
  const user = { name: "Alice", email: EMAIL, extension: "2001", password: PASSWORD };
  alice = (await pbx.ask("POST", "/users", user)).body;
});
afterAll(() => pbx[Symbol.asyncDispose]());

let logins = 0;
async function logIn(email = EMAIL, password = PASSWORD, headers: Record<string, string> = {}) {
  const address = `198.51.100.${++logins}`;
  const { headers: told, statusCode } = await pbx.api.inject({
    ...{ method: "POST", url: "/api/v1/sessions", remoteAddress: address, payload: { email, password }, headers },
  });
  expect(statusCode).toBe(201);
  return { as: { cookie: String(told["set-cookie"]).split(";")[0] ?? "" }, address };
}
const isLoggedIn = async (as: { cookie: string }) => (await pbx.ask("GET", "/me", undefined, as)).status === 200;

describe("GET /me", () => {
  it("tells a user who they are, in which company, and what they may do", async () => {
    const { as } = await logIn();
    const { body } = await pbx.ask("GET", "/me", undefined, as);
    expect(body).toMatchObject({
      ...{ role: "user", user: { email: EMAIL }, permissions: ["own"] },
      company: { name: "Atelier Martin", country: "FR", timeZone: "Europe/Paris", language: "fr", currency: "EUR" },
    });
    const { items } = (await pbx.ask("GET", "/sessions", undefined, as)).body;
    expect(items.find(({ current }: { current: boolean }) => current).id).toBe(body.session);
  });

  it("tells an administrator of a hosted company that numbers and bans are the provider's", async () => {
    const { as } = await logIn(ADMIN.email, ADMIN.password);
    expect((await pbx.ask("GET", "/me", undefined, as)).body.permissions).toEqual(["own", "company", "tokens"]);
  });
});

describe("the log-ins of a person", () => {
  it("are listed with browser, address and times, and ended one by one", async () => {
    const here = await logIn(EMAIL, PASSWORD, { "user-agent": FIREFOX });
    const there = await logIn();
    const { items } = (await pbx.ask("GET", "/sessions", undefined, here.as)).body;
    const own = items.find(({ current }: { current: boolean }) => current);
    expect(own).toMatchObject({ browser: "Firefox", system: "Linux", address: here.address });
    for (const time of ["createdAt", "lastSeenAt", "expiresAt"]) expect(own[time]).toMatch(/^\d{4}-.*Z$/);
    const other = items.find(({ address }: { address: string }) => address === there.address);
    expect((await pbx.ask("DELETE", `/sessions/${other.id}`, undefined, here.as)).status).toBe(204);
    expect([await isLoggedIn(here.as), await isLoggedIn(there.as)]).toEqual([true, false]);
    expect((await pbx.ask("DELETE", `/sessions/${other.id}`, undefined, here.as)).status).toBe(404);
  });

  it("all end but the one that asks", async () => {
    const [here, there] = [await logIn(), await logIn()];
    expect((await pbx.ask("DELETE", "/sessions", undefined, here.as)).status).toBe(204);
    expect([await isLoggedIn(here.as), await isLoggedIn(there.as)]).toEqual([true, false]);
    expect((await pbx.ask("GET", "/sessions", undefined, here.as)).body.total).toBe(1);
  });

  it("are seen and ended by an administrator, and by no colleague", async () => {
    const { as } = await logIn();
    const url = `/users/${alice.id}/sessions`;
    expect((await pbx.ask("GET", url, undefined, as)).status).toBe(403);
    expect((await pbx.ask("GET", url)).body.total).toBeGreaterThan(0);
    expect((await pbx.ask("DELETE", url)).status).toBe(204);
    expect(await isLoggedIn(as)).toBe(false);
    expect((await pbx.ask("GET", url)).body.total).toBe(0);
  });

  it("are no company's token's", async () => {
    expect((await pbx.ask("GET", "/sessions")).status).toBe(403);
  });
});

describe("a user who changes their own password", () => {
  it("says the old one, stays logged in where they are, and is logged out elsewhere", async () => {
    const [here, there] = [await logIn(), await logIn()];
    const url = `/users/${alice.id}`;
    const password = "a new and longer password";
    expect((await pbx.ask("PATCH", url, { password }, here.as)).status).toBe(422);
    expect((await pbx.ask("PATCH", url, { password, currentPassword: "wrong" }, here.as)).status).toBe(403);
    expect((await pbx.ask("PATCH", url, { password, currentPassword: PASSWORD }, here.as)).status).toBe(200);
    expect([await isLoggedIn(here.as), await isLoggedIn(there.as)]).toEqual([true, false]);
    const back = { password: PASSWORD, currentPassword: password };
    expect((await pbx.ask("PATCH", url, back, here.as)).status).toBe(200);
    expect(await isLoggedIn(here.as)).toBe(true);
  });

  it("is logged out everywhere where an administrator does it", async () => {
    const { as } = await logIn();
    expect((await pbx.ask("PATCH", `/users/${alice.id}`, { password: PASSWORD })).status).toBe(200);
    expect(await isLoggedIn(as)).toBe(false);
  });
});

describe("a page of another site", () => {
  const change = (headers: Record<string, string>) =>
    pbx.ask("PATCH", `/users/${alice.id}`, { doNotDisturb: false }, { host: "pbx.example.com:8080", ...headers });

  it("changes nothing in the name of the person who looks at it", async () => {
    const { as } = await logIn();
    for (const headers of [
      { origin: "https://evil.example" },
      { origin: "http://pbx.example.com" }, // another port
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site", origin: "https://www.example.com" },
    ] as Record<string, string>[]) {
      const { status, body } = await change({ ...as, ...headers });
      expect([status, body.code], JSON.stringify(headers)).toEqual([403, "SW_FOREIGN_ORIGIN"]);
    }
    const login = await pbx.ask("POST", "/sessions", ADMIN, { origin: "https://evil.example" });
    expect([login.status, login.headers["set-cookie"]]).toEqual([403, undefined]);
  });

  it("differs from the portal, a program and a token", async () => {
    const { as } = await logIn();
    for (const headers of [
      { origin: "http://pbx.example.com:8080" },
      { "sec-fetch-site": "same-origin", origin: "https://pbx.example.com" }, // a proxy has changed the host
      {},
    ] as Record<string, string>[])
      expect((await change({ ...as, ...headers })).status).toBe(200);
    const token = "Bearer token-of-an-administrator";
    expect((await change({ authorization: token, origin: "https://crm.example" })).status).toBe(200);
  });
});

describe("a browser", () => {
  const SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0";
  it.each([
    [FIREFOX, "Firefox", "Linux"],
    ["Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge", "Windows"],
    [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) ${SAFARI} Mobile/15E148 Safari/604.1`, "Safari", "iOS"],
    [`Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${SAFARI} Safari/605.1.15`, "Safari", "macOS"],
    ["Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome", "Android"],
    ["curl/8.5.0", null, null],
    [undefined, null, null],
  ])("that says %s is known as %s on %s", (userAgent, browser, system) => {
    expect(browserOf(userAgent)).toEqual({ browser, system });
  });
});
