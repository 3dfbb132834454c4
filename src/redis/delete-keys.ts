import type { Redis } from "ioredis";

const AT_ONCE = 500;

/** Deletes keys of any slots: what has one hash tag in one step, as a cluster asks for. */
export async function deleteKeys(redis: Redis, keys: readonly string[]): Promise<void> {
  const tagged = new Map<string, string[]>();
  for (const key of keys) {
    const tag = /\{(?<tag>[^}]+)\}/.exec(key)?.groups?.["tag"] ?? key;
    const group = tagged.get(tag);
    if (group === undefined) tagged.set(tag, [key]);
    else group.push(key);
  }
  for (const group of tagged.values())
    for (let from = 0; from < group.length; from += AT_ONCE) await redis.del(...group.slice(from, from + AT_ONCE));
}
