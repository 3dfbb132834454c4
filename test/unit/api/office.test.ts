import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi();
  await pbx.ask("PATCH", "/tenant", { seatPrice: { amount: "50", currency: "EUR" } });
});
afterAll(() => pbx[Symbol.asyncDispose]());

const addUser = async (extension: string, more: object = {}) => {
  const user = { name: `Person ${extension}`, email: `p${extension}@example.com`, extension, ...more };
  return (await pbx.ask("POST", "/users", user)).body;
};
/** Bearer of a token that belongs to this user. */
const tokenOf = async (userId: string) => {
  const { body } = await pbx.ask("POST", "/tokens", { name: "Own", userId, role: "user" });
  return { authorization: `Bearer ${body.token}` };
};

describe("the bill", () => {
  it("counts each user as a seat, and a month by the most that it had", async () => {
    const anna = await addUser("2001");
    await addUser("2002");
    await pbx.ask("DELETE", `/users/${anna.id}`);
    const { status, body } = await pbx.ask("GET", "/billing");
    expect(status).toBe(200);
    expect(body).toMatchObject({ seats: 2, seatPrice: { amount: "50", currency: "EUR" }, monthly: "100.00" });
    expect(body.thisMonth).toMatchObject({ seats: 3, total: "150.00" });
    expect(body.months).toEqual([body.thisMonth]);
  });

  it("is a CSV file too", async () => {
    const { body, headers } = await pbx.ask("GET", "/billing.csv");
    expect(headers["content-type"]).toMatch(/^text\/csv/);
    expect(body).toMatch(/^month,seats,seatPrice,total,currency\r\n\d{4}-\d\d,3,50,150\.00,EUR\r\n$/);
  });

  it("tells what more users would cost before they are added, and adds none", async () => {
    const { body } = await pbx.ask("POST", "/billing/quote", { adding: 1 });
    expect(body).toMatchObject({ seats: 2, seatsAfter: 3, monthlyBefore: "100.00", monthlyAfter: "150.00" });
    expect((await pbx.ask("GET", "/users")).body.total).toBe(2);
  });

  it("is for administrators alone", async () => {
    const { id } = (await pbx.ask("GET", "/users?q=2002")).body.items[0];
    const own = await tokenOf(id);
    expect((await pbx.ask("GET", "/billing", undefined, own)).status).toBe(403);
    expect((await pbx.ask("POST", "/billing/quote", { adding: 1 }, own)).status).toBe(403);
  });
});

describe("what is free", () => {
  it("are the numbers that lead nowhere", async () => {
    const { id } = (await pbx.ask("GET", "/users?q=2002")).body.items[0];
    await pbx.ask("POST", "/phone-numbers", { number: "+33170000001" });
    await pbx.ask("POST", "/phone-numbers", { number: "+33170000002", destination: { kind: "user", id } });
    const numbers = async (query: string) =>
      (await pbx.ask("GET", `/phone-numbers${query}`)).body.items.map(({ number }: { number: string }) => number);
    expect(await numbers("?spare=true")).toEqual(["+33170000001"]);
    expect(await numbers("?spare=false")).toEqual(["+33170000002"]);
    expect(await numbers("")).toHaveLength(2);
    expect((await pbx.ask("GET", "/phone-numbers?spare=perhaps")).status).toBe(422);
  });

  it("are the next extensions, without those that are taken or mean something else", async () => {
    await pbx.ask("POST", "/ring-groups", { name: "Sales", extension: "2004" });
    const { body } = await pbx.ask("GET", "/extensions/next?count=3&from=2002");
    expect(body).toEqual({ extension: "2003", items: ["2003", "2005", "2006"] });
    expect((await pbx.ask("GET", "/extensions/next")).body.extension).toBe("1001");
    const short = (await pbx.ask("GET", "/extensions/next?count=2&from=111")).body.items;
    expect(short).not.toContain("112");
    expect((await pbx.ask("GET", "/extensions/next?from=701")).body.extension).toBe("710");
  });
});

describe("an employee", () => {
  it("sees the colleagues with extension and state, and nothing that is theirs", async () => {
    const carol = await addUser("2020", { name: "Carol" });
    const { body, status } = await pbx.ask("GET", "/directory?q=carol", undefined, await tokenOf(carol.id));
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [{ userId: carol.id, name: "Carol", extension: "2020", state: "idle" }],
      total: 1,
      next: null,
    });
  });

  it("chooses among the main number, own numbers and those of their groups, and no colleague's", async () => {
    const dora = await addUser("2021", { phoneNumbers: ["+33170000021"] });
    await addUser("2022", { phoneNumbers: ["+33170000022"] });
    const group = (await pbx.ask("POST", "/ring-groups", { name: "Help", extension: "2100", members: [dora.id] })).body;
    const destination = { kind: "ring-group", id: group.id };
    await pbx.ask("POST", "/phone-numbers", { number: "+33170000030", destination });
    await pbx.ask("PATCH", "/tenant", { mainNumber: "+33170000030" });
    const { body } = await pbx.ask("GET", "/me/caller-ids", undefined, await tokenOf(dora.id));
    expect(body).toEqual({
      current: null,
      items: [
        { value: null, kind: "main", number: "+33170000030", label: "Help" },
        { value: "+33170000021", kind: "own", number: "+33170000021", label: "Person 2021" },
        { value: "+33170000030", kind: "shared", number: "+33170000030", label: "Help" },
        { value: "withheld", kind: "withheld", number: null, label: null },
      ],
    });
  });
});
