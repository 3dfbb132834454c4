import { newIceCredentials } from "../../ice/ice-lite.ts";
import { agreedBy, answerTo, offerLines, usableAudio, writeSdp } from "./negotiate.ts";
import type { LocalMedia, Negotiated, Origin } from "./negotiate.ts";
import { withDirection } from "../../../sdp/direction.ts";
import type { SessionDescription } from "../../../sdp/session-description.ts";

/** Offers and answers of one call so far. Plain data: each step makes another one. */
export interface MediaSession {
  readonly local: LocalMedia;
  readonly origin: Origin;
  /** The description that we sent last. */
  readonly sent: string | undefined;
  readonly negotiated: Negotiated | undefined;
}

export function newMediaSession(local: LocalMedia, sessionId: number): MediaSession {
  return { local, origin: { sessionId, version: sessionId }, sent: undefined, negotiated: undefined };
}

/** Answers; undefined when there is no common codec, and the session stays as it is. */
export function answerOffer(
  session: MediaSession,
  offer: SessionDescription,
  local: LocalMedia,
): MediaSession | undefined {
  const before = session.negotiated?.agreement;
  const own = beginsIceAnew(session, offer) ? withFreshIce(local) : local;
  const negotiated = answerTo(offer, own, before);
  return negotiated === undefined ? undefined : { ...send(session, own, negotiated.lines), negotiated };
}

/** RFC 8445 §9: the peer has other credentials than before, so we answer with others too. */
function beginsIceAnew({ negotiated }: MediaSession, offer: SessionDescription): boolean {
  const { ice } = negotiated?.agreement ?? {};
  const offered = usableAudio(offer)?.ice;
  return ice !== undefined && offered !== undefined && offered.ufrag !== ice.remoteUfrag;
}

function withFreshIce(local: LocalMedia): LocalMedia {
  return { ...local, webRtc: { ...local.webRtc, ice: newIceCredentials() } };
}

/** Makes an offer of ours, for an INVITE that came without one. */
export function makeOffer(session: MediaSession): MediaSession {
  return send(session, session.local, offerLines(session.local));
}

/** Takes the answer to our offer; undefined when it fits no codec. */
export function takeAnswer(session: MediaSession, answer: SessionDescription): MediaSession | undefined {
  const negotiated = agreedBy(answer, session.local);
  return negotiated === undefined ? undefined : { ...session, negotiated };
}

/** The version of the o= line goes up by one when, and only when, the description changes (RFC 3264 §8). */
function send(session: MediaSession, local: LocalMedia, lines: readonly string[]): MediaSession {
  const same = writeSdp(session.origin, local, lines);
  if (session.sent === undefined || session.sent === same) return { ...session, local, sent: same };
  const origin = { ...session.origin, version: session.origin.version + 1 };
  return { ...session, local, origin, sent: writeSdp(origin, local, lines) };
}

/** What the channel's variables say of it. */
export function sessionVariables(session: MediaSession): Readonly<Record<string, string | undefined>> {
  const { negotiated, local, sent } = session;
  const { agreement, written } = negotiated ?? {};
  return {
    rtp_local_sdp_str: sent === undefined ? undefined : withDirection(sent),
    local_media_ip: local.address,
    local_media_port: String(local.port),
    remote_media_ip: written?.address,
    remote_media_port: written === undefined ? undefined : String(written.port),
    rtp_has_crypto: agreement?.keys?.send.suite ?? (agreement?.dtls === undefined ? undefined : "srtp:dtls"),
    rtp_use_codec_name: agreement?.codec.name,
    rtp_use_codec_rate: agreement === undefined ? undefined : String(agreement.codec.sampleRate),
    rtp_use_codec_ptime: agreement === undefined ? undefined : String(agreement.packetMs),
    rtp_use_pt: agreement === undefined ? undefined : String(agreement.payloadType),
    rtp_2833_send_payload: agreement?.eventType === undefined ? undefined : String(agreement.eventType),
    dtmf_type: agreement === undefined || agreement.eventType !== undefined ? "rfc2833" : "none",
  };
}
