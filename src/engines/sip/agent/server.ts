import type { Clock } from "../../../runtime/clock.ts";
import type { SipRequest, SipResponse } from "../message/message.ts";
import { startInviteServer, stepInviteServer, type InviteServerState } from "../transaction/invite-server.ts";
import {
  startNonInviteServer,
  stepNonInviteServer,
  type NonInviteServerState,
} from "../transaction/non-invite-server.ts";
import type { ServerEffect, ServerInput, ServerTimer } from "../transaction/server.ts";
import type { Conditions, TimerSettings } from "../transaction/timers.ts";
import type { Arrival, Hop } from "../transport/hop.ts";
import type { SipLogger } from "../transport/logger.ts";
import type { SipWire } from "../transport/wire.ts";
import type { ServerTransaction } from "./agent.ts";
import { Alarms } from "./alarms.ts";
import { Transmitter } from "./transmitter.ts";

/** What a server transaction needs of the agent around it. */
export interface ServerParts {
  readonly clock: Clock;
  readonly wire: SipWire;
  readonly timers: TimerSettings;
  readonly tryingAtOnce: boolean;
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

interface Machine<State> {
  start(request: SipRequest, tryingAtOnce: boolean): readonly [State, ...ServerEffect[]];
  step(state: State, input: ServerInput, on: Conditions): readonly [State, ...ServerEffect[]];
}

type ServerState = InviteServerState | NonInviteServerState;

const INVITE: Machine<InviteServerState> = { start: startInviteServer, step: stepInviteServer };
const OTHER: Machine<NonInviteServerState> = { start: startNonInviteServer, step: stepNonInviteServer };

export type RunningServer = Server<InviteServerState> | Server<NonInviteServerState>;

export interface ServerFacts {
  readonly id: string;
  readonly request: SipRequest;
  readonly arrival: Arrival;
  readonly hops: ResponseHops;
}

export function createServer(facts: ServerFacts, parts: ServerParts, onEnded: () => void): RunningServer {
  return facts.request.method === "INVITE"
    ? new Server(INVITE, facts, parts, onEnded)
    : new Server(OTHER, facts, parts, onEnded);
}

/** One request that we got: the state machine with a clock and a network. */
class Server<State extends ServerState> implements ServerTransaction, Disposable {
  readonly id: string;
  readonly request: SipRequest;
  readonly arrival: Arrival;
  readonly #machine: Machine<State>;
  readonly #parts: ServerParts;
  readonly #onEnded: () => void;
  readonly #on: Conditions;
  readonly #alarms: Alarms<ServerTimer>;
  readonly #transmitter: Transmitter;
  #fallback: Hop | undefined;
  #state: State | undefined;
  #finalStatus: number | undefined;

  constructor(machine: Machine<State>, facts: ServerFacts, parts: ServerParts, onEnded: () => void) {
    this.id = facts.id;
    this.request = facts.request;
    this.arrival = facts.arrival;
    this.#machine = machine;
    this.#parts = parts;
    this.#onEnded = onEnded;
    this.#fallback = facts.hops.fallback;
    this.#on = { timers: parts.timers, reliable: facts.arrival.protocol !== "udp" };
    this.#alarms = new Alarms(parts.clock, (timer) => this.#step({ kind: "alarm", timer }));
    this.#transmitter = new Transmitter(parts.wire, facts.hops.first, () => this.#onSendFailed());
  }

  get finalStatus(): number | undefined {
    return this.#finalStatus;
  }

  /** Nothing final has been said, and still can be. */
  get pending(): boolean {
    return this.#finalStatus === undefined && this.#state !== undefined && this.#state.name !== "terminated";
  }

  begin(): void {
    this.#follow(this.#machine.start(this.request, this.#parts.tryingAtOnce), this.arrival);
  }

  respond(response: SipResponse): boolean {
    if (!this.pending) return false;
    if (response.status >= 200) this.#finalStatus = response.status;
    this.#step({ kind: "respond", response });
    return true;
  }

  repeat(success: SipResponse): boolean {
    if (this.#state?.name !== "accepted" || success.status < 200 || success.status >= 300) return false;
    this.#step({ kind: "repeat", response: success });
    return true;
  }

  /** The same request once more, or the ACK to it. */
  receive(request: SipRequest, arrival: Arrival): void {
    this.#step(request.method === "ACK" ? { kind: "ack", ack: request } : { kind: "again" }, arrival);
  }

  /** The agent ends: whatever its user says from now on is not sent. */
  [Symbol.dispose](): void {
    this.#alarms[Symbol.dispose]();
    this.#state = undefined;
  }

  /** RFC 3261 §18.2.2: when the connection is gone the response goes by a new one; then it is lost. */
  #onSendFailed(): void {
    const fallback = this.#fallback;
    this.#fallback = undefined;
    if (fallback === undefined) {
      this.#step({ kind: "unreachable" });
      return;
    }
    this.#transmitter.hop = fallback;
    this.#transmitter.resend();
  }

  #step(input: ServerInput, arrival = this.arrival): void {
    if (this.#state === undefined) return;
    this.#follow(this.#machine.step(this.#state, input, this.#on), arrival);
  }

  #follow([state, ...effects]: readonly [State, ...ServerEffect[]], arrival: Arrival): void {
    const ended = state.name === "terminated" && this.#state?.name !== "terminated";
    this.#state = state;
    if (ended) {
      this.#alarms[Symbol.dispose]();
      this.#onEnded();
      if (state.because !== "done") {
        const facts = { event: "sip.server.ended", method: this.request.method, because: state.because };
        this.#parts.logger.debug(facts, "a SIP request ended without its regular end");
      }
    }
    for (const effect of effects) this.#perform(effect, arrival);
  }

  #perform(effect: ServerEffect, arrival: Arrival): void {
    switch (effect.kind) {
      case "transmit":
        this.#transmitter.send(effect.response);
        return;
      case "pass-ack":
        this.#parts.onAck(effect.ack, arrival);
        return;
      case "arm":
        this.#alarms.arm(effect.timer, effect.afterMs);
        return;
      case "disarm":
        this.#alarms.disarm(effect.timer);
        return;
    }
  }
}
