import { defined } from "../runtime/defined.ts";
import type { Delivery } from "../voicemail/delivery.ts";
import type { MailboxOwner } from "../voicemail/owner.ts";
import type { StoredMessage } from "../voicemail/message.ts";
import type { Language } from "../vocabulary/language.ts";
import type { Mail } from "./mail-server.ts";
import type { Templates } from "./template.ts";

/** Whether a new message in this mailbox is announced by e-mail. */
export function deliveryFor(owner: MailboxOwner | undefined, hasServer: boolean): Delivery {
  if (!hasServer) return { state: "off", because: "no-mail-server" };
  if (owner !== undefined && owner.addresses.length > 0) return { state: "queued", attempts: 0 };
  return { state: "off", because: owner?.alarmed.length === 0 ? "no-address" : "not-wanted" };
}

export interface NotificationParts {
  readonly templates: Templates;
  readonly owner: MailboxOwner;
  /** Who of them hasn't got it yet. */
  readonly to: readonly string[];
  /** IANA, of the company. */
  readonly timeZone: string;
  /** Where the recording is heard in a browser. */
  readonly link: string;
}

const WITHHELD: Readonly<Record<Language, string>> = { en: "a withheld number", fr: "un numéro masqué" };

/** The e-mail that announces a message; without a recording it says where to hear it. */
export function notificationOf(
  message: StoredMessage,
  recording: Buffer | undefined,
  { templates, owner, to, timeZone, link }: NotificationParts,
): Mail {
  const { language } = owner;
  const values = {
    name: owner.name,
    from: callerOf(message, language),
    duration: durationText(message.durationSeconds),
    extension: owner.extension,
    received: dateText(new Date(message.receivedAt), language, timeZone),
    link,
  };
  const text = templates.write(recording === undefined ? "voicemail-link" : "voicemail", language, values);
  const filename = `message-${message.receivedAt.slice(0, 19).replaceAll(/[:T]/g, "-")}.wav`;
  return {
    ...text,
    id: `voicemail-${message.id}`,
    to,
    ...defined({ recording: recording && { filename, content: recording } }),
  };
}

type NoticeParts = Pick<NotificationParts, "templates" | "owner" | "timeZone">;

export function lockNoticeOf(untilMs: number, { templates, owner, timeZone }: NoticeParts): Mail {
  const { name, extension, language, alarmed } = owner;
  const until = dateText(new Date(untilMs), language, timeZone);
  const text = templates.write("mailbox-locked", language, { name, extension, until });
  return { ...text, id: `locked-${owner.id}-${untilMs}`, to: alarmed };
}

export function fullNoticeOf(sinceMs: number, { templates, owner, timeZone }: NoticeParts): Mail {
  const { name, extension, language, alarmed } = owner;
  const since = dateText(new Date(sinceMs), language, timeZone);
  const text = templates.write("mailbox-full", language, { name, extension, since });
  return { ...text, id: `full-${owner.id}-${sinceMs}`, to: alarmed };
}

function callerOf({ from, fromName }: StoredMessage, language: Language): string {
  if (from === "") return WITHHELD[language];
  return fromName === undefined ? from : `${fromName} (${from})`;
}

/** 75 s is "1:15": read the same in both languages. */
function durationText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A moment, as people of that language write it. */
export function dateText(date: Date, language: Language, timeZone: string): string {
  const locale = language === "fr" ? "fr-FR" : "en-GB";
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone }).format(date);
}
