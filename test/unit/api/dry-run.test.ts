import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiProblem, createApiClient, dryRunOf } from "../../../src/api-client/client.ts";
import { fitting, type JsonSchema } from "../../support/any-json.ts";
import { eventually } from "../../support/eventually.ts";
import { OPERATOR_TOKEN, startApi, TOKEN, type ApiServer } from "../../support/api-server.ts";
import { inlined } from "../../support/open-api.ts";

interface Operation {
  readonly requestBody?: { readonly content: Record<string, { readonly schema: JsonSchema }> };
}
interface Write {
  readonly method: "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly body: { readonly type: string; readonly schema: JsonSchema } | undefined;
}

let pbx: ApiServer;
const ids: Record<string, string> = { number: "+33170000001", kind: "countries", block: "203.0.113.1" };
const asProvider = { authorization: `Bearer ${OPERATOR_TOKEN}` };
const made = async (url: string, body: object): Promise<string> => {
  const answer = (await pbx.ask("POST", url, body)).body;
  return answer.id ?? answer.number;
};
beforeAll(async () => {
  pbx = await startApi();
  ids["users"] = await made("/users", { name: "Dave", email: "dave@example.com", extension: "2091" });
  ids["number"] = await made("/phone-numbers", { number: "+33170000001" });
  ids["devices"] = await made(`/users/${ids["users"]}/devices`, { label: "Desk", kind: "ip-phone" });
  ids["ring-groups"] = await made("/ring-groups", { name: "Sales", extension: "2100", members: [ids["users"]] });
  ids["conferences"] = await made("/conferences", { name: "Monday", extension: "2200" });
  ids["receptionists"] = await made("/receptionists", { name: "Welcome", extension: "2300" });
  ids["trunks"] = await made("/trunks", { name: "Provider", host: "192.0.2.9", trustedAddresses: ["192.0.2.9"] });
  ids["webhooks"] = await made("/webhooks", { url: "https://crm.example.com/hook", events: ["call.ended"] });
  ids["tokens"] = await made("/tokens", { name: "CRM", role: "admin" });
  ids["sites"] = await made("/sites", { name: "Depot", address: "Behind the mill" });
  ids["shared-mailboxes"] = await made("/shared-mailboxes", { name: "Orders", extension: "2400" });
  // What happens is written down a moment after it has happened.
  await eventually("event of the last change", async () => {
    const written = await pbx.settings.redis.xrevrange(`{offhook}:events:log:${pbx.tenantId}`, "+", "-", "COUNT", 1);
    expect(JSON.stringify(written)).toContain(ids["shared-mailboxes"]);
  });
}, 30_000);
afterAll(() => pbx[Symbol.asyncDispose]());

/** All that Redis holds, but what tells that somebody asked. */
async function everything(): Promise<string> {
  const { redis } = pbx.settings;
  const names = (await redis.keys("*")).filter((name) => !/token-use|:written|:online/.test(name)).sort();
  const held = names.map(async (name) => [name, (await redis.dump(name)).length, await redis.type(name)] as const);
  return JSON.stringify([await Promise.all(held), await redis.xlen(`{offhook}:audit:${pbx.tenantId}`)]);
}

function writes(): readonly Write[] {
  const document = pbx.api.swagger();
  const { paths } = inlined<{ paths: Record<string, Record<string, Operation>> }>(document);
  return Object.entries(paths).flatMap(([documented, operations]) =>
    Object.entries(operations).flatMap(([method, { requestBody }]) => {
      if (!["post", "patch", "delete"].includes(method) || !documented.startsWith("/api/v1/")) return [];
      const [content] = Object.entries(requestBody?.content ?? {});
      const body = content && { type: content[0], schema: content[1].schema };
      return [{ method: method.toUpperCase() as Write["method"], path: documented, body }];
    }),
  );
}

function urlOf(path: string): string {
  const [, kind = ""] = path.replace("/api/v1", "").split("/");
  return path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(ids[name] ?? ids[kind] ?? "0123456789abcdef0123"),
  );
}

describe("a dry run", () => {
  it("of every operation that writes changes nothing, tells nobody, and answers what it would do or why not", async () => {
    const all = writes();
    expect(all.length).toBeGreaterThan(60);
    const before = await everything();
    const [published, hungUp] = [pbx.published.length, pbx.callControl.asked.length];
    const strange: string[] = [];
    let told = 0;
    for (const [i, { method, path, body }] of all.entries()) {
      const [sent] =
        body?.type === "application/json" ? fc.sample(fitting(body.schema, []), { numRuns: 1, seed: i }) : [];
      const headers = /^\/api\/v1\/(?:tenants|bans|allow-list)/.test(path)
        ? asProvider
        : { authorization: `Bearer ${TOKEN}` };
      const url = `${urlOf(path)}?dryRun=true`;
      const reply = await pbx.api.inject({
        ...{ method, url },
        headers: { ...headers, ...(sent !== undefined && { "content-type": "application/json" }) },
        ...(sent !== undefined && { payload: JSON.stringify(sent) }),
      });
      const isTold = reply.statusCode === 200 && /dry-run\+json/.test(String(reply.headers["content-type"]));
      const isRefused = reply.statusCode >= 400 && reply.statusCode < 500;
      if (isTold) told += 1;
      if (!isTold && !isRefused) strange.push(`${method} ${path}: ${reply.statusCode} ${reply.payload.slice(0, 200)}`);
      if (reply.headers["set-cookie"] !== undefined) strange.push(`${method} ${path}: a cookie`);
    }
    expect(strange).toEqual([]);
    expect(told).toBeGreaterThan(30);
    expect(await everything()).toBe(before);
    expect([pbx.published.length, pbx.callControl.asked.length]).toEqual([published, hungUp]);
  }, 60_000);

  it("tells what would change, before and after, and the price where seats change", async () => {
    const user = { name: "Eve", email: "eve@example.com", extension: "2092", password: "correct horse battery" };
    const { status, body, headers } = await pbx.ask("POST", "/users?dryRun=true", user);
    expect([status, headers["location"], headers["etag"]]).toEqual([200, undefined, undefined]);
    expect(body).toMatchObject({ dryRun: true, effect: "settings", seats: { before: 2, after: 3 } });
    const [{ what, kind, fields }] = body.changes;
    expect([what, kind]).toEqual(["created", "user"]);
    expect(fields).toContainEqual({ field: "/passwordHash", from: null, to: "(secret)" });
    const patch = await pbx.ask("PATCH", `/users/${ids["users"]}?dryRun=true`, { name: "David" });
    expect(patch.body.changes[0].fields).toEqual([{ field: "/name", from: "Dave", to: "David" }]);
    expect(patch.body.seats).toBeNull();
    const removal = await pbx.ask("DELETE", `/users/${ids["users"]}?dryRun=true&reassignTo=none`);
    expect([removal.status, removal.body.seats.after]).toEqual([200, 1]);
    expect((await pbx.ask("GET", `/users/${ids["users"]}`)).status).toBe(200);
  });

  it("is refused as the request itself would be", async () => {
    const taken = { name: "Eve", email: "dave@example.com", extension: "2093" };
    const { status, body } = await pbx.ask("POST", "/users?dryRun=true", taken);
    expect([status, body.errors[0].code]).toEqual([409, "email-taken"]);
    const late = await pbx.ask(
      "PATCH",
      `/users/${ids["users"]}?dryRun=true`,
      { name: "X" },
      {
        authorization: `Bearer ${TOKEN}`,
        "if-match": '"999"',
      },
    );
    expect([late.status, late.body.code]).toEqual([409, "SW_VERSION_CONFLICT"]);
    expect((await pbx.ask("POST", "/users?dryRun=true", taken, {})).status).toBe(401);
    const odd = await pbx.ask("POST", "/users?dryRun=perhaps", taken);
    expect([odd.status, odd.body.errors[0]]).toMatchObject([422, { field: "dryRun", code: "not-one-of" }]);
    expect((await pbx.ask("GET", "/users?dryRun=true")).status).toBe(422);
  });

  it("of what is no setting says that it would act, and of nothing that it wouldn't", async () => {
    const call = { userId: ids["users"], to: "+33199000001" };
    expect((await pbx.ask("POST", "/calls?dryRun=true", call)).body).toMatchObject({ effect: "action", changes: [] });
    const same = await pbx.ask("PATCH", `/users/${ids["users"]}?dryRun=true`, { name: "Dave" });
    expect(same.body).toEqual({ dryRun: true, effect: "nothing", changes: [], seats: null });
    const login = { email: "boss@example.com", password: "wrong" };
    expect((await pbx.ask("POST", "/sessions?dryRun=true", login, {})).body.effect).toBe("action");
    const admin = { name: "Eve", email: "eve@example.org", extension: "1001", password: "a longer password" };
    const company = { name: "Other", country: "DE", timeZone: "Europe/Berlin", language: "en", admin };
    const tenant = await pbx.ask("POST", "/tenants?dryRun=true", company, asProvider);
    expect([tenant.status, tenant.body.changes[0].kind]).toEqual([200, "tenant"]);
    expect(pbx.settings.snapshot.tenants()).toHaveLength(1);
  });

  it("without it, dryRun=false does what is asked", async () => {
    const { status } = await pbx.ask("PATCH", `/users/${ids["users"]}?dryRun=false`, { doNotDisturb: true });
    expect(status).toBe(200);
    expect((await pbx.ask("GET", `/users/${ids["users"]}`)).body.doNotDisturb).toBe(true);
  });

  it("has a function of its own in the client", async () => {
    await pbx.api.listen({ host: "127.0.0.1", port: 0 });
    const { port } = pbx.api.server.address() as { port: number };
    const api = createApiClient({ baseUrl: `http://127.0.0.1:${port}`, token: TOKEN });
    const params = { query: { dryRun: true } };
    const body = { name: "Frank", email: "frank@example.com", extension: "2095" };
    expect((await dryRunOf(api.POST("/api/v1/users", { params, body }))).seats?.after).toBe(3);
    const refused = dryRunOf(api.POST("/api/v1/users", { params, body: { ...body, extension: "2091" } }));
    await expect(refused).rejects.toBeInstanceOf(ApiProblem);
  });
});
