import type { SipRequest } from "../../../sip/message/message.ts";
import type { Arrival, Hop } from "./hop.ts";

/** Decides what messages from where may cost, before anything is known of their senders. Called synchronously; must not throw. */
export interface SourceGuard {
  /** Whether a message is parsed at all. One that isn't is dropped without an answer. */
  admits(bytes: Uint8Array, arrival: Arrival): boolean;
  /** Whether a message was admitted only for `recognises` to see who sends it. */
  isGlance(arrival: Arrival): boolean;
  /** Whether what was parsed goes on: of some senders only what a phone sends is heard. Undefined: what was parsed is no request. */
  recognises(request: SipRequest | undefined, arrival: Arrival): boolean;
  /** Whether nothing is known of the sender: its request is forgotten with its answer, which is sent once. */
  isStranger(arrival: Arrival): boolean;
  /** A stranger's request waits for its answer from now until disposed; undefined: too many of its source do, and it is dropped. */
  openRequest(arrival: Arrival): Disposable | undefined;
  /** Whether a stranger may get so many bytes: its address may be forged. */
  mayAnswer(arrival: Arrival, bytes: number): boolean;
  /** Whether a stranger's request is dropped for what it says of itself. */
  isUnwelcome(request: SipRequest, arrival: Arrival): boolean;
  /** What came can't be read, or breaks the rules of SIP. */
  noteMalformed(arrival: Arrival): void;
  /** We send a request there: what comes back is awaited. */
  noteSentTo(hop: Hop): void;
  /** A peer has connected. Undefined: its source has too many connections, and this one is closed. `cut`: it makes room for another one. */
  openConnection(address: string, cut: () => void): GuardedConnection | undefined;
  /** A connection of ours, or of a peer, has ended. */
  noteClosed(flow: string, address: string): void;
  /** Whether a registration or call goes over this connection, or one of ours. */
  isProven(flow: string, address: string): boolean;
}

/** One connection in its source's account, until disposed. */
export interface GuardedConnection extends Disposable {
  /** It carries a registration or a call: it no longer counts among those that haven't proved anything. */
  prove(): void;
}
