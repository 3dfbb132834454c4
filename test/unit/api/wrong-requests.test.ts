import { Type } from "typebox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultsOf } from "../../../src/api/schema-faults.ts";
import { startApi, TOKEN, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi();
}, 30_000);
afterAll(() => pbx[Symbol.asyncDispose]());

let people = 2_500;
async function person(more: Record<string, unknown> = {}): Promise<string> {
  const extension = String(people++);
  const made = await pbx.ask("POST", "/users", {
    name: "A person",
    email: `${extension}@example.com`,
    extension,
    ...more,
  });
  expect(made.status).toBe(201);
  return (made.body as { id: string }).id;
}

describe("a parameter that a route doesn't know", () => {
  it.each([
    ["POST", "/users?preview=true"],
    ["POST", "/tokens?preview=true"],
    ["PATCH", "/tenant?preview=true"],
    ["DELETE", "/users/0123456789abcdef0123?preview=true&reassignTo=none"],
    ["POST", "/sessions?preview=true"],
  ] as const)("is refused and named before anything is done: %s %s", async (method, url) => {
    const before = (await pbx.ask("GET", "/users")).body.total;
    const { status, body } = await pbx.ask(method, url, method === "DELETE" ? undefined : { name: "x" });
    expect(status).toBe(422);
    expect(body).toMatchObject({
      code: "SW_REQUEST_INVALID",
      errors: [{ field: "preview", detail: "is not known here" }],
    });
    expect((await pbx.ask("GET", "/users")).body.total).toBe(before);
  });

  it.each([
    "/users?preview=true",
    "/tenant?preview=true",
    "/users/0123456789abcdef0123?preview=true",
    "/trunks?preview=1",
  ])("is refused by what only reads, too: GET %s", async (url) => {
    const { status, body } = await pbx.ask("GET", url);
    expect([status, body["code"]]).toEqual([422, "SW_REQUEST_INVALID"]);
  });

  it("of routes that have parameters is taken", async () => {
    const gone = await person();
    expect((await pbx.ask("DELETE", `/users/${gone}?reassignTo=none`)).status).toBe(204);
  });
});

describe("a method that a path doesn't have", () => {
  it.each([
    ["DELETE", "/users", "GET, HEAD, POST"],
    ["POST", "/users/0123456789abcdef0123", "DELETE, GET, HEAD, PATCH"],
    ["DELETE", "/me", "GET, HEAD"],
  ] as const)("is answered with those it has: %s %s", async (method, url, allow) => {
    const { status, headers, body } = await pbx.ask(method, url);
    expect([status, headers["allow"], body.code]).toEqual([405, allow, "SW_METHOD_NOT_ALLOWED"]);
  });
});

describe("a value that isn't allowed", () => {
  const faultOf = async (method: "POST" | "PATCH", url: string, body: unknown) =>
    (await pbx.ask(method, url, body)).body.errors as readonly { readonly field: string; readonly detail: string }[];

  it.each([
    ["Ann\tLee", "must not have a tab"],
    ["\uFEFFAnn", "must not have an invisible character (U+FEFF)"],
    ["Ann\nLee", "must not have a line break"],
    ["Ann ", "must not begin or end with a blank"],
  ])("as the name %j is answered in words, not with a pattern", async (name, detail) => {
    const user = { name, email: "ann@example.com", extension: "2499" };
    expect(await faultOf("POST", "/users", user)).toMatchObject([{ field: "/name", detail }]);
    expect(await faultOf("POST", "/users", { ...user, name: "Ann", extension: "2x" })).toMatchObject([
      { field: "/extension", detail: 'is not in the right form; right is, for example, "1001"' },
    ]);
  });

  it("is answered with what is", async () => {
    const id = await person();
    expect(await faultOf("PATCH", `/users/${id}/voicemail`, { answerTimeSeconds: 3 })).toEqual([
      {
        ...{ field: "/answerTimeSeconds", code: "zero-or-range", params: { minimum: 5, maximum: 120 } },
        detail: "must be 0 or a whole number from 5 to 120",
      },
    ]);
    expect(await faultOf("PATCH", `/users/${id}/voicemail`, { answerTimeSeconds: "25" })).toMatchObject([
      { detail: "must be 0 or a whole number from 5 to 120" },
    ]);
  });

  it("of a destination is told by the kind that was meant: no such thing, or an id of another kind", async () => {
    const group = await pbx.ask("POST", "/ring-groups", {
      name: "Sales",
      extension: "2600",
      members: [await person()],
    });
    const number = (destination: unknown) => faultOf("POST", "/phone-numbers", { number: "+33170009901", destination });
    const id = (group.body as { id: string }).id;
    expect(await number({ kind: "user", id: "0123456789abcdef0123" })).toEqual([
      { field: "/destination/id", code: "unknown-destination", detail: "there is no such user" },
    ]);
    expect(await number({ kind: "user", id })).toEqual([
      {
        ...{ field: "/destination/id", code: "unknown-destination" },
        detail: "this is the id of a ring-group, and the kind is user",
      },
    ]);
    expect(await number({ kind: "user", id: "!" })).toMatchObject([{ field: "/destination/id" }]);
    expect(await number({ kind: "phone", id })).toMatchObject([
      { field: "/destination/kind", detail: expect.stringContaining('"ring-group"') as string },
    ]);
    expect(await number({ id })).toMatchObject([
      { field: "/destination/kind", detail: expect.stringMatching(/^is missing/) as string },
    ]);
    expect(await number({ kind: "user", id, extra: 1 })).toMatchObject([
      { field: "/destination/extra", detail: "is not known here" },
    ]);
    expect(await number(7)).toMatchObject([{ field: "/destination", detail: "must be an object or null" }]);
  });

  it("stands at its place in lists and nested objects", () => {
    const schema = Type.Object({
      "a/b": Type.Array(
        Type.Union([Type.Literal("x"), Type.Object({ kind: Type.Literal("n"), n: Type.Number({ maximum: 3 }) })]),
      ),
    });
    expect(faultsOf(schema, { "a/b": ["x", "y", { kind: "n", n: 4 }] })).toEqual([
      {
        ...{ field: "/a~1b/1", code: "not-allowed", params: { expected: '"x" or an object' } },
        detail: 'must be "x" or an object',
      },
      { field: "/a~1b/2/n", code: "above-maximum", params: { maximum: 3 }, detail: "must be a number up to 3" },
    ]);
  });
});

describe("a MAC address", () => {
  it("belongs to one device of the whole system, however it is written", async () => {
    const id = await person();
    const add = (macAddress: string) =>
      pbx.ask("POST", `/users/${id}/devices`, { label: "Desk", kind: "ip-phone", macAddress });
    const first = await add("00:15:65:AA:BB:01");
    expect(first.status).toBe(201);
    const second = await add("0015.65aa.bb01");
    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({ code: "SW_SETTING_TAKEN", errors: [{ field: "/macAddress" }] });
    const device = `/devices/${(first.body as { id: string }).id}`;
    expect((await pbx.ask("PATCH", device, { label: "Hall", macAddress: "00-15-65-AA-BB-01" })).status).toBe(200);
    const other = (await add("00:15:65:AA:BB:02")).body as { id: string };
    expect((await pbx.ask("PATCH", `/devices/${other.id}`, { macAddress: "00:15:65:AA:BB:01" })).status).toBe(409);
    expect((await pbx.ask("DELETE", device)).status).toBe(204);
    expect((await pbx.ask("PATCH", `/devices/${other.id}`, { macAddress: "00:15:65:AA:BB:01" })).status).toBe(200);
  });
});

describe("a name", () => {
  it.each([
    ["half a surrogate pair", "Al\ud800ice"],
    ["a bidirectional override", "Al\u202eice"],
    ["a zero-width space", "Al\u200bice"],
    ["a byte order mark", "\ufeffAlice"],
    ["a control", "Al\u0007ice"],
    ["a blank letter", "Al\u3164ice"],
  ])("holds no characters that can't be seen: %s", async (_, name) => {
    const answer = await pbx.ask("POST", "/users", { name, email: "x@example.com", extension: "2999" });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ field: "/name" }] });
    const conference = await pbx.ask("POST", "/conferences", { name, extension: "2998" });
    expect(conference.body).toMatchObject({ status: 422, errors: [{ field: "/name" }] });
  });

  it("of any script is taken", async () => {
    for (const name of ["Zoë Müller", "山田太郎", "علي حسن", "Ана 🦊"]) await person({ name });
  });
});

describe("a token of the company", () => {
  it("that could do nothing isn't made", async () => {
    const { status, body } = await pbx.ask("POST", "/tokens", { name: "CRM" });
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      { field: "/role", code: "invalid", detail: expect.stringContaining('needs the role "admin"') as string },
    ]);
  });

  it("loses its rights with the administrator who made it", async () => {
    const password = "a long password of hers";
    const boss = await person({ role: "admin", email: "second@example.com", password });
    const session = await pbx.ask("POST", "/sessions", { email: "second@example.com", password }, {});
    const cookie = { cookie: String(session.headers["set-cookie"]).split(";")[0] ?? "" };
    const made = await pbx.ask("POST", "/tokens", { name: "CRM", role: "admin" }, cookie);
    const bearer = { authorization: `Bearer ${(made.body as { token: string }).token}` };
    expect((await pbx.ask("GET", "/users", undefined, bearer)).status).toBe(200);
    const grandchild = await pbx.ask("POST", "/tokens", { name: "CRM 2", role: "admin" }, bearer);
    const second = { authorization: `Bearer ${(grandchild.body as { token: string }).token}` };
    expect((await pbx.ask("PATCH", `/users/${boss}`, { role: "user" })).status).toBe(200);
    expect((await pbx.ask("GET", "/users", undefined, bearer)).status).toBe(403);
    expect((await pbx.ask("GET", "/users", undefined, second)).status).toBe(403);
    expect((await pbx.ask("GET", "/users", undefined, { authorization: `Bearer ${TOKEN}` })).status).toBe(200);
  });
});

describe("the API over plain HTTP", () => {
  it("shows its documentation from any host: no browser is told to look for it on HTTPS", async () => {
    const { headers } = await pbx.ask("GET", "/api/docs/");
    const policy = String(headers["content-security-policy"]);
    expect(policy).not.toContain("upgrade-insecure-requests");
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("object-src 'none'");
  });

  it("has all parts of that page beside it, whatever the host is called", async () => {
    const host = { host: "pbx.office.test" };
    const page = (await pbx.ask("GET", "/api/docs/", undefined, host)).body as string;
    const parts = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = ""]) => address);
    expect(parts.length).toBeGreaterThan(3);
    for (const part of parts) {
      expect(part).not.toMatch(/^(?:https?:)?\/\//);
      const { pathname } = new URL(part, "http://pbx.office.test/api/docs/");
      expect([part, (await pbx.ask("GET", pathname, undefined, host)).status]).toEqual([part, 200]);
    }
  });

  it("ends a request that comes too slowly after 30 s: Node takes the greater of its two limits", () => {
    const { headersTimeout, requestTimeout } = pbx.api.server;
    expect(Math.max(headersTimeout, requestTimeout)).toBe(30_000);
  });

  it("lets no cache keep what it answers", async () => {
    for (const url of ["/users", "/me", "/users/0123456789abcdef0123", "/nowhere"])
      expect((await pbx.ask("GET", url)).headers["cache-control"], url).toBe("no-store");
  });
});

describe("a change of a setting", () => {
  it("is told to those who listen, once for each record, and counted", async () => {
    const { id } = (await pbx.ask("POST", "/conferences", { name: "Monday", extension: "2700" })).body as {
      id: string;
    };
    await pbx.ask("PATCH", `/conferences/${id}`, { name: "Tuesday" });
    await pbx.ask("PATCH", `/conferences/${id}`, { name: "" });
    await pbx.ask("PATCH", `/conferences/${id}`, { extension: "112" });
    await pbx.ask("DELETE", `/conferences/${id}`);
    const told = pbx.published.filter((event) => event.kind === "setting.changed" && event.id === id);
    expect(told).toMatchObject([
      { resource: "conference", change: "created" },
      { resource: "conference", change: "updated" },
      { resource: "conference", change: "deleted" },
    ]);
    const text = (await pbx.ask("GET", "/metrics")).raw.toString();
    expect(text).toMatch(/offhook_setting_changes_total\{outcome="saved"\} \d+/);
    expect(text).toMatch(/offhook_setting_changes_total\{outcome="SW_SETTING_INVALID"\} \d+/);
  });
});
