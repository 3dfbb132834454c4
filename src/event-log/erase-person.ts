import type { Redis } from "ioredis";
import type { EventKeys } from "../redis/keys.ts";
import { rewriteStream } from "../redis/rewrite-stream.ts";
import { luaScript } from "../redis/script.ts";
import type { TenantId, WebhookId } from "../vocabulary/identifiers.ts";
import type { PersonEraser } from "../vocabulary/person-terms.ts";

const READ_AT_ONCE = 200;

/** KEYS: list, all ordering keys, waiting · ARGV: the delivery, the ordering key, the webhook */
const dropScript = luaScript(`
local dropped = redis.call('LREM', KEYS[1], 1, ARGV[1])
if dropped > 0 then redis.call('HINCRBY', KEYS[3], ARGV[3], -dropped) end
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SREM', KEYS[2], ARGV[2]) end
return dropped
`);

/** Forgets the events that name a person, and those of them that still wait for the company's webhooks. */
export async function eraseFromEvents(
  { redis, keys }: { readonly redis: Redis; readonly keys: EventKeys },
  { tenant, webhooks }: { readonly tenant: TenantId; readonly webhooks: readonly WebhookId[] },
  eraser: PersonEraser,
): Promise<void> {
  const next = (fields: readonly string[]): readonly string[] | undefined =>
    eraser.names(fields[3] ?? "") ? undefined : fields;
  await rewriteStream({ redis, stream: keys.log(tenant), next });
  for (const webhook of webhooks)
    for await (const some of redis.sscanStream(keys.orderingKeys, { match: `${webhook}/*`, count: READ_AT_ONCE }))
      for (const orderingKey of some as string[]) {
        const list = keys.waitingFor(orderingKey);
        const waiting = (await redis.lrange(list, 0, -1)).filter((text) => eraser.names(text));
        for (const text of waiting)
          await dropScript(redis, [list, keys.orderingKeys, keys.waiting], [text, orderingKey, webhook]);
      }
}
