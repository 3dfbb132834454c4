import { DelayedError, Queue, Worker, type ConnectionOptions, type Job } from "bullmq";
import { randomUUID } from "node:crypto";
import type { Redis, RedisOptions } from "ioredis";
import type { Copy } from "../event-log/event-log.ts";
import { eventKeys, hashTag } from "../redis/keys.ts";
import { OrphanedJobs } from "../redis/orphaned-jobs.ts";
import type { EventBus } from "../events/bus.ts";
import type { PublicSwitchEvent } from "../events/kinds.ts";
import { subjectOf } from "../events/public-event.ts";
import type { Logger } from "../observability/logging.ts";
import { isAborted } from "../runtime/aborted.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import { closeWithin } from "../runtime/deadline.ts";
import { defined } from "../runtime/defined.ts";
import type { Actor } from "../settings/schemas/audit.ts";
import type { WebhookRecord } from "../settings/kinds/webhook.ts";
import type { Settings } from "../settings/settings.ts";
import { isUnopened } from "../settings/unopened.ts";
import { parseWebhookId, type WebhookId } from "../vocabulary/identifiers.ts";
import { webhookDeliveries, type Deliveries, type Delivery } from "./deliveries.ts";
import {
  orderingKeyOf,
  orderedDeliveries,
  webhookOf,
  type OrderedDeliveries,
  type WaitingDelivery,
} from "./ordered-deliveries.ts";
import { postWebhook, type Attempt } from "./post.ts";
import { signatureOf } from "./signature.ts";

export interface WebhookQueueOptions {
  /** Where the deliveries wait. */
  readonly redis: Redis;
  /** For the queue's own connections. */
  readonly address: RedisOptions;
  readonly settings: Pick<Settings, "snapshot" | "change">;
  readonly events: EventBus;
  readonly allowPrivate: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<WebhookLimits>;
}

export interface WebhookLimits {
  /** Then the delivery has failed, and the next one of its ordering key has its turn. */
  readonly mostAttempts: number;
  readonly retryAfterMs: (attempts: number) => number;
  /** A receiver that takes longer has not received it. */
  readonly withinMs: number;
  /** Nothing delivered for so long: the webhook is disabled. */
  readonly disableAfterMs: number;
  /** How often what waits is compared with what the queue holds. */
  readonly lookAgainAfterMs: number;
  /** How often the queue is searched for deliveries of processes that have died; the second look frees them. */
  readonly lookForDeadAfterMs: number;
  /** A process that stands still, or whose machine has died, keeps its deliveries for so long. */
  readonly lockMs: number;
}

/** Some five hours in all: a receiver's bad evening. */
const LIMITS: WebhookLimits = {
  mostAttempts: 14,
  retryAfterMs: (attempts) => Math.min(5_000 * 2 ** (attempts - 1), 3_600_000),
  withinMs: 10_000,
  disableAfterMs: 86_400_000,
  lookAgainAfterMs: 30_000,
  lookForDeadAfterMs: 5_000,
  lockMs: 30_000,
};
/** Ordering keys that one process serves at a time. */
const AT_ONCE = 32;
/** Of these so many of one webhook, so that one slow receiver keeps no other one waiting. */
const AT_ONCE_A_WEBHOOK = 4;
const NO_ROOM_AGAIN_AFTER_MS = 100;
/** What is freed is begun within this time. */
const LONGEST_WAIT_SECONDS = 1;
/** After a Redis that was away. */
const AGAIN_AFTER_MS = 1_000;
/** In one look; the next look finds the others. */
const MOST_ORDERING_KEYS = 1_000;
/** What is under way comes to its end within this time; what isn't noted by then is delivered again. */
const CLOSE_WITHIN_MS = 3_000;
const QUEUE = "webhooks";
const ACTOR: Actor = { kind: "system", id: null, name: "webhooks" };

interface DeliveryJob {
  /** The ordering key; its name is in the jobs of a Redis that is there already. */
  readonly lane: string;
}

/** Delivers what the event log has put down for webhooks, in this process or another one. */
export class WebhookQueue implements AsyncDisposable {
  readonly #options: WebhookQueueOptions;
  readonly #limits: WebhookLimits;
  readonly #ordered: OrderedDeliveries;
  readonly #deliveries: Deliveries;
  readonly #queue: Queue<DeliveryJob>;
  readonly #worker: Worker<DeliveryJob>;
  readonly #orphans: OrphanedJobs;
  readonly #busy = new Map<WebhookId, number>();
  readonly #closing = new AbortController();
  #alarm: Alarm | undefined;

  constructor(options: WebhookQueueOptions) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    this.#ordered = orderedDeliveries(options.redis, eventKeys());
    this.#deliveries = webhookDeliveries(options.redis);
    const { clock, logger } = options;
    const { lockMs, lookForDeadAfterMs } = this.#limits;
    const address = { retryStrategy: () => AGAIN_AFTER_MS, ...options.address };
    const name = `webhooks-${randomUUID()}`;
    this.#queue = new Queue(QUEUE, {
      prefix: hashTag(),
      connection: { ...address, enableOfflineQueue: false } as ConnectionOptions, // its own types forbid what ioredis allows
    });
    this.#worker = new Worker(QUEUE, (job, token) => this.#serve(job, token), {
      ...{ name, prefix: hashTag(), concurrency: AT_ONCE, autorun: false },
      ...{ lockDuration: lockMs, stalledInterval: lockMs },
      ...{ drainDelay: LONGEST_WAIT_SECONDS, runRetryDelay: AGAIN_AFTER_MS },
      // By its name among Redis' connections the worker is known to live.
      connection: { ...address, connectionName: name, maxRetriesPerRequest: null } as ConnectionOptions,
    });
    this.#orphans = new OrphanedJobs({
      ...{ queue: this.#queue, lookEveryMs: lookForDeadAfterMs, clock },
      onFreed: (job) => logger.warn({ event: "webhook.taken-over", job }, "delivery of a process that died goes on"),
      onFault: (failure) =>
        logger.warn({ event: "webhook.unreachable", err: failure }, "waiting deliveries not reached"),
    });
    // That Redis is away is logged elsewhere; without listeners these would end the process.
    this.#queue.on("error", () => undefined);
    this.#worker.on("error", () => undefined);
    // What came as the job of its ordering key ended found the job still there.
    this.#worker.on("completed", ({ data }) => void this.#again(data.lane));
  }

  /** The webhooks that want this event, as settings are now. */
  copiesOf(event: PublicSwitchEvent): readonly Copy[] {
    const wanting = this.#options.settings.snapshot
      .webhooks(event.tenant)
      .filter(({ enabled, events }) => enabled && (events === null || events.includes(event.kind)));
    return wanting.map(({ id }) => ({ webhook: id, orderingKey: orderingKeyOf(id, subjectOf(event)) }));
  }

  /** Something waits under this ordering key. */
  queued(orderingKey: string): void {
    this.#add(orderingKey).catch((failure: unknown) => {
      this.#options.logger.warn({ event: "webhook.not-queued", err: failure }, "delivered later");
    });
  }

  start(): void {
    this.#worker.run().catch((failure: unknown) => {
      if (this.#closing.signal.aborted) return;
      this.#options.logger.error({ event: "webhook.stopped", err: failure }, "webhooks are no longer served");
    });
    this.#orphans.start();
    void this.#look();
  }

  /** Posts an event of its own at once, whatever waits. */
  async test(webhook: WebhookRecord): Promise<Delivery> {
    const nowMs = this.#options.clock.nowMs();
    const event = { id: `${nowMs}-test-${randomUUID()}`, type: "webhook.test", at: new Date(nowMs).toISOString() };
    const attempt = await this.#post(webhook, event, JSON.stringify({ ...event, webhookId: webhook.id }));
    const delivery = this.#deliveryOf(event, 1, attempt, attempt.delivered ? "delivered" : "failed");
    await this.#deliveries.note(webhook.id, delivery);
    return delivery;
  }

  recent(webhook: WebhookId): Promise<readonly Delivery[]> {
    return this.#deliveries.recent(webhook);
  }

  waiting(webhook: WebhookId): Promise<number> {
    return this.#ordered.waiting(webhook);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error("closing"));
    this.#alarm?.disarm();
    this.#orphans[Symbol.dispose]();
    const deadline = { withinMs: CLOSE_WITHIN_MS, clock: this.#options.clock };
    await closeWithin(this.#worker, deadline);
    await closeWithin(this.#queue, deadline);
  }

  async #look(): Promise<void> {
    try {
      for (const orderingKey of await this.#ordered.some(MOST_ORDERING_KEYS)) await this.#add(orderingKey);
    } catch (failure) {
      this.#options.logger.warn({ event: "webhook.unreachable", err: failure }, "waiting deliveries not reached");
    }
    if (isAborted(this.#closing.signal)) return;
    this.#alarm = this.#options.clock.arm(this.#limits.lookAgainAfterMs, () => void this.#look());
  }

  async #add(orderingKey: string): Promise<void> {
    // One job an ordering key, however often it is added.
    await this.#queue.add(
      "lane",
      { lane: orderingKey },
      { jobId: orderingKey, removeOnComplete: true, removeOnFail: true },
    );
  }

  async #again(orderingKey: string): Promise<void> {
    try {
      if (!this.#closing.signal.aborted && !(await this.#ordered.isEmpty(orderingKey))) await this.#add(orderingKey);
    } catch {
      // Redis is away: the next look finds it
    }
  }

  /** Delivers what waits under one ordering key, in order, until nothing does or the first has to wait. */
  async #serve(job: Job<DeliveryJob>, token: string | undefined): Promise<void> {
    const orderingKey = job.data.lane;
    const later = async (afterMs: number): Promise<never> => {
      await job.moveToDelayed(this.#options.clock.nowMs() + afterMs, token);
      throw new DelayedError();
    };
    const id = parseWebhookId(webhookOf(orderingKey));
    while (!isAborted(this.#closing.signal)) {
      const webhook = id === undefined ? undefined : this.#options.settings.snapshot.webhook(id);
      if (webhook?.enabled !== true) return this.#ordered.discard(orderingKey);
      const head = await this.#ordered.head(orderingKey);
      if (head === undefined) return;
      const busy = this.#busy.get(webhook.id) ?? 0;
      if (busy >= AT_ONCE_A_WEBHOOK) return later(NO_ROOM_AGAIN_AFTER_MS);
      this.#busy.set(webhook.id, busy + 1);
      let waitMs: number | undefined;
      try {
        waitMs = await this.#deliver(webhook, orderingKey, head);
      } finally {
        this.#release(webhook.id);
      }
      if (waitMs !== undefined) return later(waitMs);
    }
  }

  #release(id: WebhookId): void {
    const busy = (this.#busy.get(id) ?? 1) - 1;
    if (busy === 0) this.#busy.delete(id);
    else this.#busy.set(id, busy);
  }

  /** @returns how long to wait before it is tried again; undefined: it is dealt with */
  async #deliver(webhook: WebhookRecord, orderingKey: string, head: WaitingDelivery): Promise<number | undefined> {
    const { mostAttempts, retryAfterMs } = this.#limits;
    // Noted before the attempt: it may be the one that ends this process.
    const waiting = await this.#ordered.begin(orderingKey, head);
    if (waiting === undefined) return undefined;
    const { attempts, event, body } = waiting;
    const attempt = await this.#post(webhook, event, body);
    const isLast = attempts >= mostAttempts;
    const state = attempt.delivered ? "delivered" : isLast ? "failed" : "waiting";
    const facts = {
      webhook: webhook.id,
      of: event.type,
      attempts,
      state,
      status: attempt.status,
      reason: attempt.reason,
    };
    this.#options.logger[state === "delivered" ? "debug" : "info"](
      { event: "webhook.attempt", ...facts },
      "webhook called",
    );
    await this.#deliveries.note(webhook.id, this.#deliveryOf(event, attempts, attempt, state));
    if (state !== "waiting") await this.#ordered.finish(orderingKey, waiting);
    if (attempt.delivered) await this.#deliveries.works(webhook.id);
    else await this.#failed(webhook);
    return state === "waiting" ? retryAfterMs(attempts) : undefined;
  }

  async #post(webhook: WebhookRecord, event: WaitingDelivery["event"], body: string): Promise<Attempt> {
    const { clock, allowPrivate } = this.#options;
    if (isUnopened(webhook, "secret"))
      return { delivered: false, reason: "the key of its secret is missing: it can't be signed", durationMs: 0 };
    const headers = {
      "Content-Type": "application/json",
      "User-Agent": "Offhook",
      "Offhook-Event": event.type,
      "Offhook-Delivery": event.id,
      "Offhook-Signature": signatureOf(webhook.secret, body, clock.nowMs()),
    };
    return postWebhook({ url: webhook.url, headers, body }, { clock, allowPrivate, withinMs: this.#limits.withinMs });
  }

  async #failed({ id, tenantId }: WebhookRecord): Promise<void> {
    const { clock, settings, events, logger } = this.#options;
    const nowMs = clock.nowMs();
    const failingSinceMs = await this.#deliveries.failing(id, nowMs);
    if (nowMs - failingSinceMs < this.#limits.disableAfterMs) return;
    const disabled = await settings.change(tenantId, ACTOR, (draft) => {
      if (draft.snapshot.webhook(id)?.enabled !== true) return false;
      draft.change("webhook", id, { enabled: false, disabledBecause: "failing" });
      return true;
    });
    await this.#deliveries.works(id); // once it is enabled again, the time begins anew
    if (!disabled) return;
    logger.warn({ event: "webhook.disabled", webhook: id }, "webhook disabled: nothing could be delivered for long");
    events.publish({ kind: "webhook.disabled", atMs: nowMs, tenant: tenantId, webhook: id, failingSinceMs });
  }

  #deliveryOf(event: WaitingDelivery["event"], attempts: number, attempt: Attempt, state: Delivery["state"]): Delivery {
    const { status, reason, durationMs } = attempt;
    const nowMs = this.#options.clock.nowMs();
    const nextAttemptAt =
      state === "waiting" ? new Date(nowMs + this.#limits.retryAfterMs(attempts)).toISOString() : undefined;
    return {
      id: event.id,
      type: event.type,
      state,
      attempts,
      attemptedAt: new Date(nowMs).toISOString(),
      ...defined({ nextAttemptAt, status, reason }),
      durationMs,
    };
  }
}
