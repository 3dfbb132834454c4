import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { restoreBackup } from "../../../src/backup/restore-backup.ts";
import { takeBackup } from "../../../src/backup/take-backup.ts";
import { startEmbeddedRedis } from "../../../src/engines/redis/embedded-redis.ts";
import { createRedis } from "../../../src/redis/connection.ts";
import { systemClock as clock } from "../../../src/runtime/clock.ts";
import { keyFile } from "../../../src/sealing/key-file.ts";
import { tempFolder } from "../../support/temp-folder.ts";

const kept = (folder: string) => ({
  dataDir: join(folder, "data"),
  mediaDir: join(folder, "data", "media"),
  redisUrl: "embedded",
  secretsKeyFile: join(folder, "data", "secrets.key"),
});

/** What the Redis of a data folder says to this command, while it runs. */
async function ask(dataDir: string, ...command: [string, ...string[]]): Promise<unknown> {
  await using server = await startEmbeddedRedis({ folder: dataDir, clock });
  const redis = createRedis(server.address);
  await redis.connect();
  try {
    const [name, ...args] = command;
    return await redis.call(name, ...args);
  } finally {
    redis.disconnect();
  }
}

/** A system with a setting and a message, that doesn't run. */
async function office(folder: string): Promise<ReturnType<typeof kept>> {
  const system = kept(folder);
  await mkdir(join(system.mediaDir, "voicemail"), { recursive: true });
  await writeFile(join(system.mediaDir, "voicemail", "message.wav"), "hello");
  await ask(system.dataDir, "SET", "name", "Example");
  return system;
}

describe("a back-up", () => {
  it("of a system that runs has all of one moment, and makes another machine the same system", async () => {
    await using here = await tempFolder("offhook-backup-");
    await using there = await tempFolder("offhook-backup-");
    const system = await office(here.path);
    const folder = join(here.path, "backup");
    {
      await using server = await startEmbeddedRedis({ folder: system.dataDir, clock });
      const redis = createRedis(server.address);
      await redis.connect();
      await redis.set("name", "Renamed");
      const manifest = await takeBackup(system, folder, clock);
      expect(manifest.recordings).toEqual({ files: 1, bytes: 5 });
      await redis.set("name", "Later");
      redis.disconnect();
    }
    expect(await readdir(system.dataDir)).not.toContain("dump.rdb");

    const other = kept(there.path);
    expect(await restoreBackup(other, folder, { replace: false, clock })).toMatchObject({ putAside: [] });
    expect(await ask(other.dataDir, "GET", "name")).toBe("Renamed");
    expect(await readFile(join(other.mediaDir, "voicemail", "message.wav"), "utf8")).toBe("hello");
    expect(await ask(other.dataDir, "GET", "name")).toBe("Renamed"); // also after a further start
  });

  it("has the keys of secrets, which a restore puts before those that are there; those kept elsewhere stay there", async () => {
    await using here = await tempFolder("offhook-backup-");
    await using there = await tempFolder("offhook-backup-");
    const [system, other] = [await office(here.path), kept(there.path)];
    const key = keyFile(system.secretsKeyFile).makeFirst();
    const folder = join(here.path, "backup");
    expect(await takeBackup(system, folder, clock)).toMatchObject({ keys: [key.id] });
    expect((await stat(join(folder, "secrets.key"))).mode & 0o777).toBe(0o600);
    await mkdir(other.dataDir);
    const own = keyFile(other.secretsKeyFile).makeFirst();
    await restoreBackup(other, folder, { replace: false, clock });
    expect(keyFile(other.secretsKeyFile).read()).toEqual([key, own]);

    const elsewhere = { ...system, secretsKeyFile: join(here.path, "secrets.key") };
    keyFile(elsewhere.secretsKeyFile).makeFirst();
    expect(await takeBackup(elsewhere, join(here.path, "without"), clock)).not.toHaveProperty("keys");
    expect(await readdir(join(here.path, "without"))).not.toContain("secrets.key");

    await writeFile(join(folder, "secrets.key"), "");
    await expect(restoreBackup(other, folder, { replace: true, clock })).rejects.toThrow("secrets.key of the back-up");
  });

  it("is refused where a folder is already, and leaves nothing where it can't be taken", async () => {
    await using here = await tempFolder("offhook-backup-");
    const system = await office(here.path);
    await mkdir(join(here.path, "backup"));
    await expect(takeBackup(system, join(here.path, "backup"), clock)).rejects.toThrow("exists already");
    const file = join(system.dataDir, "media", "voicemail", "message.wav");
    await expect(takeBackup(system, join(file, "backup"), clock)).rejects.toThrow("no back-up was taken");
    expect((await readdir(here.path)).toSorted()).toEqual(["backup", "data"]);
  });
});

describe("a restore", () => {
  it("puts aside what was there, only when that is allowed", async () => {
    await using here = await tempFolder("offhook-backup-");
    const system = await office(here.path);
    const folder = join(here.path, "backup");
    await takeBackup(system, folder, clock);
    await ask(system.dataDir, "SET", "name", "Changed");
    await expect(restoreBackup(system, folder, { replace: false, clock })).rejects.toThrow("--replace");

    const { putAside } = await restoreBackup(system, folder, { replace: true, clock });
    expect(await ask(system.dataDir, "GET", "name")).toBe("Example");
    expect(putAside.map((path) => path.replace(/.*before-restore-[^/]*\//, ""))).toEqual(["appendonlydir", "media"]);
    expect(await readFile(join(putAside[1]!, "voicemail", "message.wav"), "utf8")).toBe("hello");
  });

  it("of a damaged back-up, or beside a system that runs, changes nothing", async () => {
    await using here = await tempFolder("offhook-backup-");
    const system = await office(here.path);
    const folder = join(here.path, "backup");
    await takeBackup(system, folder, clock);
    {
      await using _running = await startEmbeddedRedis({ folder: system.dataDir, clock });
      await expect(restoreBackup(system, folder, { replace: true, clock })).rejects.toThrow("stop it first");
    }
    await writeFile(join(folder, "media", "voicemail", "message.wav"), "hell");
    await expect(restoreBackup(system, folder, { replace: true, clock })).rejects.toThrow("of 1 recordings");
    await writeFile(join(folder, "media", "voicemail", "message.wav"), "hello");
    await writeFile(join(folder, "dump.rdb"), "no image");
    await expect(restoreBackup(system, folder, { replace: true, clock })).rejects.toThrow(
      "dump.rdb of the back-up is damaged",
    );
    expect(await ask(system.dataDir, "GET", "name")).toBe("Example");
    expect(await readFile(join(system.mediaDir, "voicemail", "message.wav"), "utf8")).toBe("hello");
  });

  it("that Redis can't read puts back what was there", async () => {
    await using here = await tempFolder("offhook-backup-");
    const system = await office(here.path);
    const folder = join(here.path, "backup");
    await takeBackup(system, folder, clock);
    await writeFile(join(folder, "dump.rdb"), "REDIS9999");
    const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
    const { sha256Of } = await import("../../../src/backup/manifest.ts");
    manifest.image.sha256 = await sha256Of(join(folder, "dump.rdb"));
    await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest));
    await expect(restoreBackup(system, folder, { replace: true, clock })).rejects.toThrow("nothing was restored");
    expect(await ask(system.dataDir, "GET", "name")).toBe("Example");
  });
});
