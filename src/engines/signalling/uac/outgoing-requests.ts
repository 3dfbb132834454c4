import type { Clock } from "../../../runtime/clock.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import type { SipRequest } from "../../../sip/message/message.ts";
import { tagIn } from "../../sip/dialog/reading.ts";
import type { ControlClient } from "../control/control-client.ts";
import type { Leg } from "../dialogs/leg.ts";
import { LIMITS } from "../limits.ts";
import { dialogIdOf, newId } from "../message/identifiers.ts";
import { OutgoingRequest, type NewOutgoingRequest, type OutgoingRequestServices } from "./outgoing-request.ts";

/** Requests of applications that have no final response yet, by their name on the control connection. */
export class OutgoingRequests {
  readonly #services: OutgoingRequestServices;
  readonly #byId = new Map<string, OutgoingRequest>();
  /** INVITEs that begin a call, by the dialog that they are to make. */
  readonly #inviting = new Map<string, OutgoingRequest>();

  constructor(clock: Clock, timerCMs: number) {
    const onFinal = (outgoing: OutgoingRequest): void => {
      this.#byId.delete(outgoing.id);
      if (this.#inviting.get(outgoing.dialogId) === outgoing) this.#inviting.delete(outgoing.dialogId);
    };
    this.#services = { clock, timerCMs, onFinal };
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
    if (outgoing.isInvite && made.leg === undefined) this.#inviting.set(made.dialogId, outgoing);
    return outgoing;
  }

  /** The unanswered INVITE of ours in whose early dialog the callee sends this request (RFC 3261 §12.2.2). */
  ringing(request: SipRequest): OutgoingRequest | undefined {
    const dialogId = dialogIdOf(headerValue(request, "call-id") ?? "", tagIn(request, "to") ?? "");
    const outgoing = this.#inviting.get(dialogId);
    return outgoing?.hasRung(tagIn(request, "from") ?? "") === true ? outgoing : undefined;
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
