import { tracingChannel, type TracingChannelSubscribers } from "node:diagnostics_channel";
import { performance } from "node:perf_hooks";
import type { Alarm, Clock } from "../../src/runtime/clock.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { VirtualClock } from "./virtual-clock.ts";

/** So many turns of the event loop without any input or output: nothing is on its way between two sockets of the process. */
const QUIET_TURNS = 2;
/**
 * A command that Redis hasn't answered after so long in real time won't be waited for: Redis stands still, and time goes on. A Redis
 * that was killed breaks its commands off at once; one on a busy machine with a slow disk may take seconds.
 */
const REDIS_ANSWERS_WITHIN_MS = 10_000;
/** Where no alarm is armed, only the outside world can go on: look at it again after so long in real time. */
const LOOK_AGAIN_AFTER_MS = 1;
/** Work on files that the thread pool does for us. */
const FILE_WORK = new Set(["FSReqCallback", "FSReqPromise", "FileHandleCloseReq"]);

/**
 * Virtual time that passes by itself, and only when nothing else can happen: once no socket of the process has anything
 * to read, no file is being read or written and Redis has answered everything, the next alarm rings. So a call of a
 * minute takes as long as its work does, a busy machine makes nothing late, and no deadline passes while an answer is
 * under way. Sockets and Redis may be real; hashing is known too; whatever else waits in real time must use `hold`.
 */
export class SimulatedTime implements Clock, AsyncDisposable {
  readonly #clock = new VirtualClock();
  readonly #redis = new RedisTraffic();
  readonly #hashing = new HashWork();
  readonly #over: Promise<void>;
  #isOver = false;
  #held = 0;

  constructor() {
    this.#over = this.#run();
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  arm(afterMs: number, ring: () => void): Alarm {
    return this.#clock.arm(afterMs, ring);
  }

  sleep(forMs: number, signal?: AbortSignal): Promise<void> {
    return this.#clock.sleep(forMs, signal);
  }

  /** Time stands still until this is done: work that neither sockets nor files show. */
  async hold<Result>(work: Promise<Result>): Promise<Result> {
    this.#held++;
    try {
      return await work;
    } finally {
      this.#held--;
    }
  }

  /** A round trip to Redis: what it has published before has reached its subscribers afterwards. */
  fenceWith(ping: () => Promise<unknown>): void {
    this.#redis.ping = ping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    this.#redis[Symbol.dispose]();
    this.#hashing[Symbol.dispose]();
    await this.#over;
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      await this.#settled();
      const { nextAtMs } = this.#clock;
      if (nextAtMs === undefined) await systemClock.sleep(LOOK_AGAIN_AFTER_MS);
      else this.#clock.advance(nextAtMs - this.#clock.nowMs());
    }
  }

  async #settled(): Promise<void> {
    for (let quietTurns = 0; quietTurns < QUIET_TURNS && !this.#isOver;) {
      await this.#redis.answered();
      const before = eventsSoFar();
      await new Promise((resolve) => setImmediate(resolve));
      const isIdle = !this.#redis.isBusy && !this.#hashing.isBusy && this.#held === 0;
      const isQuiet = isIdle && eventsSoFar() === before && !worksOnFiles(); // which costs most to look at, so it is last
      quietTurns = isQuiet ? quietTurns + 1 : 0;
    }
  }
}

/** What the event loop of this process or thread has taken from sockets, pipes and the thread pool. */
function eventsSoFar(): number {
  return performance.nodeTiming.uvMetricsInfo.events;
}

function worksOnFiles(): boolean {
  return process.getActiveResourcesInfo().some((resource) => FILE_WORK.has(resource));
}

/** PINs and passwords that are being hashed, as the settings' secrets trace them. */
class HashWork implements Disposable {
  readonly #channel = tracingChannel<string, object>("offhook:hash");
  readonly #pending = new Set<object>();
  readonly #handlers: TracingChannelSubscribers<object> = {
    start: (work) => void this.#pending.add(work),
    end: () => undefined,
    asyncStart: () => undefined,
    asyncEnd: (work) => void this.#pending.delete(work),
    error: () => undefined,
  };

  constructor() {
    this.#channel.subscribe(this.#handlers);
  }

  get isBusy(): boolean {
    return this.#pending.size > 0;
  }

  [Symbol.dispose](): void {
    this.#channel.unsubscribe(this.#handlers);
  }
}

interface Command {
  readonly command: string;
}

/** Commands of ours that Redis hasn't answered yet, as ioredis tells of them. */
class RedisTraffic implements Disposable {
  ping: () => Promise<unknown> = () => Promise.resolve();
  readonly #channel = tracingChannel<string, Command>("ioredis:command");
  readonly #pending = new Set<Command>();
  #isFenced = true;
  #wake: () => void = () => undefined;
  readonly #handlers: TracingChannelSubscribers<Command> = {
    start: (command) => this.#starts(command),
    end: () => undefined,
    asyncStart: () => undefined,
    asyncEnd: (command) => this.#ends(command),
    error: (command) => this.#ends(command),
  };

  constructor() {
    this.#channel.subscribe(this.#handlers);
  }

  /** Something was asked since the last fence. */
  get isBusy(): boolean {
    return !this.#isFenced;
  }

  /** Redis has answered everything and its subscribers have got everything, or it doesn't answer any more. */
  async answered(): Promise<void> {
    while (!this.#isFenced) {
      await this.#untilAnswered();
      if (this.#pending.size > 0) return void (this.#isFenced = true); // it is away
      await Promise.race([this.ping().catch(() => undefined), systemClock.sleep(REDIS_ANSWERS_WITHIN_MS)]);
      this.#isFenced = this.#pending.size === 0;
    }
  }

  [Symbol.dispose](): void {
    this.#channel.unsubscribe(this.#handlers);
  }

  async #untilAnswered(): Promise<void> {
    const giveUpAtMs = systemClock.nowMs() + REDIS_ANSWERS_WITHIN_MS;
    while (this.#pending.size > 0 && systemClock.nowMs() < giveUpAtMs) {
      const answered = new Promise<void>((resolve) => (this.#wake = resolve));
      await Promise.race([answered, systemClock.sleep(giveUpAtMs - systemClock.nowMs())]);
    }
  }

  #starts(command: Command): void {
    if (/^(?:ping|b[lrz].*|xread.*|p?subscribe|ssubscribe)$/i.test(command.command)) return;
    this.#pending.add(command);
    this.#isFenced = false;
  }

  #ends(command: Command): void {
    if (!this.#pending.delete(command)) return;
    this.#wake();
  }
}
