import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN, OPERATOR_TOKEN, startApi, type ApiServer } from "../../support/api-server.ts";

const OPERATOR = { authorization: `Bearer ${OPERATOR_TOKEN}` };
const PASSWORD = "a password that is long enough";
/** Addresses that tell every caller the same, or stream for ever. */
const FOR_EVERYBODY = new Set(["/healthz", "/readyz", "/metrics", "/api/v1/sessions", "/api/v1/events"]);

let pbx: ApiServer;
/** The administrator of another company, and a person of ours without rights. */
let rival: { cookie: string };
let colleague: { cookie: string; id: string };
/** What all of a company may know of each other, as busy lamps show it. */
const FOR_COLLEAGUES = new Set(["GET /api/v1/users/{id}/state"]);
/** One of everything that our company has, by the resource it is listed under. */
let ours: Record<string, string>;

beforeAll(async () => {
  pbx = await startApi();
  ours = { ...(await furnish()), sessions: await bossSession() };
  await addCompany("Rival & Co", "boss@rival.example");
  rival = { cookie: await logIn("boss@rival.example") };
  const { id } = await made("/users", {
    ...{ name: "Carol", email: "carol@example.com", extension: "2090", password: PASSWORD },
  });
  colleague = { id, cookie: await logIn("carol@example.com") };
}, 30_000);
afterAll(() => pbx[Symbol.asyncDispose]());

async function made(url: string, body: unknown): Promise<{ id: string; number: string }> {
  const answer = await pbx.ask("POST", url, body);
  expect([url, answer.status]).toEqual([url, 201]);
  return answer.body as { id: string; number: string };
}

async function furnish(): Promise<Record<string, string>> {
  const user = await made("/users", {
    ...{ name: "Alice", email: "alice@example.com", extension: "2001" },
    phoneNumbers: ["+33170000001"],
  });
  const device = await made(`/users/${user.id}/devices`, { label: "Desk", kind: "ip-phone" });
  const group = await made("/ring-groups", { name: "Sales", extension: "2100", members: [user.id] });
  const conference = await made("/conferences", { name: "Monday", extension: "2200" });
  const receptionist = await made("/receptionists", { name: "Welcome", extension: "2300" });
  const trunk = await made("/trunks", { name: "Provider", host: "192.0.2.9", trustedAddresses: ["192.0.2.9"] });
  const token = await made("/tokens", { name: "CRM", role: "admin" });
  return {
    ...{ users: user.id, devices: device.id, "ring-groups": group.id, conferences: conference.id },
    receptionists: receptionist.id,
    sessions: "0".repeat(32), // nobody's, and such as there could be
    ...{ trunks: trunk.id, tokens: token.id, "phone-numbers": encodeURIComponent("+33170000001") },
  };
}

function addCompany(name: string, email: string, headers: Record<string, string> = OPERATOR) {
  const admin = { name: "Boss", email, extension: "2001", password: PASSWORD };
  const company = { name, country: "FR", timeZone: "Europe/Paris", language: "en", admin };
  return pbx.ask("POST", "/tenants", company, headers);
}

async function logIn(email: string, password = PASSWORD): Promise<string> {
  const { headers, status } = await pbx.ask("POST", "/sessions", { email, password }, {});
  expect(status).toBe(201);
  return String(headers["set-cookie"]).split(";")[0] ?? "";
}

/** Every method and address that the API documents. */
function documented(): { method: "GET" | "POST" | "PATCH" | "DELETE"; path: string }[] {
  const { paths } = pbx.api.swagger() as { paths: Record<string, Record<string, unknown>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .map((method) => ({ method: method.toUpperCase() as "GET", path }))
      .filter(({ method }) => ["GET", "POST", "PATCH", "DELETE"].includes(method)),
  );
}

/** The address of our own thing; one of which we have none gets an id like all others. */
/** The id of a log-in of the administrator of the first company. */
async function bossSession(): Promise<string> {
  const cookie = await logIn(ADMIN.email, ADMIN.password);
  return (await pbx.ask("GET", "/sessions", undefined, { cookie })).body.items[0].id as string;
}

function withOurs(path: string): string {
  const resource = path.split("/")[3] ?? "";
  const ids = path.replace("{greeting}", "open");
  return ids.replaceAll(/\{[^}]+\}/g, () => ours[resource] ?? "0123456789abcdef0123");
}

describe("the provider", () => {
  it("adds a company whose administrator can log in, and lists all of them", async () => {
    const { status, body } = await addCompany("Third", "boss@third.example");
    expect([status, body.name]).toEqual([201, "Third"]);
    const cookie = await logIn("boss@third.example");
    expect((await pbx.ask("GET", "/tenant", undefined, { cookie })).body.name).toBe("Third");
    const names = (await pbx.ask("GET", "/tenants", undefined, OPERATOR)).body.items.map(
      ({ name }: { name: string }) => name,
    );
    expect(names).toEqual(expect.arrayContaining(["Atelier Martin", "Rival & Co", "Third"]));
  });

  it("sees nothing of what is in a company", async () => {
    for (const url of ["/users", "/tenant", "/calls", "/audit"])
      expect([url, (await pbx.ask("GET", url, undefined, OPERATOR)).status]).toEqual([url, 401]);
  });

  it("alone may do so: no administrator, and no client without the token", async () => {
    expect((await addCompany("Mine", "me@mine.example", { cookie: rival.cookie })).status).toBe(401);
    expect((await pbx.ask("GET", "/tenants")).status).toBe(401);
    expect((await pbx.ask("GET", "/tenants", undefined, { authorization: "Bearer guess" })).status).toBe(401);
  });

  it("is told where an e-mail belongs to a user already, and nothing is left of the company", async () => {
    const before = pbx.settings.snapshot.tenants().length;
    const { status, body } = await addCompany("Twice", "alice@example.com");
    expect([status, body.code]).toEqual([409, "SW_SETTING_TAKEN"]);
    expect(pbx.settings.snapshot.tenants()).toHaveLength(before);
  });
});

describe("the provider's numbers", () => {
  it("are given, listed and taken back; a company can't read or do so", async () => {
    const { id } = (await pbx.ask("GET", "/tenant", undefined, rival)).body as { id: string };
    const url = `/tenants/${id}/phone-numbers`;
    const number = "+33170000077";
    expect((await pbx.ask("POST", url, { number }, rival)).status).toBe(404);
    expect((await pbx.ask("POST", url, { number }, {})).status).toBe(401);
    expect((await pbx.ask("POST", url, { number }, OPERATOR)).status).toBe(201);
    expect((await pbx.ask("GET", url, undefined, OPERATOR)).body).toEqual({
      items: [{ number }],
      total: 1,
      next: null,
    });
    expect((await pbx.ask("GET", `/phone-numbers/${encodeURIComponent(number)}`, undefined, rival)).status).toBe(200);
    expect((await pbx.ask("POST", url, { number }, OPERATOR)).body.code).toBe("SW_SETTING_TAKEN");
    const one = `${url}/${encodeURIComponent(number)}`;
    expect((await pbx.ask("DELETE", one, undefined, OPERATOR)).status).toBe(204);
    expect((await pbx.ask("DELETE", one, undefined, OPERATOR)).status).toBe(404);
    expect((await pbx.ask("POST", "/tenants/nosuchcompany/phone-numbers", { number }, OPERATOR)).status).toBe(404);
  });

  it("and the addresses that companies share are the provider's to say", async () => {
    const { id } = (await pbx.ask("GET", "/tenant", undefined, rival)).body as { id: string };
    const sharedAddresses = ["198.51.100.7"];
    expect((await pbx.ask("PATCH", `/tenants/${id}`, { sharedAddresses }, rival)).status).toBe(404);
    expect((await pbx.ask("PATCH", "/tenant", { sharedAddresses }, rival)).status).toBe(422);
    const answer = await pbx.ask("PATCH", `/tenants/${id}`, { sharedAddresses }, OPERATOR);
    expect([answer.status, answer.body.sharedAddresses]).toEqual([200, sharedAddresses]);
    const written = ["::ffff:198.51.100.7", "198.51.100.7/32", "203.0.113.9/24", "2001:DB8:0:0::1/48"];
    const kept = await pbx.ask("PATCH", `/tenants/${id}`, { sharedAddresses: written }, OPERATOR);
    expect(kept.body).toMatchObject({ sharedAddresses: ["198.51.100.7", "203.0.113.0/24", "2001:db8::/48"] });
    const wrong = await pbx.ask("PATCH", `/tenants/${id}`, { sharedAddresses: ["everywhere"] }, OPERATOR);
    expect([wrong.status, wrong.body.errors[0].field]).toEqual([422, "/sharedAddresses/0"]);
  });
});

describe("API_TOKEN", () => {
  it("opens the company that the first start made, whatever the others are called", async () => {
    const own = async (): Promise<string> => (await pbx.ask("GET", "/tenant")).body.name as string;
    expect(await own()).toBe("Atelier Martin");
    expect((await pbx.ask("PATCH", "/tenant", { name: "Aaa" }, rival)).status).toBe(200);
    expect(await own()).toBe("Atelier Martin");
    expect((await pbx.ask("PATCH", "/tenant", { name: "Rival & Co" }, rival)).status).toBe(200);
  });
});

describe("two companies on one system", () => {
  it("may use the same extensions", async () => {
    const users = (await pbx.ask("GET", "/users", undefined, rival)).body.items;
    expect(users.map(({ extension }: { extension: string }) => extension)).toEqual(["2001"]);
  });

  it("have each direct number once", async () => {
    const answer = await pbx.ask("POST", "/phone-numbers", { number: "+33170000001", destination: null }, rival);
    expect([answer.status, answer.body.code]).toEqual([409, "SW_SETTING_TAKEN"]);
    expect(JSON.stringify(answer.body)).not.toContain("Atelier");
  });

  it("find nothing of each other's: no address of the API opens another company's things", async () => {
    const opened: string[] = [];
    for (const { method, path } of documented().filter(({ path }) => path.includes("{"))) {
      const { status, raw } = await pbx.ask(method, withOurs(path), method === "GET" ? undefined : {}, rival);
      // 400 and 422 say that the request is not of the documented shape; they are told before anything is looked up.
      const shapes = method === "POST" || method === "PATCH" ? [400, 404, 415, 422] : [404];
      if (!shapes.includes(status)) opened.push(`${method} ${path}: ${status} ${raw.toString().slice(0, 100)}`);
    }
    expect(opened).toEqual([]);
  });

  it("list nothing of each other's", async () => {
    const secrets = [...Object.values(ours), "+33170000001", "Atelier Martin", "alice@example.com"];
    const lists = documented().filter(({ method, path }) => method === "GET" && !path.includes("{"));
    expect(lists.length).toBeGreaterThan(8);
    const told: string[] = [];
    for (const { path } of lists.filter(({ path }) => !FOR_EVERYBODY.has(path))) {
      const { raw } = await pbx.ask("GET", path, undefined, rival);
      for (const secret of secrets) if (raw.includes(secret)) told.push(`${path} tells ${secret}`);
    }
    expect(told).toEqual([]);
  });

  it("can't point at each other's people, groups or conferences", async () => {
    const targets = [
      { kind: "user", id: ours["users"] },
      { kind: "mailbox", id: ours["users"] },
      { kind: "ring-group", id: ours["ring-groups"] },
      { kind: "conference", id: ours["conferences"] },
      { kind: "receptionist", id: ours["receptionists"] },
    ];
    for (const destination of targets) {
      const answer = await pbx.ask("POST", "/phone-numbers", { number: "+33180000001", destination }, rival);
      expect([destination.kind, answer.status]).toEqual([destination.kind, 422]);
    }
    const group = { name: "Thieves", extension: "2101", members: [ours["users"]] };
    expect((await pbx.ask("POST", "/ring-groups", group, rival)).status).toBe(422);
    const [boss] = (await pbx.ask("GET", "/users", undefined, rival)).body.items as { id: string }[];
    const shown = { outboundCallerId: "+33170000001" };
    expect((await pbx.ask("PATCH", `/users/${boss!.id}`, shown, rival)).status).toBe(422);
  });
});

describe("a person without an administrator's rights", () => {
  it("opens nothing of a colleague's, and changes nothing of the company's", async () => {
    const opened: string[] = [];
    const things = documented().filter(
      ({ method, path }) => path.includes("{") && !FOR_COLLEAGUES.has(`${method} ${path}`),
    );
    for (const { method, path } of things) {
      const { status } = await pbx.ask(method, withOurs(path), method === "GET" ? undefined : {}, {
        cookie: colleague.cookie,
      });
      const shapes = method === "POST" || method === "PATCH" ? [400, 403, 404, 415, 422] : [403, 404];
      if (!shapes.includes(status)) opened.push(`${method} ${path}: ${status}`);
    }
    expect(opened).toEqual([]);
  });

  it("changes their own voicemail and forwarding, not their extension, role or devices of others", async () => {
    const as = { cookie: colleague.cookie };
    const own = `/users/${colleague.id}`;
    const status = async (method: "POST" | "PATCH", url: string, body: unknown): Promise<number> =>
      (await pbx.ask(method, url, body, as)).status;
    expect(await status("PATCH", `${own}/voicemail`, { answerTimeSeconds: 10 })).toBe(200);
    expect(await status("PATCH", `${own}/forwarding`, { ringDevices: true })).toBe(200);
    expect(await status("PATCH", own, { extension: "2091" })).toBe(403);
    expect(await status("PATCH", own, { role: "admin" })).toBe(403);
    expect(await status("POST", `/users/${ours["users"]}/devices`, { label: "Desk", kind: "ip-phone" })).toBe(403);
    expect(await status("POST", "/users", { name: "X", email: "x@example.com", extension: "2092" })).toBe(403);
  });
});
