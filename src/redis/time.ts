import type { Redis } from "ioredis";

/** Milliseconds since 1970 by the clock of Redis, which all processes share. */
export async function timeOf(redis: Redis): Promise<number> {
  const [seconds = 0, microseconds = 0] = (await redis.time()).map(Number);
  return seconds * 1_000 + Math.floor(microseconds / 1_000);
}
