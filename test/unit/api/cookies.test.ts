import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN, startApi, type ApiServer } from "../../support/api-server.ts";

/** The cookie of a log-in that comes from here, as a reverse proxy or a stranger says it came to them. */
async function cookie(pbx: ApiServer, remoteAddress: string, proto?: string): Promise<string> {
  const headers = proto === undefined ? {} : { "x-forwarded-proto": proto, "x-forwarded-for": "203.0.113.80" };
  const payload = { email: ADMIN.email, password: ADMIN.password };
  const answer = await pbx.api.inject({ method: "POST", url: "/api/v1/sessions", remoteAddress, headers, payload });
  expect(answer.statusCode).toBe(201);
  return String(answer.headers["set-cookie"]);
}

describe("the cookie of a log-in", () => {
  let direct: ApiServer;
  let behindProxy: ApiServer;
  beforeAll(async () => {
    [direct, behindProxy] = await Promise.all([startApi(), startApi({ trustedProxies: ["10.0.0.0/8"] })]);
  });
  afterAll(() => Promise.all([direct, behindProxy].map((each) => each[Symbol.asyncDispose]())));

  it("is for HTTPS alone where a trusted proxy says that the browser came by HTTPS", async () => {
    expect(await cookie(behindProxy, "10.1.2.3", "https")).toMatch(/; Secure\b/);
  });

  it("is for HTTP too where the browser came by HTTP, to a trusted proxy or directly", async () => {
    expect(await cookie(behindProxy, "10.1.2.3", "http")).not.toContain("Secure");
    expect(await cookie(behindProxy, "10.1.2.3")).not.toContain("Secure");
    expect(await cookie(direct, "10.1.2.3")).not.toContain("Secure");
  });

  it("is as before whatever a client says who is no trusted proxy", async () => {
    expect(await cookie(behindProxy, "203.0.113.9", "https")).not.toContain("Secure");
    expect(await cookie(direct, "10.1.2.3", "https")).not.toContain("Secure");
  });

  it("is never shown to scripts or sent by other sites", async () => {
    for (const pbx of [direct, behindProxy]) expect(await cookie(pbx, "10.1.2.3")).toMatch(/HttpOnly; SameSite=Strict/);
  });
});
