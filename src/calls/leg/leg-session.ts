import { isEncrypted } from "../../sdp/encryption.ts";
import { withoutAuthorNote } from "../../sdp/author-note.ts";
import { withSignallingSource } from "../../sdp/signalling-source.ts";
import { fittingAnswer, withStreamsOf } from "../../sdp/streams.ts";
import type { SrfDialog } from "../../srf/srf.ts";
import { encryptionOf, type MediaPath, type PathOffer } from "./media-path.ts";
import type { Encryption } from "./needs-relay.ts";
import { SessionAuthor } from "./session-author.ts";

/**
 * The session of one leg: what its telephone has been sent, as one author, and what it has said, by SDP offer and answer
 * (RFC 3264). What media it is that stands there, the other party's or a relay's, is the `MediaPath`'s business.
 */
export class LegSession {
  readonly path: MediaPath;
  readonly #dialog: SrfDialog;
  readonly #origin = new SessionAuthor();
  /** What we have described to the peer last, and it has accepted. */
  sent: string;

  constructor(dialog: SrfDialog, path: MediaPath) {
    this.#dialog = dialog;
    this.path = path;
    this.sent = dialog.local.sdp;
    if (this.sent !== "") this.#origin.next(this.sent);
  }

  /** The peer's newest SDP, as the other party is to know it. */
  get remoteSdp(): string {
    return this.path.fromTelephone(this.#dialog.remote.sdp);
  }

  /** Whether its audio is encrypted (SRTP), as both have said. */
  get isEncrypted(): boolean {
    return isEncrypted(this.sent, this.#dialog.remote.sdp);
  }

  /** A description of the peer's, for a media server: it takes RTP from there only, or from where the peer's SIP comes from. */
  fromPeer(sdp: string): string {
    return withSignallingSource(withoutAuthorNote(sdp), this.path.source);
  }

  /** The other party's offer, as the telephone is to get it. Undefined: it can't have it. */
  offer(sdp: string): ReturnType<MediaPath["offer"]> {
    return this.path.offer(sdp, this.#encryption);
  }

  /** A body as it is sent: an SDP keeps the origin that this telephone knows. */
  told(body: string, contentType = "application/sdp"): string {
    return contentType === "application/sdp" ? this.#origin.next(body) : body;
  }

  /** An offer has all streams that the session had (RFC 3264 §8). */
  toldOffer(sdp: string): string {
    return this.told(withStreamsOf(sdp, this.sent));
  }

  /**
   * Our answer to the telephone's offer, or where it made none our offer, as the telephone gets it: at once where no relay is
   * asked. `refuse`: there is no such answer.
   */
  answer(said: string, offer: string, send: (sdp: string) => void, refuse: () => void): void {
    const fit = (sdp: string): void => send(this.told(fittingAnswer(sdp, { offer, sent: this.sent })));
    const fitOffer = (made: PathOffer | undefined): void => (made === undefined ? refuse() : fit(made.sdp));
    if (offer === "") {
      const made = this.path.offerInAnswer(said, this.#encryption);
      if (made instanceof Promise) void made.then(fitOffer);
      else fitOffer(made);
      return;
    }
    const given = this.path.answer(said);
    if (typeof given === "string") fit(given);
    else void given.then(fit, refuse);
  }

  /** How it is encrypted; undefined: there is none yet. */
  get #encryption(): Encryption | undefined {
    if (this.sent === "" || this.#dialog.remote.sdp === "") return undefined;
    return this.isEncrypted ? encryptionOf(this.sent) : "none";
  }
}
