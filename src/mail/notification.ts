import type { UserRecord } from "../settings/schemas/user.ts";
import type { Delivery } from "../voicemail/delivery.ts";
import type { StoredMessage } from "../voicemail/message.ts";
import type { Language } from "../vocabulary/language.ts";
import type { Mail } from "./mail-server.ts";
import type { Templates } from "./template.ts";

/** Whether an e-mail shall tell this user of a new message. */
export function deliveryFor(user: UserRecord | undefined, hasServer: boolean): Delivery {
  if (!hasServer) return { state: "off", because: "no-mail-server" };
  if (user?.voicemail.emailNotification !== true) return { state: "off", because: "not-wanted" };
  return user.email === "" ? { state: "off", because: "no-address" } : { state: "queued", attempts: 0 };
}

export interface NotificationParts {
  readonly templates: Templates;
  readonly user: UserRecord;
  /** IANA, of the company. */
  readonly timeZone: string;
  /** Where the recording is heard in a browser. */
  readonly link: string;
}

const WITHHELD: Readonly<Record<Language, string>> = { en: "a withheld number", fr: "un numéro masqué" };

/** The e-mail that tells of a message; without a recording it says where to hear it. */
export function notificationOf(
  message: StoredMessage,
  recording: Buffer | undefined,
  { templates, user, timeZone, link }: NotificationParts,
): Mail {
  const { language } = user;
  const values = {
    name: user.name,
    from: callerOf(message, language),
    duration: durationText(message.durationSeconds),
    extension: user.extension,
    received: dateText(new Date(message.receivedAt), language, timeZone),
    link,
  };
  const text = templates.write(recording === undefined ? "voicemail-link" : "voicemail", language, values);
  const filename = `message-${message.receivedAt.slice(0, 19).replaceAll(/[:T]/g, "-")}.wav`;
  return {
    ...text,
    id: `voicemail-${message.id}`,
    to: user.email,
    ...(recording === undefined ? {} : { recording: { filename, content: recording } }),
  };
}

export function lockNoticeOf(untilMs: number, { templates, user, timeZone }: Omit<NotificationParts, "link">): Mail {
  const { name, extension, language } = user;
  const until = dateText(new Date(untilMs), language, timeZone);
  const text = templates.write("mailbox-locked", language, { name, extension, until });
  return { ...text, id: `locked-${user.id}-${untilMs}`, to: user.email };
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
