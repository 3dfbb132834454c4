import type { Header, SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { cseqOf } from "../../../sip/cseq.ts";
import { headerValue, headerValues } from "../../../sip/message/headers.ts";

const NO_BODY = new Uint8Array();

/** The ACK to a 300–699, which is the transaction's own (RFC 3261 §17.1.1.3): the INVITE's headers, the response's To. */
export function createAck(invite: SipRequest, response: SipResponse): SipRequest {
  return derive(invite, "ACK", response);
}

/** CANCEL (RFC 3261 §9.1): everything that names the INVITE is copied from it, the top Via with its branch too. */
export function createCancel(invite: SipRequest, headers: readonly Header[] = []): SipRequest {
  const cancel = derive(invite, "CANCEL", invite);
  return headers.length === 0 ? cancel : { ...cancel, headers: [...cancel.headers, ...headers] };
}

function derive(invite: SipRequest, method: string, toFrom: SipRequest | SipResponse): SipRequest {
  const cseq = cseqOf(invite);
  const sequence = cseq.ok ? cseq.value.sequence : 0;
  const headers: Header[] = [{ name: "Via", value: headerValue(invite, "via") ?? "" }];
  for (const value of headerValues(invite, "route")) headers.push({ name: "Route", value });
  headers.push(
    { name: "Max-Forwards", value: "70" },
    { name: "From", value: headerValue(invite, "from") ?? "" },
    { name: "To", value: headerValue(toFrom, "to") ?? "" },
    { name: "Call-ID", value: headerValue(invite, "call-id") ?? "" },
    { name: "CSeq", value: `${sequence} ${method}` },
  );
  return { kind: "request", method, uri: invite.uri, headers, body: NO_BODY };
}
