import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import type { SwitchEvent } from "../events/event.ts";
import type { Logger } from "../observability/logging.ts";
import { presenceKeys } from "../redis/keys.ts";
import { subscribe } from "../redis/subscriber.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import type { TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { BusyUsers } from "./busy-users.ts";
import {
  foldPhoneState,
  isInCall,
  presenceOf,
  type CallPhoneState,
  type PhoneDialog,
  type Presence,
} from "./phone-state.ts";
import { changesPhoneState, parsePhoneStateMessage, type PhoneStateMessage } from "./phone-state-messages.ts";

export interface PhoneStatesOptions {
  readonly redis: Redis;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly prefix?: string;
}

/** The dialogs of a process that is silent for this long are forgotten: the process has died, and its calls with it. */
export const SILENT_MS = 30_000;
const TELL_AGAIN_EACH_MS = 10_000;
/** Over all processes. More than this are a fault, and are not shown. */
const MOST_DIALOGS = 100_000;

type Told = Exclude<PhoneStateMessage, { kind: "asks" }>;

/** Called with each dialog that began, changed or ended anywhere. */
export type DialogListener = (dialog: PhoneDialog) => void;

/**
 * What every phone of the system is doing, over all processes: each process folds the events of its own calls and
 * publishes the resulting dialogs to the others over Redis. All answers are from memory; nothing outlives the calls.
 */
export class PhoneStates implements BusyUsers, AsyncDisposable {
  readonly #options: PhoneStatesOptions;
  readonly #self = randomUUID();
  readonly #channel: string;
  readonly #subscription: Disposable;
  readonly #calls = new Map<string, CallPhoneState>();
  /** By process, then by leg. */
  readonly #told = new Map<string, { heardAtMs: number; readonly dialogs: Map<string, PhoneDialog> }>();
  /** The other processes, and when each was last heard. Without any this process keeps its news to itself. */
  readonly #neighbours = new Map<string, number>();
  readonly #byUser = new Map<UserId, Map<string, PhoneDialog>>();
  readonly #others = new Map<TenantId, Map<string, PhoneDialog>>();
  readonly #listeners = new Set<DialogListener>();
  readonly #listening: Disposable;
  #count = 0;
  #again: Alarm | undefined;

  constructor(options: PhoneStatesOptions) {
    this.#options = options;
    this.#channel = presenceKeys(options.prefix).phones;
    this.#listening = options.events.onAny((event) => this.#fold(event));
    this.#subscription = subscribe(options.redis, {
      channels: [this.#channel],
      onMessage: (text) => this.#receive(parsePhoneStateMessage(text)),
      onSubscribed: () => this.#publish({ kind: "asks", process: this.#self }), // what was told meanwhile is lost, so every process tells it again
    });
    this.#tellAgainLater();
  }

  /** The dialogs of this user's phones. */
  dialogsOf(user: UserId): readonly PhoneDialog[] {
    return [...(this.#byUser.get(user)?.values() ?? [])];
  }

  /** The occupied parking slots of this company. */
  slotsOf(tenant: TenantId): readonly PhoneDialog[] {
    return [...(this.#others.get(tenant)?.values() ?? [])];
  }

  isParked(tenant: TenantId, slot: string): boolean {
    return this.slotsOf(tenant).some(({ of }) => of.kind === "slot" && of.slot === slot);
  }

  presenceOf(user: UserId): Presence {
    return presenceOf(this.dialogsOf(user));
  }

  callsOf(user: UserId): number {
    return new Set(this.dialogsOf(user).flatMap((dialog) => (isInCall(dialog) ? [dialog.call] : []))).size;
  }

  ringingAt(user: UserId): number {
    return new Set(this.dialogsOf(user).flatMap((dialog) => (isInCall(dialog) ? [] : [dialog.call]))).size;
  }

  listen(listener: DialogListener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listening[Symbol.dispose]();
    this.#again?.disarm();
    this.#listeners.clear();
    this.#subscription[Symbol.dispose]();
    const bye = JSON.stringify({ kind: "all", process: this.#self, dialogs: [] } satisfies PhoneStateMessage);
    await this.#options.redis.publish(this.#channel, bye).catch(() => undefined); // the others notice the silence
  }

  /** An event of this process: its calls are folded here and in no other process. */
  #fold(event: SwitchEvent): void {
    if (!changesPhoneState(event)) return;
    const before = this.#calls.get(event.call);
    const after = foldPhoneState(before, event);
    if (after === undefined) this.#calls.delete(event.call);
    else this.#calls.set(event.call, after);
    for (const [leg, dialog] of after?.dialogs ?? []) {
      if (before?.dialogs.get(leg) !== dialog) this.#tell({ kind: "set", process: this.#self, dialog });
    }
    for (const leg of before?.dialogs.keys() ?? []) {
      if (after?.dialogs.has(leg) !== true) this.#tell({ kind: "gone", process: this.#self, id: leg });
    }
  }

  /** This process at once, the others over Redis, if there are any. */
  #tell(news: Told): void {
    this.#apply(news);
    if (this.#neighbours.size > 0) this.#publish(news);
  }

  #publish(news: PhoneStateMessage): void {
    this.#options.redis.publish(this.#channel, JSON.stringify(news)).catch(() => undefined); // published again within TELL_AGAIN_EACH_MS
  }

  #receive(news: PhoneStateMessage | undefined): void {
    if (news === undefined || news.process === this.#self) return;
    const isNew = !this.#neighbours.has(news.process);
    this.#neighbours.set(news.process, this.#options.clock.nowMs());
    if (news.kind === "asks" || isNew) this.#tellAll();
    if (news.kind !== "asks") this.#apply(news);
  }

  #apply(news: Told): void {
    const known = this.#told.get(news.process) ?? { heardAtMs: 0, dialogs: new Map<string, PhoneDialog>() };
    known.heardAtMs = this.#options.clock.nowMs();
    this.#told.set(news.process, known);
    switch (news.kind) {
      case "set":
        this.#set(known.dialogs, news.dialog);
        break;
      case "gone":
        this.#remove(known.dialogs, news.id);
        break;
      case "all": {
        const still = new Set(news.dialogs.map(({ id }) => id));
        for (const id of [...known.dialogs.keys()]) if (!still.has(id)) this.#remove(known.dialogs, id);
        for (const dialog of news.dialogs) this.#set(known.dialogs, dialog);
        if (known.dialogs.size === 0) this.#told.delete(news.process);
      }
    }
  }

  #set(dialogs: Map<string, PhoneDialog>, dialog: PhoneDialog): void {
    const before = dialogs.get(dialog.id);
    if (before === undefined && this.#count >= MOST_DIALOGS) return;
    if (before !== undefined && JSON.stringify(before) === JSON.stringify(dialog)) return;
    if (before === undefined) this.#count++;
    dialogs.set(dialog.id, dialog);
    this.#shelfOf(dialog).set(dialog.id, dialog);
    this.#announce(dialog);
  }

  #remove(dialogs: Map<string, PhoneDialog>, id: string): void {
    const dialog = dialogs.get(id);
    if (dialog === undefined) return;
    dialogs.delete(id);
    this.#count--;
    const shelf = this.#shelfOf(dialog);
    shelf.delete(id);
    if (shelf.size === 0 && dialog.of.kind === "user") this.#byUser.delete(dialog.of.user);
    else if (shelf.size === 0) this.#others.delete(dialog.tenant);
    this.#announce(dialog);
  }

  #announce(dialog: PhoneDialog): void {
    for (const listener of [...this.#listeners]) listener(dialog);
  }

  #shelfOf({ of, tenant }: PhoneDialog): Map<string, PhoneDialog> {
    if (of.kind === "user") return shelf(this.#byUser, of.user);
    return shelf(this.#others, tenant);
  }

  #tellAll(): void {
    const dialogs = [...(this.#told.get(this.#self)?.dialogs.values() ?? [])];
    this.#publish({ kind: "all", process: this.#self, dialogs });
  }

  #tellAgainLater(): void {
    this.#again = this.#options.clock.arm(TELL_AGAIN_EACH_MS, () => {
      this.#tellAll();
      const deadline = this.#options.clock.nowMs() - SILENT_MS;
      for (const [process, { heardAtMs, dialogs }] of this.#told) {
        if (process === this.#self || heardAtMs > deadline) continue;
        for (const id of [...dialogs.keys()]) this.#remove(dialogs, id);
        this.#told.delete(process);
      }
      for (const [process, heardAtMs] of this.#neighbours) if (heardAtMs <= deadline) this.#neighbours.delete(process);
      this.#tellAgainLater();
    });
  }
}

function shelf<Key>(shelves: Map<Key, Map<string, PhoneDialog>>, key: Key): Map<string, PhoneDialog> {
  const known = shelves.get(key) ?? new Map<string, PhoneDialog>();
  shelves.set(key, known);
  return known;
}
