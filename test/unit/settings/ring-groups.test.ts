import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SettingInUse, SettingTaken } from "../../../src/settings/errors.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import type { RingGroupId } from "../../../src/vocabulary/identifiers.ts";
import { testRedis, testSettings, type TestRedis } from "../../support/redis.ts";
import { e164, ext, office, person } from "./builders.ts";

let redis: TestRedis;
let settings: Settings;
beforeAll(async () => {
  redis = await testRedis();
  settings = await testSettings(redis);
});
afterAll(async () => {
  await settings[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

const sales = { name: "Sales", extension: ext("2000") };
const refusal = (change: Promise<unknown>) =>
  change.then(
    () => undefined,
    (failure: unknown) => failure,
  );

describe("a ring group", () => {
  it("has an extension that is taken once over all kinds, and no reserved one", async () => {
    const here = await office(settings, "1001");
    const group = await here.edit((draft) => draft.add("ring-group", sales));
    expect(group).toMatchObject({ strategy: "simultaneous", members: [], overflow: null, useMemberForwarding: true });
    expect(settings.snapshot.extension(here.tenant, sales.extension)).toEqual({ kind: "ring-group", id: group.id });
    expect(
      await refusal(here.edit((draft) => draft.add("user", person("2000", { email: "x@example.com" })))),
    ).toBeInstanceOf(SettingTaken);
    expect(
      await refusal(here.edit((draft) => draft.change("ring-group", group.id, { extension: ext("1001") }))),
    ).toBeInstanceOf(SettingTaken);
    expect(
      await refusal(here.edit((draft) => draft.add("ring-group", { name: "No", extension: ext("112") }))),
    ).toMatchObject({
      reason: "extension-reserved",
    });
  });

  it("has members and an overflow of its own company, and does not overflow in a circle", async () => {
    const here = await office(settings, "1001");
    const there = await office(settings, "1001");
    const foreign = there.edit((draft) => draft.add("ring-group", { ...sales, members: [here.user(0).id] }));
    expect(await refusal(foreign)).toMatchObject({ reason: "unknown-user", field: "/members/0" });
    const [first, second] = await here.edit((draft) => [
      draft.add("ring-group", { ...sales, members: [here.user(0).id] }),
      draft.add("ring-group", { name: "Support", extension: ext("2001") }),
    ]);
    const to = (id: RingGroupId) => ({ overflow: { kind: "ring-group", id } as const });
    expect(await refusal(there.edit((draft) => draft.add("ring-group", { ...sales, ...to(first.id) })))).toMatchObject({
      reason: "unknown-destination",
    });
    await here.edit((draft) => draft.change("ring-group", first.id, to(second.id)));
    for (const id of [first.id, second.id])
      expect(await refusal(here.edit((draft) => draft.change("ring-group", second.id, to(id))))).toMatchObject({
        reason: "overflows-in-a-circle",
      });
  });

  it("is not removed while a number, a forward or another group leads to it; or all of them move in the same step", async () => {
    const here = await office(settings, "1001", "1002");
    const number = e164("+33180000001");
    const { group, other } = await here.edit((draft) => {
      const added = draft.add("ring-group", sales);
      draft.add("number", { number, destination: { kind: "ring-group", id: added.id } });
      draft.change("user", here.user(0).id, { forwarding: { enabled: true, number: sales.extension } });
      const overflow = { kind: "ring-group", id: added.id } as const;
      return { group: added, other: draft.add("ring-group", { name: "Other", extension: ext("2001"), overflow }) };
    });
    const refused = await refusal(here.edit((draft) => draft.remove("ring-group", group.id)));
    expect(refused).toBeInstanceOf(SettingInUse);
    expect((refused as SettingInUse).usedBy.map(({ kind }) => kind)).toEqual(["number", "user", "ring-group"]);

    const heir = { kind: "user", id: here.user(1).id } as const;
    await here.edit((draft) => draft.remove("ring-group", group.id, { reassignTo: heir }));
    expect(settings.snapshot.number(number)?.destination).toEqual(heir);
    expect(settings.snapshot.user(here.user(0).id)?.forwarding).toMatchObject({ enabled: true, number: "1002" });
    expect(settings.snapshot.ringGroup(other.id)?.overflow).toEqual(heir);
    expect(settings.snapshot.extension(here.tenant, sales.extension)).toBeUndefined();
  });

  it("keeps a member from being removed, or loses them with all that led to them", async () => {
    const here = await office(settings, "1001", "1002");
    const leaving = here.user(0).id;
    const group = await here.edit((draft) =>
      draft.add("ring-group", {
        ...sales,
        members: [leaving, here.user(1).id],
        overflow: { kind: "mailbox", id: leaving },
      }),
    );
    expect(await refusal(here.edit((draft) => draft.remove("user", leaving)))).toBeInstanceOf(SettingInUse);
    await here.edit((draft) => draft.remove("user", leaving, { reassignTo: { kind: "ring-group", id: group.id } }));
    expect(settings.snapshot.ringGroup(group.id)).toMatchObject({ members: [here.user(1).id], overflow: null });
  });

  it("takes forwards along to another extension", async () => {
    const here = await office(settings, "1001");
    const group = await here.edit((draft) => {
      const added = draft.add("ring-group", sales);
      draft.change("user", here.user(0).id, { forwarding: { enabled: true, number: sales.extension } });
      return added;
    });
    await here.edit((draft) => draft.change("ring-group", group.id, { extension: ext("2222") }));
    expect(settings.snapshot.user(here.user(0).id)?.forwarding.number).toBe("2222");
  });
});
