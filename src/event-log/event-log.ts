import type { Redis } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import { KnownCalls } from "../events/known-calls.ts";
import { isPublic, type PublicSwitchEvent } from "../events/kinds.ts";
import { audienceOf, publicEvent } from "../events/public-event.ts";
import type { Logger } from "../observability/logging.ts";
import type { Clock } from "../runtime/clock.ts";
import { settledWithin } from "../runtime/deadline.ts";
import { parseUserId, type TenantId } from "../vocabulary/identifiers.ts";
import type { Settings } from "../settings/settings.ts";
import { luaScript } from "../redis/script.ts";
import type { EventKeys } from "../redis/keys.ts";

/** Each tenant's last events are kept, about so many: a busy day of a company, or ten minutes of a provider. */
const MOST_LOGGED = 10_000;
/** While Redis is away so many wait in memory; beyond it the oldest are lost, and reported as such. */
const MOST_UNWRITTEN = 10_000;
/** Deliveries that wait for one webhook; beyond it events are not queued for it. */
export const MOST_WAITING = 10_000;
const RETRY_AFTER_MS = 200;
/** What isn't written when the process ends is written within this time, or not at all. */
const WRITE_LAST_WITHIN_MS = 2_000;

/** One webhook that wants an event; deliveries of one ordering key go one after the other. */
export interface Copy {
  readonly webhook: string;
  readonly orderingKey: string;
}

export interface EventLogOptions {
  readonly redis: Redis;
  readonly keys: EventKeys;
  readonly events: EventBus;
  readonly settings: Pick<Settings, "snapshot">;
  /** Who wants the event delivered; what they shall get is written in the same step. */
  readonly copiesOf: (event: PublicSwitchEvent) => readonly Copy[];
  /** A delivery waits under this ordering key now. */
  readonly onQueued: (orderingKey: string) => void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Ready to be written: an event as the world sees it. */
interface Unwritten {
  readonly tenant: TenantId;
  readonly users: string;
  readonly json: string;
  readonly copies: readonly Copy[];
}

/**
 * KEYS: log, all ordering keys, waiting, a list for each copy · ARGV: most logged, most waiting, users, event, channel, tenant, a
 * webhook and the ordering key for each copy. The id comes first in the event's text.
 */
const writeScript = luaScript(`
local id = redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', 'users', ARGV[3], 'event', ARGV[4])
local event = '{"id":"' .. id .. '",' .. string.sub(ARGV[4], 2)
local refused = 0
for i = 4, #KEYS do
  local webhook = ARGV[7 + (i - 4) * 2]
  if tonumber(redis.call('HGET', KEYS[3], webhook) or '0') >= tonumber(ARGV[2]) then
    refused = refused + 1
  else
    redis.call('RPUSH', KEYS[i], '{"attempts":0,"event":' .. event .. '}')
    redis.call('SADD', KEYS[2], ARGV[8 + (i - 4) * 2])
    redis.call('HINCRBY', KEYS[3], webhook, 1)
  end
end
redis.call('PUBLISH', ARGV[5], ARGV[6])
return refused
`);

/**
 * Writes down what happens in this process, in its order, for all processes to read, and what has to be delivered of it.
 * An event that was written is delivered whatever becomes of this process. A write whose answer was lost is made again.
 */
export class EventLog implements AsyncDisposable {
  readonly #options: EventLogOptions;
  readonly #listening: Disposable;
  readonly #calls = new KnownCalls();
  readonly #unwritten: Unwritten[] = [];
  readonly #closing = new AbortController();
  #writing: Promise<void> | undefined;
  #lost = 0;

  constructor(options: EventLogOptions) {
    this.#options = options;
    this.#listening = options.events.onAny((event) => {
      const known = this.#calls.take(event);
      if (!isPublic(event)) return;
      const extensionOf = (user: string): string | undefined => {
        const id = parseUserId(user);
        return id === undefined ? undefined : options.settings.snapshot.user(id)?.extension;
      };
      const { tenant, users } = audienceOf(event, known);
      const json = JSON.stringify(publicEvent(event, known, extensionOf));
      this.#add({ tenant, users: users.join(" "), json, copies: options.copiesOf(event) });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listening[Symbol.dispose]();
    await settledWithin(this.#writing ?? Promise.resolve(), {
      withinMs: WRITE_LAST_WITHIN_MS,
      clock: this.#options.clock,
    });
    this.#closing.abort(new Error("closing"));
    await this.#writing;
  }

  #add(unwritten: Unwritten): void {
    if (this.#unwritten.length >= MOST_UNWRITTEN) {
      this.#unwritten.shift();
      this.#lost += 1;
    }
    this.#unwritten.push(unwritten);
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  async #write(): Promise<void> {
    const { clock, logger } = this.#options;
    let away = false;
    for (
      let next = this.#unwritten[0];
      next !== undefined && !this.#closing.signal.aborted;
      next = this.#unwritten[0]
    ) {
      try {
        await this.#writeOne(next);
        if (this.#unwritten[0] === next) this.#unwritten.shift(); // else it was the oldest of too many
        if (away) logger.info({ event: "event-log.back", lost: this.#lost }, "events are written again");
        away = false;
      } catch (failure) {
        if (!away) logger.warn({ event: "event-log.away", err: failure }, "events can't be written now");
        away = true;
        await clock.sleep(RETRY_AFTER_MS, this.#closing.signal).catch(() => undefined);
      }
    }
  }

  async #writeOne({ tenant, users, json, copies }: Unwritten): Promise<void> {
    const { redis, keys, onQueued, logger } = this.#options;
    const refused = await writeScript(
      redis,
      [
        keys.log(tenant),
        keys.orderingKeys,
        keys.waiting,
        ...copies.map(({ orderingKey }) => keys.waitingFor(orderingKey)),
      ],
      [
        MOST_LOGGED,
        MOST_WAITING,
        users,
        json,
        keys.logGrown,
        tenant,
        ...copies.flatMap(({ webhook, orderingKey }) => [webhook, orderingKey]),
      ],
    );
    if (refused !== 0) logger.warn({ event: "webhook.full", refused }, "a webhook has too many deliveries waiting");
    for (const { orderingKey } of copies) onQueued(orderingKey);
  }
}
