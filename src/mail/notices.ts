import type { AlarmEvent } from "../events/event.ts";
import type { Logger } from "../observability/logging.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Settings } from "../settings/settings.ts";
import { parseMailboxId, parseUserId } from "../vocabulary/identifiers.ts";
import type { MailboxId, TenantId } from "../vocabulary/identifiers.ts";
import { ownerOf } from "../voicemail/owner.ts";
import { AcceptedMails } from "./accepted-mails.ts";
import { accountMailOf, recipientOf, type AccountMailOrder } from "./account-mail.ts";
import { alarmMailOf, contactId, type AlarmRecipient } from "./alarm.ts";
import { MailDeferred } from "./errors.ts";
import { jobIdOf, type NoticeJob } from "./mail-job.ts";
import type { Mail, MailServer } from "./mail-server.ts";
import { fullNoticeOf, lockNoticeOf } from "./notification.ts";
import type { Templates } from "./template.ts";

export interface NoticesOptions {
  readonly settings: Pick<Settings, "snapshot" | "accountLinks">;
  readonly server: MailServer;
  readonly templates: Templates;
  readonly clock: Clock;
  readonly logger: Logger;
}

type NoticeParts = Parameters<typeof lockNoticeOf>[1];

/** Mails what is no message: a mailbox that is locked or full, an alarm, a link to set a password. */
export class Notices {
  readonly #options: NoticesOptions;
  readonly #accepted = new AcceptedMails<true>();

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  /** @throws MailDeferred when it is to be tried again */
  async mail(job: NoticeJob): Promise<void> {
    const notice = jobIdOf(job);
    if (this.#accepted.of(notice)) return;
    await this.#write(job);
    this.#accepted.note(notice, true);
  }

  async #write(data: NoticeJob): Promise<void> {
    switch (data.kind) {
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

  /** Mails the owner of a mailbox. */
  async #mailOwner(id: MailboxId, write: (parts: NoticeParts) => Mail): Promise<void> {
    const { server, templates, settings, logger } = this.#options;
    const owner = ownerOf(id, settings.snapshot);
    if (owner === undefined || owner.alarmed.length === 0) return;
    const outcome = await server.send(write({ templates, owner, timeZone: this.#timeZoneOf(owner) }));
    logger.info({ event: "mail.attempt", of: "mailbox", outcome: outcome.kind }, "owner of a mailbox mailed");
    if (outcome.kind === "deferred") throw new MailDeferred(outcome.reason);
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

  #timeZoneOf({ tenantId }: { readonly tenantId: TenantId }): string {
    return this.#options.settings.snapshot.tenant(tenantId)?.timeZone ?? "UTC";
  }
}
