import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OPERATOR_TOKEN, startApi, type ApiServer } from "../../support/api-server.ts";

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: { readonly anyOf?: readonly { readonly const: string }[] };
}
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
}

/** Lists that only grow at one end, newest first: they have no other order, and their cursor is a place in time. */
const JOURNALS = new Set(["listCallRecords", "listAuditEntries"]);
/** Short, and bounded by what they list: a company's limits, the numbers that one user's calls may show, the ways to log in. */
const BOUNDED = new Set(["listLimits", "listMyCallerIds", "listLogInWays"]);
const provider = { authorization: `Bearer ${OPERATOR_TOKEN}` };

let pbx: ApiServer;
let lists: readonly (readonly [path: string, operation: Operation])[];
const NAMES = ["Zoé", "adam", "Élodie", "Bob", "eve", "Émile"];

beforeAll(async () => {
  pbx = await startApi();
  await pbx.api.ready();
  const { paths } = pbx.api.swagger() as unknown as { paths: Record<string, Record<string, Operation>> };
  lists = Object.entries(paths).flatMap(([path, { get }]) =>
    get?.operationId.startsWith("list") === true ? [[path, get] as const] : [],
  );
  for (const [index, name] of NAMES.entries()) await addUser(name, `20${index}0`);
});
afterAll(() => pbx[Symbol.asyncDispose]());

async function addUser(name: string, extension: string): Promise<string> {
  const { status, body } = await pbx.ask("POST", "/users", { name, email: `u${extension}@example.com`, extension });
  expect([name, status]).toEqual([name, 201]);
  return body.id as string;
}

async function names(query: string): Promise<string[]> {
  const { body } = await pbx.ask("GET", `/users?${query}`);
  return (body.items as { name: string }[]).map(({ name }) => name);
}

/** All pages of a list, by its cursor. */
async function pages(path: string, meanwhile?: () => Promise<void>): Promise<string[]> {
  const found: string[] = [];
  let after: string | null = null;
  do {
    const cursor: string = after === null ? "" : `&after=${encodeURIComponent(after)}`;
    const { status, body } = await pbx.ask("GET", `${path}${cursor}`);
    expect([path, status]).toEqual([path, 200]);
    found.push(...(body.items as { name: string }[]).map(({ name }) => name));
    after = body.next as string | null;
    await meanwhile?.();
  } while (after !== null);
  return found;
}

/** Of each order the way up: the way down is the same way. */
function orders(parameters: readonly Parameter[]) {
  const { anyOf = [] } = parameters.find(({ name }) => name === "sort")?.schema ?? {};
  return anyOf.filter((each) => !each.const.startsWith("-"));
}

describe("a list of the API", () => {
  it("is paged, searched and sorted by the same parameters as all others", () => {
    const odd = lists.filter(([, { operationId, parameters = [] }]) => {
      const names = parameters.filter(({ in: place }) => place === "query").map(({ name }) => name);
      const expected = JOURNALS.has(operationId) ? ["limit", "after"] : ["limit", "after", "offset", "q", "sort"];
      return !BOUNDED.has(operationId) && !expected.every((name) => names.includes(name));
    });
    expect(odd.map(([path]) => path)).toEqual([]);
    expect(lists.length).toBeGreaterThan(20);
  });

  it("is sorted as people sort: without regard of accents and capitals", async () => {
    expect(await names("sort=name")).toEqual(["adam", "Bob", "Boss", "Élodie", "Émile", "eve", "Zoé"]);
    expect(await names("sort=-name&limit=2")).toEqual(["Zoé", "eve"]);
    expect(await names("")).toEqual(["Boss", ...NAMES]);
  });

  it("is narrowed by the fields of what it lists", async () => {
    expect(await names("extension=2030")).toEqual(["Bob"]);
    expect(await names("role=admin")).toEqual(["Boss"]);
    expect(await names("role=admin&extension=2030")).toEqual([]);
    expect(await names("q=bo&sort=name")).toEqual(["Bob", "Boss"]);
  });

  it("leaves nothing out and tells nothing twice where items come and go between its pages", async () => {
    expect(await pages("/users?limit=2&sort=name")).toEqual(await names("sort=name"));
    let come = 0;
    const gone = await addUser("aaron", "2900");
    const found = await pages("/users?limit=2&sort=name", async () => {
      if (come++ > 0) return;
      await pbx.ask("DELETE", `/users/${gone}`); // the cursor's neighbour goes, and another comes before it
      await addUser("aaa", "2901");
    });
    expect(found.filter((name) => name !== "aaron")).toEqual(
      (await names("sort=name")).filter((name) => name !== "aaa"),
    );
  });

  it("refuses a cursor that is none, of another order, or beside an offset, and says which parameter is wrong", async () => {
    const { next } = (await pbx.ask("GET", "/users?limit=1&sort=name")).body as { next: string };
    const wrong = { "after=x": "not-a-cursor", "after=WzFd": "not-a-cursor", "sort=color": "not-one-of" };
    const refused = {
      ...wrong,
      [`after=${next}&sort=-name`]: "other-order",
      [`after=${next}&offset=1`]: "not-with-after",
    };
    for (const [query, code] of Object.entries(refused)) {
      const { status, body } = await pbx.ask("GET", `/users?${query}`);
      expect([query, status, body.errors?.[0].code]).toEqual([query, 422, code]);
    }
  });

  it("can be sorted by each order that its document names", async () => {
    const open = lists.filter(([path]) => !path.includes("{") && !path.endsWith("/sessions"));
    const failed: string[] = [];
    for (const [path, { parameters = [] }] of open)
      for (const { const: order } of orders(parameters)) {
        const isProviders = /\/(?:tenants|number-inventory|bans|allow-list)/.test(path);
        const { status } = await pbx.ask("GET", `${path}?sort=${order}`, undefined, isProviders ? provider : undefined);
        if (status !== 200) failed.push(`${path}?sort=${order}: ${status}`);
      }
    expect(failed).toEqual([]);
  });
});
