import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TOKEN, startApi, type ApiServer } from "../../support/api-server.ts";

const CRM = "https://crm.example.com";
const STRANGER = "https://stranger.example";

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi({ corsOrigins: [CRM] });
}, 30_000);
afterAll(() => pbx[Symbol.asyncDispose]());

const ask = (method: "GET" | "POST" | "OPTIONS", origin: string, headers: Record<string, string> = {}) =>
  pbx.api.inject({
    method,
    url: "/api/v1/conferences",
    headers: { origin, "content-type": "application/json", ...headers },
    ...(method === "POST" ? { payload: { name: "Monday", extension: "2101" } } : {}),
  });
const authorization = `Bearer ${TOKEN}`;
const preflight = {
  "access-control-request-method": "PATCH",
  "access-control-request-headers": "authorization, if-match, content-type",
};

describe("a page of a site on the list", () => {
  it("may use the API with a token, and reads the versions of what it gets", async () => {
    const asked = await ask("OPTIONS", CRM, preflight);
    expect(asked.statusCode).toBe(204);
    expect(asked.headers["access-control-allow-origin"]).toBe(CRM);
    expect(asked.headers["access-control-allow-methods"]).toContain("PATCH");
    expect(String(asked.headers["access-control-allow-headers"]).toLowerCase()).toContain("if-match");
    const made = await ask("POST", CRM, { authorization, "sec-fetch-site": "cross-site" });
    expect(made.statusCode).toBe(201);
    expect(made.headers["access-control-allow-origin"]).toBe(CRM);
    expect(made.headers["access-control-expose-headers"]).toContain("ETag");
  });

  it("is never told that it may send the portal's cookie", async () => {
    for (const answer of [await ask("OPTIONS", CRM, preflight), await ask("GET", CRM, { authorization })])
      expect(answer.headers["access-control-allow-credentials"]).toBeUndefined();
    const withCookie = await ask("POST", CRM, { cookie: "offhook_session=x", "sec-fetch-site": "cross-site" });
    expect(withCookie.statusCode).toBe(403);
  });
});

it("a page of any other site may read nothing", async () => {
  for (const answer of [await ask("OPTIONS", STRANGER, preflight), await ask("GET", STRANGER, { authorization })])
    expect(answer.headers["access-control-allow-origin"]).not.toBe(STRANGER);
});

it("without a list no site at all may", async () => {
  await using closed = await startApi();
  const answer = await closed.api.inject({
    method: "OPTIONS",
    url: "/api/v1/users",
    headers: { origin: CRM, ...preflight },
  });
  expect(answer.statusCode).toBe(405);
  expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
});
