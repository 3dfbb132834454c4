import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi();
});
afterAll(() => pbx[Symbol.asyncDispose]());

describe("the journal", () => {
  it("is narrowed by who changed what, and when, and paged all the same", async () => {
    const user = { name: "Anna", email: "anna@example.com", extension: "2001" };
    const { id } = (await pbx.ask("POST", "/users", user)).body;
    await pbx.ask("POST", "/ring-groups", { name: "Sales", extension: "2100" });
    await pbx.ask("PATCH", `/users/${id}`, { doNotDisturb: true });
    const journal = async (query: string) => (await pbx.ask("GET", `/audit?${query}`)).body;
    const all = await journal("");
    const groups = await journal("kind=ring-group");
    expect(groups.items).toHaveLength(1);
    expect((await journal(`kind=user&id=${id}`)).items).toHaveLength(2);
    expect((await journal("who=api_token")).items).toHaveLength(3);
    expect((await journal("who=nobody-at-all")).items).toEqual([]);
    expect((await journal("from=2099-01-01T00:00:00Z")).items).toEqual([]);
    expect((await journal("to=2000-01-01T00:00:00Z")).items).toEqual([]);
    const first = await journal(`kind=user&id=${id}&limit=1`);
    const second = await journal(`kind=user&id=${id}&limit=1&before=${first.next}`);
    expect([first.items[0].id, second.items[0].id]).toEqual([all.items[0].id, all.items[2].id]);
    expect((await pbx.ask("GET", "/audit?from=yesterday")).status).toBe(422);
  });
});
