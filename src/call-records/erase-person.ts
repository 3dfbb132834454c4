import { promisify } from "node:util";
import { inflate } from "node:zlib";
import type { Redis } from "ioredis";
import type { CallKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import type { PersonEraser } from "../vocabulary/person-terms.ts";
import type { StoredRecord } from "./stored-record.ts";

const inflated = promisify(inflate);
const READ_AT_ONCE = 100;

/** KEYS: records, traces · ARGV: call, its record. What was forgotten meanwhile stays forgotten. */
const rewriteScript = luaScript(`
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end
redis.call('HDEL', KEYS[2], ARGV[1])
`);

/**
 * Takes a person out of the history of a company's calls: their colleagues' calls stay, without the person's name and numbers. How
 * a call that tells of them was decided and signalled goes whole. @returns how many records and traces
 */
export async function eraseFromCalls(
  { redis, keys }: { readonly redis: Redis; readonly keys: CallKeys },
  tenant: TenantId,
  eraser: PersonEraser,
): Promise<number> {
  const [records, traces] = [keys.records(tenant), keys.traces(tenant)];
  let erased = 0;
  for await (const [call, json] of fieldsOf(redis, records)) {
    if (!eraser.tells(json)) continue;
    const record = JSON.parse(json) as StoredRecord;
    await rewriteScript(redis, [records, traces], [call, JSON.stringify({ ...eraser.without(record), call })]);
    erased += 1;
  }
  for await (const [call, text] of fieldsOf(redis, traces)) {
    const trace = (await inflated(Buffer.from(text, "base64"))).toString();
    if (eraser.tells(trace)) erased += await redis.hdel(traces, call);
  }
  await redis.del(keys.indexOf(tenant, eraser.terms.user));
  return erased;
}

async function* fieldsOf(redis: Redis, hash: string): AsyncGenerator<readonly [string, string]> {
  let cursor = "0";
  do {
    const [next, found] = await redis.hscan(hash, cursor, "COUNT", READ_AT_ONCE);
    for (let place = 0; place + 1 < found.length; place += 2) yield [found[place] ?? "", found[place + 1] ?? ""];
    cursor = next;
  } while (cursor !== "0");
}
