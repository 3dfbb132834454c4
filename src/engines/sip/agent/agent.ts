import type { SipMessage, SipRequest, SipResponse } from "../../../sip/message/message.ts";
import type { Via } from "../../../sip/via.ts";
import type { Arrival, Hop, ListeningPoint } from "../transport/hop.ts";
import type { Header } from "../../../sip/message/message.ts";

/** What an agent tells its user. Callbacks run synchronously; they must not throw. */
export interface AgentHandlers {
  /** A new request that is neither an ACK nor a CANCEL that matched an INVITE; answer it through the transaction. */
  onRequest(transaction: ServerTransaction): void;
  /** A CANCEL matched a pending INVITE. The agent has answered the CANCEL with 200; the user answers the INVITE (487). */
  onCancel(transaction: ServerTransaction, cancel: SipRequest, arrival: Arrival): void;
  /** An ACK that belongs to no failure response: the ACK to a 2xx, for the dialog layer (RFC 3261 §13.3.1.4). */
  onAck(ack: SipRequest, arrival: Arrival): void;
  /**
   * A 2xx of an INVITE that its user has had already, to be ACKed again by the dialog layer (RFC 3261 §13.2.2.4),
   * or a response that matches no client transaction.
   */
  onStrayResponse(response: SipResponse, arrival: Arrival): void;
  /** A stream connection (TCP, TLS) ended. */
  onFlowClosed(flow: string): void;
}

/** Why a client transaction ended without a response from the network. */
export type ClientFailure = "timeout" | "transport" | "unresolved" | "flow-closed";

/** The transaction user of one request that we sent (RFC 3261 §17.1). */
export interface ClientUser {
  /** Every response but retransmissions; 100 included. Several 2xx with different To tags are each reported. */
  onResponse(response: SipResponse, arrival: Arrival): void;
  /** Called at most once, and never after a final response. */
  onFailure(failure: ClientFailure): void;
}

export interface ClientTransaction {
  /** The branch of our Via. */
  readonly branch: string;
  /** Exactly as sent, Via included. */
  readonly request: SipRequest;
  /** The same as it stood on the wire, printed once. */
  readonly bytes: Uint8Array;
  readonly hop: Hop;
  /**
   * Sends CANCEL (RFC 3261 §9.1), or holds it back until a provisional response came.
   * @returns the CANCEL as it is or will be sent; undefined when a final response was there already
   */
  cancel(headers?: readonly Header[]): SipRequest | undefined;
}

export interface ServerTransaction {
  /** Unique in this process. */
  readonly id: string;
  readonly request: SipRequest;
  readonly arrival: Arrival;
  /** 2xx, or 300 to 699, that has been sent. */
  readonly finalStatus: number | undefined;
  /**
   * Sends a response; provisional ones at will, one final. A second final response is not sent and gives false.
   * @param printed  the response as it stands on the wire, if its user has printed it already
   */
  respond(response: SipResponse, printed?: Uint8Array): boolean;
  /**
   * Sends a 2xx to an INVITE again while its ACK is missing (RFC 3261 §13.3.1.4), or, for a proxy, a further branch's 2xx
   * (RFC 6026 §7.1: the Accepted state lets them pass).
   * @returns false, and nothing is sent, unless the INVITE was answered 2xx less than 64*T1 ago
   */
  repeat(success: SipResponse): boolean;
}

/** Transports and transactions of one SIP element: what the signalling server and the media server build on. */
export interface SipAgent extends AsyncDisposable {
  readonly listening: readonly ListeningPoint[];
  /**
   * Where to send a request for this URI: IP literals at once, names by SRV, then A/AAAA (RFC 3263 §4).
   * @returns hops in order of preference; empty when the name does not resolve or no transport fits
   */
  resolve(uri: string): Promise<readonly Hop[]>;
  /** The address that we write into Via and Contact towards this hop: its listening point's public or local address. */
  advertised(hop: Hop): { readonly host: string; readonly port: number };
  /** Sends a request (not ACK, not CANCEL) in a new client transaction; our Via is put on top. */
  request(request: SipRequest, hop: Hop, user: ClientUser): ClientTransaction;
  /**
   * Takes up an INVITE that a process before this one sent, to cancel it: it counts as answered provisionally. Nothing is sent.
   * @param request  with our Via, whose branch is `branch`, on top
   */
  resume(request: SipRequest, branch: string, hop: Hop, user: ClientUser): ClientTransaction;
  /** Whether a request of ours with this branch is under way. */
  isWaiting(branch: string, method: string): boolean;
  /**
   * Takes up a request that a process before this one received, to refuse it.
   * @returns undefined when it is known here
   */
  resumeServer(request: SipRequest, via: Via, hop: Hop): ServerTransaction | undefined;
  /**
   * Sends an ACK to a 2xx, or anything else that has no transaction, as it stands but for a Via on top of a request.
   * @returns what went out
   */
  transmit(message: SipMessage, hop: Hop): Uint8Array;
  /** For tests and metrics: all of it is zero when nothing is going on. */
  counts(): { readonly clientTransactions: number; readonly serverTransactions: number; readonly flows: number };
}
