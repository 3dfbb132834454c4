import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OPERATOR } from "../../../src/settings/schemas/audit.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { freshPrefix, testRedis, testSettings, type TestRedis } from "../../support/redis.ts";
import { ADMIN, e164, office, person } from "./builders.ts";

const NUMBER = e164("+33170000001");
const OPERATOR_ONLY = { code: "SW_OPERATOR_ONLY", status: 403 };
let redis: TestRedis;
let hosted: Settings;
let alone: Settings;
beforeAll(async () => {
  redis = await testRedis();
  hosted = await testSettings(redis, { prefix: freshPrefix(), hasOperator: true });
  alone = await testSettings(redis, { prefix: freshPrefix() });
});
afterAll(async () => {
  await Promise.all([hosted[Symbol.asyncDispose](), alone[Symbol.asyncDispose]()]);
  await redis[Symbol.asyncDispose]();
});

describe("a number, where an operator runs the system", () => {
  it("is taken by no company, neither by itself nor with a user", async () => {
    const { edit } = await office(hosted, "1001");
    await expect(edit((draft) => draft.add("number", { number: NUMBER }))).rejects.toMatchObject({
      ...OPERATOR_ONLY,
      field: "/number",
    });
    const taker = person("1002", { email: "taker@example.com", phoneNumbers: [NUMBER] });
    await expect(edit((draft) => draft.add("user", taker))).rejects.toMatchObject({
      ...OPERATOR_ONLY,
      field: "/phoneNumbers/0",
    });
  });

  it("is the company's that the operator gave it to, and leads where the company says", async () => {
    const { tenant, edit, user } = await office(hosted, "1001");
    await hosted.change(tenant, OPERATOR, (draft) => draft.add("number", { number: NUMBER }));
    const destination = { kind: "user", id: user(0).id } as const;
    await edit((draft) => draft.change("number", NUMBER, { destination }));
    expect(hosted.snapshot.number(NUMBER)).toMatchObject({ tenantId: tenant, destination });
    const second = e164("+33170000002");
    await hosted.change(tenant, OPERATOR, (draft) => draft.add("number", { number: second }));
    await edit((draft) => draft.add("user", person("1003", { email: "has@example.com", phoneNumbers: [second] })));
  });

  it("is a single office's for the asking, where there is no operator", async () => {
    const { edit } = await office(alone, "1001");
    await edit((draft) => draft.add("number", { number: NUMBER }));
    expect(alone.snapshot.number(NUMBER)).toBeDefined();
  });
});

describe("an address that another company's trunk trusts", () => {
  const trunk = (...trustedAddresses: string[]) => ({ name: "Provider", host: "192.0.2.9", trustedAddresses });

  it.each(["198.51.100.7", "198.51.100.0/24", "198.51.100.7/32", "::ffff:198.51.100.7"])(
    "is not trusted as %s, not later and not by enabling a trunk, until the operator lets both share it",
    async (text) => {
      const settings = await testSettings(redis, { prefix: freshPrefix(), hasOperator: true });
      const [owner, rival] = [await office(settings), await office(settings)];
      await owner.edit((draft) => draft.add("trunk", trunk("198.51.100.4/30")));
      const refused = { ...OPERATOR_ONLY, field: "/trustedAddresses/0" };
      await expect(rival.edit((draft) => draft.add("trunk", trunk(text)))).rejects.toMatchObject(refused);
      const own = await rival.edit((draft) => draft.add("trunk", trunk("203.0.113.1")));
      const off = await rival.edit((draft) => draft.add("trunk", { ...trunk(text), enabled: false }));
      const patch = { trustedAddresses: [text] };
      await expect(rival.edit((draft) => draft.change("trunk", own.id, patch))).rejects.toMatchObject(refused);
      const enable = () => rival.edit((draft) => draft.change("trunk", off.id, { enabled: true }));
      await expect(enable()).rejects.toMatchObject(refused);
      const sharedAddresses = ["198.51.100.0/24"];
      await settings.change(rival.tenant, OPERATOR, (draft) =>
        draft.change("tenant", rival.tenant, { sharedAddresses }),
      );
      await enable();
      expect(settings.snapshot.trunksTrusting("198.51.100.7")).toHaveLength(2);
      await settings[Symbol.asyncDispose]();
    },
  );

  it("that is trusted already stays so", async () => {
    const prefix = freshPrefix();
    const before = await testSettings(redis, { prefix });
    const [one, other] = [await office(before), await office(before)];
    await one.edit((draft) => draft.add("trunk", trunk("198.51.100.7")));
    const stands = await other.edit((draft) => draft.add("trunk", trunk("198.51.100.7")));
    await before[Symbol.asyncDispose]();
    const settings = await testSettings(redis, { prefix, hasOperator: true });
    await settings.change(other.tenant, ADMIN, (draft) => draft.change("trunk", stands.id, { capacity: 5 }));
    expect(settings.snapshot.trunk(stands.id)?.capacity).toBe(5);
    await settings[Symbol.asyncDispose]();
  });
});

describe("a trunk that leads into the system's own network", () => {
  const inside = { name: "Gateway", host: "192.168.1.9" };
  const isRefusedTrunkHost = ({ host }: { readonly host: string }): boolean => host.startsWith("192.168.");
  const REFUSED = { code: "SW_SETTING_INVALID", field: "/host", reason: "private-address" };

  it("is refused, new or changed, with a sentence that names the variable", async () => {
    await using settings = await testSettings(redis, { prefix: freshPrefix(), isRefusedTrunkHost });
    const { edit } = await office(settings, "1001");
    await expect(edit((draft) => draft.add("trunk", inside))).rejects.toMatchObject(REFUSED);
    await expect(edit((draft) => draft.add("trunk", inside))).rejects.toThrow("PRIVATE_TRUNKS=allowed");
    const { id } = await edit((draft) => draft.add("trunk", { name: "Provider", host: "198.51.100.7" }));
    await expect(edit((draft) => draft.change("trunk", id, { host: inside.host }))).rejects.toMatchObject(REFUSED);
  });

  it("is changed in all else where it was stored before", async () => {
    const prefix = freshPrefix();
    const before = await testSettings(redis, { prefix });
    const { tenant, edit } = await office(before, "1001");
    const { id } = await edit((draft) => draft.add("trunk", inside));
    await before[Symbol.asyncDispose]();
    await using settings = await testSettings(redis, { prefix, isRefusedTrunkHost });
    await settings.change(tenant, ADMIN, (draft) => draft.change("trunk", id, { priority: 5 }));
    expect(settings.snapshot.trunk(id)?.priority).toBe(5);
  });
});
