import type { Message } from "../voicemail/message.ts";

/** What MWI tells a phone: how many messages are new, and how many were heard. */
export interface MessageCounts {
  readonly newMessages: number;
  readonly savedMessages: number;
}

export const MESSAGE_SUMMARY = "message-summary";
export const SUMMARY_CONTENT_TYPE = "application/simple-message-summary";

export function countMessages(messages: readonly Pick<Message, "heard">[]): MessageCounts {
  const newMessages = messages.filter(({ heard }) => !heard).length;
  return { newMessages, savedMessages: messages.length - newMessages };
}

/** RFC 3842 §5.2: status line, account, one line a kind of message; urgent messages are not told apart. */
export function printMessageSummary({ newMessages, savedMessages }: MessageCounts, account: string): string {
  return [
    `Messages-Waiting: ${newMessages > 0 ? "yes" : "no"}`,
    `Message-Account: ${account}`,
    `Voice-Message: ${newMessages}/${savedMessages} (0/0)`,
    "",
  ].join("\r\n");
}
