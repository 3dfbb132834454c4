import type { Redis } from "ioredis";
import type { EventKeys } from "../redis/keys.ts";
import { luaScript } from "../redis/script.ts";

/** What has to be delivered next in a lane. */
export interface Waiting {
  readonly attempts: number;
  readonly event: { readonly id: string; readonly type: string; readonly at: string };
  /** As it is delivered. */
  readonly body: string;
  /** As it is stored. */
  readonly text: string;
}

/** The lanes of all webhooks: the event log adds to their ends, the queue takes from their heads. */
export interface Lanes {
  head(lane: string): Promise<Waiting | undefined>;
  /** One more attempt is made. Undefined: somebody else has dealt with it. */
  begin(lane: string, waiting: Waiting): Promise<Waiting | undefined>;
  /** It was delivered, or given up. */
  finish(lane: string, waiting: Waiting): Promise<void>;
  /** Nothing of it is to be delivered any more. */
  discard(lane: string): Promise<void>;
  isEmpty(lane: string): Promise<boolean>;
  /** Some of those that hold something, at random: asked again and again, all of them. */
  some(most: number): Promise<readonly string[]>;
  /** How many deliveries wait for a webhook. */
  waiting(webhook: string): Promise<number>;
}

/** KEYS: lane · ARGV: what its head is, and shall be. */
const beginScript = luaScript(`
if redis.call('LINDEX', KEYS[1], 0) ~= ARGV[1] then return 0 end
redis.call('LSET', KEYS[1], 0, ARGV[2])
return 1
`);

/** KEYS: lane, lanes, waiting · ARGV: its head, the lane's name, the webhook */
const finishScript = luaScript(`
if redis.call('LINDEX', KEYS[1], 0) == ARGV[1] then
  redis.call('LPOP', KEYS[1])
  redis.call('HINCRBY', KEYS[3], ARGV[3], -1)
end
if redis.call('EXISTS', KEYS[1]) == 0 then redis.call('SREM', KEYS[2], ARGV[2]) end
`);

/** KEYS: lane, lanes, waiting · ARGV: the lane's name, the webhook */
const discardScript = luaScript(`
redis.call('HINCRBY', KEYS[3], ARGV[2], -redis.call('LLEN', KEYS[1]))
redis.call('DEL', KEYS[1])
redis.call('SREM', KEYS[2], ARGV[1])
if redis.call('HGET', KEYS[3], ARGV[2]) == '0' then redis.call('HDEL', KEYS[3], ARGV[2]) end
`);

export function webhookLanes(redis: Redis, keys: EventKeys): Lanes {
  const all = (lane: string): string[] => [keys.lane(lane), keys.lanes, keys.waiting];
  return {
    async head(lane) {
      const text = await redis.lindex(keys.lane(lane), 0);
      return text === null ? undefined : readWaiting(text);
    },
    async begin(lane, waiting) {
      const next = writeWaiting(waiting.attempts + 1, waiting.body);
      return (await beginScript(redis, [keys.lane(lane)], [waiting.text, next])) === 1 ? readWaiting(next) : undefined;
    },
    async finish(lane, { text }) {
      await finishScript(redis, all(lane), [text, lane, webhookOf(lane)]);
    },
    async discard(lane) {
      await discardScript(redis, all(lane), [lane, webhookOf(lane)]);
    },
    isEmpty: async (lane) => (await redis.exists(keys.lane(lane))) === 0,
    some: (most) => redis.srandmember(keys.lanes, most),
    waiting: async (webhook) => Number((await redis.hget(keys.waiting, webhook)) ?? 0),
  };
}

/** The webhook that a lane leads to. */
export function webhookOf(lane: string): string {
  return lane.slice(0, lane.indexOf("/"));
}

export function laneOf(webhook: string, subject: string): string {
  return `${webhook}/${subject}`;
}

const ENTRY = /^\{"attempts":(?<attempts>\d+),"event":(?<body>[^]*)\}$/;

function readWaiting(text: string): Waiting {
  const { attempts = "0", body = "{}" } = ENTRY.exec(text)?.groups ?? {};
  return { attempts: Number(attempts), event: JSON.parse(body) as Waiting["event"], body, text };
}

function writeWaiting(attempts: number, body: string): string {
  return `{"attempts":${attempts},"event":${body}}`;
}
