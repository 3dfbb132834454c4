import type { ClientFailure } from "../../sip/agent/agent.ts";
import type { Header, SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { newTag } from "./identifiers.ts";
import { hasTag } from "./message-builder.ts";

const NO_BODY = new Uint8Array();
const NO_CONTENT: Header = { name: "Content-Length", value: "0" };

const FAILURES: Readonly<Record<ClientFailure, { readonly status: number; readonly reason: string }>> = {
  timeout: { status: 408, reason: "Request Timeout" },
  transport: { status: 503, reason: "Service Unavailable" },
  unresolved: { status: 503, reason: "DNS Error" },
  "flow-closed": { status: 430, reason: "Flow Failed" },
};

const ECHOED = new Set(["Via", "From", "To", "Call-ID", "CSeq"]);

/** The response that an application is given for a request that got none: no peer sent it. */
export function responseForFailure(request: SipRequest, failure: ClientFailure): SipResponse {
  const tag = newTag();
  const headers = request.headers
    .filter(({ name }) => ECHOED.has(name))
    .map(({ name, value }) => ({ name, value: name === "To" && !hasTag(value) ? `${value};tag=${tag}` : value }));
  return { kind: "response", ...FAILURES[failure], headers: [...headers, NO_CONTENT], body: NO_BODY };
}

/** Copied from an INVITE into its CANCEL (RFC 3261 §9.1). */
const CANCEL_HEADERS = new Set(["via", "v", "from", "f", "to", "t", "call-id", "i", "max-forwards"]);

/**
 * Applications know one way to learn that a caller won't be answered: as if the caller had cancelled.
 * @param cause  a status of SIP
 */
export function cancelForWithdrawal(invite: SipRequest, because: string, cause = 500): SipRequest {
  const headers: Header[] = [];
  for (const { name, value } of invite.headers) {
    const lower = name.toLowerCase();
    if (CANCEL_HEADERS.has(lower)) headers.push({ name, value });
    if (lower === "cseq") headers.push({ name, value: value.replace(/INVITE$/, "CANCEL") });
  }
  headers.push({ name: "Reason", value: `SIP;cause=${cause};text="${because}"` }, NO_CONTENT);
  return { kind: "request", method: "CANCEL", uri: invite.uri, headers, body: NO_BODY };
}
