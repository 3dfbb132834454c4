/** One header line, as it came: name in the sender's spelling (compact forms kept), value unfolded and trimmed. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

/** A request as it stands on the wire (RFC 3261 §7.1). Immutable: changing one means making another. */
export interface SipRequest {
  readonly kind: "request";
  /** Case-sensitive (RFC 3261 §7.1). */
  readonly method: string;
  /** The Request-URI's text. */
  readonly uri: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

/** A response as it stands on the wire (RFC 3261 §7.2). */
export interface SipResponse {
  readonly kind: "response";
  /** 100 to 699. */
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

export type SipMessage = SipRequest | SipResponse;
