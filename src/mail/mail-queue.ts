import { readFile } from "node:fs/promises";
import { Queue, Worker, type ConnectionOptions, type Job } from "bullmq";
import type { RedisOptions } from "ioredis";
import type { EventBus } from "../events/bus.ts";
import type { AlarmEvent } from "../events/event.ts";
import type { Logger } from "../observability/logging.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import { hashTag } from "../redis/keys.ts";
import { closeWithin } from "../runtime/deadline.ts";
import { defined } from "../runtime/defined.ts";
import type { Settings } from "../settings/settings.ts";
import { parseMailboxId, parseMessageId, parseUserId } from "../vocabulary/identifiers.ts";
import type { MailboxId, MessageId, TenantId } from "../vocabulary/identifiers.ts";
import type { Accepted, AfterEmail, Delivery } from "../voicemail/delivery.ts";
import type { MailboxStore } from "../voicemail/mailboxes.ts";
import type { StoredMessage } from "../voicemail/message.ts";
import { ownerOf, type MailboxOwner } from "../voicemail/owner.ts";
import { administratorsOf, alarmId, alarmMailOf, contactId, contactsOf, type AlarmRecipient } from "./alarm.ts";
import { accountMailOf, recipientOf, type AccountMailOrder, type AccountMails } from "./account-mail.ts";
import { MailDeferred } from "./errors.ts";
import type { Mail, MailServer } from "./mail-server.ts";
import { deliveryFor, fullNoticeOf, lockNoticeOf, notificationOf } from "./notification.ts";
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

export interface MailLimits {
  /** Then the mail has failed. */
  readonly mostAttempts: number;
  /** A recording above it goes as a link. */
  readonly mostAttachmentBytes: number;
  readonly retryAfterMs: (attempts: number) => number;
  /** How often what has to be mailed is compared with what the queue holds. */
  readonly lookAgainAfterMs: number;
  /** A process that says nothing for so long has died: its mails go to another. */
  readonly lockMs: number;
}

/** Eight hours in all: longer than any greylisting, or a night's outage that is mended in the morning. */
const LIMITS: MailLimits = {
  mostAttempts: 16,
  mostAttachmentBytes: 5 * 1024 * 1024,
  retryAfterMs: (attempts) => Math.min(10_000 * 2 ** (attempts - 1), 3_600_000),
  lookAgainAfterMs: 30_000,
  lockMs: 30_000,
};
/** Mail servers take a few at a time from one peer. */
const AT_ONCE = 4;
/** In one look; the next look finds the others. */
const MOST_DUE = 1_000;
/** An acceptance that couldn't be written to Redis is written again this often. */
const NOTE_AGAIN_AFTER_MS = 500;
/** Mails that are being sent come to their end within this time; what isn't noted by then another process finds. */
const CLOSE_WITHIN_MS = 3_000;
const QUEUE = "mail";

type Queued = Extract<Delivery, { state: "queued" }>;
type NoticeParts = Parameters<typeof lockNoticeOf>[1];

type MailJob =
  | { readonly kind: "voicemail"; readonly message: string }
  | { readonly kind: "locked"; readonly user: string; readonly untilMs: number }
  /** Callers could leave no message. */
  | { readonly kind: "full"; readonly mailbox: string; readonly atMs: number }
  /** To one administrator. */
  | { readonly kind: "alarm"; readonly user: string; readonly event: AlarmEvent }
  /** To a contact at the place of an emergency. */
  | { readonly kind: "alarm-contact"; readonly email: string; readonly event: AlarmEvent }
  /** A link by which its user sets a password. */
  | { readonly kind: "account"; readonly order: AccountMailOrder };

/** Sends what has to be mailed, in this process or another one. Each process opens one. */
export class MailQueue implements AsyncDisposable, AccountMails {
  readonly #options: MailQueueOptions;
  readonly #limits: MailLimits;
  readonly #queue: Queue<MailJob>;
  readonly #worker: Worker<MailJob>;
  readonly #listening: Disposable[];
  /** Taken by a mail server and not noted yet: not to be sent again by this process, whatever the queue says. */
  readonly #accepted = new Map<MessageId, Accepted>();
  /** What this process is busy with, by job: at most as many as it sends at once, and those whose lock has lapsed meanwhile. */
  readonly #running = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  #alarm: Alarm | undefined;

  constructor(options: MailQueueOptions) {
    this.#options = options;
    this.#limits = { ...LIMITS, ...options.limits };
    const { redis, events } = options;
    this.#queue = new Queue(QUEUE, {
      prefix: hashTag(),
      connection: { ...redis, enableOfflineQueue: false } as ConnectionOptions, // its own types forbid what ioredis allows
    });
    this.#worker = new Worker(QUEUE, (job) => this.#runOnce(job), {
      prefix: hashTag(),
      concurrency: AT_ONCE,
      lockDuration: this.#limits.lockMs,
      stalledInterval: this.#limits.lockMs,
      connection: { ...redis, maxRetriesPerRequest: null } as ConnectionOptions,
      settings: { backoffStrategy: (attempts) => this.#limits.retryAfterMs(attempts) },
      autorun: false,
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

  start(): void {
    this.#worker.run().catch((failure: unknown) => {
      if (this.#closing.signal.aborted) return;
      this.#options.logger.error({ event: "mail.stopped", err: failure }, "mail is no longer sent");
    });
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
    switch (data.kind) {
      case "voicemail": {
        const id = parseMessageId(data.message);
        if (id !== undefined) await this.#mailMessage(id);
        return;
      }
      case "locked": {
        const id = parseMailboxId(data.user);
        if (id !== undefined) await this.#mailOwner(id, (parts) => lockNoticeOf(data.untilMs, parts));
        return;
      }
      case "full": {
        const id = parseMailboxId(data.mailbox);
        if (id !== undefined) await this.#mailOwner(id, (parts) => fullNoticeOf(data.atMs, parts));
        return;
      }
      case "alarm": {
        const id = parseUserId(data.user);
        const user = id && this.#options.settings.snapshot.user(id);
        if (user !== undefined) await this.#mailAlarm(user, data.event);
        return;
      }
      case "alarm-contact":
        await this.#mailAlarm(this.#contact(data.email, data.event), data.event);
        return;
      case "account":
        await this.#mailAccount(data.order);
    }
  }

  async #mailMessage(id: MessageId): Promise<void> {
    const { mailboxes } = this.#options;
    const message = await mailboxes.message(id);
    if (message !== undefined) await this.#continueDelivery(message);
    await mailboxes.settleMail(id);
  }

  /** @throws MailDeferred when it is to be tried again */
  async #continueDelivery(message: StoredMessage): Promise<void> {
    const { delivery } = message;
    if (delivery.state === "off" || delivery.state === "failed") return;
    // Accepted before, perhaps by a process that died before it had done what came after.
    const before = delivery.state === "sent" ? delivery : this.#accepted.get(message.id);
    if (before !== undefined) return this.#noteAcceptance(message, before);
    if (delivery.state === "queued") return this.#send(message, delivery);
  }

  async #send(message: StoredMessage, delivery: Queued): Promise<void> {
    const { mailboxes, logger, settings, server } = this.#options;
    const owner = ownerOf(message.user, settings.snapshot);
    const wanted = deliveryFor(owner, true); // as its owner wants it now
    if (owner === undefined || wanted.state !== "queued") {
      await mailboxes.moveMail(message, wanted);
      return;
    }

    const attempts = delivery.attempts + 1;
    const { mostAttempts } = this.#limits;
    if (attempts > mostAttempts) return this.#giveUp(message, delivery, delivery.attempts);
    // Before the attempt: it may be the one that ends this process.
    if (!(await mailboxes.moveMail(message, { ...delivery, attempts }))) return;

    const recording = await this.#recordingOf(message);
    const to = delivery.remaining ?? owner.addresses;
    let mail = this.#mailFor(message, owner, to, recording);
    let outcome = await server.send(mail);
    if (outcome.kind === "refused" && outcome.tooLarge && mail.recording !== undefined) {
      mail = this.#mailFor(message, owner, to, undefined);
      outcome = await server.send(mail);
    }
    logger.info({ event: "mail.attempt", message: message.id, attempts, outcome: outcome.kind }, "voicemail mailed");
    if (outcome.kind === "accepted") {
      const { later, reason } = outcome;
      const said = defined({ reason });
      if (later.length > 0 && attempts < mostAttempts) {
        await mailboxes.moveMail(message, { state: "queued", attempts, remaining: later, ...said });
        throw new MailDeferred(reason);
      }
      const isComplete = mail.recording !== undefined && reason === undefined && delivery.remaining === undefined;
      return this.#accept(message, {
        attempts,
        sentAt: this.#now(),
        action: actionAfter(owner.afterEmail, isComplete),
        ...said,
      });
    }
    const { reason } = outcome;
    const queued = { ...delivery, attempts, reason };
    if (outcome.kind === "refused" || attempts === mostAttempts) return this.#giveUp(message, queued, attempts);
    await mailboxes.moveMail(message, queued);
    throw new MailDeferred(reason);
  }

  async #accept(message: StoredMessage, accepted: Accepted): Promise<void> {
    this.#accepted.set(message.id, accepted);
    // Until Redis knows of it, no other process may send it again: the job stays here.
    while (!this.#closing.signal.aborted) {
      try {
        return await this.#noteAcceptance(message, accepted);
      } catch (failure) {
        this.#options.logger.warn({ event: "mail.unnoted", message: message.id, err: failure }, "mail sent, not noted");
        await this.#options.clock.sleep(NOTE_AGAIN_AFTER_MS, this.#closing.signal).catch(() => undefined);
      }
    }
  }

  async #noteAcceptance(message: StoredMessage, accepted: Accepted): Promise<void> {
    await this.#options.mailboxes.mailAccepted(message, accepted);
    this.#accepted.delete(message.id);
  }

  /** For good; where some of its recipients have got it, it was sent. */
  async #giveUp(message: StoredMessage, { remaining, reason = "given up" }: Queued, attempts: number): Promise<void> {
    if (remaining !== undefined)
      return this.#accept(message, { attempts, sentAt: this.#now(), action: "keep-new", reason });
    await this.#options.mailboxes.moveMail(message, { state: "failed", attempts, reason });
    this.#options.logger.error({ event: "mail.failed", message: message.id, attempts, reason }, "voicemail not mailed");
  }

  /** Mails the owner of a mailbox. */
  async #mailOwner(id: MailboxId, write: (parts: NoticeParts) => Mail): Promise<void> {
    const { server, templates, settings, logger } = this.#options;
    const owner = ownerOf(id, settings.snapshot);
    if (owner === undefined || owner.alarmed.length === 0) return;
    const outcome = await server.send(write({ templates, owner, timeZone: this.#timeZoneOf(owner) }));
    logger.info({ event: "mail.attempt", of: "mailbox", outcome: outcome.kind }, "owner of a mailbox mailed");
    if (outcome.kind === "deferred") throw new MailDeferred(outcome.reason);
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

  /** A contact of whom only the address is known: mailed in the company's own language. */
  #contact(email: string, { tenant }: AlarmEvent): AlarmRecipient {
    const company = this.#options.settings.snapshot.tenant(tenant);
    return { id: contactId(email), name: company?.name ?? "", email, language: company?.language ?? "en" };
  }

  async #mailAlarm(recipient: AlarmRecipient, event: AlarmEvent): Promise<void> {
    const { server, templates, settings, logger } = this.#options;
    const { snapshot } = settings;
    const timeZone = this.#timeZoneOf({ tenantId: event.tenant });
    const mail = alarmMailOf(event, { templates, recipient, snapshot, timeZone });
    const outcome = await server.send(mail);
    logger.info({ event: "mail.attempt", of: event.kind, outcome: outcome.kind }, "alarm mailed");
    if (outcome.kind === "deferred") throw new MailDeferred(outcome.reason);
  }

  async #mailAccount(order: AccountMailOrder): Promise<void> {
    const { server, templates, settings, logger, clock } = this.#options;
    const { snapshot, accountLinks: links } = settings;
    const parts = { links, templates, snapshot, nowMs: clock.nowMs() };
    const user = recipientOf(order, parts);
    if (user === undefined) return;
    const outcome = await server.send(await accountMailOf(user, order, parts));
    const of = order.purpose;
    logger.info({ event: "mail.attempt", of, user: user.id, outcome: outcome.kind }, "link to set a password mailed");
    if (outcome.kind === "deferred") throw new MailDeferred(outcome.reason);
  }

  #mailFor(message: StoredMessage, owner: MailboxOwner, to: readonly string[], recording: Buffer | undefined) {
    const { templates, linkTo } = this.#options;
    const parts = { templates, owner, to, timeZone: this.#timeZoneOf(owner), link: linkTo(message.id) };
    return notificationOf(message, recording, parts);
  }

  /** Undefined: too large, or not there any more. */
  async #recordingOf(message: StoredMessage): Promise<Buffer | undefined> {
    const audio = await this.#options.mailboxes.audioOf(message.id);
    if (audio === undefined || audio.bytes > this.#limits.mostAttachmentBytes) return undefined;
    return readFile(audio.path).catch(() => undefined);
  }

  #timeZoneOf({ tenantId }: { readonly tenantId: TenantId }): string {
    return this.#options.settings.snapshot.tenant(tenantId)?.timeZone ?? "UTC";
  }

  #now(): string {
    return new Date(this.#options.clock.nowMs()).toISOString();
  }
}

/** The same for the same mail. The library wants no colon in it. */
function jobIdOf(job: MailJob): string {
  switch (job.kind) {
    case "voicemail":
      return `voicemail-${job.message}`;
    case "locked":
      return `locked-${job.user}-${job.untilMs}`;
    case "full":
      return `full-${job.mailbox}-${job.atMs}`;
    case "alarm":
      return `${alarmId(job.event)}-${job.user}`;
    case "alarm-contact":
      return `${alarmId(job.event)}-${contactId(job.email)}`;
    case "account": {
      const { order } = job;
      return `${order.purpose}-${"user" in order ? order.user : contactId(order.email)}-${order.atMs}`;
    }
  }
}

/** A message is only deleted when all recipients have the recording in their e-mail. */
function actionAfter(wanted: AfterEmail, attached: boolean): AfterEmail {
  return wanted === "delete" && !attached ? "keep-new" : wanted;
}
