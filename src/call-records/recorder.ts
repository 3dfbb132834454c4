import type { Redis } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import type { CallRecord } from "../events/call-record.ts";
import type { Logger } from "../observability/logging.ts";
import { isAborted } from "../runtime/aborted.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { CallTrace } from "./call-trace.ts";
import { OngoingCalls } from "./ongoing-calls.ts";
import type { CallKeys } from "../redis/keys.ts";
import { RecordStore } from "./record-store.ts";
import { SipMessages } from "./sip-messages.ts";
import { storedRecord, type StoredRecord } from "./stored-record.ts";
import { telephoneQuality } from "./telephone-quality.ts";

/** While Redis is away so many wait in memory; beyond it the oldest are lost, and reported as such. */
const MOST_UNWRITTEN = 5_000;
const RETRY_AFTER_MS = 500;
/** Records that are written at the same time. */
const MOST_AT_ONCE = 50;

export interface RecorderOptions {
  readonly redis: Redis;
  readonly keys: CallKeys;
  readonly events: EventBus;
  readonly settings: { readonly snapshot: Snapshot };
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names this process to the others. */
  readonly process: string;
  /** Another process is gone: what it had beside records is taken over. */
  readonly onProcessLost: (process: string) => Promise<void>;
  /** Is told of each call of this process when it is over, once. */
  readonly onKept?: (record: CallRecord) => void;
  /** Ends a call of this process; false: there is none of this id. */
  readonly hangUp: (call: string) => boolean;
}

interface Unwritten {
  readonly record: StoredRecord;
  readonly trace: CallTrace | undefined;
}

/**
 * Writes the history of calls: a record each, once, when it is over, with its trace. What goes on is in Redis too, so that
 * a process that dies leaves records behind, if not traces.
 */
export class Recorder implements AsyncDisposable {
  readonly ongoing: OngoingCalls;
  readonly store: RecordStore;
  /** Where signalling lines note what is said. */
  readonly messages: SipMessages;
  readonly #options: RecorderOptions;
  readonly #listening: Disposable;
  /** The oldest first. */
  readonly #unwritten = new Set<Unwritten>();
  readonly #end = new AbortController();
  #writing: Promise<void> | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.messages = new SipMessages(options.clock);
    this.store = new RecordStore(options);
    this.ongoing = new OngoingCalls({
      ...options,
      onEnded: (record) => this.#keep(record),
      onLost: (record) => this.store.write(storedRecord(record, options.settings.snapshot), undefined),
    });
    this.#listening = options.events.onAny((event) => {
      if (event.kind === "call.started" || event.kind === "invite.sent") this.messages.claim(event.callId);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.ongoing[Symbol.asyncDispose]();
    this.#listening[Symbol.dispose]();
    this.#end.abort(new Error("closing"));
    await this.#writing;
  }

  #keep(record: CallRecord): void {
    const { settings, logger, onKept } = this.#options;
    onKept?.(record);
    const { messages, left } = this.messages.release(record.dialogs);
    const media = [...(record.media ?? []), ...telephoneQuality(messages)];
    const kept = { ...storedRecord(record, settings.snapshot), media: media.length === 0 ? null : media };
    const trace = { plan: record.plan, decisions: record.decisions ?? [], messages, left };
    const [oldest] = this.#unwritten;
    this.#unwritten.add({ record: kept, trace });
    if (oldest !== undefined && this.#unwritten.size > MOST_UNWRITTEN) {
      this.#unwritten.delete(oldest);
      logger.error({ event: "record.lost" }, "a call's record is lost: Redis is away for too long");
    }
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined;
    });
  }

  /** Several at once: one after the other would take a busy process longer than its calls do. */
  async #write(): Promise<void> {
    const { clock } = this.#options;
    while (this.#unwritten.size > 0) {
      const batch = [...this.#unwritten].slice(0, MOST_AT_ONCE);
      const results = await Promise.allSettled(batch.map((each) => this.#writeOne(each)));
      if (results.every(({ status }) => status === "fulfilled")) continue;
      if (isAborted(this.#end.signal)) return; // Redis is away, and we are going
      await clock.sleep(RETRY_AFTER_MS, this.#end.signal).catch(() => undefined);
    }
  }

  async #writeOne(unwritten: Unwritten): Promise<void> {
    await this.store.write(unwritten.record, unwritten.trace);
    this.#unwritten.delete(unwritten);
  }
}
