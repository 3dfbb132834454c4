import type { AlarmEvent } from "../events/event.ts";
import type { AccountMailOrder } from "./account-mail.ts";
import { alarmId, contactId } from "./alarm.ts";

/** What has to be mailed, as it waits in the queue. */
export type MailJob = MessageJob | NoticeJob;

/** A message in a mailbox. What became of its e-mail is written with the message. */
export interface MessageJob {
  readonly kind: "voicemail";
  readonly message: string;
}

export type NoticeJob =
  | { readonly kind: "locked"; readonly user: string; readonly untilMs: number }
  /** Callers could leave no message. */
  | { readonly kind: "full"; readonly mailbox: string; readonly atMs: number }
  /** To one administrator. */
  | { readonly kind: "alarm"; readonly user: string; readonly event: AlarmEvent }
  /** To a contact at the place of an emergency. */
  | { readonly kind: "alarm-contact"; readonly email: string; readonly event: AlarmEvent }
  /** A link by which its user sets a password. */
  | { readonly kind: "account"; readonly order: AccountMailOrder };

/** The same for the same mail. The library wants no colon in it. */
export function jobIdOf(job: MailJob): string {
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
