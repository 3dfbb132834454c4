import type { Audio, Media, MediaEndpoint } from "../../media/media-port.ts";
import type { Logger } from "../../observability/logging.ts";
import type { Shown } from "../leg/connected-identity.ts";
import type { Leg } from "../leg/leg.ts";
import type { LegParts } from "../leg/leg-parts.ts";
import type { ReferSubscription } from "../leg/refer-subscription.ts";
import type { Headers } from "../../srf/srf.ts";
import type { OneShot } from "../../runtime/one-shot.ts";

/**
 * A caller who waits to be put through: an INVITE without a final response, or a caller whom the system has answered already
 * (behind a receptionist, transferred, parked). Every step of a plan works for both.
 *
 * Disposing hangs up a caller whom the system has answered and who still waits, and resolves when they have heard why. An
 * INVITE without a final response stays as it is.
 */
export interface CallerSide extends AsyncDisposable {
  /** The system has answered the caller: what would be a refusal is spoken. */
  readonly isAnswered: boolean;
  /** A transferor waits for what comes of the call: what fails is told to them (NOTIFY), not to the caller. */
  readonly isTransferred: boolean;
  /** Whom the caller's telephone shows once it is put through: connected identity. Undefined: it isn't told. */
  shows: Shown | undefined;
  /** What callees are offered; undefined: they make the offer (RFC 3264 §4, late offer). */
  readonly offer: string | undefined;
  /** The same for a media server, with where the caller's SIP comes from (`signalling-source.ts`). */
  readonly mediaOffer: string | undefined;
  /** A page in a browser, whose media is WebRTC. */
  readonly isBrowser: boolean;
  /** The caller has given up, or the engine is gone with the call. */
  readonly cancelled: OneShot<Error>;
  /** Why the caller gave up, for those who were called. */
  readonly cancelReason: string;
  /** When the caller first heard ringing; one clock for the whole plan. */
  readonly alertedAtMs: number | undefined;
  /** The caller hears that it rings; with the SDP of a 183, whatever the callee plays where that is still possible. */
  progress(status: 180 | 183, sdp?: string): void;
  /** The call comes to nothing. A caller who was answered already hears it, and is hung up. */
  reject(status: number, headers?: Headers): void;
  /** A transfer that has failed is undone, once: the caller isn't transferred any more. Undefined: there is none. */
  takeBack(): FailedTransfer | undefined;
  /**
   * From now on the caller's media goes where this SDP says. The leg is the receiver's to release.
   * Rejects with CallerGone, or AnswerFailed: an INVITE can't be answered any more then, a caller who was answered already,
   * and whose telephone won't take this, waits on.
   */
  answer(sdp: string): Promise<Leg>;
  /**
   * The caller talks to the media server. Rejects with CallerGone, AnswerFailed, or what `Media.open` rejects with; in
   * the last case the caller still waits.
   *
   * @param unwanted  aborted when the call must end
   * @param parts  for a caller who waits on after this
   * @param near  at the server where others of this name are
   */
  connectMedia(unwanted: AbortSignal, parts: AnsweredCallerParts, near?: string): Promise<CallerAtMedia>;
}

/** Why a transfer has failed, and the transferor, who may have the caller back. */
export interface FailedTransfer {
  readonly subscription: ReferSubscription;
  readonly status: number;
}

/** A caller who talks to the media server; disposing hangs up. */
export interface CallerAtMedia extends AsyncDisposable {
  readonly leg: Leg;
  readonly endpoint: MediaEndpoint;
  /** Aborted when the caller has hung up, or the media server is gone. */
  readonly gone: AbortSignal;
  /** The caller waits to be put through; from then on disposing this does nothing. */
  release(): CallerSide;
}

/** What a caller needs who waits to be put through. */
export interface AnsweredCallerParts extends LegParts {
  readonly media: Pick<Media, "open">;
  readonly log: Logger;
  /** What callers hear while it rings elsewhere: their country's ringing tone. */
  readonly ringback: Audio;
  /** What callers hear who can't be put through. */
  readonly sorry: Audio;
}
