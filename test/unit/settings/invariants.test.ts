import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SettingTaken, SettingUnknown, VersionConflict } from "../../../src/settings/errors.ts";
import type { UserPatch } from "../../../src/settings/kinds/user.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import type { UserId } from "../../../src/vocabulary/identifiers.ts";
import { testRedis, testSettings } from "../../support/redis.ts";
import type { TestRedis } from "../../support/redis.ts";
import { ADMIN, e164, ext, office, person, toUser, refused } from "./builders.ts";

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

describe("an extension", () => {
  it("is given once in a company, and again in another", async () => {
    const here = await office(settings, "1001");
    const again = here.edit((draft) => draft.add("user", person("1001", { email: "twin@example.com" })));
    await expect(again).rejects.toMatchObject({ what: "extension", field: "/extension", message: "1001 is taken" });
    const there = await office(settings, "1001");
    expect(settings.snapshot.userByExtension(there.tenant, ext("1001"))?.id).toBe(there.user(0).id);
    expect(settings.snapshot.userByExtension(here.tenant, ext("1001"))?.id).toBe(here.user(0).id);
  });

  it("can't hide an emergency number, not even by moving the company to another country", async () => {
    const { edit } = await office(settings, "1001");
    await refused(
      edit((draft) => draft.add("user", person("112"))),
      "extension-reserved",
      "/extension",
    );
    await edit((draft) => draft.change("tenant", draft.tenantId, { country: "US" }));
    await edit((draft) => draft.add("user", person("112")));
    await refused(
      edit((draft) => draft.change("tenant", draft.tenantId, { country: "FR" })),
      "extension-reserved",
      "/country",
    );
  });

  it("is free again once its user is gone, and when its user gets another", async () => {
    const { edit, user, tenant } = await office(settings, "1001", "1002");
    await edit((draft) => draft.change("user", user(0).id, { extension: ext("1003") }));
    await edit((draft) => draft.change("user", user(1).id, { extension: ext("1001") }));
    expect(settings.snapshot.userByExtension(tenant, ext("1001"))?.id).toBe(user(1).id);
    expect(settings.snapshot.extension(tenant, ext("1002"))).toBeUndefined();
    await edit((draft) => draft.remove("user", user(0).id));
    expect(settings.snapshot.extension(tenant, ext("1003"))).toBeUndefined();
  });
});

describe("two people", () => {
  it("swap their extensions in one change", async () => {
    const { edit, user, tenant } = await office(settings, "1001", "1002");
    await edit((draft) => {
      draft.change("user", user(1).id, { name: "Second" });
      draft.change("user", user(0).id, { extension: ext("1500") });
      draft.change("user", user(1).id, { extension: ext("1001") });
      draft.change("user", user(0).id, { extension: ext("1002") });
    });
    expect(settings.snapshot.userByExtension(tenant, ext("1001"))?.id).toBe(user(1).id);
    expect(settings.snapshot.userByExtension(tenant, ext("1002"))?.id).toBe(user(0).id);
    expect(settings.snapshot.extension(tenant, ext("1500"))).toBeUndefined();
  });
});

describe("a public number", () => {
  it("has one owner in the whole system", async () => {
    const number = freshNumber();
    const here = await office(settings, "1001");
    const there = await office(settings, "1001");
    await here.edit((draft) => draft.add("number", { number }));
    for (const { edit } of [here, there]) {
      await expect(edit((draft) => draft.add("number", { number }))).rejects.toBeInstanceOf(SettingTaken);
    }
    const taken = there.edit((draft) => draft.add("user", person("1002", { phoneNumbers: [freshNumber(), number] })));
    await expect(taken).rejects.toMatchObject({ what: "phone-number", field: "/phoneNumbers/1" });
    await expect(there.edit((draft) => draft.change("number", number, { destination: null }))).rejects.toBeInstanceOf(
      SettingUnknown,
    );
    await expect(there.edit((draft) => draft.remove("number", number))).rejects.toBeInstanceOf(SettingUnknown);

    await here.edit((draft) => draft.remove("number", number));
    await there.edit((draft) => draft.add("number", { number }));
    expect(settings.snapshot.number(number)?.tenantId).toBe(there.tenant);
  });

  it("leads to a user of its own company, or nowhere", async () => {
    const here = await office(settings, "1001");
    const there = await office(settings, "1001");
    const number = freshNumber();
    const stranger = toUser(there.user(0).id);
    const nobody = toUser("nobody-here" as UserId);
    for (const destination of [stranger, nobody]) {
      await refused(
        here.edit((draft) => draft.add("number", { number, destination })),
        "unknown-destination",
        "/destination/id",
      );
    }
    const destination = { kind: "mailbox", id: here.user(0).id } as const;
    await here.edit((draft) => draft.add("number", { number, destination }));
    expect(settings.snapshot.numbersTo(destination).map((record) => record.number)).toEqual([number]);
  });

  it("that a new user brings is added, or taken from those that lead nowhere", async () => {
    const [idle, fresh] = [freshNumber(), freshNumber()];
    const { edit } = await office(settings);
    await edit((draft) => draft.add("number", { number: idle }));
    const user = await edit((draft) =>
      draft.add("user", person("1001", { email: "d@example.com", phoneNumbers: [idle, fresh] })),
    );
    expect(settings.snapshot.numbersTo(toUser(user.id)).map(({ number }) => number)).toEqual([idle, fresh]);
  });

  it("can't go while calls show it", async () => {
    const number = freshNumber();
    const { edit, user } = await office(settings, "1001");
    await edit((draft) => {
      draft.add("number", { number });
      draft.change("user", user(0).id, { outboundCallerId: number });
      draft.change("tenant", draft.tenantId, { mainNumber: number });
    });
    const removal = edit((draft) => draft.remove("number", number));
    await expect(removal).rejects.toMatchObject({ usedBy: [{ kind: "tenant" }, { kind: "user", label: "User 1001" }] });
  });
});

describe("the number that outbound calls show", () => {
  it("is one of the company's, withheld, or the main number", async () => {
    const foreign = freshNumber();
    const there = await office(settings);
    await there.edit((draft) => draft.add("number", { number: foreign }));
    const { edit, user } = await office(settings, "1001");
    const { id } = user(0);
    await refused(
      edit((draft) => draft.change("user", id, { outboundCallerId: foreign })),
      "number-not-owned",
      "/outboundCallerId",
    );
    await refused(
      edit((draft) => draft.change("tenant", draft.tenantId, { mainNumber: foreign })),
      "number-not-owned",
      "/mainNumber",
    );
    await edit((draft) => draft.change("user", id, { outboundCallerId: "withheld" }));
    await edit((draft) => draft.change("user", id, { outboundCallerId: null }));
  });
});

describe("a PIN", () => {
  it("isn't one that strangers try first", async () => {
    const number = freshNumber();
    const { edit, user } = await office(settings, "4815");
    const { id } = user(0);
    await edit((draft) => draft.add("number", { number, destination: toUser(id) }));
    const set = (digits: string) =>
      edit((draft) => draft.change("user", id, { pin: { digits, hash: `$argon2id$${"x".repeat(40)}` } }));
    for (const simple of ["0000", "1234", "9876", "111111"])
      await refused(set(simple), "pin-too-simple", "/voicemail/pin");
    for (const own of ["4815", number.slice(-4), number.slice(-6)])
      await refused(set(own), "pin-is-own-number", "/voicemail/pin");
    for (const bad of ["123", "12345678901", "12a4"]) await refused(set(bad), "malformed", "/voicemail/pin");
    await set("4711");
    expect(settings.snapshot.user(id)?.pinHash).toContain("$argon2id$");
  });
});

describe("a trunk", () => {
  it("trusts addresses and blocks that are written right and not too wide", async () => {
    const { edit } = await office(settings);
    const trusting = (address: string) =>
      edit((draft) =>
        draft.add("trunk", { name: "Line", host: "sip.example.com", trustedAddresses: ["192.0.2.1", address] }),
      );
    for (const bad of ["192.0.2", "192.0.2.1/33", "sip.example.com", "::1/129", "fe80::1%eth0", ""]) {
      await refused(trusting(bad), "address-malformed", "/trustedAddresses/1");
    }
    for (const wide of ["0.0.0.0/0", "::/0", "64.0.0.0/7"]) {
      await refused(trusting(wide), "address-block-too-wide", "/trustedAddresses/1");
    }
    await trusting("10.0.0.0/8");
  });

  it("registers only with a username", async () => {
    const { edit } = await office(settings);
    const bare = edit((draft) => draft.add("trunk", { name: "Line", host: "sip.example.com", register: true }));
    await refused(bare, "registration-needs-a-username", "/username");
  });
});

describe("a company", () => {
  it("is in a country, a time zone and a currency that exist", async () => {
    const { edit } = await office(settings);
    const price = { amount: "1", currency: "XXQ" };
    await refused(
      edit((draft) => draft.change("tenant", draft.tenantId, { country: "XX" as "FR" })),
      "country-unknown",
      "/country",
    );
    await refused(
      edit((draft) => draft.change("tenant", draft.tenantId, { timeZone: "Europe/Nowhere" })),
      "time-zone-unknown",
      "/timeZone",
    );
    await refused(
      edit((draft) => draft.change("tenant", draft.tenantId, { seatPrice: price })),
      "currency-unknown",
      "/seatPrice/currency",
    );
    const limits = { countries: ["FR" as const, "ZZ" as "FR"] };
    await refused(
      edit((draft) => draft.change("tenant", draft.tenantId, { limits })),
      "country-unknown",
      "/limits/countries/1",
    );
  });

  it("that doesn't exist can't be changed", async () => {
    const change = settings.change("nobody-knows" as never, ADMIN, (draft) => draft.add("user", person("1001")));
    await expect(change).rejects.toMatchObject({ code: "SW_SETTING_UNKNOWN", kind: "tenant", status: 404 });
  });
});

describe("any setting", () => {
  it("that breaks its schema is refused with the field", async () => {
    const { edit, user } = await office(settings, "1001");
    const answerTimeSeconds = 3;
    const short = edit((draft) => draft.change("user", user(0).id, { voicemail: { answerTimeSeconds } }));
    await refused(short, "malformed", "/voicemail/answerTimeSeconds");
    await edit((draft) => draft.change("user", user(0).id, { voicemail: { answerTimeSeconds: 0 } }));
    const nameless = edit((draft) => draft.change("user", user(0).id, { name: "" }));
    await refused(nameless, "malformed", "/name");
    const surplus = { voicemail: { ringTwice: true } } as unknown as UserPatch;
    await refused(
      edit((draft) => draft.change("user", user(0).id, surplus)),
      "malformed",
      "/voicemail/ringTwice",
    );
  });

  it("that another admin changed since is not overwritten", async () => {
    const { edit, user } = await office(settings, "1001");
    const { id, version } = user(0);
    const renamed = await edit((draft) => draft.change("user", id, { name: "First" }, version));
    const late = edit((draft) => draft.change("user", id, { name: "Second" }, version));
    await expect(late).rejects.toBeInstanceOf(VersionConflict);
    await expect(late).rejects.toMatchObject({ currentVersion: renamed.version, status: 409 });
    expect(settings.snapshot.user(id)?.name).toBe("First");
  });

  it("that is set to what it was makes no version and no line in the journal", async () => {
    const { edit, user, tenant } = await office(settings, "1001");
    const before = settings.snapshot.versionOf(tenant);
    const same = await edit((draft) =>
      draft.change("user", user(0).id, { name: user(0).name, voicemail: { enabled: true } }),
    );
    expect(same.version).toBe(user(0).version);
    expect(settings.snapshot.versionOf(tenant)).toBe(before);
    expect((await settings.audit(tenant)).items).toHaveLength(before);
  });

  it("of a refused change is left as it was, also what went well before the refusal", async () => {
    const { edit, user, tenant } = await office(settings, "1001");
    const failing = edit((draft) => {
      draft.change("user", user(0).id, { name: "Halfway" });
      draft.add("user", person("1001"));
    });
    await expect(failing).rejects.toBeInstanceOf(SettingTaken);
    expect(settings.snapshot.users(tenant).map(({ name }) => name)).toEqual(["User 1001"]);
  });
});
