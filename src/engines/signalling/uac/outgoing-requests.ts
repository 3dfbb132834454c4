import type { Clock } from "../../../runtime/clock.ts";
import type { ControlClient } from "../control/control-client.ts";
import type { Leg } from "../dialogs/leg.ts";
import { LIMITS } from "../limits.ts";
import { newId } from "../message/identifiers.ts";
import { OutgoingRequest, type NewOutgoingRequest, type OutgoingRequestServices } from "./outgoing-request.ts";

/** Requests of applications that have no final response yet, by their name on the control connection. */
export class OutgoingRequests {
  readonly #services: OutgoingRequestServices;
  readonly #byId = new Map<string, OutgoingRequest>();

  constructor(clock: Clock, timerCMs: number) {
    this.#services = { clock, timerCMs, onFinal: ({ id }) => this.#byId.delete(id) };
  }

  get size(): number {
    return this.#byId.size;
  }

  get isFull(): boolean {
    return this.#byId.size >= LIMITS.outgoing;
  }

  /** Sends a request; from now on its responses are told to its application under this name. */
  send(made: NewOutgoingRequest): OutgoingRequest {
    const outgoing = new OutgoingRequest(newId(), made, this.#services);
    this.#byId.set(outgoing.id, outgoing);
    return outgoing;
  }

  get(id: string): OutgoingRequest | undefined {
    return this.#byId.get(id);
  }

  /** A BYE while our re-INVITE is unanswered takes that back first. */
  cancelInvitesIn(leg: Leg): void {
    for (const outgoing of this.#byId.values()) if (outgoing.leg === leg && outgoing.isInvite) outgoing.cancel([]);
  }

  /** The application is gone: what it was calling is taken back. */
  abandonAllOf(client: ControlClient): void {
    for (const outgoing of [...this.#byId.values()]) if (outgoing.client === client) outgoing.abandon();
  }
}
