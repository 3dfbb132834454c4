import { copyFile, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { IMAGE } from "../engines/redis/embedded-redis.ts";
import { redisOfFolder } from "../engines/redis/redis-of-folder.ts";
import { createRedis } from "../redis/connection.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Environment } from "../runtime/environment.ts";
import { keyFile } from "../sealing/key-file.ts";
import { BackupFailed } from "./errors.ts";
import { FORMAT, KEYS, MANIFEST, RECORDINGS, sha256Of, type Manifest } from "./manifest.ts";
import { persistenceOf, settles } from "./persistence.ts";
import { amountOf, copyRecordings } from "./recordings.ts";

export type KeptFolders = Pick<Environment, "dataDir" | "mediaDir" | "redisUrl" | "secretsKeyFile">;

/**
 * Copies all that the system keeps into a new folder, while it runs or not.
 *
 * @throws BackupFailed, RedisMissing, RedisFailed; nothing is left in the folder's place then
 */
export async function takeBackup(kept: KeptFolders, folder: string, clock: Clock): Promise<Manifest> {
  if (kept.redisUrl !== "embedded")
    throw new BackupFailed("REDIS_URL names a Redis of yours; back that up by its own means, then MEDIA_DIR");
  const target = resolve(folder);
  if (await exists(target)) throw new BackupFailed(`${target} exists already; name a new folder`);
  if (!(await exists(kept.dataDir))) throw new BackupFailed(`DATA_DIR ${kept.dataDir} doesn't exist`);
  const partial = `${target}.partial`;
  try {
    await rm(partial, { recursive: true, force: true }); // of a back-up that was interrupted
    await mkdir(partial, { recursive: true, mode: 0o700 });
    await copyRecordings(kept.mediaDir, join(partial, RECORDINGS));
    const takenAt = new Date(clock.nowMs()).toISOString();
    await copyImage(kept.dataDir, join(partial, IMAGE), clock);
    await copyRecordings(kept.mediaDir, join(partial, RECORDINGS));
    const keys = copyKeys(kept, join(partial, KEYS));
    const manifest = { ...(await describe(partial, takenAt)), ...(keys.length > 0 && { keys }) };
    await writeFile(join(partial, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    await rename(partial, target);
    return manifest;
  } catch (failure) {
    await rm(partial, { recursive: true, force: true }).catch(() => undefined); // the first reason is the one to tell
    if (isOfSystem(failure)) throw new BackupFailed(failure.message, failure);
    throw failure;
  }
}

/** The image is worth nothing without them. Those that the operator keeps elsewhere stay there. @returns their ids */
function copyKeys(kept: KeptFolders, to: string): string[] {
  if (!hasKeysInFolder(kept)) return [];
  const keys = keyFile(kept.secretsKeyFile).read();
  if (keys.length > 0) keyFile(to).add(keys);
  return keys.map(({ id }) => id);
}

/** Whether the keys of secrets are kept with all the rest. */
export function hasKeysInFolder({ dataDir, secretsKeyFile }: Pick<KeptFolders, "dataDir" | "secretsKeyFile">): boolean {
  return dirname(secretsKeyFile) === resolve(dataDir);
}

async function describe(partial: string, takenAt: string): Promise<Manifest> {
  const image = join(partial, IMAGE);
  return {
    format: FORMAT,
    takenAt,
    image: { bytes: (await stat(image)).size, sha256: await sha256Of(image) },
    recordings: await amountOf(join(partial, RECORDINGS)),
  };
}

/** Redis writes an image of one moment beside its data; it is copied, and taken away there. */
async function copyImage(dataDir: string, to: string, clock: Clock): Promise<void> {
  await using server = await redisOfFolder(dataDir, clock);
  const redis = createRedis(server.address);
  try {
    await redis.connect();
    const before = await persistenceOf(redis);
    await redis.bgsave("SCHEDULE").catch((failure: unknown) => {
      throw new BackupFailed(failure instanceof Error ? failure.message : String(failure), failure);
    });
    const after = await settles(redis, clock, ({ saves, isSaving }) => !isSaving && saves > before.saves);
    if (!after.isSaved) throw new BackupFailed("Redis could not write its image; is the disk full?");
    await copyFile(join(dataDir, IMAGE), to);
    await rm(join(dataDir, IMAGE), { force: true });
  } finally {
    redis.disconnect();
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function isOfSystem(failure: unknown): failure is NodeJS.ErrnoException {
  return failure instanceof Error && typeof (failure as NodeJS.ErrnoException).syscall === "string";
}
