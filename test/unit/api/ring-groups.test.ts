import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApi, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
let alice: string;
beforeAll(async () => {
  pbx = await startApi();
  const person = { name: "Alice", email: "alice@example.com", extension: "1001" };
  alice = (await pbx.ask("POST", "/users", person)).body.id;
});
afterAll(() => pbx[Symbol.asyncDispose]());

describe("ring groups", () => {
  it("are added, read, listed, changed from the version one saw, and removed", async () => {
    const sales = { name: "Sales", extension: "2000", members: [alice], strategy: "round-robin" };
    const made = await pbx.ask("POST", "/ring-groups", { ...sales, overflow: { kind: "mailbox", id: alice } });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...sales,
      ringTimeSeconds: 30,
      memberTimeSeconds: 15,
      useMemberForwarding: true,
    });
    const { id, version } = made.body;
    expect(made.headers).toMatchObject({ location: `/api/v1/ring-groups/${id}`, etag: `"${version}"` });
    expect((await pbx.ask("GET", "/ring-groups?q=sal")).body).toMatchObject({ total: 1, items: [{ id }] });

    const changed = await pbx.ask("PATCH", `/ring-groups/${id}`, { ringTimeSeconds: 12 });
    expect(changed.body).toMatchObject({ ringTimeSeconds: 12, version: Number(version) + 1 });
    expect((await pbx.ask("GET", `/ring-groups/${id}`)).body).toEqual(changed.body);

    const number = { number: "+33170000009", destination: { kind: "ring-group", id } };
    expect((await pbx.ask("POST", "/phone-numbers", number)).status).toBe(201);
    const refused = await pbx.ask("DELETE", `/ring-groups/${id}`);
    expect(refused).toMatchObject({ status: 409, body: { usedBy: [{ kind: "number", label: "+33170000009" }] } });
    expect((await pbx.ask("DELETE", `/ring-groups/${id}?reassignTo=user:${alice}`)).status).toBe(204);
    expect((await pbx.ask("GET", "/phone-numbers/%2B33170000009")).body.destination).toMatchObject({
      kind: "user",
      id: alice,
    });
    expect((await pbx.ask("GET", `/ring-groups/${id}`)).status).toBe(404);
  });

  it.each([
    [{ name: "X", extension: "1001" }, 409, "/extension"],
    [{ name: "X", extension: "2001", members: ["nobody-at-all"] }, 422, "/members/0"],
    [{ name: "X", extension: "2001", ringTimeSeconds: 1 }, 422, "/ringTimeSeconds"],
    [{ name: "X", extension: "2001", overflow: { kind: "outside", number: "12" } }, 422, "/overflow/number"],
  ])("%j is refused by its field", async (body, status, field) => {
    const answer = await pbx.ask("POST", "/ring-groups", body);
    expect(answer.status).toBe(status);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it("are documented", async () => {
    const { body } = await pbx.ask("GET", "/api/docs/json", undefined, {});
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(["/api/v1/ring-groups", "/api/v1/ring-groups/{id}"]),
    );
  });
});
