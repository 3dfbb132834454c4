import type { Redis } from "ioredis";
import type { EventKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";

/** What has to be delivered next under an ordering key. */
export interface WaitingDelivery {
  readonly attempts: number;
  readonly event: { readonly id: string; readonly type: string; readonly at: string };
  /** As it is delivered. */
  readonly body: string;
  /** As it is stored. */
  readonly text: string;
}

/**
 * What waits to be delivered to webhooks, a list in Redis for each ordering key (`webhook/subject`): the event log adds to
 * its end, the queue takes from its head.
 */
export interface OrderedDeliveries {
  head(orderingKey: string): Promise<WaitingDelivery | undefined>;
  /** One more attempt is made. Undefined: another process has dealt with it. */
  begin(orderingKey: string, waiting: WaitingDelivery): Promise<WaitingDelivery | undefined>;
  /** It was delivered, or given up. */
  finish(orderingKey: string, waiting: WaitingDelivery): Promise<void>;
  /** Nothing of it is to be delivered any more. */
  discard(orderingKey: string): Promise<void>;
  isEmpty(orderingKey: string): Promise<boolean>;
  /** Some of the ordering keys under which something waits, at random: asked again and again, all of them. */
  some(most: number): Promise<readonly string[]>;
  /** How many deliveries wait for a webhook. */
  waiting(webhook: string): Promise<number>;
}

/** KEYS: list · ARGV: what its head is, and shall be. */
const beginScript = luaScript(`
if redis.call('LINDEX', KEYS[1], 0) ~= ARGV[1] then return 0 end
redis.call('LSET', KEYS[1], 0, ARGV[2])
return 1
`);

/** KEYS: list, all ordering keys, waiting · ARGV: its head, the ordering key, the webhook */
const finishScript = luaScript(`
if redis.call('LINDEX', KEYS[1], 0) == ARGV[1] then
  redis.call('LPOP', KEYS[1])
  redis.call('HINCRBY', KEYS[3], ARGV[3], -1)
end
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SREM', KEYS[2], ARGV[2]) end
`);

/** KEYS: list, all ordering keys, waiting · ARGV: the ordering key, the webhook */
const discardScript = luaScript(`
redis.call('HINCRBY', KEYS[3], ARGV[2], -redis.call('LLEN', KEYS[1]))
redis.call('DEL', KEYS[1])
redis.call('SREM', KEYS[2], ARGV[1])
if redis.call('HGET', KEYS[3], ARGV[2]) == '0' then redis.call('HDEL', KEYS[3], ARGV[2]) end
`);

export function orderedDeliveries(redis: Redis, keys: EventKeys): OrderedDeliveries {
  const all = (orderingKey: string): string[] => [keys.waitingFor(orderingKey), keys.orderingKeys, keys.waiting];
  return {
    async head(orderingKey) {
      const text = await redis.lindex(keys.waitingFor(orderingKey), 0);
      return text === null ? undefined : readWaiting(text);
    },
    async begin(orderingKey, waiting) {
      const next = writeWaiting(waiting.attempts + 1, waiting.body);
      return (await beginScript(redis, [keys.waitingFor(orderingKey)], [waiting.text, next])) === 1
        ? readWaiting(next)
        : undefined;
    },
    async finish(orderingKey, { text }) {
      await finishScript(redis, all(orderingKey), [text, orderingKey, webhookOf(orderingKey)]);
    },
    async discard(orderingKey) {
      await discardScript(redis, all(orderingKey), [orderingKey, webhookOf(orderingKey)]);
    },
    isEmpty: async (orderingKey) => (await redis.exists(keys.waitingFor(orderingKey))) === 0,
    some: (most) => redis.srandmember(keys.orderingKeys, most),
    waiting: async (webhook) => Number((await redis.hget(keys.waiting, webhook)) ?? 0),
  };
}

/** The webhook of an ordering key. */
export function webhookOf(orderingKey: string): string {
  return orderingKey.slice(0, orderingKey.indexOf("/"));
}

export function orderingKeyOf(webhook: string, subject: string): string {
  return `${webhook}/${subject}`;
}

const ENTRY = /^\{"attempts":(?<attempts>\d+),"event":(?<body>[^]*)\}$/;

function readWaiting(text: string): WaitingDelivery {
  const { attempts = "0", body = "{}" } = ENTRY.exec(text)?.groups ?? {};
  return { attempts: Number(attempts), event: JSON.parse(body) as WaitingDelivery["event"], body, text };
}

function writeWaiting(attempts: number, body: string): string {
  return `{"attempts":${attempts},"event":${body}}`;
}
