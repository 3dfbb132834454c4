import type { Clock } from "../../../runtime/clock.ts";
import { responseTo } from "../../../sip/message/make.ts";
import type { SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { printMessage } from "../../../sip/message/print.ts";
import { startInviteServer, stepInviteServer, type InviteServerState } from "../transaction/invite-server.ts";
import {
  startNonInviteServer,
  stepNonInviteServer,
  type NonInviteServerState,
} from "../transaction/non-invite-server.ts";
import type { Outgoing, ServerEffect, ServerInput, ServerTimer } from "../transaction/server.ts";
import type { Conditions, TimerSettings } from "../transaction/timers.ts";
import type { Arrival, Hop } from "../transport/hop.ts";
import type { SipLogger } from "../transport/logger.ts";
import type { SourceGuard } from "../transport/source-guard.ts";
import type { SipWire } from "../transport/wire.ts";
import type { ServerTransaction } from "./agent.ts";
import { Alarms } from "./alarms.ts";

/** What a server transaction needs of the agent around it. */
export interface ServerParts {
  readonly clock: Clock;
  readonly wire: SipWire;
  readonly timers: TimerSettings;
  readonly tryingAtOnce: boolean;
  readonly guard: SourceGuard | undefined;
  readonly logger: SipLogger;
  onAck(ack: SipRequest, arrival: Arrival): void;
}

/** Where the responses to a request go (RFC 3261 §18.2.2, RFC 3581 §4). */
export interface ResponseHops {
  /** Back to where it came from, by the connection that it came by. */
  readonly first: Hop;
  /** A new connection to the port that the sender listens on, when that one is gone; absent for UDP. */
  readonly fallback: Hop | undefined;
}

/** Same shape for both kinds of request; only an INVITE has a use for the 100. */
interface Machine<State> {
  start(request: SipRequest, tryingAtOnce: boolean): readonly [State, ...ServerEffect[]];
  step(state: State, input: ServerInput, on: Conditions): readonly [State, ...ServerEffect[]];
}

type ServerState = InviteServerState | NonInviteServerState;

const INVITE: Machine<InviteServerState> = {
  start: (request, tryingAtOnce) => startInviteServer(outgoing(responseTo(request, 100)), tryingAtOnce),
  step: stepInviteServer,
};
const OTHER: Machine<NonInviteServerState> = { start: startNonInviteServer, step: stepNonInviteServer };

export type RunningServer = Server<InviteServerState> | Server<NonInviteServerState>;

export interface ServerFacts {
  readonly id: string;
  readonly request: SipRequest;
  readonly arrival: Arrival;
  readonly hops: ResponseHops;
  /** Nothing is known of the sender: a refusal is sent once and everything is forgotten, so that neither our memory nor a forged address pays for it. */
  readonly isStrangers: boolean;
}

/** How a server transaction leaves its table: one of the two, once. */
export interface ServerEnds {
  onEnded(): void;
  /** It is answered for good, and all that is left to do is to give the same answer again. */
  onAnswered(bytes: Uint8Array, hop: Hop): void;
}

export function createServer(facts: ServerFacts, parts: ServerParts, ends: ServerEnds): RunningServer {
  return facts.request.method === "INVITE"
    ? new Server(INVITE, facts, parts, ends)
    : new Server(OTHER, facts, parts, ends);
}

/**
 * One request that we got: the state machine with a clock and a network. Once an INVITE is answered this no longer knows the request, as
 * for the next 32 s it is kept for its response only; of any other request `AnsweredRequests` keeps that.
 */
class Server<State extends ServerState> implements Disposable {
  readonly #machine: Machine<State>;
  readonly #parts: ServerParts;
  readonly #ends: ServerEnds;
  readonly #on: Conditions;
  readonly #alarms: Alarms<ServerTimer>;
  /** Set for a stranger's request: where it came from. */
  readonly #strangersArrival: Arrival | undefined;
  readonly #method: string;
  #hop: Hop;
  #fallback: Hop | undefined;
  #sent: Uint8Array | undefined;
  #state: State | undefined;
  #finalStatus: number | undefined;
  #pending: ServerTransaction | undefined;

  constructor(
    machine: Machine<State>,
    { id, request, arrival, hops, isStrangers }: ServerFacts,
    parts: ServerParts,
    ends: ServerEnds,
  ) {
    this.#machine = machine;
    this.#parts = parts;
    this.#ends = ends;
    this.#strangersArrival = isStrangers ? arrival : undefined;
    this.#method = request.method;
    this.#hop = hops.first;
    this.#fallback = hops.fallback;
    this.#on = { timers: parts.timers, reliable: arrival.protocol !== "udp" };
    this.#alarms = new Alarms(parts.clock, (timer) => this.#step({ kind: "alarm", timer }));
    this.#pending = new UserSide(id, request, arrival, this);
  }

  get finalStatus(): number | undefined {
    return this.#finalStatus;
  }

  /** What its user holds, while nothing final has been said and still can be. */
  get pending(): ServerTransaction | undefined {
    return this.#pending;
  }

  begin(request: SipRequest): void {
    const tryingAtOnce = this.#parts.tryingAtOnce && this.#strangersArrival === undefined;
    this.#follow(this.#machine.start(request, tryingAtOnce), undefined);
  }

  respond(response: SipResponse, printed?: Uint8Array): boolean {
    if (this.#pending === undefined) return false;
    if (response.status >= 200) {
      this.#finalStatus = response.status;
      this.#pending = undefined;
    }
    const answer = outgoing(response, printed);
    if (this.#strangersArrival !== undefined && isForgotten(response.status, this.#method)) this.#answerOnce(answer);
    else this.#step({ kind: "respond", response: answer });
    return true;
  }

  repeat(success: SipResponse): boolean {
    if (this.#state?.name !== "accepted" || success.status < 200 || success.status >= 300) return false;
    this.#step({ kind: "repeat", response: outgoing(success) });
    return true;
  }

  /** The same request once more, or the ACK to it. */
  receive(request: SipRequest, arrival: Arrival): void {
    if (request.method === "ACK") this.#step({ kind: "ack", ack: request }, arrival);
    else this.receiveAgain();
  }

  receiveAgain(): void {
    this.#step({ kind: "again" });
  }

  /** Without a transaction from here on: the request, if repeated, is a new one (RFC 3261 §8.2.7). */
  #answerOnce({ bytes }: Outgoing): void {
    this[Symbol.dispose]();
    this.#ends.onEnded();
    const arrival = this.#strangersArrival;
    if (arrival === undefined || this.#parts.guard?.mayAnswer(arrival, bytes.length) === false) return;
    this.#parts.wire.send(bytes, this.#hop);
  }

  /** The agent ends: what its user says from now on is not sent. */
  [Symbol.dispose](): void {
    this.#alarms[Symbol.dispose]();
    this.#state = undefined;
    this.#pending = undefined;
  }

  #step(input: ServerInput, arrival?: Arrival): void {
    if (this.#state === undefined) return;
    this.#follow(this.#machine.step(this.#state, input, this.#on), arrival);
  }

  #follow([state, ...effects]: readonly [State, ...ServerEffect[]], arrival: Arrival | undefined): void {
    const ended = state.name === "terminated" && this.#state?.name !== "terminated";
    this.#state = state;
    if (ended) {
      this.#alarms[Symbol.dispose]();
      this.#pending = undefined;
      this.#ends.onEnded();
      if (state.because !== "done") {
        const facts = { event: "sip.server.ended", because: state.because };
        this.#parts.logger.debug(facts, "a SIP request ended without its regular end");
      }
    }
    for (const effect of effects) this.#perform(effect, arrival);
    if (this.#method !== "INVITE" && state.name === "completed") this.#keepAnswerOnly();
    if (state.name === "accepted" && !this.#on.reliable) this.#sent = undefined; // its user repeats it (RFC 6026 §7.1)
  }

  #keepAnswerOnly(): void {
    const sent = this.#sent;
    this[Symbol.dispose]();
    if (sent === undefined) this.#ends.onEnded();
    else this.#ends.onAnswered(sent, this.#hop);
  }

  #perform(effect: ServerEffect, arrival: Arrival | undefined): void {
    switch (effect.kind) {
      case "transmit":
        this.#sent = effect.response.bytes;
        this.#send();
        return;
      case "pass-ack":
        if (arrival !== undefined) this.#parts.onAck(effect.ack, arrival);
        return;
      case "arm":
        if (effect.timer === "J") return; // of all answered requests together
        // A stranger hears no 100 of its own: each datagram that it sends is answered with one at most.
        if (effect.timer === "trying" && this.#strangersArrival !== undefined) return;
        this.#alarms.arm(effect.timer, effect.afterMs);
        return;
      case "disarm":
        this.#alarms.disarm(effect.timer);
        return;
    }
  }

  #send(): void {
    if (this.#sent !== undefined) this.#parts.wire.send(this.#sent, this.#hop, () => this.#onSendFailed());
  }

  /** RFC 3261 §18.2.2: when the connection is gone the response goes by a new one; then it is lost. */
  #onSendFailed(): void {
    if (this.#fallback === undefined) {
      this.#step({ kind: "unreachable" });
      return;
    }
    this.#hop = this.#fallback;
    this.#fallback = undefined;
    this.#send();
  }
}

/** Refusals, and successes that prove nothing of who asks. */
function isForgotten(status: number, method: string): boolean {
  return status >= 300 || (status >= 200 && (method === "OPTIONS" || method === "CANCEL"));
}

type Answerable = Pick<ServerTransaction, "finalStatus" | "respond" | "repeat">;

/** The request as its user holds it, for as long as its user likes. */
class UserSide implements ServerTransaction {
  readonly id: string;
  readonly request: SipRequest;
  readonly arrival: Arrival;
  readonly #server: Answerable;

  constructor(id: string, request: SipRequest, arrival: Arrival, server: Answerable) {
    this.id = id;
    this.request = request;
    this.arrival = arrival;
    this.#server = server;
  }

  get finalStatus(): number | undefined {
    return this.#server.finalStatus;
  }

  respond(response: SipResponse, printed?: Uint8Array): boolean {
    return this.#server.respond(response, printed);
  }

  repeat(success: SipResponse): boolean {
    return this.#server.repeat(success);
  }
}

function outgoing(response: SipResponse, printed: Uint8Array = printMessage(response)): Outgoing {
  return { status: response.status, bytes: printed };
}
