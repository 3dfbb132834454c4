import type { Redis } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import { beginRecord, foldCall, isOfCall, type CallRecord } from "../events/call-record.ts";
import type { KnownCall, SwitchEvent } from "../events/event.ts";
import type { Logger } from "../observability/logging.ts";
import type { CallKeys } from "../redis/keys.ts";
import { ProcessRegistry } from "../redis/process-registry.ts";
import { subscribe } from "../redis/subscriber.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import { defined } from "../runtime/defined.ts";
import { atNextBeat } from "../runtime/gather-writes.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import { usersIn } from "./stored-record.ts";

/** What happens within this time, and until the next beat, is written at once: a ring group's fifty phones ring together. */
const WRITE_AFTER_MS = 20;
/** What one process shows, the others know by then. */
const KNOWN_AFTER_MS = 200;
/** Of this process. Signalling takes fewer calls; more than these are a leak of ours, and aren't shown. */
const MOST_UNDER_WAY = 20_000;
/** What comes after a call's end: the answer to its BYE, and the statistics in it. */
const SETTLES_MS = 500;

export interface OngoingCallsOptions {
  readonly redis: Redis;
  readonly keys: CallKeys;
  /** Names this process to the others. */
  readonly process: string;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends a call of this process; false: there is none of this id. */
  readonly hangUp: (call: string) => boolean;
  /** A call is over, and has settled. */
  readonly onEnded: (record: CallRecord) => void;
  /** The same of a process that died; resolves when it is kept. */
  readonly onLost: (record: CallRecord) => Promise<void>;
  /** A process is gone: what it had beside records is taken over. */
  readonly onProcessLost: (process: string) => Promise<void>;
}

/**
 * The calls of all processes: each writes the record so far of every call of its own where all can read it, for as long
 * as it says that it lives. The calls of one that died are brought to their end by any other.
 */
export class OngoingCalls implements AsyncDisposable {
  readonly #options: OngoingCallsOptions;
  readonly #processes: ProcessRegistry;
  readonly #records = new Map<string, CallRecord>();
  readonly #unwritten = new Set<string>();
  readonly #settling = new Map<string, Alarm>();
  readonly #listening: Disposable;
  readonly #subscription: Disposable;
  #writing: Alarm | undefined;

  constructor(options: OngoingCallsOptions) {
    this.#options = options;
    this.#listening = options.events.onAny((event) => this.#take(event));
    const { redis, keys, clock } = options;
    this.#subscription = subscribe(redis, {
      channels: [keys.hangUps],
      onMessage: (call) => void options.hangUp(call),
    });
    this.#processes = new ProcessRegistry({
      redis,
      clock,
      self: options.process,
      keys,
      onRenewed: async () => {
        if (this.#unwritten.size > 0) await this.#flush();
      },
      onLost: (process, lastSeenMs) => this.#endCallsOf(process, lastSeenMs),
    });
  }

  /** A tenant's calls, the newest first. With Redis away those of this process: they go on without it. */
  async list(tenant: TenantId): Promise<readonly CallRecord[]> {
    const all = new Map(await this.#elsewhere(tenant).catch(() => []));
    for (const record of this.#records.values()) if (record.tenant === tenant) all.set(record.call, record);
    return [...all.values()]
      .filter(({ endedAtMs }) => endedAtMs === undefined)
      .sort((one, other) => other.startedAtMs - one.startedAtMs);
  }

  /** Ends one call of this tenant's, in whatever process it is. False: there is none. */
  async hangUp(tenant: TenantId, call: string): Promise<boolean> {
    if (!(await this.#goesOn(tenant, call))) {
      await this.#options.clock.sleep(KNOWN_AFTER_MS); // its own process may show it already, and not have written it yet
      if (!(await this.#goesOn(tenant, call))) return false;
    }
    if (!this.#options.hangUp(call)) await this.#options.redis.publish(this.#options.keys.hangUps, call);
    return true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listening[Symbol.dispose]();
    this.#subscription[Symbol.dispose]();
    this.#writing?.disarm();
    await this.#processes[Symbol.asyncDispose]();
    for (const [call, alarm] of this.#settling) {
      alarm.disarm();
      this.#settled(call);
    }
    const { redis, keys } = this.#options;
    await redis.del(keys.ongoingCalls(this.#processes.self)).catch(() => undefined);
  }

  async #goesOn(tenant: TenantId, call: string): Promise<boolean> {
    return (await this.list(tenant)).some((each) => each.call === call);
  }

  #take(event: SwitchEvent): void {
    if (event.kind === "call.started") {
      if (this.#records.size >= MOST_UNDER_WAY) {
        this.#options.logger.warn({ event: "call.unrecorded", call: event.call }, "too many calls to be recorded");
        return;
      }
      this.#records.set(event.call, beginRecord(event));
    }
    if (!isOfCall(event)) return;
    const record = this.#records.get(event.call);
    if (record === undefined) return;
    const next = foldCall(record, event);
    this.#records.set(record.call, next);
    this.#write(record.call);
    if (event.kind === "call.ended" && !this.#settling.has(record.call))
      this.#settling.set(
        record.call,
        this.#options.clock.arm(SETTLES_MS, () => this.#settled(record.call)),
      );
  }

  #settled(call: string): void {
    const record = this.#records.get(call);
    this.#settling.delete(call);
    this.#records.delete(call);
    this.#write(call);
    if (record !== undefined) this.#options.onEnded(record);
  }

  #write(call: string): void {
    this.#unwritten.add(call);
    const { clock } = this.#options;
    const flush = (): void => {
      this.#writing = undefined;
      void this.#flush();
    };
    this.#writing ??= clock.arm(WRITE_AFTER_MS, () => (this.#writing = atNextBeat(clock, flush)));
  }

  async #flush(): Promise<void> {
    const { redis, keys } = this.#options;
    const calls = [...this.#unwritten];
    this.#unwritten.clear();
    const key = keys.ongoingCalls(this.#processes.self);
    const [goOn, over]: [string[], string[]] = [[], []];
    for (const call of calls) {
      const record = this.#records.get(call);
      if (record === undefined) over.push(call);
      else goOn.push(call, JSON.stringify({ ...record, plan: undefined, decisions: undefined }));
    }
    const writes = [
      ...(goOn.length === 0 ? [] : [redis.hset(key, ...goOn)]),
      ...(over.length === 0 ? [] : [redis.hdel(key, ...over)]),
    ];
    const failed = await Promise.all(writes).then(
      () => false,
      () => true,
    );
    if (failed) for (const call of calls) this.#unwritten.add(call); // with the next renewal
  }

  /**
   * Brings the calls of a process that is gone to their end. Twice is no harm: a call is kept under its own name, and the
   * process that removes it from the lost one's calls tells of its end.
   */
  async #endCallsOf(process: string, lastSeenMs: number): Promise<void> {
    const { redis, keys, onLost, onProcessLost, logger } = this.#options;
    await onProcessLost(process);
    const key = keys.ongoingCalls(process);
    const lost = (await redis.hvals(key)).map(readRecord);
    logger.warn({ event: "process.lost", calls: lost.length }, "a process is gone with its calls");
    for (const record of lost) {
      const ended = asLost(record, lastSeenMs);
      await onLost(ended);
      const isFirst = (await redis.hdel(key, record.call)) === 1;
      if (isFirst && record.endedAtMs === undefined) this.#tellEnd(ended);
    }
  }

  #tellEnd(record: CallRecord): void {
    const { tenant, call, outcome = "failed", because, hungUpBy } = record;
    this.#options.events.publish({
      ...{ kind: "call.ended", tenant, call, atMs: this.#options.clock.nowMs() },
      ...{ outcome, ...defined({ because, hungUpBy }) },
      known: knownOf(record),
    });
  }

  async #elsewhere(tenant: TenantId): Promise<[string, CallRecord][]> {
    const { redis, keys } = this.#options;
    const others = await this.#processes.others();
    const texts = await Promise.all(others.map((process) => redis.hvals(keys.ongoingCalls(process))));
    const own = texts.flat().filter((text) => text.includes(`"tenant":"${tenant}"`)); // most are other people's
    return own
      .map(readRecord)
      .filter((record) => record.tenant === tenant)
      .map((record) => [record.call, record]);
  }
}

/** The end of a call whose process died: at an unknown time, but not before the process was last seen. */
function asLost(record: CallRecord, atMs: number): CallRecord {
  if (record.endedAtMs !== undefined) return record;
  const outcome =
    record.answeredAtMs === undefined ? "failed" : record.answeredBy === "voicemail" ? "voicemail" : "answered";
  return {
    ...record,
    endedAtMs: Math.max(atMs, record.startedAtMs),
    outcome,
    because: "process-lost",
    hungUpBy: "system",
  };
}

function knownOf(record: CallRecord): KnownCall {
  const { call, callId, direction, caller, dialled, startedAtMs } = record;
  return { ...{ call, callId, direction, caller, dialled, startedAtMs }, users: usersIn(record) };
}

function readRecord(json: string): CallRecord {
  return JSON.parse(json) as CallRecord;
}
