import type { Message } from "../voicemail/message.ts";

/** What the lamp of a phone shows. */
export interface Lamp {
  readonly newMessages: number;
  readonly savedMessages: number;
}

export const MESSAGE_SUMMARY = "message-summary";
export const SUMMARY_CONTENT_TYPE = "application/simple-message-summary";
export const DEFAULT_EXPIRES_SECONDS = 3_600;
const LONGEST_EXPIRES_SECONDS = 7_200;
/** Below it a phone asks more often than mailboxes change. */
const SHORTEST_EXPIRES_SECONDS = 60;

export function lampOf(messages: readonly Pick<Message, "heard">[]): Lamp {
  const newMessages = messages.filter(({ heard }) => !heard).length;
  return { newMessages, savedMessages: messages.length - newMessages };
}

/** RFC 3842 §5.2: status line, account, one line a kind of message; urgent ones we don't tell apart. */
export function printMessageSummary({ newMessages, savedMessages }: Lamp, account: string): string {
  return [
    `Messages-Waiting: ${newMessages > 0 ? "yes" : "no"}`,
    `Message-Account: ${account}`,
    `Voice-Message: ${newMessages}/${savedMessages} (0/0)`,
    "",
  ].join("\r\n");
}

/** What a SUBSCRIBE asks for, or how it is refused. */
export type Asked =
  | { readonly kind: "subscribe"; readonly expiresSeconds: number; readonly eventId: string | undefined }
  | { readonly kind: "refused"; readonly status: 400 | 406 | 423 | 489; readonly headers: Record<string, string> };

/** Reads Event, Expires and Accept (RFC 6665 §4.2.1). Zero seconds fetch the state once, or end a subscription. */
export function readSubscribe(header: (name: string) => string | undefined): Asked {
  const [event = "", ...parameters] = (header("Event") ?? "").split(";").map((part) => part.trim());
  if (event.toLowerCase() !== MESSAGE_SUMMARY)
    return { kind: "refused", status: 489, headers: { "Allow-Events": MESSAGE_SUMMARY } };
  const accept = header("Accept");
  if (accept !== undefined && !accepts(accept))
    return { kind: "refused", status: 406, headers: { Accept: SUMMARY_CONTENT_TYPE } };
  const expires = (header("Expires") ?? String(DEFAULT_EXPIRES_SECONDS)).trim();
  if (!/^\d{1,10}$/.test(expires)) return { kind: "refused", status: 400, headers: {} };
  const seconds = Number(expires);
  if (seconds > 0 && seconds < SHORTEST_EXPIRES_SECONDS)
    return { kind: "refused", status: 423, headers: { "Min-Expires": String(SHORTEST_EXPIRES_SECONDS) } };
  return {
    kind: "subscribe",
    expiresSeconds: Math.min(seconds, LONGEST_EXPIRES_SECONDS),
    eventId: parameters.find((parameter) => /^id\s*=/i.test(parameter))?.replace(/^id\s*=\s*/i, ""),
  };
}

function accepts(accept: string): boolean {
  return accept
    .toLowerCase()
    .split(",")
    .some((type) => [SUMMARY_CONTENT_TYPE, "application/*", "*/*"].includes((type.split(";")[0] ?? "").trim()));
}
