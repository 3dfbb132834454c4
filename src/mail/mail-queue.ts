import { randomUUID } from "node:crypto";
import { Queue, Worker, type ConnectionOptions, type Job } from "bullmq";
import type { RedisOptions } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import type { AlarmEvent } from "../events/event.ts";
import type { Logger } from "../observability/logging.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import { hashTag } from "../redis/keys.ts";
import { OrphanedJobs } from "../redis/orphaned-jobs.ts";
import { closeWithin } from "../runtime/deadline.ts";
import type { Settings } from "../settings/settings.ts";
import { parseMessageId } from "../vocabulary/identifiers.ts";
import type { MessageId } from "../vocabulary/identifiers.ts";
import type { MailboxStore } from "../voicemail/mailboxes.ts";
import { administratorsOf, contactsOf } from "./alarm.ts";
import type { AccountMailOrder, AccountMails } from "./account-mail.ts";
import { jobIdOf, type MailJob } from "./mail-job.ts";
import type { MailServer } from "./mail-server.ts";
import { MessageMails, type MessageMailLimits } from "./message-mails.ts";
import { Notices } from "./notices.ts";
import type { Templates } from "./template.ts";

export interface MailQueueOptions {
  readonly redis: RedisOptions;
  readonly mailboxes: MailboxStore;
  readonly settings: Pick<Settings, "snapshot" | "accountLinks">;
  readonly events: EventBus;
  readonly server: MailServer;
  readonly templates: Templates;
  readonly linkTo: (message: MessageId) => string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits?: Partial<MailLimits>;
}

export interface MailLimits extends MessageMailLimits {
  readonly retryAfterMs: (attempts: number) => number;
  /** How often what has to be mailed is compared with what the queue holds. */
  readonly lookAgainAfterMs: number;
  /** How often the queue is searched for mails of processes that have died; the second look frees them. */
  readonly lookForDeadAfterMs: number;
  /** A process that stands still, or whose machine has died, keeps its mails for so long; no other may send them meanwhile. */
  readonly lockMs: number;
}

/** Eight hours in all: longer than any greylisting, or a night's outage that is mended in the morning. */
const LIMITS: MailLimits = {
  mostAttempts: 16,
  mostAttachmentBytes: 5 * 1024 * 1024,
  retryAfterMs: (attempts) => Math.min(10_000 * 2 ** (attempts - 1), 3_600_000),
  lookAgainAfterMs: 30_000,
  lookForDeadAfterMs: 5_000,
  lockMs: 60_000,
};
/** Of a lock's time, after which it is renewed: a process may stand still for the rest. */
const RENEWED_AFTER = 1 / 4;
/** Of a lock's time, after which a lapsed one is looked for. */
const LAPSED_LOOK_AFTER = 1 / 6;
/** What is freed or falls due is begun within this time. */
const LONGEST_WAIT_SECONDS = 1;
/** After a Redis that was away. */
const AGAIN_AFTER_MS = 1_000;
/** Mail servers take a few at a time from one peer. */
const AT_ONCE = 4;
/** In one look; the next look finds the others. */
const MOST_DUE = 1_000;
/** Mails that are being sent come to their end within this time; what isn't noted by then another process finds. */
const CLOSE_WITHIN_MS = 3_000;
const QUEUE = "mail";

/** Sends what has to be mailed, in this process or another one. Each process opens one. */
export class MailQueue implements AsyncDisposable, AccountMails {
  readonly #options: MailQueueOptions;
  readonly #limits: MailLimits;
  readonly #queue: Queue<MailJob>;
  readonly #worker: Worker<MailJob>;
  readonly #listening: Disposable[];
  readonly #orphans: OrphanedJobs;
  readonly #messages: MessageMails;
  readonly #notices: Notices;
  /** What this process is busy with, by job: at most as many as it sends at once, and those whose lock has lapsed meanwhile. */
  readonly #running = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  #alarm: Alarm | undefined;

  constructor(options: MailQueueOptions) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    const { redis, events, logger, clock } = options;
    this.#messages = new MessageMails({ ...options, limits: this.#limits, closing: this.#closing.signal });
    this.#notices = new Notices(options);
    const connection = { retryStrategy: () => AGAIN_AFTER_MS, ...redis };
    this.#queue = new Queue(QUEUE, {
      prefix: hashTag(),
      connection: { ...connection, enableOfflineQueue: false } as ConnectionOptions, // its own types forbid what ioredis allows
    });
    this.#worker = this.#openWorker(connection);
    this.#orphans = new OrphanedJobs({
      ...{ queue: this.#queue, lookEveryMs: this.#limits.lookForDeadAfterMs, clock },
      onFreed: (job) =>
        logger.warn({ event: "mail.taken-over", job }, "mail of a process that died is sent by another"),
      onFault: (failure) => logger.warn({ event: "mail.unreachable", err: failure }, "queue of mails not reached"),
    });
    // That Redis is away is logged elsewhere; without listeners these would end the process.
    this.#queue.on("error", () => undefined);
    this.#worker.on("error", () => undefined);
    this.#listening = [
      events.on("voicemail.left", ({ message }) => this.#enqueue({ kind: "voicemail", message })),
      events.on("voicemail.locked", ({ mailbox, untilMs }) =>
        this.#enqueue({ kind: "locked", user: mailbox, untilMs }),
      ),
      events.on("voicemail.full", ({ mailbox, atMs }) => this.#enqueue({ kind: "full", mailbox, atMs })),
      events.on("limit.reached", (event) => this.#queueAlarm(event)),
      events.on("emergency.called", (event) => this.#queueAlarm(event)),
    ];
  }

  #openWorker(connection: RedisOptions): Worker<MailJob> {
    const name = `mail-${randomUUID()}`;
    const { lockMs, mostAttempts, retryAfterMs } = this.#limits;
    return new Worker(QUEUE, (job) => this.#runOnce(job), {
      ...{ name, prefix: hashTag(), concurrency: AT_ONCE, autorun: false },
      ...{ lockDuration: lockMs, lockRenewTime: lockMs * RENEWED_AFTER, stalledInterval: lockMs * LAPSED_LOOK_AFTER },
      maxStalledCount: mostAttempts, // a mail outlives the deaths of the processes that sent it
      ...{ drainDelay: LONGEST_WAIT_SECONDS, runRetryDelay: AGAIN_AFTER_MS },
      // By its name among Redis' connections the worker is known to live.
      connection: { ...connection, connectionName: name, maxRetriesPerRequest: null } as ConnectionOptions,
      settings: { backoffStrategy: (attempts) => retryAfterMs(attempts) },
    });
  }

  start(): void {
    this.#worker.run().catch((failure: unknown) => {
      if (this.#closing.signal.aborted) return;
      this.#options.logger.error({ event: "mail.stopped", err: failure }, "mail is no longer sent");
    });
    this.#orphans.start();
    void this.#look();
  }

  /** E-mails that wait for their turn or their next try, or are being sent. */
  waiting(): Promise<number> {
    return this.#queue.getJobCountByTypes("waiting", "prioritized", "delayed", "active");
  }

  mailAccountLink(order: AccountMailOrder): Promise<void> {
    return this.#add({ kind: "account", order });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error("closing"));
    this.#alarm?.disarm();
    this.#orphans[Symbol.dispose]();
    for (const listening of this.#listening) listening[Symbol.dispose]();
    const deadline = { withinMs: CLOSE_WITHIN_MS, clock: this.#options.clock };
    await closeWithin(this.#worker, deadline);
    await closeWithin(this.#queue, deadline);
  }

  /** What has to be mailed is written with the messages: the queue can always be made again from it. */
  async #look(): Promise<void> {
    try {
      for (const message of await this.#options.mailboxes.dueMails(MOST_DUE))
        await this.#add({ kind: "voicemail", message });
    } catch (failure) {
      this.#options.logger.warn({ event: "mail.unreachable", err: failure }, "queue of mails not reached");
    }
    if (this.#closing.signal.aborted) return;
    this.#alarm = this.#options.clock.arm(this.#limits.lookAgainAfterMs, () => void this.#look());
  }

  #enqueue(job: MailJob): void {
    this.#add(job).catch((failure: unknown) => {
      this.#options.logger.warn({ event: "mail.not-queued", of: job.kind, err: failure }, "mail is queued later");
    });
  }

  async #add(job: MailJob): Promise<void> {
    await this.#queue.add(job.kind, job, {
      jobId: jobIdOf(job), // one job a mail, however often it is added
      attempts: this.#limits.mostAttempts,
      backoff: { type: "custom" },
      removeOnComplete: true,
      removeOnFail: true,
    });
  }

  /** A job whose lock has lapsed, or that a lost queue has got anew, comes a second time: it has the end of its first. */
  #runOnce(job: Job<MailJob>): Promise<void> {
    const name = jobIdOf(job.data);
    const going = this.#running.get(name);
    if (going !== undefined) return going;
    const run = this.#run(job).finally(() => this.#running.delete(name));
    this.#running.set(name, run);
    return run;
  }

  async #run({ data }: Job<MailJob>): Promise<void> {
    if (data.kind !== "voicemail") return this.#notices.mail(data);
    const id = parseMessageId(data.message);
    if (id !== undefined) await this.#messages.mail(id);
  }

  #queueAlarm(event: AlarmEvent): void {
    const { snapshot } = this.#options.settings;
    const administrators = administratorsOf(event, snapshot);
    for (const { id } of administrators) this.#enqueue({ kind: "alarm", user: id, event });
    const others = contactsOf(event, snapshot).filter((contact) =>
      administrators.every(({ email }) => email !== contact),
    );
    for (const email of others) this.#enqueue({ kind: "alarm-contact", email, event });
  }
}
