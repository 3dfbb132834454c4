import type { AgentHandlers, ServerTransaction } from "../../sip/agent/agent.ts";
import { hasHeader, headerValue } from "../../../sip/message/headers.ts";
import { tagIn } from "../../sip/dialog/reading.ts";
import type { SipRequest } from "../../../sip/message/message.ts";
import { INCOMPATIBLE_DESTINATION, NO_ROUTE_DESTINATION, SERVICE_UNAVAILABLE } from "../channel/cause.ts";
import { NoMediaPort } from "../../rtp/network/errors.ts";
import { FEW_CHANNELS, MAX_CHANNELS, MAX_LATE_MS, MAX_UNCONNECTED } from "../limits.ts";
import type { MediaPorts, MediaSockets } from "../../rtp/network/ports.ts";
import { newSrtpKey } from "../../rtp/srtp/key.ts";
import { SRTP_SUITES } from "../../../vocabulary/srtp-suite.ts";
import { answerOffer, newMediaSession } from "../sdp/media-session.ts";
import { opusIn, peerAddress, usableAudio, type LocalMedia } from "../sdp/negotiate.ts";
import { newIceCredentials } from "../../ice/ice-lite.ts";
import { parseSdp } from "../../../sdp/session-description.ts";
import type { SessionDescription } from "../../../sdp/session-description.ts";
import { MediaCall } from "./call.ts";
import type { DtlsIdentity } from "../../dtls/certificate.ts";
import type { CallServices, NewCall } from "./call.ts";
import type { Calls } from "./calls.ts";
import { newTag, textOf } from "./leg.ts";
import { parseOutboundTarget } from "./outbound-target.ts";
import type { OutboundTarget } from "./outbound-target.ts";
import { answerOptions, refuse } from "./responses.ts";

export interface UserAgentParts {
  /** They are complete only when the agent listens; requests cannot come before. */
  readonly services: () => CallServices;
  readonly ports: MediaPorts;
  readonly calls: Calls;
}

/** INVITEs whose answer is being prepared: a CANCEL may still stop them. */
type Pending = Map<string, { cancelled: boolean }>;

/** The SIP side of the media server: takes the calls that drachtio-fsmrf makes, and what belongs to them. */
export function mediaUserAgent(parts: UserAgentParts): AgentHandlers {
  const pending: Pending = new Map();
  const { calls } = parts;

  return {
    onRequest(transaction) {
      const { request } = transaction;
      if (tagIn(request, "to") !== undefined) {
        const call = calls.ofRequest(request);
        if (call === undefined) refuse(transaction, 481, newTag());
        else call.leg.onRequest(transaction);
        return;
      }
      if (request.method === "OPTIONS") return answerOptions(transaction, newTag());
      if (request.method !== "INVITE") return refuse(transaction, request.method === "BYE" ? 481 : 405, newTag());
      invite(parts, pending, transaction).catch((failure: unknown) => {
        parts.services().logger.error({ event: "invite.failed", failure }, "call could not be taken");
        if (transaction.finalStatus === undefined) refuse(transaction, 500, newTag());
      });
    },
    onCancel(transaction) {
      const waiting = pending.get(transaction.id);
      if (waiting === undefined) return;
      waiting.cancelled = true;
      refuse(transaction, 487, newTag());
    },
    onAck: (ack) => calls.ofRequest(ack)?.leg.onAck(ack),
    onStrayResponse: () => undefined,
    onFlowClosed: () => undefined,
  };
}

async function invite(parts: UserAgentParts, pending: Pending, transaction: ServerTransaction): Promise<void> {
  const state = { cancelled: false };
  pending.set(transaction.id, state);
  try {
    await prepare(parts, transaction, state);
  } finally {
    pending.delete(transaction.id);
  }
}

/** Whether one more call would be one too many, for itself or for those that are up. */
function isFull({ ports, calls, services }: UserAgentParts): boolean {
  if (ports.opened >= MAX_CHANNELS || calls.unconnected >= MAX_UNCONNECTED) return true;
  return ports.opened >= FEW_CHANNELS && services().ticker.lateMs > MAX_LATE_MS;
}

async function prepare(
  parts: UserAgentParts,
  transaction: ServerTransaction,
  state: { cancelled: boolean },
): Promise<void> {
  const { request, arrival } = transaction;
  const { ports } = parts;
  const outbound = applicationOf(request);
  if (outbound === undefined) return refuse(transaction, 404, newTag(), NO_ROUTE_DESTINATION);
  if (hasHeader(request, "require")) return refuse(transaction, 420, newTag()); // RFC 3261 §8.2.2.3: no extension is known
  if (isFull(parts)) return refuse(transaction, 503, newTag(), SERVICE_UNAVAILABLE);

  const offer = offerOf(request);
  const audio = offer === undefined ? undefined : usableAudio(offer);
  if (textOf(request) !== undefined && audio === undefined)
    return refuse(transaction, 488, newTag(), INCOMPATIBLE_DESTINATION);

  const opus = audio === undefined ? "none" : opusIn(audio);
  if (opus !== "none") await parts.services().opus.load();
  if (opus === "alone" && !parts.services().opus.isFree) return refuse(transaction, 503, newTag(), SERVICE_UNAVAILABLE);

  const peer = offer === undefined ? undefined : peerAddress(offer);
  const address = await parts.services().mediaAddress(peer ?? arrival.source.address);
  const sockets = await ports.open(address.includes(":") ? 6 : 4).catch((failure: unknown) => {
    if (failure instanceof NoMediaPort) return undefined;
    throw failure;
  });
  if (sockets === undefined)
    return state.cancelled ? undefined : refuse(transaction, 503, newTag(), SERVICE_UNAVAILABLE);
  if (state.cancelled) return closeBoth(sockets);
  beginCall(parts, { transaction, outbound, offer, sockets, address });
}

interface PreparedCall {
  readonly transaction: ServerTransaction;
  readonly outbound: OutboundTarget;
  readonly offer: SessionDescription | undefined;
  readonly sockets: MediaSockets;
  /** Ours, for this peer. */
  readonly address: string;
}

function beginCall({ calls, services }: UserAgentParts, prepared: PreparedCall): void {
  const { transaction, outbound, offer, sockets, address } = prepared;
  const identity = identityOfCall(services());
  const local = localMedia(services(), { address, sockets, identity });
  const fresh = newMediaSession(local, Math.floor(services().clock.nowMs() / 1000));
  const session = offer === undefined ? fresh : (answerOffer(fresh, offer, fresh.local) ?? fresh);
  const call = new MediaCall(services(), {
    transaction,
    outbound,
    sockets,
    session,
    identity,
    onGone: (gone) => calls.forgetEnded(gone),
  });
  if (offer !== undefined) call.channel.variables.set("switch_r_sdp", textOf(transaction.request));
  calls.add(call);
  if (!call.begin()) calls.forgetEnded(call);
}

/**
 * By which one call shows who it is (DTLS), made when it is first asked for. No two have the same: a browser that is sent from one to
 * another begins a new DTLS association only where the fingerprint is another (RFC 8842 §5.1).
 */
function identityOfCall({ newIdentity }: CallServices): () => DtlsIdentity {
  let own: DtlsIdentity | undefined;
  return () => (own ??= newIdentity());
}

function localMedia(
  services: CallServices,
  { address, sockets, identity }: Pick<PreparedCall, "address" | "sockets"> & Pick<NewCall, "identity">,
): LocalMedia {
  const webRtc = {
    ice: newIceCredentials(),
    fingerprint: () => identity().fingerprint,
    addresses: services.reachableAddresses(address),
  };
  return { address, port: sockets.audio.address().port, keys: freshKeys(), webRtc, hasOpus: services.opus.isFree };
}

/** Ours for one call, whichever suite its peer takes. */
function freshKeys(): LocalMedia["keys"] {
  return new Map([...SRTP_SUITES.keys()].map((suite) => [suite, newSrtpKey(suite)]));
}

/** Only drachtio-fsmrf's INVITEs are for us: they name themselves, and the application that will command the call. */
function applicationOf(request: SipRequest): OutboundTarget | undefined {
  if (headerValue(request, "user-agent")?.startsWith("drachtio-fsmrf:") !== true) return undefined;
  return parseOutboundTarget(headerValue(request, "x-esl-outbound"));
}

function offerOf(request: SipRequest): SessionDescription | undefined {
  const text = textOf(request);
  const parsed = text === undefined ? undefined : parseSdp(text);
  return parsed?.ok === true ? parsed.value : undefined;
}

function closeBoth({ audio, control }: MediaSockets): void {
  audio.close();
  control?.close();
}
