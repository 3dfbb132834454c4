import type { UA } from "jssip";
import type { RTCSession } from "jssip/lib/RTCSession";
import type { BrowserPhone } from "../api/types.ts";
import { microphoneConstraints, playRemote } from "./devices.ts";
import { keepCalls, takeKeptCalls, type KeptCall } from "./kept-calls.ts";
import { lastFailure, phoneCalls, phoneState, type Phone, type PhoneCall } from "../browser-phone/state.ts";

/** Calls of one browser at a time; a further one is told that it is busy. */
const MAX_CALLS = 4;
const REGISTER_SECONDS = 300;
const RECONNECT_SECONDS = { least: 1, most: 20 };
const BUSY = 486;
/** The system knows by the library's name that it takes one challenge alone. */
const USER_AGENT = "Offhook portal, JsSIP";

/** A call as this file holds it. */
interface Held {
  readonly session: RTCSession;
  readonly audio: HTMLAudioElement;
  state: PhoneCall["state"];
  isAlerted: boolean;
  sinceMs: number | undefined;
  /** What the page before this one knew of it. */
  readonly kept: KeptCall | undefined;
}

/** The names that its messages give to a dialog; the library declares them nowhere. */
interface DialogNames {
  readonly _request: { readonly call_id: string };
  readonly _from_tag: string;
  readonly _to_tag: string;
}

/** The browser as a phone: SIP over a WebSocket and sound over WebRTC, by JsSIP. What it does is read from `state.ts`. */
export class Softphone implements Phone, Disposable {
  readonly #ua: UA;
  readonly #domain: string;
  readonly #pcConfig: RTCConfiguration;
  readonly #calls = new Map<string, Held>();
  /** The call that is being taken back at the moment. */
  #kept: KeptCall | undefined;

  private constructor(ua: UA, { sipDomain, iceServers }: BrowserPhone) {
    this.#ua = ua;
    this.#domain = sipDomain;
    this.#pcConfig = { iceServers: [...iceServers] };
  }

  /** Loads the library, connects and registers. */
  static async start(given: BrowserPhone): Promise<Softphone> {
    const { UA: Agent, WebSocketInterface } = await import("jssip");
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const ua = new Agent({
      sockets: new WebSocketInterface(`${scheme}://${location.host}${given.webSocketPath}`),
      uri: `sip:${given.sipUsername}@${given.sipDomain}`,
      password: given.sipPassword,
      register_expires: REGISTER_SECONDS,
      session_timers: false,
      connection_recovery_min_interval: RECONNECT_SECONDS.least,
      connection_recovery_max_interval: RECONNECT_SECONDS.most,
      user_agent: USER_AGENT,
    });
    const softphone = new Softphone(ua, given);
    softphone.#follow();
    phoneState.set("connecting");
    ua.start();
    return softphone;
  }

  /** Hangs up and unregisters; what is said last leaves before the connection does. */
  [Symbol.dispose](): void {
    this.#ua.removeAllListeners();
    this.#ua.stop();
    for (const { audio } of this.#calls.values()) audio.srcObject = null;
    this.#calls.clear();
    phoneCalls.set([]);
  }

  /** The page goes: whom the person talks to stays, for the page that may come in its place; all else ends. */
  leave(): void {
    const kept = [...this.#calls.values()].flatMap((call) => this.#keep(call));
    if (kept.length === 0) {
      this[Symbol.dispose]();
      return;
    }
    keepCalls(kept);
    for (const { session, state } of this.#calls.values())
      if (state === "ringing-in" || state === "ringing-out") session.terminate();
  }

  dial(number: string): void {
    this.#holdOthers(undefined);
    lastFailure.set(undefined);
    this.#call(number);
  }

  #call(number: string, headers: readonly string[] = []): void {
    this.#ua.call(this.#uriOf(number), {
      ...{ mediaConstraints: microphoneConstraints(), pcConfig: this.#pcConfig, extraHeaders: [...headers] },
    });
  }

  #uriOf(number: string): string {
    return `sip:${encodeURIComponent(number.replace(/[\s().-]/g, ""))}@${this.#domain}`;
  }

  #keep({ session, state, sinceMs, kept }: Held): readonly KeptCall[] {
    if (state === "ringing-in" || state === "ringing-out" || session.isEnded()) return [];
    const { _request: request, _from_tag: from, _to_tag: to } = session as unknown as DialogNames;
    const { party, number } = kept ?? this.#partyOf(session);
    const replaces = `${request.call_id};to-tag=${to};from-tag=${from}`;
    return [{ replaces, party, number, sinceMs, isHeld: state === "held" }];
  }

  /** Goes on with the calls of the page before this one: in the place of its phone (RFC 3891). */
  #takeBack(): void {
    for (const kept of takeKeptCalls()) {
      this.#kept = kept;
      this.#call(kept.number, [`Replaces: ${kept.replaces}`]);
      this.#kept = undefined;
    }
  }

  #partyOf(session: RTCSession): Pick<PhoneCall, "party" | "number"> {
    const { display_name: name, uri } = session.remote_identity;
    const number = decodeURIComponent(uri.user);
    return { party: name || number, number };
  }

  answer(id: string): void {
    this.#holdOthers(id);
    const options = { mediaConstraints: microphoneConstraints(), pcConfig: this.#pcConfig };
    this.#calls.get(id)?.session.answer(options);
  }

  hangUp(id: string): void {
    const session = this.#calls.get(id)?.session;
    if (session?.isEnded() === false) session.terminate();
  }

  hold(id: string, isHeld: boolean): void {
    const session = this.#calls.get(id)?.session;
    if (isHeld) session?.hold();
    else {
      this.#holdOthers(id);
      session?.unhold();
    }
  }

  mute(id: string, isMuted: boolean): void {
    const session = this.#calls.get(id)?.session;
    if (isMuted) session?.mute({ audio: true });
    else session?.unmute({ audio: true });
  }

  /** By RTP (RFC 4733) where the other side takes it, else by INFO. */
  press(id: string, key: string): void {
    const session = this.#calls.get(id)?.session;
    const sender = session?.connection.getSenders().find(({ track }) => track?.kind === "audio");
    if (sender?.dtmf?.canInsertDTMF === true) sender.dtmf.insertDTMF(key);
    else session?.sendDTMF(key);
  }

  transfer(id: string, to: string): void {
    const session = this.#calls.get(id)?.session;
    session?.refer(this.#uriOf(to), this.#endsWith(session));
  }

  join(id: string, withId: string): void {
    const [one, other] = [this.#calls.get(id)?.session, this.#calls.get(withId)?.session];
    if (one === undefined || other === undefined) return;
    one.refer(other.remote_identity.uri.toString(), { replaces: other, ...this.#endsWith(one) });
  }

  /** A transferred call ends here once it goes on there. */
  #endsWith(session: RTCSession): { readonly eventHandlers: Readonly<Record<string, () => void>> } {
    const failed = (): void => lastFailure.set("unreachable");
    const accepted = (): void => {
      if (!session.isEnded()) session.terminate();
    };
    return { eventHandlers: { accepted, failed, requestFailed: failed } };
  }

  #follow(): void {
    this.#ua.on("registered", () => phoneState.set("ready"));
    this.#ua.once("registered", () => this.#takeBack());
    this.#ua.on("connecting", () => phoneState.set("connecting"));
    this.#ua.on("disconnected", () => phoneState.set("away"));
    this.#ua.on("registrationFailed", () => phoneState.set("away"));
    this.#ua.on("newRTCSession", ({ session }: { readonly session: RTCSession }) => this.#take(session));
  }

  #take(session: RTCSession): void {
    if (this.#calls.size >= MAX_CALLS) {
      session.terminate({ status_code: BUSY });
      return;
    }
    const isIncoming = isWord(session.direction, "incoming");
    const call: Held = {
      ...{ session, audio: new Audio(), state: isIncoming ? "ringing-in" : "ringing-out" },
      ...{ isAlerted: false, sinceMs: undefined, kept: this.#kept },
    };
    this.#calls.set(session.id, call);
    const becomes = (state: Held["state"]): void => {
      call.state = state;
      this.#tell();
    };
    const over = ({ cause }: { readonly cause: string }): void => {
      call.audio.srcObject = null;
      this.#calls.delete(session.id);
      if (call.state === "ringing-out") lastFailure.set(failureOf(cause));
      this.#tell();
    };
    // The connection of an outgoing call is there already; that of an incoming one comes with its answer.
    const hear = (connection: RTCPeerConnection): void =>
      connection.addEventListener("track", ({ track, streams: [stream] }) =>
        playRemote(call.audio, stream ?? new MediaStream([track])),
      );
    if (isIncoming) session.on("peerconnection", ({ peerconnection }) => hear(peerconnection));
    else hear(session.connection);
    session.on("progress", () => {
      call.isAlerted = !isIncoming;
      this.#tell();
    });
    session.on("accepted", () => {
      call.sinceMs = call.kept?.sinceMs ?? Date.now();
      becomes("talking");
    });
    if (call.kept?.isHeld === true) session.once("confirmed", () => session.hold());
    session.on("hold", ({ originator }) => {
      if (isWord(originator, "local")) becomes("held");
    });
    session.on("unhold", ({ originator }) => {
      if (isWord(originator, "local")) becomes("talking");
    });
    session.on("muted", () => this.#tell());
    session.on("unmuted", () => this.#tell());
    session.on("getusermediafailed", () => lastFailure.set("microphone"));
    session.on("ended", over);
    session.on("failed", over);
    this.#tell();
  }

  #holdOthers(but: string | undefined): void {
    for (const [id, { session, state }] of this.#calls) if (id !== but && state === "talking") session.hold();
  }

  #tell(): void {
    phoneCalls.set(
      [...this.#calls].map(([id, { session, state, isAlerted, sinceMs, kept }]) => {
        const { party, number } = kept ?? this.#partyOf(session);
        return { id, party, number, state, isAlerted, sinceMs, isMuted: session.isMuted().audio === true };
      }),
    );
  }
}

/** The library declares enums that it doesn't export: their members are words. */
function isWord(member: string, word: string): boolean {
  return member === word;
}

/** Of a call that wasn't answered, in the words of JsSIP. */
function failureOf(cause: string): "microphone" | "busy" | "unreachable" | undefined {
  if (cause === "User Denied Media Access") return "microphone";
  if (cause === "Busy" || cause === "Rejected") return "busy";
  return cause === "Canceled" || cause === "Terminated" ? undefined : "unreachable";
}
