import type { Redis } from "ioredis";
import { luaScript } from "./script.ts";

const READ_AT_ONCE = 200;

/**
 * KEYS: stream, its copy · ARGV: id of the last entry that was looked at. What was written meanwhile is copied in the same step.
 * The counters go along: readers see by them what is gone.
 */
const replaceScript = luaScript(`
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '(' .. ARGV[1], '+')) do
  redis.call('XADD', KEYS[2], entry[1], unpack(entry[2]))
end
local facts = redis.call('XINFO', 'STREAM', KEYS[1])
local function fact(name)
  for i = 1, #facts, 2 do if facts[i] == name then return facts[i + 1] end end
end
if redis.call('EXISTS', KEYS[2]) == 0 then
  redis.call('XADD', KEYS[2], fact('last-generated-id'), '-', '-')
  redis.call('XTRIM', KEYS[2], 'MAXLEN', 0)
end
redis.call('XSETID', KEYS[2], fact('last-generated-id'), 'ENTRIESADDED', fact('entries-added'))
redis.call('RENAME', KEYS[2], KEYS[1])
`);

export interface Rewriting {
  readonly redis: Redis;
  readonly stream: string;
  /** What an entry shall be: the same fields, others, or undefined where it goes. */
  readonly next: (fields: readonly string[], id: string) => readonly string[] | undefined;
}

/**
 * Changes or removes entries of a stream, so that nothing of what they were is left. XDEL is not enough: Redis keeps a deleted entry in
 * memory, and in its files, for as long as its neighbours live. What is added meanwhile stays as it is.
 */
export async function rewriteStream({ redis, stream, next }: Rewriting): Promise<void> {
  const copy = `${stream}:copy`;
  await redis.del(copy); // of one that was interrupted
  let isChanged = false;
  let last = "0-0";
  for (;;) {
    const found = await redis.xrange(stream, `(${last}`, "+", "COUNT", READ_AT_ONCE);
    if (found.length === 0) break;
    const pipeline = redis.pipeline();
    for (const [id, fields] of found) {
      const wanted = next(fields, id);
      isChanged ||= wanted !== fields;
      if (wanted !== undefined) pipeline.xadd(copy, id, ...wanted);
      last = id;
    }
    for (const [failure] of (await pipeline.exec()) ?? []) if (failure !== null) throw failure;
  }
  if (isChanged) await replaceScript(redis, [stream, copy], [last]);
  else await redis.del(copy);
}
