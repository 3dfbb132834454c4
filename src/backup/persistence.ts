import type { Redis } from "ioredis";
import type { Clock } from "../runtime/clock.ts";

/** What Redis says of what it writes (INFO persistence). */
export interface Persistence {
  /** Images written since it started. */
  readonly saves: number;
  readonly isSaving: boolean;
  /** Whether the last image was written whole. */
  readonly isSaved: boolean;
  readonly isRewriting: boolean;
  /** Whether the last append-only file was written whole. */
  readonly isRewritten: boolean;
}

/** A large system's image is written within minutes. */
const WITHIN_MS = 1_800_000;
const LOOK_AGAIN_AFTER_MS = 50;

export async function persistenceOf(redis: Redis): Promise<Persistence> {
  const info = await redis.info("persistence");
  const values = new Map(info.split("\r\n").map((line) => [line.split(":")[0], line.split(":")[1]]));
  return {
    saves: Number(values.get("rdb_saves") ?? 0),
    isSaving: values.get("rdb_bgsave_in_progress") === "1",
    isSaved: values.get("rdb_last_bgsave_status") === "ok",
    isRewriting: values.get("aof_rewrite_in_progress") === "1" || values.get("aof_rewrite_scheduled") === "1",
    isRewritten: values.get("aof_last_bgrewrite_status") === "ok",
  };
}

/** Waits until Redis is through with what it writes. @throws Error after half an hour */
export async function settles(
  redis: Redis,
  clock: Clock,
  isThrough: (state: Persistence) => boolean,
): Promise<Persistence> {
  const deadlineMs = clock.nowMs() + WITHIN_MS;
  for (;;) {
    const state = await persistenceOf(redis);
    if (isThrough(state)) return state;
    if (clock.nowMs() > deadlineMs)
      throw new Error(`Redis was not through with writing within ${WITHIN_MS / 60_000} minutes`);
    await clock.sleep(LOOK_AGAIN_AFTER_MS);
  }
}
