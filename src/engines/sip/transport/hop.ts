/** WS and WSS are WebSockets that carry SIP (RFC 7118). */
export type Protocol = "udp" | "tcp" | "tls" | "ws" | "wss";

/** Over which browsers come: a connection that only its peer makes. */
export function isWebSocket(protocol: Protocol): boolean {
  return protocol === "ws" || protocol === "wss";
}

/** Where a message goes next. */
export interface Hop {
  readonly protocol: Protocol;
  /** An IP literal, IPv6 without brackets. */
  readonly address: string;
  readonly port: number;
  /** The domain that `address` was found for: what a TLS server's certificate must name (RFC 5922 §4). */
  readonly name?: string;
  /** The open connection to use; without it a connection is reused or made. */
  readonly flow?: string;
  /** The local address that the message must leave from (the one that its dialog's requests came in on). */
  readonly local?: { readonly address: string; readonly port: number };
}

/** How a message came in. */
export interface Arrival {
  readonly protocol: Protocol;
  readonly source: { readonly address: string; readonly port: number };
  /** Our side of it; for a socket bound to all addresses, the concrete one where that can be known. */
  readonly local: { readonly address: string; readonly port: number };
  /** The stream connection it came over; absent for UDP. */
  readonly flow?: string;
  readonly bytes: number;
  readonly atMs: number;
  /** Ends the stream connection. */
  readonly cut?: () => void;
}

/** A socket that we listen on, and how it is called from outside. */
export interface ListeningPoint {
  readonly protocol: Protocol;
  /** Bound address; "0.0.0.0" or "::" for all. */
  readonly address: string;
  readonly port: number;
  /** Written into Via and Contact for peers outside `localNetwork`; absent: the local address that faces the peer. */
  readonly publicAddress?: string;
}
