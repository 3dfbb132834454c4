import type { Clock } from "../../../runtime/clock.ts";
import type { ServerTransaction } from "../../sip/agent/agent.ts";
import type { SipRequest } from "../../../sip/message/message.ts";
import { isWebSocket } from "../../sip/transport/hop.ts";
import type { ControlClient } from "../control/control-client.ts";
import { LIMITS, type Waits } from "../limits.ts";
import { newId } from "../message/identifiers.ts";
import { dialogIdBy, type Dialogs } from "./dialogs.ts";
import { PendingRequest, type NewPendingRequest, type PendingRequestServices } from "./pending-request.ts";

/** Requests from the network that wait for an application's answer. */
export class PendingRequests {
  readonly #services: PendingRequestServices;
  readonly #byId = new Map<string, PendingRequest>();
  /** INVITEs among them that have not made a leg, by dialog id: for UPDATE and forks. */
  readonly #ringing = new Map<string, PendingRequest>();

  constructor(clock: Clock, waits: Waits, dialogs: Dialogs) {
    this.#services = { clock, waits, dialogs, onSettled: (pending) => this.#forget(pending) };
  }

  get size(): number {
    return this.#byId.size;
  }

  get isFull(): boolean {
    return this.#byId.size >= LIMITS.pending;
  }

  /** From now on the application owes an answer. */
  open(made: NewPendingRequest): PendingRequest {
    const { method } = made.transaction.request;
    const { byeMs, unansweredMs } = this.#services.waits;
    const isInDialogBye = method === "BYE" && made.leg !== undefined;
    const pending = new PendingRequest(newId(), made, isInDialogBye ? byeMs : unansweredMs, this.#services);
    this.#byId.set(pending.id, pending);
    if (method === "INVITE" && made.leg === undefined && made.claimed === undefined)
      this.#ringing.set(made.dialogId, pending);
    return pending;
  }

  /** An UPDATE while its INVITE is unanswered (RFC 3311 §5.2): it shares the INVITE's name. */
  openUpdate(invite: PendingRequest, transaction: ServerTransaction): PendingRequest {
    const { client, dialogId, id } = invite;
    const { dialogs, waits } = this.#services;
    const made = { client, transaction, dialogId, leg: dialogs.get(dialogId) };
    // Once it is answered, or refused, the next one may come.
    const services = { ...this.#services, onSettled: () => void (invite.update = undefined) };
    return (invite.update = new PendingRequest(id, made, waits.unansweredMs, services));
  }

  get(id: string): PendingRequest | undefined {
    return this.#byId.get(id);
  }

  /** The unanswered INVITE of the dialog that this request names. */
  ringingFor(request: SipRequest): PendingRequest | undefined {
    return this.#ringing.get(dialogIdBy(request));
  }

  /** A ringing call is found by its dialog's name; a re-INVITE, or one of two that came by different ways, by looking. */
  of({ id, request }: ServerTransaction): PendingRequest | undefined {
    const ringing = this.ringingFor(request);
    if (ringing?.transaction.id === id) return ringing;
    for (const pending of this.#byId.values()) if (pending.transaction.id === id) return pending;
    return undefined;
  }

  /** The application is gone: what waited for it is refused. */
  withdrawAllOf(client: ControlClient): void {
    for (const pending of [...this.#byId.values()]) if (pending.client === client) pending.withdraw("client-gone");
  }

  /** A connection has ended: a caller on a WebSocket is gone, as no answer leads there any more. */
  flowClosed(flow: string): void {
    for (const pending of [...this.#ringing.values()]) {
      const { arrival } = pending.transaction;
      if (arrival.flow === flow && isWebSocket(arrival.protocol)) pending.withdraw("caller-gone");
    }
  }

  #forget(pending: PendingRequest): void {
    if (this.#byId.get(pending.id) === pending) this.#byId.delete(pending.id);
    if (this.#ringing.get(pending.dialogId) === pending) this.#ringing.delete(pending.dialogId);
  }
}
