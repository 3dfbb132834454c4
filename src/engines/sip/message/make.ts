import { headerKey } from "./header-names.ts";
import type { Header, SipRequest, SipResponse } from "./message.ts";
import { tagOf } from "./name-address.ts";
import { reasonPhrase } from "./reason-phrases.ts";

export interface ResponseOptions {
  /** Put into To where the request's has none (RFC 3261 §8.2.6.2). */
  readonly toTag?: string | undefined;
  readonly headers?: readonly Header[];
  readonly body?: Uint8Array;
  /** Dialog-forming responses repeat it (RFC 3261 §12.1.1). */
  readonly recordRoute?: boolean;
}

const REPEATED: ReadonlySet<string> = new Set(["via", "from", "to", "call-id", "cseq"]);
const NO_BODY = new Uint8Array(0);

/** A response with all that must be repeated from its request (RFC 3261 §8.2.6). Also of a request that was hardly readable. */
export function responseTo(
  request: SipRequest,
  status: number,
  reason = reasonPhrase(status),
  options: ResponseOptions = {},
): SipResponse {
  const headers: Header[] = [];
  for (const header of request.headers) {
    const key = headerKey(header.name);
    if (key === "to") headers.push(withTag(header, status === 100 ? undefined : options.toTag));
    else if (REPEATED.has(key) || (key === "record-route" && options.recordRoute === true)) headers.push(header);
    // RFC 3261 §8.2.6.1: a 100 repeats Timestamp.
    else if (key === "timestamp" && status === 100) headers.push(header);
  }
  if (options.headers !== undefined) headers.push(...options.headers);
  return { kind: "response", status, reason, headers, body: options.body ?? NO_BODY };
}

function withTag(to: Header, tag: string | undefined): Header {
  if (tag === undefined || tagOf(to.value) !== undefined) return to;
  return { name: to.name, value: `${to.value};tag=${tag}` };
}
