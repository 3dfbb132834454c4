import type { Redis } from "ioredis";
import { luaScript } from "../redis/script.ts";
import { placeOf, type Sealer } from "./sealer.ts";

export interface SystemSecretParts {
  readonly redis: Redis;
  readonly sealer: Sealer;
}

/** KEYS: a string · ARGV: what it was, what it becomes; nothing where another process was faster. */
const replaceScript = luaScript(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('SET', KEYS[1], ARGV[2]) end
`);
/** Of two processes that make it at once, one reads the other's. */
const MOST_LOOKS = 3;

/**
 * A secret that the system makes for itself, one for all of its processes and starts. One that can't be opened is made anew: what
 * it protects lasts for minutes, or a day. While the key of secrets is missing it is in clear: the next start that has one seals it.
 *
 * @returns undefined: Redis keeps nothing  @throws whatever Redis throws
 */
export async function systemSecret(
  { redis, sealer }: SystemSecretParts,
  key: string,
  make: () => string,
): Promise<string | undefined> {
  const place = placeOf(key);
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    const stored = await redis.get(key);
    const secret = stored === null ? undefined : sealer.open(stored, place);
    if (secret !== undefined) return secret;
    const fresh = sealer.key.isThere ? sealer.seal(make(), place) : make();
    if (stored === null) await redis.set(key, fresh, "NX");
    else await replaceScript(redis, [key], [stored, fresh]);
  }
  return undefined;
}
