import { createHash } from "node:crypto";
import type { Redis } from "ioredis";

/** Runs a Lua script in one step: nothing else happens in Redis meanwhile. */
export type LuaScript = (
  redis: Redis,
  keys: readonly string[],
  args?: readonly (string | number)[],
) => Promise<unknown>;

/** A Lua script, called by its hash (EVALSHA) and sent whole only where Redis doesn't know it yet, or no more. */
export function luaScript(source: string): LuaScript {
  const sha1 = createHash("sha1").update(source).digest("hex");
  return async (redis, keys, args = []) => {
    try {
      return await redis.evalsha(sha1, keys.length, ...keys, ...args);
    } catch (failure) {
      if (!(failure instanceof Error) || !failure.message.startsWith("NOSCRIPT")) throw failure;
      return redis.eval(source, keys.length, ...keys, ...args);
    }
  };
}
