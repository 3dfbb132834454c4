import type { Header, SipRequest } from "../../../sip/message/message.ts";

/**
 * What our side remembers of one peering with the other (RFC 3261 §12). Plain data: every change makes another one.
 */
export interface Dialog {
  readonly callId: string;
  /** Our From (when we send) with its tag, as a header value. */
  readonly local: string;
  /** Their To (when we send) with its tag, as a header value. */
  readonly remote: string;
  readonly localTag: string;
  readonly remoteTag: string;
  /** Where requests are addressed: the URI of their last Contact. */
  readonly remoteTarget: string;
  /** Route header values in the order in which we send them. */
  readonly routeSet: readonly string[];
  /** CSeq of the last request that we sent; undefined before the first. */
  readonly localSequence: number | undefined;
  /** CSeq of the last request that they sent; undefined before the first. */
  readonly remoteSequence: number | undefined;
}

/** What a request of ours in a dialog says besides what the dialog itself fills in. */
export interface InDialogRequest {
  readonly method: string;
  /** Replaces the remote target as Request-URI. */
  readonly uri?: string;
  readonly headers?: readonly Header[];
  readonly body?: Uint8Array;
}

/** A request of ours, ready but for its Via; the dialog after it; and the URI that its next hop is found by. */
export interface OutgoingInDialog {
  readonly request: SipRequest;
  readonly dialog: Dialog;
  /** The first route, or else the remote target (RFC 3261 §8.1.2). */
  readonly nextHopUri: string;
}
