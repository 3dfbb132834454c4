import { BoundedMap } from "../../../runtime/bounded-map.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import type { SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { findParam } from "../../../sip/params.ts";
import { parseSipUri, unescapeUri } from "../../../sip/uri.ts";
import { hopBack } from "../../sip/dialog/nat.ts";
import { uriOf } from "../../sip/dialog/reading.ts";
import { isWebSocket, type Arrival, type Hop } from "../../sip/transport/hop.ts";
import { grantedSeconds, registrationOf } from "./registration.ts";

/** Registrations over stream connections whose tokens are known; beyond it the oldest is forgotten. */
const MAX_TOKENS = 200_000;

/** Registrations whose WebSocket has ended and of which no application has been told; beyond it the oldest is forgotten. */
const MAX_ENDED = 20_000;

/** Expired ones are looked for this often, when others register. */
const PURGE_EVERY_MS = 30_000;

/** No registration is remembered for longer, whatever it asks for. */
const MAX_SECONDS = 7 * 24 * 3_600;

/** A refresh makes a new token; a request that is under way may still name the one before. */
const TOKENS_OF_A_REGISTRATION = 2;

/** A registration whose WebSocket has ended. */
export interface EndedFlow {
  /** The user part of its address of record: the phone's SIP username. */
  readonly username: string;
  readonly token: string;
}

interface Registered {
  readonly hop: Hop;
  readonly username: string;
  readonly flow: string;
  /** The same for all refreshes of one registration. */
  readonly registration: string;
  readonly untilMs: number;
}

/**
 * The stream connections over which phones registered, each a flow of RFC 5626. A flow token is the name that the REGISTER had
 * on the control connection: both sides know it, no phone does. It leads to the very connection on which that REGISTER came,
 * whatever its Contact says and whichever port another phone has meanwhile; when the connection ends the token leads nowhere.
 */
export class RegisteredFlows {
  readonly #nowMs: () => number;
  readonly #byToken = new Map<string, Registered>();
  /** The tokens of each connection, by registration, the newest last. */
  readonly #byFlow = new Map<string, Map<string, readonly string[]>>();
  /** SIP usernames by the tokens of WebSockets that have ended. */
  readonly #ended = new BoundedMap<string, string>(MAX_ENDED);
  readonly #hasEnded: (flow: string) => boolean;
  #purgedAtMs: number;

  /** @param hasEnded  whether a connection has ended lately: an application's answer may cross that */
  constructor(nowMs: () => number, hasEnded: (flow: string) => boolean = () => false) {
    this.#nowMs = nowMs;
    this.#hasEnded = hasEnded;
    this.#purgedAtMs = nowMs();
  }

  get size(): number {
    this.#purge();
    return this.#byToken.size;
  }

  /** An application accepted a REGISTER: its token leads to the connection that it came over, for as long as was granted. */
  rememberAccepted(token: string, request: SipRequest, response: SipResponse, arrival: Arrival): void {
    const { flow } = arrival;
    const seconds = grantedSeconds(response);
    if (flow === undefined || seconds <= 0) return;
    const nowMs = this.#nowMs();
    if (this.#byToken.size >= MAX_TOKENS || nowMs - this.#purgedAtMs >= PURGE_EVERY_MS) this.#purge();

    const username = parseSipUri(uriOf(headerValue(request, "to")) ?? "")?.user ?? "";
    if (this.#hasEnded(flow)) {
      this.#noteEnded(token, { username, hop: hopBack(arrival) });
      return;
    }
    const registration = registrationOf(request);
    const ofFlow = this.#byFlow.get(flow) ?? new Map<string, readonly string[]>();
    const tokens = [...(ofFlow.get(registration) ?? []), token];
    for (const old of tokens.slice(0, -TOKENS_OF_A_REGISTRATION)) this.#byToken.delete(old);
    this.#byFlow.set(flow, ofFlow.set(registration, tokens.slice(-TOKENS_OF_A_REGISTRATION)));
    const untilMs = nowMs + Math.min(seconds, MAX_SECONDS) * 1_000;
    this.#byToken.set(token, { hop: hopBack(arrival), flow, username, registration, untilMs });
  }

  /** The connection that a token stands for; undefined: it has ended, or was of an engine before this one. */
  find(token: string): Hop | undefined {
    const registered = this.#byToken.get(token);
    if (registered === undefined || registered.untilMs > this.#nowMs()) return registered?.hop;
    this.#forget(token, registered);
    return undefined;
  }

  /**
   * A connection has ended: nothing is sent to the phones that registered over it until they come again.
   * @returns their SIP usernames
   */
  closed(flow: string): readonly string[] {
    const usernames = this.usernamesOn(flow);
    for (const token of [...(this.#byFlow.get(flow)?.values() ?? [])].flat()) {
      const registered = this.#byToken.get(token);
      if (registered !== undefined) this.#noteEnded(token, registered);
      this.#byToken.delete(token);
    }
    this.#byFlow.delete(flow);
    return usernames;
  }

  /** The SIP usernames of the phones that have registered over a connection. */
  usernamesOn(flow: string): readonly string[] {
    const tokens = [...(this.#byFlow.get(flow)?.values() ?? [])].flat();
    return [...new Set(tokens.flatMap((token) => this.#byToken.get(token)?.username ?? []))].map(unescapeUri);
  }

  /** The registrations whose WebSockets have ended since this was asked last: a page that was closed comes back as another one. */
  takeEnded(): readonly EndedFlow[] {
    const taken = [...this.#ended].map(([token, username]) => ({ token, username }));
    for (const { token } of taken) this.#ended.delete(token);
    return taken;
  }

  /** Phones on TCP and TLS may close a connection that they come back on: their bindings go by the next request that fails. */
  #noteEnded(token: string, { username, hop }: Pick<Registered, "username" | "hop">): void {
    if (isWebSocket(hop.protocol)) this.#ended.set(token, unescapeUri(username));
  }

  #purge(): void {
    const nowMs = this.#nowMs();
    for (const [token, registered] of this.#byToken) if (registered.untilMs <= nowMs) this.#forget(token, registered);
    for (const [oldest, registered] of this.#byToken) {
      if (this.#byToken.size < MAX_TOKENS) break;
      this.#forget(oldest, registered);
    }
    this.#purgedAtMs = nowMs;
  }

  #forget(token: string, { flow, registration }: Registered): void {
    this.#byToken.delete(token);
    const ofFlow = this.#byFlow.get(flow);
    const left = (ofFlow?.get(registration) ?? []).filter((each) => each !== token);
    if (left.length > 0) ofFlow?.set(registration, left);
    else ofFlow?.delete(registration);
    if (ofFlow?.size === 0) this.#byFlow.delete(flow);
  }
}

/**
 * The token of the flow that a next hop names; undefined: it names none. `ob` says that it is one (RFC 5626 §5.1), the user
 * part is its token, and host and port are the connection's other end, for engines that know connections by that alone.
 */
export function flowNamedBy(nextHop: string): string | undefined {
  const uri = parseSipUri(nextHop);
  if (uri === undefined || findParam(uri.params, "ob") === undefined) return undefined;
  return unescapeUri(uri.user ?? "");
}
