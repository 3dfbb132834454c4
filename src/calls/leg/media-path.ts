import { isIP } from "node:net";
import type { Relay, RelaySession } from "../../media/relay/relay-port.ts";
import { isLoopbackHost } from "../../runtime/address-class.ts";
import {
  authorNoteOf,
  mediaAddressOf,
  withAuthorNote,
  withoutAuthorNote,
  type AuthorNote,
} from "../../sdp/author-note.ts";
import { hasEncryption, isEncryptedOnly, withoutOptionalKeys } from "../../sdp/encryption.ts";
import { parseNameAddress } from "../../sip/name-addr.ts";
import { parseSipUri } from "../../sip/uri.ts";
import type { SrfRequest } from "../../srf/srf.ts";
import { NotEncrypted } from "../errors.ts";
import {
  needsRelay,
  type Encryption,
  type EncryptionPolicy,
  type MediaDecision,
  type RelayReason,
} from "./needs-relay.ts";

/** What settings say of a leg's media. */
export interface MediaPolicy {
  readonly encryption?: EncryptionPolicy;
  readonly relay?: "always" | "auto" | "never" | undefined;
  /** A provider's media is often elsewhere than its SIP: that alone is no NAT. */
  readonly isTrunk?: boolean;
}

/** Where a leg's telephone is, as far as its SIP says it. */
export interface Whereabouts {
  /** Where its SIP comes from, or goes to; a name counts as unknown. */
  readonly source: string | undefined;
  /** The host of its Contact. */
  readonly contactHost?: string | undefined;
}

export interface MediaPathParts {
  /** Undefined: there is none, and all media goes straight. */
  readonly relay?: Relay | undefined;
  /** Told when the relay comes to stand before the leg's telephone. */
  readonly onRelayed?: ((why: RelayReason) => void) | undefined;
  /** Told of a relay that can't. */
  readonly onRelayFailed?: ((failure: unknown) => void) | undefined;
}

/** An offer as the telephone gets it, and the relay that stands behind it. */
export interface PathOffer {
  readonly sdp: string;
  readonly session: RelaySession | undefined;
}

const STRAIGHT_ANSWER: AuthorNote = { source: undefined, relay: "never" };

/**
 * How the media of one leg goes: straight, or through the RTP relay. Each offer to the telephone is decided anew
 * (`needs-relay.ts`); an offer or answer that needs no relay is given back at once, without a promise. All other parts of the
 * application see the relay's description in the place of the telephone's. Owned by the leg; `release` gives the relay back.
 */
export class MediaPath {
  policy: MediaPolicy;
  #parts: MediaPathParts;
  #whereabouts: Whereabouts;
  /** The relay as both sides have accepted it. */
  #session: RelaySession | undefined;
  /** The profile that the other party has. */
  #otherIsSecure = false;
  /** An offer of ours in a 200, until its ACK comes. */
  #awaited: PathOffer | undefined;
  #isReleased = false;

  constructor(parts: MediaPathParts, policy: MediaPolicy, whereabouts: Whereabouts) {
    this.#parts = parts;
    this.policy = policy;
    this.#whereabouts = whereabouts;
  }

  /** Where the telephone's newest SIP message that described its media came from. */
  get source(): string | undefined {
    return this.#whereabouts.source;
  }

  set source(source: string | undefined) {
    this.#whereabouts = { ...this.#whereabouts, source };
  }

  /** It is of this call: what the relay does is told in its record. */
  reportTo({ onRelayed, onRelayFailed }: MediaPathParts): void {
    this.#parts = { ...this.#parts, onRelayed, onRelayFailed };
  }

  /** A description of the telephone's own, as other legs are to know it. */
  fromTelephone(sdp: string): string {
    if (this.#parts.relay === undefined || sdp === "") return sdp;
    return withAuthorNote(sdp, this.#noteOn(sdp));
  }

  /**
   * An offer for the telephone. Undefined: it can't have it, not without breaking what was said about encryption.
   *
   * @param session  how its session is encrypted; undefined: it begins
   */
  offer(sdp: string, session: Encryption | undefined): PathOffer | undefined | Promise<PathOffer | undefined> {
    const { relay } = this.#parts;
    if (relay === undefined) {
      const breaks = session !== undefined && session !== "none" && !hasEncryption(sdp);
      return breaks ? undefined : { sdp: withoutAuthorNote(sdp), session: undefined };
    }
    const decision = this.#decide(sdp, session);
    if (decision.relay === "impossible") return undefined;
    if (decision.relay) return this.#relayed(sdp, decision, this.#session ?? relay.open());
    const plain = withoutAuthorNote(sdp);
    return { sdp: decision.withoutKeys ? withoutOptionalKeys(plain) : plain, session: undefined };
  }

  /** The same in the clear, through the relay: the telephone has refused it for its encryption. Undefined: there is no way. */
  offerInClear(sdp: string): Promise<PathOffer | undefined> | undefined {
    const { relay } = this.#parts;
    const { encryption, relay: wanted } = this.policy;
    if (relay === undefined || encryption === "required" || wanted === "never" || !isEncryptedOnly(sdp))
      return undefined;
    // Its own: one that stood before the telephone already has described itself with keys.
    return this.#relayed(sdp, { relay: true, why: "encryption-differs", profile: "RTP/AVP" }, relay.open());
  }

  /** The telephone's answer to that offer, as the other party is to get it. Rejects where the relay can't. */
  answered(offer: PathOffer, answer: string): string | Promise<string> {
    if (this.#isUnencrypted(answer)) return Promise.reject(new NotEncrypted());
    if (offer.session === undefined) return this.fromTelephone(answer);
    const description = { sdp: answer, source: this.source };
    return offer.session.answer("telephone", description).then(atRelay);
  }

  /**
   * What a response to a re-INVITE or UPDATE of ours says of media, as the other party is to get it: the answer to our offer, or
   * the telephone's own where we made none. Rejects where the relay can't.
   */
  received(offer: PathOffer | undefined, status: number, sdp: string): string | Promise<string> {
    if (offer === undefined) return status < 300 ? this.offered(sdp) : sdp;
    if (status >= 300) this.drop(offer);
    else this.use(offer);
    return status >= 300 || sdp === "" ? sdp : this.answered(offer, sdp);
  }

  /** An offer for the telephone in a 200 of ours: the ACK brings its answer. As `offer`. */
  offerInAnswer(sdp: string, session: Encryption | undefined): ReturnType<MediaPath["offer"]> {
    const offer = this.offer(sdp, session);
    if (offer instanceof Promise) return offer.then((made) => (this.#awaited = made));
    return (this.#awaited = offer);
  }

  /** The SDP of an ACK, as the other party is to get it; "" where there is none, or where the relay can't. */
  async acknowledged(sdp: string): Promise<string> {
    const offer = this.#awaited;
    this.#awaited = undefined;
    if (offer === undefined) return this.fromTelephone(sdp);
    if (sdp === "") this.drop(offer);
    else this.use(offer);
    try {
      return sdp === "" ? "" : await this.answered(offer, sdp);
    } catch {
      return "";
    }
  }

  /** The telephone has accepted the offer: media goes that way from now on. */
  use(offer: PathOffer): void {
    if (this.#session !== offer.session) this.#session?.release();
    this.#session = offer.session;
    if (this.#isReleased) this.release();
  }

  /** The telephone has refused it: media goes as before. */
  drop(offer: PathOffer): void {
    if (offer.session !== this.#session) offer.session?.release();
  }

  /** Whether its first offer can't be taken: the setting wants encryption. */
  isRefused(offer: string | undefined): boolean {
    return offer !== undefined && this.#isUnencrypted(offer);
  }

  /** The setting wants encryption, and this is in the clear. */
  #isUnencrypted(sdp: string): boolean {
    return (
      this.policy.encryption === "required" && sdp !== "" && mediaAddressOf(sdp) !== undefined && !hasEncryption(sdp)
    );
  }

  /** An offer of the telephone's, as the other party is to get it. Rejects where the relay can't. */
  offered(sdp: string): string | Promise<string> {
    const session = this.#session;
    if (this.#isUnencrypted(sdp)) return Promise.reject(new NotEncrypted());
    if (session === undefined || sdp === "") return this.fromTelephone(sdp);
    const profile =
      isEncryptedOnly(sdp) === this.#otherIsSecure ? undefined : this.#otherIsSecure ? "RTP/SAVP" : "RTP/AVP";
    return session.offer("telephone", { sdp, source: this.source, profile }).then(atRelay);
  }

  /** The other party's answer to it, as the telephone is to get it. Rejects where the relay can't. */
  answer(sdp: string): string | Promise<string> {
    const session = this.#session;
    if (session === undefined || sdp === "") return withoutAuthorNote(sdp);
    return session.answer("peer", { sdp: withoutAuthorNote(sdp), source: authorNoteOf(sdp)?.source });
  }

  /** The leg is over. */
  release(): void {
    this.#isReleased = true;
    this.#session?.release();
    this.#session = undefined;
  }

  #decide(sdp: string, session: Encryption | undefined): MediaDecision {
    const { encryption, relay = "auto" } = this.policy;
    const { source } = this.#whereabouts;
    const isAddress = source !== undefined && (isIP(source) !== 0 || isLoopbackHost(source));
    return needsRelay({
      telephone: {
        address: isAddress ? (isIP(source) === 0 ? "127.0.0.1" : source) : undefined,
        isBehindNat: this.#isContactElsewhere,
        session,
        encryption,
        relay,
      },
      offer: {
        address: findsItsWay(sdp) ? undefined : mediaAddressOf(sdp),
        encryption: encryptionOf(sdp),
        note: authorNoteOf(sdp),
      },
    });
  }

  /** @returns undefined where the relay can't, and media can't go straight either */
  async #relayed(
    sdp: string,
    decision: Extract<MediaDecision, { relay: true }>,
    session: RelaySession,
  ): Promise<PathOffer | undefined> {
    const plain = withoutAuthorNote(sdp);
    const { profile, offersKeys, why } = decision;
    try {
      const { source } = authorNoteOf(sdp) ?? {};
      const receiver = this.source;
      const described = {
        sdp: plain,
        source,
        profile,
        offersKeys,
        ...(isIP(receiver ?? "") === 0 ? {} : { receiver }),
      };
      const offered = await session.offer("peer", described);
      this.#otherIsSecure = isEncryptedOnly(plain);
      if (session !== this.#session) this.#parts.onRelayed?.(why);
      return { sdp: offered, session };
    } catch (failure) {
      this.#parts.onRelayFailed?.(failure);
      if (session !== this.#session) session.release();
      if (profile !== undefined) return undefined; // nothing of an encrypted call goes in the clear, nor the other way
      return { sdp: plain, session: undefined };
    }
  }

  get #isContactElsewhere(): boolean {
    const { source, contactHost } = this.#whereabouts;
    if (this.policy.isTrunk === true || source === undefined || contactHost === undefined) return false;
    const host = contactHost.replace(/^\[|\]$/g, "");
    return isIP(host) !== 0 && host !== source;
  }

  #noteOn(sdp: string): AuthorNote | undefined {
    const { source } = this.#whereabouts;
    const { relay, isTrunk } = this.policy;
    if (relay === "always") return { source, relay: "asked" };
    if (relay === "never") return { source, relay: "never" };
    const address = mediaAddressOf(sdp);
    if (source === undefined || address === undefined || isTrunk === true || findsItsWay(sdp)) return undefined;
    return address !== source || this.#isContactElsewhere ? { source, relay: "nat" } : undefined;
  }
}

/** How a description encrypts. */
export function encryptionOf(sdp: string): Encryption {
  if (!hasEncryption(sdp)) return "none";
  return isEncryptedOnly(sdp) ? "only" : "optional";
}

/** A browser's: ICE finds its way through NAT, with keys that no relay knows (DTLS). */
function findsItsWay(sdp: string): boolean {
  return sdp.includes("a=ice-ufrag:") && sdp.includes("a=fingerprint:");
}

/** The relay follows its peers by itself: no other relay is needed on account of where it is. */
function atRelay(sdp: string): string {
  return withAuthorNote(sdp, STRAIGHT_ANSWER);
}

/** Where the sender of a request is; without a relay that is asked of nothing. */
export function whereaboutsOf(request: SrfRequest, { relay }: Pick<MediaPathParts, "relay">): Whereabouts {
  const contact = relay === undefined ? undefined : request.get("Contact");
  const address = contact === undefined ? undefined : parseNameAddress(contact);
  const uri = address?.ok === true ? parseSipUri(address.value.uri) : undefined;
  return { source: request.source_address, contactHost: uri?.host };
}
