import { createHash } from "node:crypto";
import type { Redis } from "ioredis";

/** A Lua script, called by its hash and sent whole only where Redis doesn't know it (yet, or after a restart). */
export interface Script {
  readonly source: string;
  readonly sha1: string;
}

export function scriptOf(source: string): Script {
  return { source, sha1: createHash("sha1").update(source).digest("hex") };
}

export async function runScript(
  redis: Redis,
  { source, sha1 }: Script,
  keys: readonly string[],
  args: readonly string[],
): Promise<unknown> {
  try {
    return await redis.evalsha(sha1, keys.length, ...keys, ...args);
  } catch (failure) {
    if (!(failure instanceof Error) || !failure.message.startsWith("NOSCRIPT")) throw failure;
    return redis.eval(source, keys.length, ...keys, ...args);
  }
}
