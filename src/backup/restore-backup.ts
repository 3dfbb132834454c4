import { copyFile, mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { IMAGE, startEmbeddedRedis } from "../engines/redis/embedded-redis.ts";
import { runningIn } from "../engines/redis/folder-lock.ts";
import { createRedis } from "../redis/connection.ts";
import type { Clock } from "../runtime/clock.ts";
import { keyFile } from "../sealing/key-file.ts";
import { RestoreFailed } from "./errors.ts";
import { FORMAT, KEYS, readManifest, RECORDINGS, sha256Of, type Manifest } from "./manifest.ts";
import { settles } from "./persistence.ts";
import { amountOf, copyRecordings } from "./recordings.ts";
import { hasKeysInFolder, type KeptFolders } from "./take-backup.ts";

export interface RestoreOptions {
  /** What is there may be put aside. */
  readonly replace: boolean;
  readonly clock: Clock;
}

export interface Restored {
  readonly manifest: Manifest;
  /** Where what was there before lies now; none: there was nothing. */
  readonly putAside: readonly string[];
}

/** Redis' own append-only files. */
const APPEND_ONLY = "appendonlydir";

/** A file or folder, and where it is put aside. */
interface Move {
  readonly from: string;
  readonly to: string;
}

/**
 * Puts a back-up in the place of all that the system keeps. The system must not run.
 *
 * @throws RestoreFailed, RedisFolderInUse, RedisMissing; everything is as it was then
 */
export async function restoreBackup(
  kept: KeptFolders,
  folder: string,
  { replace, clock }: RestoreOptions,
): Promise<Restored> {
  const from = resolve(folder);
  if (kept.redisUrl !== "embedded")
    throw new RestoreFailed("REDIS_URL names a Redis of yours; restore that by its own means, then MEDIA_DIR");
  const manifest = await verify(from);
  if ((await runningIn(kept.dataDir)) !== undefined)
    throw new RestoreFailed(`the system runs on ${kept.dataDir}; stop it first`);
  const moves = await whatIsThere(kept, clock);
  if (moves.length > 0 && !replace)
    throw new RestoreFailed(`${kept.dataDir} holds a system already; --replace puts that aside`);
  const moved: Move[] = [];
  try {
    for (const move of moves) {
      await mkdir(dirname(move.to), { recursive: true, mode: 0o700 });
      await rename(move.from, move.to);
      moved.push(move);
    }
    await copyRecordings(join(from, RECORDINGS), kept.mediaDir);
    await mkdir(kept.dataDir, { recursive: true, mode: 0o750 });
    await copyFile(join(from, IMAGE), join(kept.dataDir, IMAGE));
    await loadImage(kept.dataDir, clock);
    // Before those that are there, which what was put aside still needs.
    if (hasKeysInFolder(kept)) keyFile(kept.secretsKeyFile).add(keyFile(join(from, KEYS)).read());
  } catch (failure) {
    for (const path of placesOf(kept)) await rm(path, { recursive: true, force: true });
    for (const move of moved) await rename(move.to, move.from);
    throw new RestoreFailed(failure instanceof Error ? failure.message : String(failure), failure);
  }
  return { manifest, putAside: moved.map(({ to }) => to) };
}

/** All that a back-up says must be in it, is. */
async function verify(from: string): Promise<Manifest> {
  const manifest = await readManifest(from);
  if (manifest === undefined) throw new RestoreFailed(`${from} is no back-up of Offhook, or not a whole one`);
  if (manifest.format > FORMAT) throw new RestoreFailed("a newer Offhook has taken this back-up; update first");
  const found = {
    sha256: await sha256Of(join(from, IMAGE)).catch(() => ""),
    ...(await amountOf(join(from, RECORDINGS))),
  };
  if (found.sha256 !== manifest.image.sha256) throw new RestoreFailed(`${IMAGE} of the back-up is damaged`);
  const keys = keyFile(join(from, KEYS))
    .read()
    .map(({ id }) => id);
  if (manifest.keys?.some((id) => !keys.includes(id)) === true)
    throw new RestoreFailed(`${KEYS} of the back-up is damaged`);
  const { files, bytes } = manifest.recordings;
  if (found.files !== files || found.bytes !== bytes)
    throw new RestoreFailed(
      `of ${files} recordings (${bytes} bytes) the back-up has ${found.files} (${found.bytes} bytes)`,
    );
  return manifest;
}

/** What a system leaves in its folders. */
function placesOf({ dataDir, mediaDir }: KeptFolders): readonly string[] {
  return [join(dataDir, APPEND_ONLY), join(dataDir, IMAGE), mediaDir];
}

async function whatIsThere(kept: KeptFolders, clock: Clock): Promise<readonly Move[]> {
  const aside = `before-restore-${new Date(clock.nowMs()).toISOString().replace(/[:.]/g, "-")}`;
  const moves: Move[] = [];
  for (const from of placesOf(kept)) {
    if (await isEmpty(from)) continue;
    const isInside = from.startsWith(`${kept.dataDir}/`);
    // By its name in the data folder; a folder elsewhere stays beside itself, as another disk may hold it.
    moves.push({
      from,
      to: isInside ? join(kept.dataDir, aside, from.slice(kept.dataDir.length + 1)) : `${from}.${aside}`,
    });
  }
  return moves;
}

async function isEmpty(path: string): Promise<boolean> {
  try {
    return (await readdir(path)).length === 0;
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === "ENOENT"; // a file is something
  }
}

/** Redis reads the image, and keeps from then on what it reads, as it does in a running system. */
async function loadImage(dataDir: string, clock: Clock): Promise<void> {
  await using server = await startEmbeddedRedis({ folder: dataDir, clock, fromImage: true });
  const redis = createRedis(server.address);
  try {
    await redis.connect();
    await redis.config("SET", "appendonly", "yes");
    const { isRewritten } = await settles(redis, clock, ({ isRewriting }) => !isRewriting);
    if (!isRewritten) throw new Error("Redis could not write its files; is the disk full?");
  } finally {
    redis.disconnect();
  }
  await rm(join(dataDir, IMAGE), { force: true });
}
