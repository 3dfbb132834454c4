import type { ListeningPoint } from "./hop.ts";

/** The certificate that we show, and how we look at that of servers we connect to. */
export interface TlsIdentity {
  /** PEM files. */
  readonly keyFile: string;
  readonly certFile: string;
  /** PEM file of the authorities that we trust; absent: those that Node.js knows. */
  readonly caFile?: string;
  /** False takes any certificate of a server that we connect to (RFC 5922 says check it, and so do we unless told). */
  readonly verifyServers?: boolean;
}

/** A socket to open. Port 0 takes a free one: read it from the agent's `listening`. */
export interface ListenOn extends ListeningPoint {
  /** CIDRs whose peers see the local address instead of `publicAddress`. Absent: loopback, link-local and private ones. */
  readonly localNetworks?: readonly string[];
  /** Needed for, and only read with, protocols "tls" and "wss". */
  readonly tls?: TlsIdentity;
  /** WebSockets: the web server of the application listens there, and hands its connections over; nothing is opened here. */
  readonly isHandedOver?: boolean;
  /** WebSockets: sites whose pages may connect, besides that of the server's own host. */
  readonly origins?: readonly string[];
}

/** Where the application's web server hands over WebSockets that it was asked for, and the secret that it shows. Port 0 takes a free one. */
export interface HandOver {
  readonly address: string;
  readonly port: number;
  readonly secret: string;
}

/** What the sockets may use up. All have defaults; see limits.ts. */
export interface WireLimits {
  readonly maxConnections: number;
  readonly maxUnsentBytes: number;
  readonly connectWithinMs: number;
  readonly halfOpenMs: number;
  readonly idleMs: number;
  /** A peer's connection without a registration or call, where a guard tells of those. */
  readonly unprovenMs: number;
}
