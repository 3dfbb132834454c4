import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Redis } from "ioredis";
import { pino } from "pino";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEmbeddedRedis, type EmbeddedRedis } from "../../../src/engines/redis/embedded-redis.ts";
import { SetUpStore } from "../../../src/provisioning/set-up/set-up-store.ts";
import { provisioningKeys, registrarKeys, settingsKeys } from "../../../src/redis/keys.ts";
import { loadNonceSecret } from "../../../src/registrar/nonce-secret.ts";
import { systemClock } from "../../../src/runtime/clock.ts";
import { keyIdIn, makeSecretsKey } from "../../../src/sealing/sealed-text.ts";
import type { Keyring } from "../../../src/sealing/key-file.ts";
import { isUnopened } from "../../../src/settings/unopened.ts";
import { openSettings, type Settings } from "../../../src/settings/settings.ts";
import { credentialsFor, hashPassword } from "../../../src/settings/secrets.ts";
import { parseSipUsername } from "../../../src/vocabulary/identifiers.ts";
import { eventually } from "../../support/eventually.ts";
import { freshPrefix } from "../../support/redis.ts";
import { keyringOf } from "../../support/secrets-key.ts";
import { tempFolder } from "../../support/temp-folder.ts";
import { ADMIN, ext, office } from "./builders.ts";
import { restore, type Dump } from "./stored-form.ts";

const PASSWORD = "password-of-the-trunk";
const WEBHOOK = `whsec_${"w".repeat(43)}`;
const [PIN, MODERATOR] = ["7391846205", "8264017593"];
const ADDRESS = "5e".repeat(16);
const SHARED = "7c".repeat(16);
const FILE_HA1 = "3d".repeat(16);
const DEVICE = credentialsFor(parseSipUsername("bobsoft1")!, "password-of-the-phone", "offhook");

let folder: Awaited<ReturnType<typeof tempFolder>>;
let server: EmbeddedRedis;
beforeAll(async () => {
  folder = await tempFolder();
  server = await startEmbeddedRedis({ folder: folder.path, clock: systemClock });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function open(prefix: string, keyring: Keyring): Promise<Settings> {
  return openSettings({
    ...{ redis: { ...server.address }, clock: systemClock, logger: pino({ level: "silent" }) },
    ...{ isReservedNumber: () => false, prefix, keyring },
  });
}

/** A company with a secret of every kind. */
async function furnish(settings: Settings, prefix: string) {
  const { tenant, edit, users } = await office(settings, "1001");
  const user = users[0]!.id;
  const pinHash = await hashPassword("4711");
  const made = await edit((draft) => {
    draft.change("user", user, { pin: { digits: "4711", hash: pinHash } });
    return {
      trunk: draft.add("trunk", { name: "Line", host: "sip.example.com", username: "u", password: PASSWORD }).id,
      other: draft.add("trunk", { name: "Other", host: "sip.example.net", username: "v", password: "another one" }).id,
      room: draft.add("conference", { name: "Room", extension: ext("3001"), pin: PIN, moderatorPin: MODERATOR }).id,
      device: draft.add("device", { label: "Soft", kind: "softphone", userId: user, credentials: DEVICE }).id,
      webhook: draft.add("webhook", { name: "Board", url: "https://crm.example.com/", secret: WEBHOOK }).id,
    };
  });
  const { secret } = await settings.secondFactors.beginTotp(user, { issuer: "Office", label: "u" });
  const code = (): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate();
  expect(await settings.secondFactors.confirmTotp(user, code())).toBe(true);
  await settings.secondFactors.beginTotp(user, { issuer: "Office", label: "u" });
  const setUps = new SetUpStore(settings.redis, provisioningKeys(prefix), settings.sealer);
  const setUp = { maker: "yealink", startedAtMs: 1, openUntilMs: 2, fetched: {}, secret: ADDRESS, ha1: FILE_HA1 };
  await setUps.put(tenant, made.device, setUp);
  await setUps.setSharedSecret(tenant, SHARED);
  const nonceSecret = (await loadNonceSecret(settings, registrarKeys(prefix))).toString("hex");
  const { ha1Md5, ha1Sha256 } = DEVICE;
  const secrets = [PASSWORD, "another one", WEBHOOK, PIN, MODERATOR, ha1Md5, ha1Sha256, pinHash, secret, nonceSecret];
  return { tenant, edit, user, setUps, ...made, secrets: [...secrets, ADDRESS, SHARED, FILE_HA1] };
}

/** All that is in Redis, as its commands give it. */
async function allOf(redis: Redis): Promise<string> {
  const texts: string[] = [];
  for (const name of await redis.keys("*")) {
    const type = await redis.type(name);
    if (type === "string") texts.push((await redis.get(name)) ?? "");
    else if (type === "hash") texts.push(JSON.stringify(await redis.hgetall(name)));
    else if (type === "stream") texts.push(JSON.stringify(await redis.xrange(name, "-", "+")));
    else if (type === "zset") texts.push(JSON.stringify(await redis.zrange(name, 0, -1)));
    else if (type === "set") texts.push(JSON.stringify(await redis.smembers(name)));
    else texts.push(JSON.stringify(await redis.lrange(name, 0, -1)));
  }
  return texts.join("\n").replaceAll(String.raw`\"`, '"');
}

/** All files of the data folder, the image of a back-up among them. */
async function filesOf(redis: Redis): Promise<string> {
  await redis.config("SET", "rdbcompression", "no");
  await redis.save();
  const names = await readdir(folder.path, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return (await Promise.all(files.map((file) => readFile(file, "latin1").catch(() => "")))).join("\n");
}

async function filesAreRewritten(redis: Redis): Promise<void> {
  await eventually("rewritten files", async () => {
    expect(await redis.info("persistence")).toMatch(/aof_rewrite_in_progress:0[^]*aof_rewrite_scheduled:0/);
  });
}

describe("secrets at rest", () => {
  it("are nowhere in Redis or its files: not in records, the feed, the journal, or in what other folders keep", async () => {
    const prefix = freshPrefix();
    await using settings = await open(prefix, keyringOf(makeSecretsKey()));
    const { edit, trunk, secrets } = await furnish(settings, prefix);
    await edit((draft) => draft.change("trunk", trunk, { name: "Renamed" }));
    const [stored, files] = [await allOf(settings.redis), await filesOf(settings.redis)];
    expect(files).toContain("sip.example.com");
    expect(stored).toContain("sip.example.com");
    for (const secret of secrets) {
      expect(stored).not.toContain(secret);
      expect(files).not.toContain(secret);
    }
    expect(settings.snapshot.trunk(trunk)).toMatchObject({ name: "Renamed", password: PASSWORD });
  });

  it("reach another process by the change feed", async () => {
    const [prefix, keyring] = [freshPrefix(), keyringOf(makeSecretsKey())];
    await using one = await open(prefix, keyring);
    await using other = await open(prefix, keyring);
    const { webhook, device, room, user } = await furnish(one, prefix);
    await eventually("webhook in the other process", async () => {
      await other.catchUp();
      expect(other.snapshot.webhook(webhook)?.secret).toBe(WEBHOOK);
    });
    expect(other.snapshot.device(device)).toMatchObject({ ha1Md5: DEVICE.ha1Md5, ha1Sha256: DEVICE.ha1Sha256 });
    expect(other.snapshot.conference(room)).toMatchObject({ pin: PIN, moderatorPin: MODERATOR });
    expect((await other.secondFactors.read(user)).totp).toBe(true);
  });

  it("open nowhere but where they were put", async () => {
    const [prefix, keyring] = [freshPrefix(), keyringOf(makeSecretsKey())];
    const keys = settingsKeys(prefix);
    await using settings = await open(prefix, keyring);
    const { tenant, trunk, other } = await furnish(settings, prefix);
    const records = keys.records(tenant);
    const [from, to] = await settings.redis.hmget(records, `trunk/${trunk}`, `trunk/${other}`);
    const { password } = JSON.parse(from!) as { password: string };
    await settings.redis.hset(records, `trunk/${other}`, JSON.stringify({ ...(JSON.parse(to!) as object), password }));
    await using again = await open(prefix, keyring);
    expect(again.snapshot.trunk(trunk)?.password).toBe(PASSWORD);
    expect(again.snapshot.trunk(other)?.password).toBeNull();
    expect((await again.sealStored()).unreadable).toEqual({ "trunk password": 1 });
  });
});

describe("a data folder of before there was sealing", () => {
  it("is read as it was, and sealed: nothing in clear is left in Redis or its files", async () => {
    const recorded = JSON.parse(await readFile(new URL("./fixtures/stored-by-0.1.json", import.meta.url), "utf8")) as {
      readonly furnished: Dump;
    };
    const prefix = freshPrefix();
    await using settings = await open(freshPrefix(), keyringOf(makeSecretsKey()));
    const { redis } = settings;
    await restore(redis, prefix, recorded.furnished);
    const clear = [`whsec_${"a".repeat(43)}`, `"password":"p"`, `"pin":"4712"`, `"moderatorPin":"8642"`];
    const before = await allOf(redis);
    for (const secret of clear) expect(before).toContain(secret);

    await using old = await open(prefix, keyringOf(makeSecretsKey()));
    const records = (): unknown =>
      old.snapshot.tenants().map(({ id }) => [old.snapshot.trunks(id), old.snapshot.webhooks(id)]);
    const asRead = JSON.stringify(records());
    for (const secret of clear.slice(0, 2)) expect(asRead).toContain(secret);
    expect(await old.sealStored()).toMatchObject({ clear: expect.any(Number) as number, unreadable: {} });
    expect(await old.sealStored()).toEqual({ sealed: 0, clear: 0, unreadable: {} });
    await redis.bgrewriteaof();
    await filesAreRewritten(redis);
    const [after, files] = [await allOf(redis), await filesOf(redis)];
    for (const secret of clear) {
      expect(after).not.toContain(secret);
      expect(files).not.toContain(secret);
    }
    await old.catchUp();
    expect(JSON.stringify(records())).toBe(asRead);
  });
});

describe("a system whose key of secrets is lost", () => {
  const key = makeSecretsKey();
  async function lost() {
    const prefix = freshPrefix();
    let office: Awaited<ReturnType<typeof furnish>>;
    {
      await using settings = await open(prefix, keyringOf(key));
      office = await furnish(settings, prefix);
    }
    return { prefix, ...office, settings: await open(prefix, keyringOf(makeSecretsKey())) };
  }

  it("starts: what can't be opened is named, opens nothing to anybody, and everything else goes on", async () => {
    const { tenant, user, room, device, webhook, trunk, ...system } = await lost();
    await using settings = system.settings;
    const { snapshot } = settings;
    expect(snapshot.trunk(trunk)).toMatchObject({ name: "Line", username: "u", password: null });
    expect(snapshot.conference(room)).toMatchObject({ pin: "unreadable", moderatorPin: "unreadable" });
    const phone = snapshot.device(device)!;
    expect([DEVICE.ha1Md5, DEVICE.ha1Sha256]).not.toContain(phone.ha1Md5);
    expect(keyIdIn(phone.ha1Md5)).toBeUndefined();
    expect(isUnopened(snapshot.webhook(webhook)!, "secret")).toBe(true);
    expect(snapshot.user(user)?.pinHash).not.toBeNull();
    expect((await settings.secondFactors.read(user)).totp).toBe(true);
    expect(await settings.secondFactors.verifyCode(user, "123456")).toBeUndefined();
    const { unreadable } = await settings.sealStored();
    expect(unreadable).toMatchObject({ "trunk password": 2, "device ha1Md5": 1, "authenticator app": 1 });
    await settings.change(tenant, ADMIN, (draft) => draft.change("user", user, { name: "Renamed" }));
    expect(settings.snapshot.user(user)?.name).toBe("Renamed");
  });

  it("loses nothing: a change of what has the secret leaves it as it was, for the day when the key is back", async () => {
    const { tenant, trunk, other, room, prefix, ...system } = await lost();
    {
      await using settings = system.settings;
      await settings.change(tenant, ADMIN, (draft) => {
        draft.change("trunk", trunk, { name: "Renamed" });
        draft.change("conference", room, { announce: false });
        draft.change("trunk", other, { password: null });
      });
    }
    await using again = await open(prefix, keyringOf(key));
    expect(again.snapshot.trunk(trunk)).toMatchObject({ name: "Renamed", password: PASSWORD });
    expect(again.snapshot.trunk(other)?.password).toBeNull();
    expect(again.snapshot.conference(room)).toMatchObject({ announce: false, pin: PIN, moderatorPin: MODERATOR });
  });

  it("takes no new secret that others could not open, and says what to do; with a new key it takes them", async () => {
    const { tenant, trunk, ...system } = await lost();
    await using settings = system.settings;
    const set = (password: string) =>
      settings.change(tenant, ADMIN, (draft) => draft.change("trunk", trunk, { password }).password);
    await expect(set("given anew")).rejects.toMatchObject({ code: "SW_SECRETS_KEY_MISSING" });
    await settings.newSecretsKey();
    expect(await set("given anew")).toBe("given anew");
    expect(await allOf(settings.redis)).not.toContain("given anew");
  });
});

describe("a new key of secrets", () => {
  it("seals all of them anew, and the one of before stays for back-ups", async () => {
    const [prefix, keyring] = [freshPrefix(), keyringOf(makeSecretsKey())];
    const [first] = keyring.read();
    await using settings = await open(prefix, keyring);
    const { tenant, setUps, device, ...office } = await furnish(settings, prefix);
    await settings.newSecretsKey();
    const { sealed, clear, unreadable } = await settings.sealStored();
    expect([sealed > 10, clear, unreadable]).toEqual([true, 0, {}]);
    const records = Object.values(await settings.redis.hgetall(settingsKeys(prefix).records(tenant))).join();
    expect(records).not.toContain(`sealed:1:${first!.id}`);
    expect(records).toContain(`sealed:1:${settings.sealer.key.id}`);
    await using again = await open(prefix, keyring);
    expect(again.snapshot.trunk(office.trunk)?.password).toBe(PASSWORD);
    expect((await setUps.read(tenant, device))?.setUp).toMatchObject({ secret: ADDRESS, ha1: FILE_HA1 });
    expect(keyring.read().map(({ id }) => id)).toContain(first!.id);
  });
});
