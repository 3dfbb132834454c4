import { cseqOf } from "../../../sip/cseq.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import type { SipMessage } from "../../../sip/message/message.ts";
import { addressOf, parseNameAddress, tagOf } from "../../../sip/name-addr.ts";

/** The number of a message's CSeq; undefined when it has none that can be read. */
export function sequenceOf(message: SipMessage): number | undefined {
  const cseq = cseqOf(message);
  return cseq.ok ? cseq.value.sequence : undefined;
}

/** The tag of From or To; undefined without one. */
export function tagIn(message: SipMessage, name: "from" | "to"): string | undefined {
  const address = addressOf(message, name);
  return address.ok ? tagOf(address.value) : undefined;
}

/** The URI of an address as headers have it: Contact, Route, From. */
export function uriOf(address: string | undefined): string | undefined {
  if (address === undefined) return undefined;
  const parsed = parseNameAddress(address);
  return parsed.ok ? parsed.value.uri : undefined;
}

/** The URI of the first Contact: where its sender wants to be reached. */
export const contactUriOf = (message: SipMessage): string | undefined => uriOf(headerValue(message, "contact"));
