import type { Arrival, Hop, ListeningPoint } from "./hop.ts";

/** Why a message did not leave, or is known not to have arrived. */
export type SendFailure =
  /** Refused, unreachable, too large, no listening point fits. */
  | "transport"
  /** The stream connection that the hop names is no longer there. */
  | "flow-closed";

/** What the network tells the agent. Called synchronously, one message at a time. */
export interface WireHandlers {
  /** One datagram, or one message cut out of a stream: not parsed yet, and not to be trusted. */
  onMessage(bytes: Uint8Array, arrival: Arrival): void;
  /** A stream connection that was established has ended. */
  onFlowClosed(flow: string): void;
}

/**
 * The network, as a SIP agent sees it: sockets in life, a simulated network in tests.
 * Nothing but `open` throws, and nothing calls back before the call that caused it has returned.
 */
export interface SipWire extends AsyncDisposable {
  /**
   * Starts to listen and to deliver. Called once, before anything else.
   * @throws SipPortTaken, SipListenFailed; nothing stays open then
   */
  open(handlers: WireHandlers): Promise<void>;
  readonly listening: readonly ListeningPoint[];
  /**
   * Sends one message.
   * @returns the stream connection that carries it; undefined over UDP and when nothing could carry it
   */
  send(bytes: Uint8Array, hop: Hop, onFailed?: (failure: SendFailure) => void): string | undefined;
  /** The address that we write into Via and Contact towards this hop; undefined when no listening point fits it. */
  advertised(hop: Hop): { readonly host: string; readonly port: number } | undefined;
  /** RFC 3263 §4; see SipAgent. */
  resolve(uri: string): Promise<readonly Hop[]>;
  /** Open stream connections. */
  flows(): number;
}

/** Makes a network that is not open yet. */
export type OpenWire = () => SipWire;
