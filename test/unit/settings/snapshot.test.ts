import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { credentialsFor, hashToken, makeDeviceCredentials, makeToken } from "../../../src/settings/secrets.ts";
import { deviceView } from "../../../src/settings/kinds/device.ts";
import { phoneNumberView } from "../../../src/settings/kinds/phone-number.ts";
import { tenantView } from "../../../src/settings/kinds/tenant.ts";
import { tokenView } from "../../../src/settings/kinds/token.ts";
import { trunkView } from "../../../src/settings/kinds/trunk.ts";
import { userView } from "../../../src/settings/kinds/user.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { parseSipUsername } from "../../../src/vocabulary/identifiers.ts";
import { testRedis, testSettings } from "../../support/redis.ts";
import type { TestRedis } from "../../support/redis.ts";
import { e164, ext, office, person, picture, toUser } from "./builders.ts";

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

/** An address that no other company's phone has. */
const mac = (): string => randomBytes(6).toString("hex").replace(/../g, "$&:").slice(0, -1).toUpperCase();

/** A company with one of everything. */
async function furnished() {
  const made = await office(settings, "1001", "1002");
  const credentials = makeDeviceCredentials(settings.snapshot.realm);
  const sha256 = hashToken(makeToken());
  const number = e164(`+33${700_000_000 + Math.trunc(Math.random() * 99_999_999)}`);
  const parts = await made.edit((draft) => ({
    device: draft.add("device", {
      label: "Desk",
      kind: "ip-phone",
      macAddress: mac(),
      userId: made.user(0).id,
      credentials,
    }),
    number: draft.add("number", { number, destination: toUser(made.user(0).id) }),
    trunk: draft.add("trunk", {
      ...{ name: "Line", host: "sip.example.com", username: "us", password: "trunk-secret" },
      trustedAddresses: ["192.0.2.0/24", "2001:db8::/48"],
    }),
    token: draft.add("token", { name: "CRM", role: "admin", sha256: sha256 }),
  }));
  return { ...made, ...parts, credentials, sha256 };
}

describe("a call", () => {
  it("keeps the settings it started with, whatever is changed meanwhile", async () => {
    const { edit, user, tenant, number, device, credentials } = await furnished();
    const { snapshot } = settings;
    const before = structuredClone(picture(settings, tenant));
    await edit((draft) => {
      draft.change("user", user(0).id, { name: "Other", extension: ext("1500") });
      draft.change("number", number.number, { destination: null });
      draft.remove("device", device.id);
      draft.add("user", person("1003", { email: `x@${tenant}.example` }));
      draft.change("tenant", draft.tenantId, { mainNumber: number.number });
    });
    expect(settings.snapshot).not.toBe(snapshot);
    expect(picture({ ...settings, snapshot }, tenant)).toEqual(before);
    expect(snapshot.deviceBySipUsername(credentials.sipUsername)).toEqual(device);
    expect(snapshot.numbersTo(toUser(user(0).id))).toEqual([number]);
    expect(settings.snapshot.numbersTo(toUser(user(0).id))).toEqual([]);
  });

  it("can't write into the settings", async () => {
    const { tenant, user, trunk, edit } = await furnished();
    const record = settings.snapshot.user(user(0).id)!;
    expect(() => Object.assign(record.voicemail, { enabled: false })).toThrow(TypeError);
    expect(() => Object.assign(record, { name: "Mallory" })).toThrow(TypeError);
    expect(() => (settings.snapshot.users(tenant) as unknown[]).pop()).toThrow(TypeError);
    expect(() => (settings.snapshot.trunk(trunk.id)!.trustedAddresses as string[]).push("0.0.0.0/0")).toThrow(
      TypeError,
    );
    const mine = ["192.0.2.9"];
    await edit((draft) => draft.change("trunk", trunk.id, { trustedAddresses: mine }));
    mine.push("0.0.0.0/0"); // what the caller handed in stays the caller's
    expect(settings.snapshot.trunk(trunk.id)!.trustedAddresses).toEqual(["192.0.2.9"]);
  });
});

describe("looking up", () => {
  it("finds everything by what calls know of it", async () => {
    const { tenant, user, number, trunk, token, credentials, device, sha256 } = await furnished();
    const { snapshot } = settings;
    expect(snapshot.userByExtension(tenant, ext("1002"))).toBe(snapshot.user(user(1).id));
    expect(snapshot.number(number.number)).toEqual(number);
    expect(snapshot.deviceBySipUsername(credentials.sipUsername)).toEqual(device);
    expect(snapshot.device(device.id)).toMatchObject({
      macAddress: expect.stringMatching(/^[0-9a-f]{12}$/) as string,
      userId: user(0).id,
    });
    expect(snapshot.devicesOf(user(0).id)).toEqual([device]);
    expect(snapshot.devicesOf(user(1).id)).toEqual([]);
    expect(snapshot.trunks(tenant)).toEqual([trunk]);
    expect(snapshot.tokenByHash(sha256)).toEqual(token);
    expect(snapshot.tokens(tenant)).toEqual([token]);
    expect(snapshot.versionOf(tenant)).toBe(3);
    expect(snapshot.versionOf("no-such-tenant" as never)).toBe(0);
  });

  it("finds the trunks that trust an address, the narrowest block first, and none that is switched off", async () => {
    const { edit } = await office(settings);
    const make = (name: string, ...trustedAddresses: string[]) =>
      edit((draft) => draft.add("trunk", { name, host: "sip.example.com", trustedAddresses }));
    const wide = await make("wide", "100.64.0.0/10", "2001:db8:a::/48");
    const narrow = await make("narrow", "100.64.7.0/24");
    const single = await make("single", "100.64.7.7", "2001:db8:a::7");
    const names = (address: string) => settings.snapshot.trunksTrusting(address).map(({ name }) => name);
    expect(names("100.64.7.7")).toEqual(["single", "narrow", "wide"]);
    expect(names("::ffff:100.64.7.7")).toEqual(["single", "narrow", "wide"]);
    expect(names("::ffff:6440:707")).toEqual(["single", "narrow", "wide"]);
    expect(names("100.127.255.255")).toEqual(["wide"]);
    expect(names("100.128.0.0")).toEqual([]);
    expect(names("2001:DB8:A:0:0:0:0:7")).toEqual(["single", "wide"]);
    expect(names("2001:db8:b::7")).toEqual([]);
    expect(names("not an address")).toEqual([]);
    await edit((draft) => draft.change("trunk", single.id, { enabled: false }));
    await edit((draft) => draft.change("trunk", narrow.id, { trustedAddresses: [] }));
    expect(names("100.64.7.7")).toEqual([wide.name]);
  });
});

describe("what the API shows", () => {
  it("holds no secret of any kind", async () => {
    const { tenant, user, edit, credentials, sha256, device, number, trunk, token } = await furnished();
    const secrets = {
      passwordHash: `$argon2id$${"p".repeat(40)}`,
      pin: { digits: "4711", hash: `$argon2id$${"q".repeat(40)}` },
    };
    const record = await edit((draft) => draft.change("user", user(0).id, secrets));
    const shown = JSON.stringify([
      ...[userView(record), deviceView(device), phoneNumberView(number), trunkView(trunk), tokenView(token, undefined)],
      tenantView(settings.snapshot.tenant(tenant)!),
    ]);
    const { ha1Md5, ha1Sha256, sipPassword } = credentials;
    for (const secret of ["$argon2id$", ha1Md5, ha1Sha256, sipPassword, "trunk-secret", sha256, "4711"]) {
      expect(shown).not.toContain(secret);
    }
    expect(shown).not.toMatch(/hash|ha1|password|pin"/i);
  });
});

describe("a device's secret", () => {
  it("is long, and kept only as H(username:realm:password)", () => {
    const made = makeDeviceCredentials("offhook");
    expect(made.sipPassword.length).toBeGreaterThanOrEqual(20);
    expect(makeDeviceCredentials("offhook").sipUsername).not.toBe(made.sipUsername);
    // RFC 7616 §3.9.1 and RFC 2617 §3.5 use "Mufasa"; usernames here are lower-case, so the values are openssl's.
    const known = credentialsFor(parseSipUsername("mufasa")!, "Circle Of Life", "testrealm@host.com");
    expect(known.ha1Md5).toBe("0e1fb08424a409737859c06e495ebf00");
    expect(known.ha1Sha256).toBe("66490663cbb52a109762f2cddc4396fdcaf760b4bfcf8e972135bf8bd401b91d");
  });

  it("outlives a change of the system's address, because the realm is stored once", async () => {
    const realmOf = async (realm: string, prefix: string) => {
      await using opened = await testSettings(redis, { realm, prefix });
      return opened.snapshot.realm;
    };
    expect(await realmOf("first.example.com", "realm-test")).toBe("first.example.com");
    expect(await realmOf("second.example.com", "realm-test")).toBe("first.example.com");
    expect(settings.snapshot.realm).toBe("offhook");
  });
});
