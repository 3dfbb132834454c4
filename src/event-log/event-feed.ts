import type { Redis } from "ioredis";
import type { Logger } from "../observability/logging.ts";
import { isAborted } from "../runtime/aborted.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import { asUnavailable } from "../settings/store/commit.ts";
import { parseTenantId, type TenantId } from "../vocabulary/identifiers.ts";
import { TooManyStreams } from "./errors.ts";
import { isEarlier, type EventId } from "./event-id.ts";
import type { EventKeys } from "../redis/keys.ts";
import { subscribe } from "../redis/subscriber.ts";

/** One event as it was written down. */
export interface LoggedEvent {
  readonly id: EventId;
  /** The users who may see it beside administrators. */
  readonly users: readonly string[];
  /** The event, its id in it. */
  readonly json: string;
}

/** Browsers and programs that listen at one process, and those of one company. */
const MOST_STREAMS = 2_000;
export const MOST_STREAMS_A_TENANT = 200;
/** A listener that is so many events behind is too slow: its stream ends, and begins again where it ended. */
export const MOST_BEHIND = 1_000;
const PAGE = 200;
/** A message of the channel that was lost is made good for after so long. */
const LOOK_AGAIN_AFTER_MS = 2_000;

export interface EventFeedOptions {
  readonly redis: Redis;
  readonly keys: EventKeys;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The events for one listener. Disposing ends it. */
export interface EventStream extends Disposable {
  /** Waits for more at most so long; empty: nothing happened. Undefined: it is over, and nothing more will come. */
  next(withinMs: number): Promise<readonly LoggedEvent[] | undefined>;
  /** Has `next`, or the one after it, wait no longer: the listener is to be told of something else. */
  wake(): void;
  /** Aborted when it is over. */
  readonly over: AbortSignal;
  /** Events after the one that was asked for are not kept any more. */
  readonly gap: boolean;
}

interface Listener {
  /** The listener has this one, and all before it. */
  readonly floor: EventId;
  readonly waiting: LoggedEvent[];
  readonly over: AbortController;
  wake: () => void;
  /** `wake` was called, perhaps while it did not wait. */
  isWoken: boolean;
}

/** The events of one tenant, read once for all listeners of this process. */
interface Channel {
  /** The last event that listeners were given. */
  cursor: EventId;
  readonly listeners: Set<Listener>;
  reading: Promise<void> | undefined;
  again: boolean;
}

/** Reads the event log that all processes write, as it is written. */
export class EventFeed implements Disposable {
  readonly #options: EventFeedOptions;
  readonly #subscription: Disposable;
  readonly #channels = new Map<TenantId, Channel>();
  #streams = 0;
  #look: Alarm;

  constructor(options: EventFeedOptions) {
    this.#options = options;
    this.#subscription = subscribe(options.redis, {
      channels: [options.keys.logGrown],
      onMessage: (text) => {
        const tenant = parseTenantId(text);
        if (tenant !== undefined) this.#read(tenant);
      },
      onSubscribed: () => this.#readAll(),
    });
    this.#look = this.#lookAgain();
  }

  /**
   * What happens to this tenant from now on, or after an event that the listener has already.
   * @throws TooManyStreams, StoreUnavailable
   */
  async open(tenant: TenantId, after: EventId | undefined): Promise<EventStream> {
    this.#requireRoom(tenant);
    const { redis, keys } = this.#options;
    const log = keys.log(tenant);
    const last = lastId(await asUnavailable(redis.xrevrange(log, "+", "-", "COUNT", 1)));
    const gap = after !== undefined && (await this.#isGap(log, after, last));

    // From here on all in one step: events from now on wait, events before it are read.
    this.#requireRoom(tenant); // others came meanwhile
    const channel = this.#channelOf(tenant, last);
    const until = channel.cursor;
    const floor = after !== undefined && isEarlier(until, after) ? after : until; // given by a process that was quicker
    const listener: Listener = {
      floor,
      waiting: [],
      over: new AbortController(),
      wake: () => undefined,
      isWoken: false,
    };
    channel.listeners.add(listener);
    this.#streams += 1;
    let from = after ?? until;
    const earlier = async (): Promise<readonly LoggedEvent[]> => {
      const found = await redis.xrange(log, `(${from}`, until, "COUNT", PAGE);
      from = lastId(found) === NONE ? until : lastId(found);
      return found.map(readEvent);
    };
    return {
      gap,
      over: listener.over.signal,
      next: async (withinMs) => {
        while (isEarlier(from, until) && !isAborted(listener.over.signal)) {
          const events = await earlier().catch(() => undefined);
          if (events === undefined)
            this.#end(tenant, listener); // Redis is away: to begin again where it ended
          else if (events.length > 0) return events;
        }
        if (listener.waiting.length === 0 && !listener.isWoken && !isAborted(listener.over.signal))
          await this.#wait(listener, withinMs);
        listener.isWoken = false;
        if (isAborted(listener.over.signal)) return undefined;
        return listener.waiting.splice(0);
      },
      wake: () => {
        listener.isWoken = true;
        listener.wake();
      },
      [Symbol.dispose]: () => this.#end(tenant, listener),
    };
  }

  [Symbol.dispose](): void {
    this.#look.disarm();
    this.#subscription[Symbol.dispose]();
    for (const [tenant, { listeners }] of this.#channels) for (const each of [...listeners]) this.#end(tenant, each);
  }

  #requireRoom(tenant: TenantId): void {
    const here = this.#channels.get(tenant)?.listeners.size ?? 0;
    if (this.#streams >= MOST_STREAMS || here >= MOST_STREAMS_A_TENANT) throw new TooManyStreams();
  }

  #channelOf(tenant: TenantId, last: EventId): Channel {
    const known = this.#channels.get(tenant);
    if (known !== undefined) return known;
    const channel: Channel = { cursor: last, listeners: new Set(), reading: undefined, again: false };
    this.#channels.set(tenant, channel);
    this.#read(tenant); // what came since `last` was read
    return channel;
  }

  /** Whether events after this one are gone: the log was cut, or Redis has lost it. */
  async #isGap(log: string, after: EventId, last: EventId): Promise<boolean> {
    if (isEarlier(last, after)) return true;
    const first = await asUnavailable(this.#options.redis.xrange(log, "-", "+", "COUNT", 1));
    if (!isEarlier(after, lastId(first))) return false;
    const facts = (await asUnavailable(this.#options.redis.xinfo("STREAM", log))) as unknown[];
    const factOf = (name: string): number => Number(facts[facts.indexOf(name) + 1]);
    return factOf("entries-added") > factOf("length");
  }

  #end(tenant: TenantId, listener: Listener): void {
    const channel = this.#channels.get(tenant);
    if (channel?.listeners.delete(listener) !== true) return;
    this.#streams -= 1;
    if (channel.listeners.size === 0) this.#channels.delete(tenant);
    listener.over.abort();
    listener.wake();
  }

  async #wait(listener: Listener, withinMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const alarm = this.#options.clock.arm(withinMs, resolve);
      listener.wake = () => {
        alarm.disarm();
        resolve();
      };
    });
  }

  #readAll(): void {
    for (const tenant of this.#channels.keys()) this.#read(tenant);
  }

  #lookAgain(): Alarm {
    return this.#options.clock.arm(LOOK_AGAIN_AFTER_MS, () => {
      this.#readAll();
      this.#look = this.#lookAgain();
    });
  }

  #read(tenant: TenantId): void {
    const channel = this.#channels.get(tenant);
    if (channel === undefined) return;
    channel.again = true;
    channel.reading ??= this.#readOn(tenant, channel).finally(() => {
      channel.reading = undefined;
    });
  }

  async #readOn(tenant: TenantId, channel: Channel): Promise<void> {
    const { redis, keys } = this.#options;
    while (channel.again && channel.listeners.size > 0) {
      channel.again = false;
      try {
        const found = await redis.xrange(keys.log(tenant), `(${channel.cursor}`, "+", "COUNT", PAGE);
        if (found.length === 0) continue;
        channel.again ||= found.length === PAGE;
        channel.cursor = lastId(found);
        this.#give(tenant, channel, found.map(readEvent));
      } catch {
        return; // away: the next look reads on
      }
    }
  }

  #give(tenant: TenantId, { listeners }: Channel, events: readonly LoggedEvent[]): void {
    for (const listener of [...listeners]) {
      if (listener.waiting.length + events.length > MOST_BEHIND) {
        this.#options.logger.info({ event: "event-stream.slow", tenant }, "a listener is too slow");
        this.#end(tenant, listener);
        continue;
      }
      const fresh = events.filter(({ id }) => isEarlier(listener.floor, id));
      if (fresh.length === 0) continue;
      listener.waiting.push(...fresh);
      listener.wake();
    }
  }
}

const NONE = "0-0" as EventId;

type Entry = [id: string, fields: string[]];

function lastId(entries: readonly Entry[]): EventId {
  return (entries.at(-1)?.[0] ?? NONE) as EventId;
}

function readEvent([id, fields]: Entry): LoggedEvent {
  const [, users = "", , event = "{}"] = fields;
  return {
    id: id as EventId,
    users: users === "" ? [] : users.split(" "),
    json: `{"id":"${id}",${event.slice(1)}`,
  };
}
