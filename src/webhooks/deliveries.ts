import type { Redis } from "ioredis";
import { deliveryKeys, type DeliveryKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";
import type { WebhookId } from "../vocabulary/identifiers.ts";

/** What became of one event on its way to one webhook. */
export interface Delivery {
  /** The event's id. */
  readonly id: string;
  readonly type: string;
  readonly state: "delivered" | "waiting" | "failed";
  readonly attempts: number;
  readonly attemptedAt: string;
  /** Of one that waits for its next attempt. */
  readonly nextAttemptAt?: string;
  /** The HTTP status of the last attempt, and why it failed. */
  readonly status?: number;
  readonly reason?: string;
  readonly durationMs: number;
}

/** Each webhook's last deliveries are remembered, so many and so long. */
const MOST_REMEMBERED = 200;
const REMEMBERED_SECONDS = 30 * 86_400;

export interface Deliveries {
  note(webhook: WebhookId, delivery: Delivery): Promise<void>;
  /** The newest first. */
  recent(webhook: WebhookId): Promise<readonly Delivery[]>;
  /** Notes a failure. @returns since when nothing could be delivered */
  failing(webhook: WebhookId, nowMs: number): Promise<number>;
  /** Something was delivered, or the webhook was enabled again. */
  works(webhook: WebhookId): Promise<void>;
}

/** KEYS: deliveries, their order · ARGV: id, JSON, when, how many, for how long */
const noteScript = luaScript(`
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], 'NX', ARGV[3], ARGV[1])
local old = redis.call('ZRANGE', KEYS[2], 0, -tonumber(ARGV[4]) - 1)
for _, id in ipairs(old) do
  redis.call('HDEL', KEYS[1], id)
  redis.call('ZREM', KEYS[2], id)
end
redis.call('EXPIRE', KEYS[1], ARGV[5])
redis.call('EXPIRE', KEYS[2], ARGV[5])
`);

export function webhookDeliveries(redis: Redis, keys: DeliveryKeys = deliveryKeys()): Deliveries {
  const of = (webhook: WebhookId): [string, string] => [keys.deliveries(webhook), keys.order(webhook)];
  return {
    async note(webhook, delivery) {
      const order = delivery.id.split("-")[0] ?? "0";
      const limits = [order, MOST_REMEMBERED, REMEMBERED_SECONDS];
      await noteScript(redis, of(webhook), [delivery.id, JSON.stringify(delivery), ...limits]);
    },
    async recent(webhook) {
      const [deliveries, order] = of(webhook);
      const ids = await redis.zrange(order, 0, -1, "REV");
      if (ids.length === 0) return [];
      const found = await redis.hmget(deliveries, ...ids);
      return found.flatMap((json) => (json === null ? [] : [JSON.parse(json) as Delivery]));
    },
    async failing(webhook, nowMs) {
      await redis.hsetnx(keys.failing, webhook, nowMs);
      return Number((await redis.hget(keys.failing, webhook)) ?? nowMs);
    },
    async works(webhook) {
      await redis.hdel(keys.failing, webhook);
    },
  };
}
