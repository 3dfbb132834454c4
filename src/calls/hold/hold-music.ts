import type { Media, MediaEndpoint } from "../../media/media-port.ts";
import { MediaRefused } from "../../media/errors.ts";
import type { Logger } from "../../observability/logging.ts";
import { askedBy, BOTH_TALK, decideHold, type HoldState } from "./hold-state.ts";
import { otherThan, type Side } from "../leg/side.ts";
import type { NegotiatedLeg, SessionChange } from "../leg/negotiated-leg.ts";
import { serveFromMedia } from "../caller/serve-from-media.ts";
import { musicAnswer, musicOffer } from "../../sdp/music-on-hold.ts";
import { hasUsableKeys } from "../../sdp/encryption.ts";
import { inactiveAnswer } from "../../sdp/inactive-answer.ts";
import { OneShotSource } from "../../runtime/one-shot.ts";

const SDP = { "Content-Type": "application/sdp" };

export interface HoldMusicParts {
  readonly media: Pick<Media, "open">;
  readonly log: Logger;
}

/** A party on hold, at the media server. */
interface Listener {
  readonly side: Side;
  readonly endpoint: MediaEndpoint;
  readonly stop: AbortController;
  playing: Promise<void>;
}

/** Music on hold: the party that is put on hold hears it (`hold-state.ts` decides). Owned by the conversation; disposing ends the music. */
export class HoldMusic implements AsyncDisposable {
  readonly #parts: HoldMusicParts;
  readonly #over = new OneShotSource();
  #state: HoldState = BOTH_TALK;
  #listener: Listener | undefined;
  /** The telephone on hold is being brought to the music. */
  #settling: Promise<void> = Promise.resolve();
  #ending: Promise<void> = Promise.resolve();

  constructor(parts: HoldMusicParts) {
    this.#parts = parts;
  }

  /**
   * A telephone changes the session.
   *
   * @param pass  passes the change on to the other telephone; resolves with whether it was accepted
   */
  async change(change: SessionChange): Promise<void> {
    const { asker, from, request, pass } = change;
    await this.#settling;
    // keys that are agreed on in the stream (DTLS) take the peer there: no side of such a call is brought to the media server
    if (![from.leg, change.to.leg].every(({ remoteSdp }) => hasUsableKeys(remoteSdp)) && this.#listener === undefined) {
      await pass();
      return;
    }
    const { action, then } = decideHold(this.#state, asker, askedBy(request.body));
    switch (action) {
      case "pass":
        if (await pass()) this.#nowStands(then);
        return;
      case "music":
        if (await this.#music(change)) this.#state = then;
        else await pass(); // without a media server a hold is what it always was
        return;
      case "silence":
        holdAnswer(change);
        this.#nowStands(then);
        return;
      case "music-for-asker":
        if (await this.#musicForAsker(change)) this.#state = then;
        return;
      case "at-media":
        if (this.#listener === undefined) holdAnswer(change);
        else await serveFromMedia(request, this.#listener.endpoint, from.leg);
    }
  }

  /** The endpoint of a party on hold; it is the receiver's now. Undefined: that party isn't on hold. */
  async release(side: Side): Promise<MediaEndpoint | undefined> {
    await this.#settling;
    const listener = this.#listener;
    if (listener?.side !== side) return undefined;
    this.#listener = undefined;
    listener.stop.abort();
    await listener.playing;
    return listener.endpoint;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.happen("the conversation is over");
    await this.#settling;
    await Promise.all([this.#ending, this.#endMusic()]);
  }

  /** The music ends in the background: the asker is answered, and may ask again. */
  #nowStands(state: HoldState): void {
    this.#state = state;
    this.#ending = this.#endMusic();
  }

  async #endMusic(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    listener?.stop.abort();
    await listener?.endpoint[Symbol.asyncDispose]();
  }

  /** @returns whether there is a media server that plays; then the asker is answered, whatever the other one says to music */
  async #music(change: SessionChange): Promise<boolean> {
    const endpoint = await this.#open(undefined);
    if (endpoint === undefined) return false;
    holdAnswer(change);
    this.#settling = this.#bring(change.to, endpoint, otherThan(change.asker));
    return true;
  }

  /** The telephone on hold gets the media server for its peer; one that refuses hears nothing. Never rejects. */
  async #bring(held: NegotiatedLeg, endpoint: MediaEndpoint, side: Side): Promise<void> {
    try {
      const offer = musicOffer(
        held.sent,
        held.leg.isEncrypted ? endpoint.encryptedOffer(held.sent) : endpoint.localSdp,
      );
      if (offer === undefined) {
        await endpoint[Symbol.asyncDispose]();
        return;
      }
      const response = await held.leg.reinvite(offer);
      if (response.status >= 300 || response.body === "" || this.#over.happened) {
        this.#parts.log.info({ event: "hold.no-music", status: response.status }, "held telephone takes no music");
        await endpoint[Symbol.asyncDispose]();
        return;
      }
      await endpoint.acceptAnswer(held.leg.fromPeer(response.body));
      held.sent = offer;
      held.received = response.body;
      this.#play(endpoint, side);
    } catch (failure) {
      this.#parts.log.warn({ event: "hold.no-music", err: failure }, "no music on hold");
      await endpoint[Symbol.asyncDispose]();
    }
  }

  async #musicForAsker(change: SessionChange): Promise<boolean> {
    const { asker, from, request } = change;
    if (request.body === "") {
      request.answer(200, { headers: SDP, body: inactiveAnswer(from.received) });
      await from.leg.nextAck();
      return true;
    }
    const endpoint = await this.#open(from.leg.fromPeer(request.body));
    if (endpoint === undefined) {
      holdAnswer(change);
      return true;
    }
    from.received = request.body;
    from.sent = musicAnswer(request.body, endpoint.localSdp) ?? endpoint.localSdp;
    request.answer(200, { headers: SDP, body: from.sent });
    this.#play(endpoint, asker);
    return true;
  }

  #play(endpoint: MediaEndpoint, side: Side): void {
    const stop = new AbortController();
    const playing = endpoint.playForever({ kind: "music" }, stop.signal).catch((failure: unknown) => {
      this.#parts.log.warn({ event: "hold.silent", err: failure }, "no music on hold");
    });
    this.#listener = { side, endpoint, stop, playing };
  }

  async #open(offer: string | undefined): Promise<MediaEndpoint | undefined> {
    try {
      return await this.#parts.media.open(offer, this.#over.signal);
    } catch (failure) {
      const level = failure instanceof MediaRefused || this.#over.happened ? "info" : "warn";
      this.#parts.log[level]({ event: "hold.no-media", err: failure }, "no media server for music on hold");
      return undefined;
    }
  }
}

/** The telephone that holds gets an answer of ours: nothing is to be heard on either side (RFC 3264 §6.1). */
function holdAnswer({ from, request }: SessionChange): void {
  const answer = inactiveAnswer(request.body === "" ? from.received : request.body);
  from.received = request.body === "" ? from.received : request.body;
  from.sent = answer;
  request.answer(200, { headers: SDP, body: answer });
}
