import { canonicalName } from "./headers.ts";
import type { Header, SipRequest, SipResponse } from "./message.ts";
import { parseNameAddress, tagOf } from "../name-addr.ts";
import { reasonPhrase } from "../reason-phrases.ts";

/** What a response says beyond what it must copy. */
export interface ResponseParts {
  /** Our tag, added to To unless it has one (RFC 3261 §8.2.6.2). */
  readonly toTag?: string | undefined;
  readonly headers?: readonly Header[] | undefined;
  readonly body?: Uint8Array | undefined;
  /** For a response that makes a dialog: copies Record-Route (RFC 3261 §12.1.1). */
  readonly recordRoute?: boolean | undefined;
}

const NOTHING = new Uint8Array();
const COPIED = new Set(["via", "from", "to", "call-id", "cseq"]);

/**
 * The response to a request: Via, From, To, Call-ID and CSeq are copied in their order, To gets our tag (RFC 3261
 * §8.2.6). Of a request that lacks one of them, what is there is copied.
 */
export function responseTo(
  request: SipRequest,
  status: number,
  reason: string = reasonPhrase(status),
  parts: ResponseParts = {},
): SipResponse {
  const headers: Header[] = [];
  for (const header of request.headers) {
    const name = canonicalName(header.name);
    if (name === "to" && parts.toTag !== undefined) headers.push(tagged(header, parts.toTag));
    else if (COPIED.has(name) || isCopiedHere(name, status, parts)) headers.push(header);
  }
  if (parts.headers !== undefined) headers.push(...parts.headers);
  return { kind: "response", status, reason, headers, body: parts.body ?? NOTHING };
}

/** Record-Route where a dialog starts; Timestamp in a 100, for a client that measures (RFC 3261 §8.2.6.1). */
function isCopiedHere(name: string, status: number, parts: ResponseParts): boolean {
  return (name === "record-route" && parts.recordRoute === true) || (name === "timestamp" && status === 100);
}

/** A To that can't be read gets its tag all the same: its sender is told what was wrong with it. */
function tagged(to: Header, tag: string): Header {
  const address = parseNameAddress(to.value);
  if (address.ok && tagOf(address.value) !== undefined) return to;
  return { name: to.name, value: `${to.value};tag=${tag}` };
}
