import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { OPERATOR_TOKEN, startApi, type ApiServer } from "../../support/api-server.ts";

const asProvider = { authorization: `Bearer ${OPERATOR_TOKEN}` };
const PASSWORD = "a password that is long enough";
const SECRETS = ["secret of a trunk", PASSWORD, "47110815", "$argon2", "whsec_"];

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi({ hasOperator: true });
});
afterAll(() => pbx[Symbol.asyncDispose]());

// oxlint-disable-next-line typescript/no-explicit-any -- a test reads what it expects
type Exported = any;
let exported: Exported;
let id: string;
let companies = 0;

/** A company with a little of everything, and what it is exported as. */
beforeEach(async () => {
  const n = ++companies;
  const number = `+3317100000${n}`;
  const ask = async (url: string, body: object, as: Record<string, string>) => {
    const answer = await pbx.ask("POST", url, body, as);
    expect([url, answer.status, answer.body.code]).toEqual([url, 201, undefined]);
    return answer.body as Record<string, string>;
  };
  const admin = { name: "Eve", email: `eve${n}@example.org`, extension: "1001", password: PASSWORD };
  const company = { name: `Company ${n}`, country: "FR", timeZone: "Europe/Paris", language: "fr", admin };
  ({ id = "" } = await ask("/tenants", company, asProvider));
  await ask(`/tenants/${id}/phone-numbers`, { number }, asProvider);
  const { token } = await ask(`/tenants/${id}/acting`, {}, asProvider);
  const as = { authorization: `Bearer ${token}` };
  const alice = await ask(
    "/users",
    { name: "Alice", email: `alice${n}@example.org`, extension: "1002", device: { label: "Desk", kind: "ip-phone" } },
    as,
  );
  const group = await ask("/ring-groups", { name: "Sales", extension: "2001", members: [alice["id"]] }, as);
  const destination = { kind: "ring-group", id: group["id"] };
  await pbx.ask("PATCH", `/phone-numbers/${encodeURIComponent(number)}`, { destination }, as);
  await pbx.ask("PATCH", "/tenant", { mainNumber: number, callRecordDays: 90 }, as);
  await ask("/receptionists", { name: "Welcome", extension: "2002", keys: { "1": destination } }, as);
  await ask("/conferences", { name: "Board", extension: "2003", pin: "47110815" }, as);
  const trunk = { name: "Line", host: `198.51.100.${n}`, username: "martin", password: "secret of a trunk" };
  await ask("/trunks", trunk, as);
  await ask("/webhooks", { name: "CRM", url: "https://crm.example.com/hook" }, as);
  await ask("/tokens", { name: "CRM", role: "admin" }, as);
  exported = (await pbx.ask("GET", `/tenants/${id}/export`, undefined, asProvider)).body;
});

async function deleted(): Promise<void> {
  await pbx.ask("POST", `/tenants/${id}/suspension`, {}, asProvider);
  expect((await pbx.ask("DELETE", `/tenants/${id}`, undefined, asProvider)).status).toBe(204);
}

/** The settings with the records named by their order, so that those of two companies can be compared. */
function comparable({ settings, company }: Exported): unknown {
  const names = new Map<string, string>();
  for (const [kind, records] of Object.entries<Exported[]>(settings))
    for (const [i, record] of records.entries()) if (record.id !== undefined) names.set(record.id, `${kind} ${i}`);
  const without = (value: unknown): unknown => {
    if (typeof value === "string") return names.get(value) ?? value;
    if (Array.isArray(value)) return value.map(without);
    if (typeof value !== "object" || value === null) return value;
    const told = Object.entries(value).filter(([name]) => name !== "version");
    return Object.fromEntries(told.map(([name, each]) => [name, without(each)]));
  };
  const { token: _tokens, ...others } = settings;
  const { id: _id, suspension: _suspension, ...told } = company;
  return without({ others, told });
}

describe("a company that was exported", () => {
  it("is the same when it is imported again, with identities of its own and no secret in the document", async () => {
    for (const secret of SECRETS) expect(JSON.stringify(exported)).not.toContain(secret);
    await deleted();
    const { status, body, headers } = await pbx.ask("POST", "/tenants/import", exported, asProvider);
    expect([status, body.code]).toEqual([201, undefined]);
    expect(headers["location"]).toBe(`/api/v1/tenants/${body.id}`);
    expect(body.id).not.toBe(id);
    const again = (await pbx.ask("GET", `/tenants/${body.id}/export`, undefined, asProvider)).body;
    expect(comparable(again)).toEqual(comparable(exported));
    const [device] = pbx.settings.snapshot.settings("device", body.id);
    expect(device?.sipUsername).toBe(exported.settings.device[0].sipUsername);
    expect(pbx.settings.snapshot.settings("user", body.id).map(({ passwordHash }) => passwordHash)).toEqual([
      null,
      null,
    ]);
    const [told] = (await pbx.settings.audit(body.id, { limit: 10 })).items.slice(-1);
    expect(told?.changes).toMatchObject([{ what: "created", kind: "import", id: body.id }]);
  });

  it("is refused as a whole while what it brings is there already, and the refusal names the record", async () => {
    const before = pbx.settings.snapshot;
    const { status, body } = await pbx.ask("POST", "/tenants/import", exported, asProvider);
    expect([status, body.code]).toEqual([409, "SW_SETTING_TAKEN"]);
    expect(body.errors[0].field).toMatch(/^\/records\/(?:user|number|device)\/\d+\/fields\/\w+$/);
    expect(pbx.settings.snapshot).toBe(before);
  });

  it("is only tried with dryRun, which tells its records and seats", async () => {
    await deleted();
    const before = pbx.settings.snapshot;
    const { status, body } = await pbx.ask("POST", "/tenants/import?dryRun=true", exported, asProvider);
    expect([status, body.effect, body.seats.after]).toEqual([200, "settings", 2]);
    expect(body.changes.map(({ kind }: { kind: string }) => kind)).toEqual(
      expect.arrayContaining(["tenant", "user", "ring-group", "number", "trunk"]),
    );
    expect(pbx.settings.snapshot).toBe(before);
  });

  it.each([
    [
      "a record without what it needs",
      (all: Exported) => delete all.records.user[0].fields.extension,
      "/records/user/0",
    ],
    ["a field that no record has", (all: Exported) => (all.records.user[0].fields.surprise = 1), "/records/user/0"],
    ["a member who isn't there", (all: Exported) => all.records.user.splice(1, 1), "/records/device/0/fields/userId"],
    ["the same record twice", (all: Exported) => all.records.user.push(all.records.user[0]), "/records/user/2"],
    ["a kind that isn't known", (all: Exported) => (all.records.lamp = []), "/records/lamp"],
    ["no company", (all: Exported) => (all.records.tenant = []), "/records/tenant"],
  ])("is refused with %s, and nothing is made", async (_what, spoil, field) => {
    await deleted();
    const spoilt = structuredClone(exported);
    spoil(spoilt);
    const before = pbx.settings.snapshot;
    const { status, body } = await pbx.ask("POST", "/tenants/import", spoilt, asProvider);
    expect([status, body.errors?.[0].field.slice(0, field.length)]).toEqual([422, field]);
    expect(pbx.settings.snapshot).toBe(before);
  });
});
