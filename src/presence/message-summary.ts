import type { Message } from "../voicemail/message.ts";

/** What the lamp of a phone shows. */
export interface Lamp {
  readonly newMessages: number;
  readonly savedMessages: number;
}

export const MESSAGE_SUMMARY = "message-summary";
export const SUMMARY_CONTENT_TYPE = "application/simple-message-summary";

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
