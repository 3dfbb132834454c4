import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { OpenId } from "../../../src/api/open-id.ts";
import { ADMIN, startApi, type ApiServer } from "../../support/api-server.ts";
import { CLIENT, startOpenIdProvider, type OpenIdProvider } from "../../support/open-id-provider.ts";

const BACK = "https://pbx.example.com/log-in/open-id/callback";

let provider: OpenIdProvider;
let pbx: ApiServer;
beforeAll(async () => {
  provider = await startOpenIdProvider();
  const settings = { issuer: provider.issuer, ...CLIENT, name: "Accounts" };
  pbx = await startApi({ openId: new OpenId(settings, BACK) });
}, 30_000);
afterAll(async () => {
  await pbx[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
});
beforeEach(() => {
  provider.person = { email: ADMIN.email, email_verified: true };
});
afterEach(() => {
  provider.lie = {};
});

/** A browser: it keeps cookies, and follows to the provider and back. */
class TestBrowser {
  readonly #cookies = new Map<string, string>();
  /** What the last answer set, with its attributes. */
  lastCookie = "";

  async ask(method: "GET" | "POST", url: string) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await pbx.api.inject({ method, url, headers: { cookie, "sec-fetch-site": "same-origin" } });
    for (const { name, value } of answer.cookies) {
      if (value === "") this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    this.lastCookie = String(answer.headers["set-cookie"] ?? "");
    return answer;
  }

  /** @returns where the provider sends it back to */
  async toProvider(): Promise<string> {
    const begun = await this.ask("GET", "/log-in/open-id");
    expect(begun.statusCode).toBe(302);
    const { headers } = await fetch(String(begun.headers.location), { redirect: "manual" });
    const back = headers.get("location") ?? "";
    expect(back.startsWith(BACK)).toBe(true);
    return back.slice("https://pbx.example.com".length);
  }

  /** @returns how the log-in page learns what came of it */
  async comeBack(to: string): Promise<unknown> {
    const answer = await this.ask("GET", to);
    expect(answer.statusCode).toBe(302);
    return answer.headers.location;
  }
}

describe("a person whom the provider of log-ins knows", () => {
  it("is logged in as the user of that e-mail address", async () => {
    const browser = new TestBrowser();
    expect((await browser.ask("GET", "/api/v1/sessions/ways")).json()).toEqual({
      openId: { name: "Accounts", begin: "/log-in/open-id" },
    });
    expect(await browser.comeBack(await browser.toProvider())).toBe("/?open-id=proved");
    expect(browser.lastCookie).toMatch(/HttpOnly.*SameSite=Lax/);
    expect((await browser.ask("GET", "/api/v1/me")).statusCode).toBe(401);
    const proved = await browser.ask("POST", "/api/v1/sessions/open-id");
    expect([proved.statusCode, proved.json<{ email: string }>().email]).toEqual([201, ADMIN.email]);
    expect(browser.lastCookie).toMatch(/SameSite=Strict/);
    expect((await browser.ask("GET", "/api/v1/me")).statusCode).toBe(200);
    expect((await browser.ask("POST", "/api/v1/sessions/open-id")).statusCode).toBe(401); // once
  });

  it("is asked for the second factor that they have set up here", async () => {
    const made = await pbx.ask("POST", "/users", { name: "Zoe", email: "zoe@example.com", extension: "2301" });
    const { id } = made.body as { id: string };
    await pbx.settings.secondFactors.beginTotp(id as never, { issuer: "Offhook", label: "zoe" });
    await pbx.settings.secondFactors.savePasskey(id as never, {
      ...{ id: "key", name: "Laptop", publicKey: "x", counter: 0, host: "pbx.example.com", createdAtMs: 1 },
    });
    provider.person = { email: "zoe@example.com", email_verified: true };
    const browser = new TestBrowser();
    await browser.comeBack(await browser.toProvider());
    const proved = await browser.ask("POST", "/api/v1/sessions/open-id");
    expect(proved.statusCode).toBe(202);
    expect(proved.json<{ ticket: string }>().ticket).toMatch(/\S{20,}/);
    expect((await browser.ask("GET", "/api/v1/me")).statusCode).toBe(401);
  });
});

describe("no log-in comes of it", () => {
  it.each([
    ["whose address is nobody's here", { email: "stranger@example.com", email_verified: true }],
    ["whose address the provider has not verified", { email: ADMIN.email, email_verified: false }],
    ["whose address the provider does not say to be verified", { email: ADMIN.email }],
    ["without an address", { email_verified: true }],
  ])("for a person %s", async (_, person) => {
    provider.person = person;
    const browser = new TestBrowser();
    expect(await browser.comeBack(await browser.toProvider())).toBe("/?open-id=refused");
    expect((await browser.ask("POST", "/api/v1/sessions/open-id")).statusCode).toBe(401);
  });

  it.each([
    ["made for another program", { aud: "another" }],
    ["of another log-in", { nonce: "another" }],
    ["of another issuer", { iss: "https://accounts.example" }],
    ["that has expired", { exp: 1 }],
  ])("where the provider's token is one %s", async (_, lie) => {
    provider.lie = lie;
    const browser = new TestBrowser();
    expect(await browser.comeBack(await browser.toProvider())).toBe("/?open-id=failed");
    expect((await browser.ask("POST", "/api/v1/sessions/open-id")).statusCode).toBe(401);
  });

  it("in another browser than the one that began, nor a second time in that one", async () => {
    const [victim, attacker] = [new TestBrowser(), new TestBrowser()];
    const back = await attacker.toProvider();
    expect(await victim.comeBack(back)).toBe("/?open-id=failed");
    await victim.toProvider();
    expect(await victim.comeBack(back)).toBe("/?open-id=failed"); // its state is the attacker's
    expect(await attacker.comeBack(back)).toBe("/?open-id=proved");
    expect(await attacker.comeBack(back)).toBe("/?open-id=failed");
  });

  it("where the person has declined at the provider, or types what they like", async () => {
    const browser = new TestBrowser();
    await browser.toProvider();
    expect(await browser.comeBack("/log-in/open-id/callback?error=access_denied")).toBe("/?open-id=failed");
    for (const query of ["", "?code=x&state=y", `?code=${"x".repeat(9_000)}`])
      expect(await browser.comeBack(`/log-in/open-id/callback${query}`)).toBe("/?open-id=failed");
  });
});

it("while the provider is away the log-in page says so, and the next log-in asks it again", async () => {
  const away = await startOpenIdProvider();
  const { issuer } = away;
  await away[Symbol.asyncDispose]();
  const openId = new OpenId({ issuer, ...CLIENT, name: "Away" }, BACK);
  await using alone = await startApi({ openId });
  for (let times = 0; times < 2; times++) {
    const begun = await alone.api.inject({ method: "GET", url: "/log-in/open-id" });
    expect([begun.statusCode, begun.headers.location]).toEqual([302, "/?open-id=failed"]);
  }
});

it("a system without a provider has no such way in", async () => {
  await using plain = await startApi();
  expect((await plain.api.inject({ url: "/api/v1/sessions/ways" })).json()).toEqual({ openId: null });
  expect((await plain.api.inject({ method: "POST", url: "/api/v1/sessions/open-id" })).statusCode).toBe(404);
  expect((await plain.api.inject({ url: "/log-in/open-id" })).statusCode).toBe(404);
});
