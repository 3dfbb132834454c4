import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseExtension } from "../../../src/vocabulary/extension.ts";
import { startApi, TOKEN, type ApiServer } from "../../support/api-server.ts";

let pbx: ApiServer;
beforeAll(async () => {
  pbx = await startApi();
  await pbx.settings.change(pbx.tenantId, { kind: "system", id: null, name: "test" }, (draft) => {
    for (let i = 0; i < 200; i++)
      draft.add("user", { name: `Zoé ${i}`, email: `u${i}@example.com`, extension: parseExtension(String(2000 + i))! });
  });
});
afterAll(() => pbx[Symbol.asyncDispose]());

/** As it comes over the line. */
function ask(path: string, encoding?: string) {
  const headers = {
    authorization: `Bearer ${TOKEN}`,
    ...(encoding !== undefined && { "accept-encoding": encoding }),
  };
  return pbx.api.inject({ method: "GET", url: `/api/v1${path}`, headers });
}

describe("a long list", () => {
  it("comes compressed to who takes gzip, and says the same", async () => {
    const [plain, packed] = [await ask("/users?limit=200"), await ask("/users?limit=200", "br;q=0.5, gzip")];
    expect(plain.headers).not.toHaveProperty("content-encoding");
    expect(packed.headers).toMatchObject({ "content-encoding": "gzip", "cache-control": "no-store" });
    expect(packed.rawPayload.length * 5).toBeLessThan(plain.rawPayload.length);
    expect(gunzipSync(packed.rawPayload).toString("utf8")).toBe(plain.payload);
    // A cache between keeps one of each.
    for (const { headers } of [plain, packed]) expect(String(headers["vary"])).toContain("Accept-Encoding");
  });

  it.each(["identity", "gzip;q=0", "br"])("comes as it is to who takes only %s", async (encoding) => {
    expect((await ask("/users?limit=200", encoding)).headers).not.toHaveProperty("content-encoding");
  });
});

it("a short answer is not compressed", async () => {
  const { headers } = await ask("/users?limit=1", "gzip");
  expect(headers).not.toHaveProperty("content-encoding");
});

it("thousands are sorted by the words that people see, accents beside plain letters, page by page", async () => {
  const first = (await pbx.ask("GET", "/users?limit=150&sort=-name")).body;
  const rest = (await pbx.ask("GET", `/users?limit=150&sort=-name&after=${first.next}`)).body;
  const names = [...first.items, ...rest.items].map(({ name }: { name: string }) => name);
  expect(names).toHaveLength(201);
  expect(names.at(-1)).toBe("Boss");
  expect(names[0]).toBe("Zoé 99");
  expect(new Set(names).size).toBe(201);
});
