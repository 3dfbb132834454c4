import { createTransport } from "nodemailer";
import type { MailText } from "./template.ts";
import { acceptedBut, outcomeOf, type SendOutcome } from "./outcome.ts";

/** One e-mail, ready to go. */
export interface Mail extends MailText {
  /** The same for every attempt: a reader who gets it twice sees it once. */
  readonly id: string;
  readonly to: readonly string[];
  readonly recording?: { readonly filename: string; readonly content: Buffer };
}

/** The mail server that SMTP_URL names. */
export interface MailServer extends Disposable {
  /** Never rejects. "accepted" means 2xx to DATA, for those recipients that the server took. */
  send(mail: Mail): Promise<SendOutcome>;
}

const CONNECT_WITHIN_MS = 10_000;
/** RFC 5321 §4.5.3.2 allows minutes; the queue's other mails wait meanwhile. */
const SILENT_WITHIN_MS = 60_000;

export function mailServer(
  url: string,
  from: string,
  { silentWithinMs = SILENT_WITHIN_MS }: { readonly silentWithinMs?: number } = {},
): MailServer {
  const transport = createTransport({
    url,
    connectionTimeout: CONNECT_WITHIN_MS,
    greetingTimeout: CONNECT_WITHIN_MS,
    socketTimeout: silentWithinMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@(?<domain>[\w.-]+)/.exec(from)?.groups?.["domain"] ?? "localhost";
  return {
    async send({ id, to, subject, text, html, recording }) {
      try {
        const { rejectedErrors = [] } = await transport.sendMail({
          from,
          to: [...to],
          subject,
          text,
          html,
          messageId: `<${id}@${domain}>`,
          headers: { "Auto-Submitted": "auto-generated" }, // RFC 3834 §5: no absence notes in return
          attachments: recording === undefined ? [] : [{ ...recording, contentType: "audio/wav" }],
        });
        return acceptedBut(rejectedErrors);
      } catch (failure) {
        return outcomeOf(failure);
      }
    },
    [Symbol.dispose]: () => transport.close(),
  };
}
