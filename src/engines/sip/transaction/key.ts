import type { SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { cseqOf } from "../../../sip/cseq.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import { addressOf, tagOf } from "../../../sip/name-addr.ts";
import { branchOf, isUniqueBranch, topViaOf, type Via } from "../../../sip/via.ts";

/**
 * Requests with the same key are one request, sent again, for which there is one server transaction (RFC 3261 §17.2.3).
 * An ACK has the key of the INVITE that it acknowledges; so has a CANCEL, asked for with method "INVITE".
 */
export function serverKey(request: SipRequest, via: Via, method = request.method): string {
  const keyed = method === "ACK" ? "INVITE" : method;
  const branch = branchOf(via);
  if (!isUniqueBranch(branch)) return oldKey(request, via, keyed);
  return `${branch} ${via.host.toLowerCase()}:${via.port ?? ""} ${keyed}`;
}

/**
 * RFC 2543 senders: Request-URI, tags, Call-ID, CSeq and top Via together. The To tag is left out for INVITE and ACK, which differ
 * there by the tag that our own response has put in.
 */
function oldKey(request: SipRequest, via: Via, method: string): string {
  const to = method === "INVITE" ? "" : tagIn(request, "to");
  const callId = headerValue(request, "call-id") ?? "";
  const cseq = cseqOf(request);
  const sequence = cseq.ok ? cseq.value.sequence : "";
  const sentBy = `${via.host.toLowerCase()}:${via.port ?? ""}`;
  return JSON.stringify([request.uri, tagIn(request, "from"), to, callId, sequence, sentBy, branchOf(via), method]);
}

/** A response belongs to the request of ours that has the same branch and method (RFC 3261 §17.1.3). */
export function clientKey(branch: string, method: string): string {
  return `${branch} ${method}`;
}

/** undefined when the response names no transaction. */
export function clientKeyOf(response: SipResponse): string | undefined {
  const via = topViaOf(response);
  const branch = via.ok ? branchOf(via.value) : undefined;
  const cseq = cseqOf(response);
  return branch === undefined || !cseq.ok ? undefined : clientKey(branch, cseq.value.method);
}

/** "" without a tag. */
export function tagIn(message: SipRequest | SipResponse, name: "from" | "to"): string {
  const address = addressOf(message, name);
  return (address.ok ? tagOf(address.value) : undefined) ?? "";
}
