/** The two that an RTP relay stands between, as one leg of a call sees them: its telephone, and the party that it talks to. */
export type RelayParty = "telephone" | "peer";

/** A description of one party's that the other one is to get. */
export interface RelayedDescription {
  readonly sdp: string;
  /** Where the SIP of its author comes from: behind NAT its packets do too. */
  readonly source?: string | undefined;
  /** Where the other party's SIP goes to: it decides which address of the relay's that party is told. */
  readonly receiver?: string | undefined;
  /** The profile that the other party is offered; absent: that of the description. */
  readonly profile?: "RTP/AVP" | "RTP/SAVP" | undefined;
  /** Keys are offered beside a plain profile: encryption is optional (RFC 8643). */
  readonly offersKeys?: boolean | undefined;
}

/** The relay between two parties, for as long as they have each other. */
export interface RelaySession {
  /** The offer as the other party is to get it. Rejects with RelayAway or RelayRefused. */
  offer(by: RelayParty, description: RelayedDescription): Promise<string>;
  /** The answer as the offerer is to get it; from then on packets pass. Rejects as `offer`. */
  answer(by: RelayParty, description: RelayedDescription): Promise<string>;
  /** Gives the relay's ports back. Once; never throws. */
  release(): void;
}

/** An RTP relay: ours, or rtpengine. */
export interface Relay {
  /** Nothing is asked of the relay before the first offer. */
  open(): RelaySession;
}
