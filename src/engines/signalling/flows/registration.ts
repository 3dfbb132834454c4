import { headerValue, headerValues } from "../../../sip/message/headers.ts";
import type { SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { parseNameAddress } from "../../../sip/name-addr.ts";
import { paramValue } from "../../../sip/params.ts";
import { parseSeconds } from "../../../sip/scalars.ts";
import { uriOf } from "../../sip/dialog/reading.ts";

/** Refreshes of one registration have its address of record and its Contacts in common. */
export function registrationOf(request: SipRequest): string {
  const contacts = headerValues(request, "contact").map((contact) => uriOf(contact) ?? contact);
  return [uriOf(headerValue(request, "to")) ?? "", ...contacts].join(" ");
}

/** The longest `expires` of a Contact in the response, else its Expires header (RFC 3261 §10.3 step 8). */
export function grantedSeconds(response: SipResponse): number {
  const granted = headerValues(response, "contact").flatMap((contact) => {
    const address = parseNameAddress(contact);
    const expires = address.ok ? paramValue(address.value.params, "expires") : undefined;
    return parseSeconds(expires ?? "") ?? [];
  });
  return granted.length > 0 ? Math.max(...granted) : (parseSeconds(headerValue(response, "expires") ?? "") ?? 0);
}
