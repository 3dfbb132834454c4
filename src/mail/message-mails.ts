import { readFile } from "node:fs/promises";
import type { Logger } from "../observability/logging.ts";
import type { Clock } from "../runtime/clock.ts";
import { defined } from "../runtime/defined.ts";
import type { Settings } from "../settings/settings.ts";
import type { MessageId, TenantId } from "../vocabulary/identifiers.ts";
import type { Accepted, AfterEmail, Delivery } from "../voicemail/delivery.ts";
import type { MailboxStore } from "../voicemail/mailboxes.ts";
import type { StoredMessage } from "../voicemail/message.ts";
import { ownerOf, type MailboxOwner } from "../voicemail/owner.ts";
import { AcceptedMails } from "./accepted-mails.ts";
import { MailDeferred } from "./errors.ts";
import type { MailServer } from "./mail-server.ts";
import { deliveryFor, notificationOf } from "./notification.ts";
import type { Templates } from "./template.ts";

export interface MessageMailsOptions {
  readonly mailboxes: MailboxStore;
  readonly settings: Pick<Settings, "snapshot">;
  readonly server: MailServer;
  readonly templates: Templates;
  readonly linkTo: (message: MessageId) => string;
  readonly limits: MessageMailLimits;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the wait for a Redis that is away. */
  readonly closing: AbortSignal;
}

export interface MessageMailLimits {
  /** Then the mail has failed. */
  readonly mostAttempts: number;
  /** A recording above it goes as a link. */
  readonly mostAttachmentBytes: number;
}

/** An acceptance that couldn't be written to Redis is written again this often. */
const NOTE_AGAIN_AFTER_MS = 500;

type Queued = Extract<Delivery, { state: "queued" }>;

/** Hands the e-mails that announce messages to the mail server, and notes with each message how far its e-mail has come. */
export class MessageMails {
  readonly #options: MessageMailsOptions;
  /** Not to be sent again by this process, whatever Redis says: by all recipients, or by all but those that remain. */
  readonly #accepted = new AcceptedMails<Accepted | Queued>();

  constructor(options: MessageMailsOptions) {
    this.#options = options;
  }

  /** @throws MailDeferred when it is to be tried again */
  async mail(id: MessageId): Promise<void> {
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
    const before = delivery.state === "sent" ? delivery : this.#accepted.of(message.id);
    if (before !== undefined && "sentAt" in before) return this.#options.mailboxes.mailAccepted(message, before);
    if (delivery.state !== "queued") return;
    return this.#send(message, before !== undefined && before.attempts >= delivery.attempts ? before : delivery);
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
    const { mostAttempts } = this.#options.limits;
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
        const partly: Queued = { state: "queued", attempts, remaining: later, ...said };
        this.#accepted.note(message.id, partly);
        await mailboxes.moveMail(message, partly);
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
    this.#accepted.note(message.id, accepted);
    // Until Redis knows of it, no other process may send it again: the job stays here.
    while (!this.#options.closing.aborted) {
      try {
        return await this.#options.mailboxes.mailAccepted(message, accepted);
      } catch (failure) {
        this.#options.logger.warn({ event: "mail.unnoted", message: message.id, err: failure }, "mail sent, not noted");
        await this.#options.clock.sleep(NOTE_AGAIN_AFTER_MS, this.#options.closing).catch(() => undefined);
      }
    }
  }

  /** For good; where some of its recipients have got it, it was sent. */
  async #giveUp(message: StoredMessage, { remaining, reason = "given up" }: Queued, attempts: number): Promise<void> {
    if (remaining !== undefined)
      return this.#accept(message, { attempts, sentAt: this.#now(), action: "keep-new", reason });
    await this.#options.mailboxes.moveMail(message, { state: "failed", attempts, reason });
    this.#options.logger.error({ event: "mail.failed", message: message.id, attempts, reason }, "voicemail not mailed");
  }

  #mailFor(message: StoredMessage, owner: MailboxOwner, to: readonly string[], recording: Buffer | undefined) {
    const { templates, linkTo } = this.#options;
    const parts = { templates, owner, to, timeZone: this.#timeZoneOf(owner), link: linkTo(message.id) };
    return notificationOf(message, recording, parts);
  }

  /** Undefined: too large, or not there any more. */
  async #recordingOf(message: StoredMessage): Promise<Buffer | undefined> {
    const audio = await this.#options.mailboxes.audioOf(message.id);
    if (audio === undefined || audio.bytes > this.#options.limits.mostAttachmentBytes) return undefined;
    return readFile(audio.path).catch(() => undefined);
  }

  #timeZoneOf({ tenantId }: { readonly tenantId: TenantId }): string {
    return this.#options.settings.snapshot.tenant(tenantId)?.timeZone ?? "UTC";
  }

  #now(): string {
    return new Date(this.#options.clock.nowMs()).toISOString();
  }
}

/** A message is only deleted when all recipients have the recording in their e-mail. */
function actionAfter(wanted: AfterEmail, attached: boolean): AfterEmail {
  return wanted === "delete" && !attached ? "keep-new" : wanted;
}
