import type { Headers } from "../srf/srf.ts";
import type { DeviceId } from "../vocabulary/identifiers.ts";

export const SIP_TRANSPORTS = ["udp", "tcp", "tls", "ws", "wss"] as const;
export type SipTransport = (typeof SIP_TRANSPORTS)[number];

/** Phones that speak SIP over WebSocket are pages in a browser, whose media is WebRTC (RFC 7118 §1). */
export function isWebSocket(transport: string): boolean {
  return transport === "ws" || transport === "wss";
}

/** One place where a device can be reached until it says otherwise (RFC 3261 §10). Stored as JSON. */
export interface Binding {
  /** The Contact's URI as the phone wrote it: our Request-URI towards it. */
  readonly contact: string;
  /** +sip.instance (RFC 5626 §4.1), which outlives changed addresses. */
  readonly instance?: string;
  /** reg-id (RFC 5626 §4.2): tells apart the flows of one instance. */
  readonly regId?: number;
  /** Where the REGISTER came from, as our engine saw it. */
  readonly source: { readonly address: string; readonly port: number };
  readonly transport: SipTransport;
  /** The engine's token of the connection that the REGISTER came over (RFC 5626 §5.2); absent over UDP. */
  readonly flow?: string;
  /** Path (RFC 3327): the proxies between the phone and us, the nearest one first; our requests to it go by them. */
  readonly path?: readonly string[];
  /** Over UDP: it sends from one port and listens on another, the one that its Via named without asking for rport. */
  readonly listensElsewhere?: true;
  /** The signalling engine that the phone came in on: only it holds the phone's connection. */
  readonly engine: string;
  readonly userAgent: string;
  /** Its REGISTER had an Allow without NOTIFY (RFC 3261 §20.5): no MWI outside of subscriptions. */
  readonly refusesNotify?: true;
  readonly callId: string;
  readonly cseq: number;
  readonly registeredAtMs: number;
  readonly expiresAtMs: number;
}

/** Where to send a request for a binding, ready for srf.createUAC(uri, { proxy, headers }). */
export interface BindingTarget {
  readonly uri: string;
  readonly headers: Headers;
  /** The next hop where the Contact's own address would not reach the phone. */
  readonly proxy?: string;
}

/** What else of the application may ask about who is where. */
export interface BindingDirectory {
  /**
   * The live bindings of these devices; a device without any is absent. While Redis is away: the last ones known.
   * Never rejects, and never takes longer than its time-out.
   */
  bindingsOf(devices: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, readonly Binding[]>>;
}
