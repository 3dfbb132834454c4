import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CallTrace } from "../../../src/call-records/call-trace.ts";
import type { StoredRecord } from "../../../src/call-records/stored-record.ts";
import { parseE164 } from "../../../src/vocabulary/e164.ts";
import { parseTenantId, type TenantId, type UserId } from "../../../src/vocabulary/identifiers.ts";
import { aRecord } from "../call-records/a-record.ts";
import { OPERATOR_TOKEN, startApi, type ApiServer } from "../../support/api-server.ts";

type Headers = Record<string, string>;

const PASSWORD = "a password that is long enough";
const MINUTE_MS = 60_000;
/** In the last hour: what is older than a company wants is not shown. */
const NINE_MS = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 60 * MINUTE_MS;
const at = (minute: number): number => NINE_MS + minute * MINUTE_MS;
const TRACE: CallTrace = { plan: { kind: "echo" }, decisions: [], messages: [], left: 0 };

let pbx: ApiServer;
let alice: UserId;
let bob: UserId;
let asAlice: Headers;
let theirs: TenantId;
let asRival: Headers;
beforeAll(async () => {
  pbx = await startApi();
  const add = async (name: string, extension: string): Promise<UserId> => {
    const made = await pbx.ask("POST", "/users", { name, email: `${name}@example.com`, extension });
    return (made.body as { id: UserId }).id;
  };
  [alice, bob] = [await add("Alice", "1001"), await add("Bob", "1002")];
  const token = await pbx.ask("POST", "/tokens", { name: "Alice's", userId: alice });
  asAlice = { authorization: `Bearer ${(token.body as { token: string }).token}` };

  const admin = { name: "Boss", email: "boss@rival.example", extension: "2001", password: PASSWORD };
  const rival = { name: "Rival", country: "FR", timeZone: "Europe/Paris", language: "en", admin };
  const company = await pbx.ask("POST", "/tenants", rival, { authorization: `Bearer ${OPERATOR_TOKEN}` });
  theirs = parseTenantId((company.body as { id: string }).id)!;
  const login = await pbx.ask("POST", "/sessions", { email: admin.email, password: PASSWORD }, {});
  asRival = { cookie: String(login.headers["set-cookie"]).split(";")[0] ?? "" };

  await write({ call: "a1", ...to(alice), startedAtMs: at(1) });
  await write({ call: "b2", ...to(bob), startedAtMs: at(2), outcome: "no-answer" });
  await write({ call: "c3", ...to(bob), caller: { user: alice }, direction: "internal", startedAtMs: at(3) });
  await write({ call: "d4", ...to(alice), caller: CAROLINE, startedAtMs: at(4), outcome: "busy" });
  await write({ call: "e5", tenant: theirs, startedAtMs: at(5) });
});
afterAll(() => pbx[Symbol.asyncDispose]());

const CAROLINE = { number: parseE164("+33698765432")!, name: "=cmd|' /C calc'!A0" };

function write(over: Partial<StoredRecord>): Promise<void> {
  return pbx.callRecords.write(aRecord({ tenant: pbx.tenantId, people: {}, trunks: {}, ...over }), TRACE);
}

/** A call for this person, which only they have answered. */
function to(user: UserId): Partial<StoredRecord> {
  const leg = { leg: "x-1", callee: { user }, calledAtMs: at(0) };
  return { user, legs: [leg], answeredBy: { user } };
}

async function listed(query = "", as?: Headers): Promise<string[]> {
  const { status, body } = await pbx.ask("GET", `/call-records${query}`, undefined, as);
  expect([query, status]).toEqual([query, 200]);
  return (body as { items: { id: string }[] }).items.map(({ id }) => id);
}

async function statusOf(url: string, as?: Headers): Promise<number> {
  return (await pbx.ask("GET", url, undefined, as)).status;
}

describe("the list of calls that are over", () => {
  it("has the company's, the newest first, and none of another's", async () => {
    expect(await listed()).toEqual(["d4", "c3", "b2", "a1"]);
    expect(await listed("", asRival)).toEqual(["e5"]);
  });

  it.each([
    ["by who had a part in them", () => `?user=${bob}`, ["c3", "b2"]],
    ["by a part of a number", () => "?number=6987654", ["d4"]],
    ["by direction", () => "?direction=internal", ["c3"]],
    ["by outcome", () => "?outcome=no-answer", ["b2"]],
    ["by time, from the first moment up to the last", () => `?from=${iso(at(2))}&to=${iso(at(4))}`, ["c3", "b2"]],
    ["by all of it at once", () => `?user=${alice}&outcome=busy&direction=inbound`, ["d4"]],
    ["down to nothing", () => `?user=${bob}&outcome=busy`, []],
  ])("can be narrowed %s", async (_, query, found) => {
    expect(await listed(query())).toEqual(found);
  });

  it.each(["?direction=sideways", "?from=yesterday", "?limit=0", "?limit=501", "?number=alice", "?after=x", "?who=me"])(
    "is not asked for with %s",
    async (query) => {
      expect(await statusOf(`/call-records${query}`)).toBe(422);
    },
  );

  it("comes in pages, without a gap or a call twice", async () => {
    const pages: string[][] = [];
    let after: string | null = "";
    while (after !== null) {
      const { body } = await pbx.ask("GET", `/call-records?limit=3${after === "" ? "" : `&after=${after}`}`);
      const page = body as { items: { id: string }[]; next: string | null };
      pages.push(page.items.map(({ id }) => id));
      after = page.next;
    }
    expect(pages).toEqual([["d4", "c3", "b2"], ["a1"]]);
  });
});

describe("a user without an administrator's rights", () => {
  it("sees the calls that they had a part in, in list and file", async () => {
    expect(await listed("", asAlice)).toEqual(["d4", "c3", "a1"]);
    const { body } = await pbx.ask("GET", "/call-records.csv", undefined, asAlice);
    expect(linesOf(body as string).map(([id]) => id)).toEqual(["d4", "c3", "a1"]);
  });

  it("is not told of a colleague's, nor that it is there", async () => {
    expect(await statusOf("/call-records/a1", asAlice)).toBe(200);
    expect(await statusOf("/call-records/b2", asAlice)).toBe(404);
    expect(await statusOf(`/call-records?user=${bob}`, asAlice)).toBe(403);
    expect(await statusOf(`/call-records.csv?user=${bob}`, asAlice)).toBe(403);
  });

  it("sees no traces, not even of their own calls: those show colleagues' settings", async () => {
    expect(await statusOf("/call-records/a1/trace", asAlice)).toBe(403);
    expect(await statusOf("/call-records/a1/trace")).toBe(200);
  });

  it("who has no session sees nothing at all", async () => {
    for (const url of ["/call-records", "/call-records.csv", "/call-records/a1", "/call-records/a1/trace"])
      expect(await statusOf(url, {})).toBe(401);
  });
});

describe("another company's call", () => {
  it("is not there: no record, no trace, no line of the file", async () => {
    expect(await statusOf("/call-records/e5", asRival)).toBe(200);
    expect(await statusOf("/call-records/e5/trace", asRival)).toBe(200);
    for (const id of ["a1", "b2", "c3", "d4"]) {
      expect(await statusOf(`/call-records/${id}`, asRival)).toBe(404);
      expect(await statusOf(`/call-records/${id}/trace`, asRival)).toBe(404);
    }
    expect(await statusOf("/call-records/e5")).toBe(404);
    expect(await statusOf("/call-records/e5/trace")).toBe(404);
    expect(await listed(`?user=${alice}`, asRival)).toEqual([]);
    const { body } = await pbx.ask("GET", "/call-records.csv", undefined, asRival);
    expect(linesOf(body as string).map(([id]) => id)).toEqual(["e5"]);
  });
});

describe("the file of calls", () => {
  it("makes no formula of a caller's name, and takes the same filters", async () => {
    const { headers, body } = await pbx.ask("GET", "/call-records.csv?outcome=busy");
    expect(headers["content-type"]).toMatch(/^text\/csv/);
    expect(headers["content-disposition"]).toContain("attachment");
    const lines = linesOf(body as string);
    expect(lines.map(([id]) => id)).toEqual(["d4"]);
    expect(body).toContain(`"'=cmd|' /C calc'!A0"`);
    expect(await statusOf("/call-records.csv?outcome=lost")).toBe(422);
  });
});

/** The lines below the first; what these tests write has no comma in it. */
function linesOf(csv: string): string[][] {
  return csv
    .trimEnd()
    .split("\r\n")
    .slice(1)
    .map((line) => line.split(","));
}

function iso(ms: number): string {
  return encodeURIComponent(new Date(ms).toISOString());
}
