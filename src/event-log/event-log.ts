import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import { KnownCalls } from "../events/known-calls.ts";
import { isPublic, type PublicSwitchEvent } from "../events/kinds.ts";
import { audienceOf, publicEvent } from "../events/public-event.ts";
import type { Logger } from "../observability/logging.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import { settledWithin } from "../runtime/deadline.ts";
import { atNextBeat } from "../runtime/gather-writes.ts";
import {
  parseUserId,
  type MailboxId,
  type SharedMailboxId,
  type TenantId,
  type UserId,
} from "../vocabulary/identifiers.ts";
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
  /** Counts this process' events from 1, without a gap. */
  readonly number: number;
  readonly tenant: TenantId;
  readonly users: string;
  readonly json: string;
  readonly copies: readonly Copy[];
}

/** Events that happen while a write is under way are written together, so many at most: Redis serves nothing else meanwhile. */
const MOST_AT_ONCE = 100;
/** A process that is away from Redis for longer than this may write an event twice. */
const REMEMBERED_MS = 86_400_000;

/**
 * KEYS: all ordering keys, waiting, the writer's last number; then for each event its log and a list for each copy.
 * ARGV: most logged, most waiting, how long the number is kept, channel, number of the first event; then for each event tenant,
 * users, event, count of copies, and a webhook and ordering key for each copy. The id comes first in the event's text.
 * Events up to the writer's last number were written before: their answer was lost.
 */
const writeScript = luaScript(`
local last = tonumber(redis.call('GET', KEYS[3]) or '0')
local number, refused, grown = tonumber(ARGV[5]) - 1, 0, {}
local key, arg = 4, 6
while arg <= #ARGV do
  local tenant, users, text, copies = ARGV[arg], ARGV[arg + 1], ARGV[arg + 2], tonumber(ARGV[arg + 3])
  number = number + 1
  if number > last then
    local id = redis.call('XADD', KEYS[key], 'MAXLEN', '~', ARGV[1], '*', 'users', users, 'event', text)
    local event = '{"id":"' .. id .. '",' .. string.sub(text, 2)
    for copy = 1, copies do
      local webhook = ARGV[arg + 2 + copy * 2]
      if tonumber(redis.call('HGET', KEYS[2], webhook) or '0') >= tonumber(ARGV[2]) then
        refused = refused + 1
      else
        redis.call('RPUSH', KEYS[key + copy], '{"attempts":0,"event":' .. event .. '}')
        redis.call('SADD', KEYS[1], ARGV[arg + 3 + copy * 2])
        redis.call('HINCRBY', KEYS[2], webhook, 1)
      end
    end
    grown[tenant] = true
  end
  key = key + 1 + copies
  arg = arg + 4 + copies * 2
end
if number > last then redis.call('SET', KEYS[3], number, 'PX', ARGV[3]) end
for tenant in pairs(grown) do redis.call('PUBLISH', ARGV[4], tenant) end
return refused
`);

/** Forgets a tenant's events before this moment. @returns how many */
export function forgetEventsBefore({ redis, keys, tenant, beforeMs }: OldEvents): Promise<number> {
  return redis.xtrim(keys.log(tenant), "MINID", Math.max(0, Math.floor(beforeMs)));
}

interface OldEvents extends Pick<EventLogOptions, "redis" | "keys"> {
  readonly tenant: TenantId;
  readonly beforeMs: number;
}

/**
 * Writes down what happens in this process, in its order, for all processes to read, and what has to be delivered of it.
 * An event that was written is delivered whatever becomes of this process. A write whose answer was lost is made again, and
 * leaves what it has written before alone.
 */
export class EventLog implements AsyncDisposable {
  readonly #options: EventLogOptions;
  readonly #listening: Disposable;
  readonly #self = randomUUID();
  readonly #calls = new KnownCalls();
  readonly #unwritten: Unwritten[] = [];
  readonly #closing = new AbortController();
  #writing: Promise<void> | undefined;
  #beat: Alarm | undefined;
  #lost = 0;
  #numbered = 0;

  constructor(options: EventLogOptions) {
    this.#options = options;
    this.#listening = options.events.onAny((event) => {
      const known = this.#calls.take(event);
      if (!isPublic(event)) return;
      const extensionOf = (user: string): string | undefined => {
        const id = parseUserId(user);
        return id === undefined ? undefined : options.settings.snapshot.user(id)?.extension;
      };
      const sharersOf = (mailbox: MailboxId): readonly UserId[] =>
        options.settings.snapshot.sharersOf(mailbox as SharedMailboxId);
      const { tenant, users } = audienceOf(event, known, sharersOf);
      const json = JSON.stringify(publicEvent(event, known, extensionOf));
      this.#add({ number: ++this.#numbered, tenant, users: users.join(" "), json, copies: options.copiesOf(event) });
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listening[Symbol.dispose]();
    this.#begin();
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
    const { clock } = this.#options;
    if (this.#writing === undefined) this.#beat ??= atNextBeat(clock, () => this.#begin());
  }

  #begin(): void {
    this.#beat?.disarm();
    this.#beat = undefined;
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  async #write(): Promise<void> {
    const { clock, logger } = this.#options;
    let away = false;
    while (this.#unwritten.length > 0 && !this.#closing.signal.aborted) {
      const batch = this.#unwritten.slice(0, MOST_AT_ONCE);
      try {
        await this.#writeAll(batch);
        // Where too many came meanwhile, the oldest of the batch are gone already.
        const last = batch.at(-1)?.number ?? 0;
        while (this.#unwritten[0] !== undefined && this.#unwritten[0].number <= last) this.#unwritten.shift();
        if (away) logger.info({ event: "event-log.back", lost: this.#lost }, "events are written again");
        away = false;
      } catch (failure) {
        if (!away) logger.warn({ event: "event-log.away", err: failure }, "events can't be written now");
        away = true;
        await clock.sleep(RETRY_AFTER_MS, this.#closing.signal).catch(() => undefined);
      }
    }
  }

  /** Without a gap between their numbers: only the oldest are ever dropped. */
  async #writeAll(batch: readonly Unwritten[]): Promise<void> {
    const { redis, keys, onQueued, logger } = this.#options;
    const lists = batch.flatMap(({ tenant, copies }) => [
      keys.log(tenant),
      ...copies.map(({ orderingKey }) => keys.waitingFor(orderingKey)),
    ]);
    const events = batch.flatMap(({ tenant, users, json, copies }) => [
      ...[tenant, users, json, copies.length],
      ...copies.flatMap(({ webhook, orderingKey }) => [webhook, orderingKey]),
    ]);
    const limits = [MOST_LOGGED, MOST_WAITING, REMEMBERED_MS];
    const refused = await writeScript(
      redis,
      [keys.orderingKeys, keys.waiting, keys.writer(this.#self), ...lists],
      [...limits, keys.logGrown, batch[0]?.number ?? 0, ...events],
    );
    if (refused !== 0) logger.warn({ event: "webhook.full", refused }, "a webhook has too many deliveries waiting");
    for (const { copies } of batch) for (const { orderingKey } of copies) onQueued(orderingKey);
  }
}
