import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiProblem, createApiClient, dataOf } from "../../../src/api-client/client.ts";
import { startApi, TOKEN, type ApiServer } from "../../support/api-server.ts";
import { typesOf } from "../../support/client-types.ts";

let pbx: ApiServer;
let baseUrl: string;

beforeAll(async () => {
  pbx = await startApi();
  await pbx.api.listen({ host: "127.0.0.1", port: 0 });
  baseUrl = `http://127.0.0.1:${(pbx.api.server.address() as AddressInfo).port}`;
});
afterAll(() => pbx[Symbol.asyncDispose]());

describe("the TypeScript client", () => {
  it("has the types of the API's document; npm run client makes them anew", async () => {
    const { body } = await pbx.ask("GET", "/api/docs/json", undefined, {});
    await expect(await typesOf(body)).toMatchFileSnapshot("../../../src/api-client/schema.d.ts");
  });

  it("adds a user, finds them, and changes them as of a version", async () => {
    const api = createApiClient({ baseUrl, token: TOKEN });
    const alice = { name: "Alice", email: "alice@example.com", extension: "1001" };
    const added = await dataOf(api.POST("/api/v1/users", { body: alice }));
    const { items } = await dataOf(api.GET("/api/v1/users", { params: { query: { q: "alice" } } }));
    expect(items).toEqual([added]);
    const params = { path: { id: added.id }, header: { "If-Match": `"${added.version}"` } };
    const changed = await dataOf(api.PATCH("/api/v1/users/{id}", { params, body: { doNotDisturb: true } }));
    expect(changed.doNotDisturb).toBe(true);
    const late = dataOf(api.PATCH("/api/v1/users/{id}", { params, body: { doNotDisturb: false } }));
    await expect(late).rejects.toMatchObject({
      ...{ status: 409, code: "SW_VERSION_CONFLICT" },
      document: { currentVersion: changed.version },
    });
    await dataOf(api.DELETE("/api/v1/users/{id}", { params: { path: { id: added.id } } }));
  });

  it("tells who isn't logged in what the API says", async () => {
    const failure = await dataOf(createApiClient({ baseUrl }).GET("/api/v1/me")).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ApiProblem);
    expect(failure).toMatchObject({ status: 401, code: "SW_NOT_AUTHENTICATED" });
  });
});
