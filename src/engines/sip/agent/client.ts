import type { Clock } from "../../../runtime/clock.ts";
import type { Header, SipRequest, SipResponse } from "../../../sip/message/message.ts";
import type { ClientEffect, ClientInput, ClientTimer, ClientTrouble } from "../transaction/client.ts";
import { createCancel } from "../transaction/derived-requests.ts";
import { startInviteClient, stepInviteClient, type InviteClientState } from "../transaction/invite-client.ts";
import {
  startNonInviteClient,
  stepNonInviteClient,
  type NonInviteClientState,
} from "../transaction/non-invite-client.ts";
import type { Conditions, TimerSettings } from "../transaction/timers.ts";
import type { Arrival, Hop } from "../transport/hop.ts";
import type { SipLogger } from "../transport/logger.ts";
import type { SipWire } from "../transport/wire.ts";
import type { ClientTransaction, ClientUser } from "./agent.ts";
import { Alarms } from "./alarms.ts";
import { Transmitter } from "./transmitter.ts";

/** What a client transaction needs of the agent around it. */
export interface ClientParts {
  readonly clock: Clock;
  readonly wire: SipWire;
  readonly timers: TimerSettings;
  readonly logger: SipLogger;
  onStrayResponse(response: SipResponse, arrival: Arrival): void;
}

/** How one transaction tells its table what becomes of it. */
export interface ClientTies {
  /** It hangs on that stream connection now. */
  onFlow(flow: string): void;
  onEnded(): void;
  sendCancel(cancel: SipRequest): void;
}

/** `request` has our Via on top, whose branch is `branch`. */
export interface ClientFacts {
  readonly request: SipRequest;
  readonly branch: string;
  readonly hop: Hop;
  readonly user: ClientUser;
}

interface Machine<State> {
  start(request: SipRequest, on: Conditions): readonly [State, ...ClientEffect[]];
  step(state: State, input: ClientInput, on: Conditions): readonly [State, ...ClientEffect[]];
  /** Where a process before this one left it. */
  resume?(request: SipRequest): State;
}

type ClientState = InviteClientState | NonInviteClientState;

const INVITE: Machine<InviteClientState> = {
  start: startInviteClient,
  step: stepInviteClient,
  resume: (request) => ({ name: "proceeding", request }),
};
const OTHER: Machine<NonInviteClientState> = { start: startNonInviteClient, step: stepNonInviteClient };

/** States before the final response. */
const WAITING: ReadonlySet<ClientState["name"]> = new Set(["calling", "trying", "proceeding", "cancelling"] as const);

export type RunningClient = Client<InviteClientState> | Client<NonInviteClientState>;

export function createClient(facts: ClientFacts, parts: ClientParts, ties: ClientTies): RunningClient {
  return facts.request.method === "INVITE"
    ? new Client(INVITE, facts, parts, ties)
    : new Client(OTHER, facts, parts, ties);
}

/** One request of ours on its way: the state machine with a clock and a network. */
class Client<State extends ClientState> implements ClientTransaction, Disposable {
  readonly branch: string;
  readonly request: SipRequest;
  readonly hop: Hop;
  readonly #machine: Machine<State>;
  readonly #user: ClientUser;
  readonly #parts: ClientParts;
  readonly #ties: ClientTies;
  readonly #on: Conditions;
  readonly #alarms: Alarms<ClientTimer>;
  readonly #transmitter: Transmitter;
  #state: State | undefined;
  #cancel: SipRequest | undefined;

  constructor(machine: Machine<State>, facts: ClientFacts, parts: ClientParts, ties: ClientTies) {
    this.branch = facts.branch;
    this.request = facts.request;
    this.hop = facts.hop;
    this.#machine = machine;
    this.#user = facts.user;
    this.#parts = parts;
    this.#ties = ties;
    this.#on = { timers: parts.timers, reliable: facts.hop.protocol !== "udp" };
    this.#alarms = new Alarms(parts.clock, (timer) => this.#step({ kind: "alarm", timer }));
    this.#transmitter = new Transmitter(parts.wire, facts.hop, (failure) => this.fail(failure));
  }

  get bytes(): Uint8Array {
    return this.#transmitter.bytesOf(this.request);
  }

  begin(): void {
    this.#follow(this.#machine.start(this.request, this.#on), undefined);
  }

  /** It is on its way already, and the peer works on it (Proceeding). */
  resume(): void {
    this.#state = this.#machine.resume?.(this.request);
  }

  cancel(headers?: readonly Header[]): SipRequest | undefined {
    const pending = this.#state?.name === "calling" || this.#state?.name === "proceeding";
    if (!pending || this.request.method !== "INVITE")
      return this.#state?.name === "cancelling" ? this.#cancel : undefined;
    if (this.#cancel === undefined) {
      this.#cancel = createCancel(this.request, headers);
      this.#step({ kind: "cancel" });
    }
    return this.#cancel;
  }

  receive(response: SipResponse, arrival: Arrival): void {
    this.#step({ kind: "response", response }, arrival);
  }

  fail(trouble: ClientTrouble): void {
    this.#step({ kind: "unreachable", trouble });
  }

  /** The agent ends: its user learns that no response will come. */
  [Symbol.dispose](): void {
    const waiting = this.#state !== undefined && WAITING.has(this.#state.name);
    this.#alarms[Symbol.dispose]();
    this.#state = undefined;
    if (waiting) this.#tell(() => this.#user.onFailure("transport"));
  }

  #step(input: ClientInput, arrival?: Arrival): void {
    if (this.#state === undefined) return;
    this.#follow(this.#machine.step(this.#state, input, this.#on), arrival);
  }

  /** Effects are carried out in order; the last one may call the user, who may come back in here. */
  #follow([state, ...effects]: readonly [State, ...ClientEffect[]], arrival: Arrival | undefined): void {
    const ended = state.name === "terminated" && this.#state?.name !== "terminated";
    this.#state = state;
    if (ended) {
      this.#alarms[Symbol.dispose]();
      this.#ties.onEnded();
    }
    if (state.name === "accepted") this.#transmitter.forget(); // kept for further forks' 2xx alone, which get ACKs of the user's
    for (const effect of effects) this.#perform(effect, arrival);
  }

  #perform(effect: ClientEffect, arrival: Arrival | undefined): void {
    switch (effect.kind) {
      case "transmit": {
        const flow = this.#transmitter.send(effect.request);
        if (flow !== undefined && this.#state?.name !== "terminated") this.#ties.onFlow(flow);
        return;
      }
      case "send-cancel":
        if (this.#cancel !== undefined) this.#ties.sendCancel(this.#cancel);
        return;
      case "arm":
        this.#alarms.arm(effect.timer, effect.afterMs);
        return;
      case "disarm":
        this.#alarms.disarm(effect.timer);
        return;
      case "stray":
        if (arrival !== undefined) this.#parts.onStrayResponse(effect.response, arrival);
        return;
      case "inform":
        if (arrival !== undefined) this.#tell(() => this.#user.onResponse(effect.response, arrival));
        return;
      case "fail":
        this.#tell(() => this.#user.onFailure(effect.failure));
        return;
    }
  }

  #tell(user: () => void): void {
    try {
      user();
    } catch (failure) {
      this.#parts.logger.error({ event: "sip.user.threw", err: failure }, "the user of a SIP request failed");
    }
  }
}
