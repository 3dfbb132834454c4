import type { ServerTransaction } from "../../sip/agent/agent.ts";
import { headerValues } from "../../../sip/message/headers.ts";
import { responseTo } from "../../../sip/message/make.ts";
import type { Header } from "../../../sip/message/message.ts";
import { reasonOf } from "../channel/cause.ts";
import type { Cause } from "../channel/cause.ts";

/** What we call ourselves in SIP. */
export const SERVER_NAME = "Offhook media";
/** What a media server does in SIP. */
export const ALLOW = "INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE";

/** Refuses a request; the Reason tells the cause as a telephone network would (RFC 3326). */
export function refuse(transaction: ServerTransaction, status: number, toTag: string, cause?: Cause): void {
  const headers: Header[] = [{ name: "User-Agent", value: SERVER_NAME }];
  if (cause !== undefined) headers.push({ name: "Reason", value: reasonOf(cause) });
  if (status === 405) headers.push({ name: "Allow", value: ALLOW });
  if (status === 420)
    for (const value of headerValues(transaction.request, "require")) headers.push({ name: "Unsupported", value });
  transaction.respond(responseTo(transaction.request, status, undefined, { toTag, headers }));
}

/** OPTIONS: we are here, and this is what we speak (RFC 3261 §11.2). */
export function answerOptions(transaction: ServerTransaction, toTag: string): void {
  const headers: Header[] = [
    { name: "User-Agent", value: SERVER_NAME },
    { name: "Allow", value: ALLOW },
    { name: "Accept", value: "application/sdp" },
  ];
  transaction.respond(responseTo(transaction.request, 200, undefined, { toTag, headers }));
}
