import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import type { Clock } from "../../../runtime/clock.ts";
import type { SipAgent, ServerTransaction } from "../../sip/agent/agent.ts";
import { hopBack } from "../../sip/dialog/nat.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import { printHostPort } from "../../../sip/host-port.ts";
import type { SipRequest } from "../../../sip/message/message.ts";
import { addressOf } from "../../../sip/name-addr.ts";
import { parseSipUri } from "../../../sip/uri.ts";
import { INCOMPATIBLE_DESTINATION, MEDIA_TIMEOUT, NORMAL_CLEARING } from "../channel/cause.ts";
import { Channel } from "../channel/channel.ts";
import type { Conferences } from "../conference/conferences.ts";
import type { MediaLogger } from "../logger.ts";
import { EventSocketConnection } from "../event-socket/connection.ts";
import type { CommandTarget } from "../event-socket/connection.ts";
import { plainHeaders } from "../event-socket/event.ts";
import type { EventHub } from "../event-socket/hub.ts";
import type { DtlsIdentity } from "../../dtls/certificate.ts";
import type { HandshakeLimit } from "../rtp/handshake-limit.ts";
import type { OpusLimit } from "../rtp/opus-limit.ts";
import type { FindMediaAddress } from "../../rtp/network/media-address.ts";
import type { MediaSockets } from "../../rtp/network/ports.ts";
import { mediaVariables } from "../rtp/media-variables.ts";
import { RtpStream } from "../rtp/stream.ts";
import { answerOffer, makeOffer, sessionVariables, takeAnswer } from "../sdp/media-session.ts";
import type { MediaSession } from "../sdp/media-session.ts";
import { opusIn, peerAddress, usableAudio, type LocalMedia } from "../sdp/negotiate.ts";
import { parseSdp, type SessionDescription } from "../../../sdp/session-description.ts";
import type { Ticker } from "../ticker.ts";
import { watchSilence } from "./silence-watch.ts";
import { MediaLeg } from "./leg.ts";
import type { OutboundTarget } from "./outbound-target.ts";

/** What all calls use. */
export interface CallServices {
  readonly agent: SipAgent;
  readonly clock: Clock;
  readonly logger: MediaLogger;
  readonly hub: EventHub;
  readonly ticker: Ticker;
  readonly conferences: Conferences;
  readonly soundsDir: string;
  readonly target: CommandTarget;
  readonly mediaAddress: FindMediaAddress;
  /** All addresses for a peer that looks for a way itself (ICE); the one that `mediaAddress` found is the first. */
  reachableAddresses(address: string): readonly string[];
  /** By which a call shows who it is (DTLS): another one each time. */
  readonly newIdentity: () => DtlsIdentity;
  readonly handshakes: HandshakeLimit;
  readonly opus: OpusLimit;
}

export interface NewCall {
  readonly transaction: ServerTransaction;
  readonly outbound: OutboundTarget;
  readonly sockets: MediaSockets;
  /** Settled already when the INVITE had an offer; otherwise the offer of ours is made from it. */
  readonly session: MediaSession;
  /** The call's own. */
  readonly identity: () => DtlsIdentity;
  onGone(call: MediaCall): void;
}

/** The application must take the connection within this time; FreeSWITCH waits no longer for TCP either. */
const CONNECT_WITHIN_MS = 4000;

/** One call: a SIP leg, a stream of audio, a channel, and the connection to the application that commands it. */
export class MediaCall {
  readonly uuid = randomUUID();
  readonly channel: Channel;
  readonly leg: MediaLeg;
  readonly callId: string;
  readonly #services: CallServices;
  readonly #new: NewCall;
  readonly #stream: RtpStream;
  #session: MediaSession;
  readonly #watch: Disposable;
  #connection: EventSocketConnection | undefined;
  #released = false;
  #connected = false;
  #tellEnded: () => void = () => undefined;
  /** Resolves when the channel is gone. */
  readonly ended = new Promise<void>((resolve) => {
    this.#tellEnded = resolve;
  });

  /** Its application has connected, or never will. */
  get connected(): boolean {
    return this.#connected;
  }

  /** The channel is gone, its socket closed. */
  get released(): boolean {
    return this.#released;
  }

  constructor(services: CallServices, made: NewCall) {
    const { transaction, outbound } = made;
    this.#services = services;
    this.#new = made;
    this.#session = made.session;
    this.callId = headerValue(transaction.request, "call-id") ?? "";
    this.#stream = new RtpStream({
      ...services,
      ...{ sockets: made.sockets, identity: made.identity },
      onDigit: ({ digit, durationTicks }) => this.channel.receiveDtmf(digit, durationTicks, "RTP"),
      onUnsafe: (problem) => this.#endUnsafe(problem),
    });
    this.channel = new Channel({
      ...services,
      uuid: this.uuid,
      stream: this.#stream,
      socketArgument: `${outbound.host}:${outbound.port} async full`,
      facts: callerFacts(transaction.request, this.uuid),
      bye: (cause) => this.leg.bye(cause),
      onEnded: () => this.#release(),
    });
    this.leg = new MediaLeg(
      {
        ...services,
        onGone: () => made.onGone(this),
        user: {
          onOffer: (sdp) => this.#answer(sdp),
          onAnswer: (sdp) => this.#takeAnswer(sdp),
          onConfirmed: () => {
            if (made.session.negotiated === undefined) this.#connectToApplication();
          },
          onDtmf: (digit, durationMs) => this.channel.receiveDtmf(digit, durationMs * 8, "ENDPOINT"),
          onOver: (cause) => this.channel.hangUp(cause),
        },
      },
      hopBack(transaction.arrival),
    );
    this.#watch = watchSilence({
      clock: services.clock,
      heardAtMs: () => this.#stream.heardAtMs,
      hasLeft: () => this.#stream.hasPeerLeft,
      limitSeconds: () => this.#silenceLimitSeconds(),
      onSilent: () => this.channel.hangUp(MEDIA_TIMEOUT),
    });
    for (const [name, value] of requestVariables(transaction.request)) this.channel.variables.set(name, value);
  }

  /** Answers the INVITE; the application is connected at once, or after the ACK that brings the peer's answer. */
  begin(): boolean {
    const offered = this.#session.negotiated === undefined;
    this.#adopt(offered ? makeOffer(this.#session) : this.#session);
    if (!this.leg.accept(this.#new.transaction, this.#session.sent ?? "", offered)) {
      this.leg.abandon();
      this.#watch[Symbol.dispose]();
      this.#stream[Symbol.dispose]();
      this.#released = true;
      return false;
    }
    if (!offered) this.#connectToApplication();
    return true;
  }

  /** Writes what is known of the stream into the channel's variables. */
  setMediaStats(): void {
    for (const [name, value] of Object.entries(mediaVariables(this.#stream.counts)))
      this.channel.variables.set(name, value);
  }

  /**
   * `media_timeout` in ms, or `rtp_timeout_sec` as it was called; for a peer on hold (RFC 3264 §8.4: a peer that says `sendonly` may
   * have no music to send, `recvonly` and `inactive` have none) `media_hold_timeout` or `rtp_hold_timeout_sec`.
   */
  #silenceLimitSeconds(): number | undefined {
    const { negotiated } = this.#session;
    if (negotiated === undefined) return undefined;
    const talks = negotiated.agreement.sends && negotiated.direction === "sendrecv";
    const { variables } = this.channel;
    const limitMs = wholeNumber(variables.get(talks ? "media_timeout" : "media_hold_timeout"));
    if (limitMs !== undefined) return limitMs > 0 ? limitMs / 1000 : undefined;
    const seconds = wholeNumber(variables.get(talks ? "rtp_timeout_sec" : "rtp_hold_timeout_sec"));
    return seconds !== undefined && seconds > 0 ? seconds : undefined;
  }

  /** There are no keys for its audio, and there will be none: nothing goes in the clear instead. */
  #endUnsafe(problem: string): void {
    this.#services.logger.warn({ event: "media.unsafe", channel: this.uuid, problem }, "audio can't be encrypted");
    this.channel.hangUp(INCOMPATIBLE_DESTINATION);
  }

  #adopt(session: MediaSession): void {
    this.#session = session;
    if (session.negotiated !== undefined) this.#stream.agree(session.negotiated.agreement);
    for (const [name, value] of Object.entries(sessionVariables(session))) this.channel.variables.set(name, value);
  }

  /** A re-INVITE or UPDATE. Without an offer in it we make one. */
  async #answer(sdp: string | undefined): Promise<string | undefined> {
    if (sdp === undefined) {
      this.#adopt(makeOffer(this.#session));
      return this.#session.sent;
    }
    const offer = parseSdp(sdp);
    if (!offer.ok) return undefined;
    const local = await this.#localFor(offer.value);
    const session = local === undefined ? undefined : answerOffer(this.#session, offer.value, local);
    if (session === undefined) return undefined;
    this.channel.variables.set("switch_r_sdp", sdp);
    this.#adopt(session);
    return session.sent;
  }

  /** Our end, as this peer reaches it; undefined: it can't, or shares no codec with us. */
  async #localFor(offer: SessionDescription): Promise<LocalMedia | undefined> {
    const audio = usableAudio(offer);
    if (audio === undefined) return undefined;
    if (opusIn(audio) !== "none") await this.#services.opus.load();
    const { local } = this.#session;
    const address = await this.#services.mediaAddress(peerAddress(offer) ?? local.address);
    const isOtherFamily = address.includes(":") !== local.address.includes(":");
    if (isOtherFamily && audio.ice === undefined) return undefined; // the socket is of one family
    const own = isOtherFamily ? local.address : address;
    const webRtc = { ...local.webRtc, addresses: this.#services.reachableAddresses(own) };
    return { ...local, address: own, webRtc, hasOpus: this.#stream.hasOpus || this.#services.opus.isFree };
  }

  #takeAnswer(sdp: string | undefined): boolean {
    const answer = sdp === undefined ? undefined : parseSdp(sdp);
    const session = answer?.ok === true ? takeAnswer(this.#session, answer.value) : undefined;
    if (session === undefined) return false;
    this.channel.variables.set("switch_r_sdp", sdp);
    this.#adopt(session);
    return true;
  }

  #connectToApplication(): void {
    if (this.channel.hungUp) return;
    const { host, port } = this.#new.outbound;
    const socket = connect({ host, port });
    const tooLate = this.#services.clock.arm(CONNECT_WITHIN_MS, () => socket.destroy());
    socket.once("connect", () => {
      this.#connected = true;
      tooLate.disarm();
    });
    this.#connection = new EventSocketConnection({
      socket,
      hub: this.#services.hub,
      target: this.#services.target,
      password: undefined,
      channel: {
        uuid: this.uuid,
        describe: () =>
          `${plainHeaders({
            ...this.channel.dump(),
            "Channel-Unique-ID": this.uuid,
            "Content-Type": "command/reply",
            "Reply-Text": "+OK\n",
            "Socket-Mode": "async",
            Control: "full",
          })}\n`,
      },
      onClosed: () => {
        tooLate.disarm();
        // without an application nothing commands the call any more
        this.channel.hangUp(NORMAL_CLEARING);
      },
    });
  }

  #release(): void {
    this.#released = true;
    this.#watch[Symbol.dispose]();
    this.#connection?.disconnect();
    this.#stream[Symbol.dispose]();
    this.#new.onGone(this);
    this.#tellEnded();
  }
}

function requestVariables(request: SipRequest): (readonly [string, string | undefined])[] {
  const own: (readonly [string, string | undefined])[] = [
    ["sip_user_agent", headerValue(request, "user-agent")],
    ["sip_call_id", headerValue(request, "call-id")],
    ["sip_req_uri", request.uri.slice(request.uri.indexOf(":") + 1)],
    ["sip_full_from", headerValue(request, "from")],
    ["sip_full_to", headerValue(request, "to")],
    ["endpoint_disposition", "ANSWER"],
  ];
  const extensions = request.headers.filter(({ name }) => /^x-/i.test(name));
  return [...own, ...extensions.map(({ name, value }) => [`sip_h_${name}`, value] as const)];
}

function callerFacts(request: SipRequest, uuid: string): Record<string, string> {
  const from = addressOf(request, "from");
  const caller = from.ok ? parseSipUri(from.value.uri) : undefined;
  const user = caller?.user;
  const host = caller === undefined ? "" : printHostPort(caller);
  const destination = parseSipUri(request.uri)?.user ?? "";
  return {
    "Channel-Name": `sofia/drachtio_mrf/${user ?? "nobody"}@${host}`,
    "Caller-Direction": "inbound",
    "Caller-Username": user ?? "nobody",
    "Caller-Dialplan": "XML",
    "Caller-Caller-ID-Number": user ?? "0000000000",
    "Caller-Destination-Number": destination,
    "Caller-Unique-ID": uuid,
    "Caller-Source": "mod_sofia",
    "Caller-Context": "mrf",
    "Caller-Channel-Name": `sofia/drachtio_mrf/${user ?? "nobody"}@${host}`,
  };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
