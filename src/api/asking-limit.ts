import type { Redis } from "ioredis";
import { loginKeys } from "../redis/keys.ts";
import { asUnavailable } from "../settings/store/commit.ts";

/** How often something may be asked for, in all processes together. */
export interface AskingLimit {
  /** What is counted, and for whom. Example: "reset/203.0.113.9". */
  readonly name: string;
  readonly most: number;
  readonly inSeconds: number;
}

/** Counts once more. How many seconds until it may be asked for again; 0: now. @throws StoreUnavailable */
export async function countAsking(redis: Redis, { name, most, inSeconds }: AskingLimit): Promise<number> {
  const key = loginKeys().asked(name);
  const replies = await asUnavailable(redis.multi().incr(key).expire(key, inSeconds, "NX").ttl(key).exec());
  const [asked, , leftSeconds] = (replies ?? []).map(([, reply]) => Number(reply));
  return (asked ?? 0) > most ? Math.max(1, leftSeconds ?? inSeconds) : 0;
}
