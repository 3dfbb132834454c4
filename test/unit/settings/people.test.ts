import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SettingInUse } from "../../../src/settings/errors.ts";
import { hashToken, makeDeviceCredentials } from "../../../src/settings/secrets.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { testRedis, testSettings } from "../../support/redis.ts";
import type { TestRedis } from "../../support/redis.ts";
import { e164, ext, office, person, toUser, refused } from "./builders.ts";

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

let lastNumber = 170_000_000;
/** A number that is not used otherwise in this file. */
function freshNumber() {
  return e164(`+33${++lastNumber}`);
}

describe("a log-in", () => {
  it("is one person's in the whole system, however it is written", async () => {
    const { edit } = await office(settings);
    const there = await office(settings);
    await edit((draft) => draft.add("user", person("1001", { email: "Carol@Example.com" })));
    for (const change of [edit, there.edit]) {
      const twin = change((draft) => draft.add("user", person("1002", { email: "carol@example.COM" })));
      await expect(twin).rejects.toMatchObject({ what: "email", field: "/email" });
    }
    expect(settings.snapshot.userByEmail("CAROL@example.com")?.email).toBe("Carol@Example.com");
  });

  it("of the last admin can't be taken away", async () => {
    const { edit } = await office(settings);
    const boss = await edit((draft) => draft.add("user", person("1001", { email: "boss@example.com", role: "admin" })));
    await refused(
      edit((draft) => draft.change("user", boss.id, { role: "user" })),
      "last-admin",
      "/role",
    );
    await refused(
      edit((draft) => draft.remove("user", boss.id)),
      "last-admin",
      "/role",
    );
    await edit((draft) => {
      draft.add("user", person("1002", { email: "boss2@example.com", role: "admin" }));
      draft.remove("user", boss.id);
    });
  });
});

describe("forwarding", () => {
  const on = (number: string) => ({ forwarding: { enabled: true, number: e164OrExt(number) } });
  const e164OrExt = (number: string) => (number.startsWith("+") ? e164(number) : ext(number));

  it("doesn't lead to oneself, by extension or by one's own number, even while it is off", async () => {
    const number = freshNumber();
    const { edit, user } = await office(settings, "1001");
    const { id } = user(0);
    await edit((draft) => draft.add("number", { number, destination: toUser(id) }));
    for (const own of ["1001", number]) {
      await refused(
        edit((draft) => draft.change("user", id, on(own))),
        "forwards-to-itself",
        "/forwarding/number",
      );
      const off = { forwarding: { enabled: false, number: e164OrExt(own) } };
      await refused(
        edit((draft) => draft.change("user", id, off)),
        "forwards-to-itself",
        "/forwarding/number",
      );
    }
  });

  it("doesn't become one's own when the number is pointed at its user afterwards", async () => {
    const number = freshNumber();
    const { edit, user } = await office(settings, "1001");
    const { id } = user(0);
    await edit((draft) => draft.add("number", { number }));
    await edit((draft) => draft.change("user", id, on(number)));
    await refused(
      edit((draft) => draft.change("number", number, { destination: toUser(id) })),
      "forwards-to-itself",
      "/destination",
    );
  });

  it("doesn't go round in a circle, and may once the circle is open", async () => {
    const { edit, user } = await office(settings, "1001", "1002", "1003");
    await edit((draft) => draft.change("user", user(0).id, on("1002")));
    await edit((draft) => draft.change("user", user(1).id, on("1003")));
    await refused(
      edit((draft) => draft.change("user", user(2).id, on("1001"))),
      "forwards-in-a-circle",
      "/forwarding/number",
    );
    await edit((draft) => {
      draft.change("user", user(1).id, { forwarding: { enabled: false } });
      draft.change("user", user(2).id, on("1001"));
    });
    const close = edit((draft) => draft.change("user", user(1).id, { forwarding: { enabled: true } }));
    await refused(close, "forwards-in-a-circle", "/forwarding/number");
  });

  it("isn't closed into a circle by pointing a number elsewhere", async () => {
    const number = freshNumber();
    const { edit, user } = await office(settings, "1001", "1002");
    await edit((draft) => {
      draft.add("number", { number });
      draft.change("user", user(0).id, on(number));
      draft.change("user", user(1).id, on("1001"));
    });
    await refused(
      edit((draft) => draft.change("number", number, { destination: toUser(user(1).id) })),
      "forwards-in-a-circle",
      "/destination",
    );
  });

  it("needs a number to be on, and an extension that is assigned", async () => {
    const { edit, user } = await office(settings, "1001");
    const { id } = user(0);
    const bare = edit((draft) => draft.change("user", id, { forwarding: { enabled: true } }));
    await refused(bare, "forwarding-needs-a-number", "/forwarding/number");
    await refused(
      edit((draft) => draft.change("user", id, on("1999"))),
      "unknown-extension",
      "/forwarding/number",
    );
  });

  it("follows a colleague to another extension", async () => {
    const { edit, user } = await office(settings, "1001", "1002");
    await edit((draft) => draft.change("user", user(0).id, on("1002")));
    await edit((draft) => draft.change("user", user(1).id, { extension: ext("1500") }));
    expect(settings.snapshot.user(user(0).id)?.forwarding).toMatchObject({ enabled: true, number: "1500" });
  });
});

describe("a user who leaves", () => {
  const leaving = async () => {
    const [did, box] = [freshNumber(), freshNumber()];
    const { edit, user, ...rest } = await office(settings, "1001", "1002", "1003");
    const credentials = makeDeviceCredentials(settings.snapshot.realm);
    await edit((draft) => {
      draft.add("number", { number: did, destination: toUser(user(0).id) });
      draft.add("number", { number: box, destination: { kind: "mailbox", id: user(0).id } });
      draft.add("device", { label: "Desk", kind: "ip-phone", userId: user(0).id, credentials });
      draft.add("token", { name: "Mine", userId: user(0).id, sha256: hashToken(did) });
      draft.change("user", user(1).id, { forwarding: { enabled: true, number: ext("1001") } });
      draft.change("user", user(2).id, { forwarding: { enabled: true, number: ext("1001") } });
    });
    return { did, box, edit, user, credentials, ...rest };
  };

  it("is kept while numbers or colleagues lead there, and they are named", async () => {
    const { edit, user, did, box } = await leaving();
    const removal = edit((draft) => draft.remove("user", user(0).id));
    await expect(removal).rejects.toBeInstanceOf(SettingInUse);
    const labels = [did, box, "User 1002", "User 1003"];
    await expect(removal).rejects.toMatchObject({ status: 409 });
    const { usedBy } = (await removal.catch((failure: unknown) => failure)) as SettingInUse;
    expect(usedBy.map(({ label }) => label).sort()).toEqual([...labels].sort());
  });

  it("leaves numbers and forwards to an heir, who doesn't forward to themselves, and takes devices and tokens along", async () => {
    const { edit, user, did, box, credentials, tenant } = await leaving();
    await edit((draft) => draft.remove("user", user(0).id, { reassignTo: toUser(user(1).id) }));
    const { snapshot } = settings;
    expect(snapshot.user(user(0).id)).toBeUndefined();
    expect(snapshot.numbersTo(toUser(user(1).id)).map(({ number }) => number)).toEqual([did, box]);
    expect(snapshot.user(user(1).id)?.forwarding).toMatchObject({ enabled: false, number: null });
    expect(snapshot.user(user(2).id)?.forwarding).toMatchObject({ enabled: true, number: "1002" });
    expect(snapshot.deviceBySipUsername(credentials.sipUsername)).toBeUndefined();
    expect(snapshot.devices(tenant)).toEqual([]);
    expect(snapshot.tokens(tenant)).toEqual([]);
    expect(snapshot.tokenByHash(hashToken(did))).toBeUndefined();
  });

  it("may leave the numbers unassigned, but not to oneself or a stranger", async () => {
    const { edit, user, did } = await leaving();
    const stranger = toUser((await office(settings, "1001")).user(0).id);
    for (const reassignTo of [toUser(user(0).id), stranger]) {
      await refused(
        edit((draft) => draft.remove("user", user(0).id, { reassignTo })),
        "unknown-destination",
        "/reassignTo",
      );
    }
    await edit((draft) => draft.remove("user", user(0).id, { reassignTo: null }));
    expect(settings.snapshot.number(did)?.destination).toBeNull();
  });
});
