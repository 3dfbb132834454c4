import { headerValue } from "../../../sip/message/headers.ts";
import type { Header, SipMessage } from "../../../sip/message/message.ts";
import { tagIn as tagOf } from "../../../sip/name-addr.ts";
import { tagIn } from "../../sip/dialog/reading.ts";
import type { ControlClient } from "../control/control-client.ts";
import { LIMITS } from "../limits.ts";
import { dialogIdOf } from "../message/identifiers.ts";
import { Leg, type LegServices, type NewLeg } from "./leg.ts";

/** The dialogs of all applications: a leg each, by the name that it has on the control connection. */
export class Dialogs {
  readonly #services: LegServices;
  readonly #legs = new Map<string, Leg>();

  constructor(services: Omit<LegServices, "onEnded">) {
    this.#services = { ...services, onEnded: (leg) => this.#remove(leg) };
  }

  get size(): number {
    return this.#legs.size;
  }

  get isFull(): boolean {
    return this.#legs.size >= LIMITS.legs;
  }

  get(id: string): Leg | undefined {
    return this.#legs.get(id);
  }

  /** A leg that no message finds until it is added: that of another fork is only there to be ended. */
  create(made: NewLeg): Leg {
    return new Leg(made, this.#services);
  }

  add(leg: Leg): void {
    this.#legs.set(leg.id, leg);
  }

  /** The leg that a request of the peer's belongs to (RFC 3261 §12.2.2): Call-ID and both tags match. */
  ofRequest(request: SipMessage): Leg | undefined {
    const ours = tagIn(request, "to");
    if (ours === undefined) return undefined;
    return this.#between(headerValue(request, "call-id") ?? "", ours, tagIn(request, "from") ?? "");
  }

  /** The leg that a request of ours names: From is ours. */
  ofOurRequest(request: { readonly headers: readonly Header[] }): Leg | undefined {
    const [ours, theirs] = [tagOf(headerValue(request, "from")), tagOf(headerValue(request, "to"))];
    if (ours === undefined) return undefined;
    return this.#between(headerValue(request, "call-id") ?? "", ours, theirs ?? "");
  }

  /** The leg whose INVITE a response of the peer's answers: From is ours. */
  ofResponse(response: SipMessage): Leg | undefined {
    return this.#between(
      headerValue(response, "call-id") ?? "",
      tagIn(response, "from") ?? "",
      tagIn(response, "to") ?? "",
    );
  }

  /** The application is gone: its calls that are up go on without it. */
  orphanAllOf(client: ControlClient): void {
    for (const leg of [...this.#legs.values()]) if (leg.client === client) leg.orphan();
  }

  /** The INVITE was refused: the dialog that a reliable provisional response to it made goes with it. */
  endEarly(dialogId: string, transactionId: string): void {
    const leg = this.#legs.get(dialogId);
    if (leg?.early === true && leg.transactionId === transactionId) leg.end();
  }

  /** A dialog is named by the tag of the side that sent the INVITE or SUBSCRIBE. */
  #between(callId: string, ourTag: string, theirTag: string): Leg | undefined {
    const asUas = this.#legs.get(dialogIdOf(callId, theirTag));
    if (asUas?.role === "uas" && asUas.dialog.localTag === ourTag) return asUas;
    const asUac = this.#legs.get(dialogIdOf(callId, ourTag));
    return asUac?.role === "uac" && asUac.dialog.remoteTag === theirTag ? asUac : undefined;
  }

  #remove(leg: Leg): void {
    if (this.#legs.get(leg.id) === leg) this.#legs.delete(leg.id);
  }
}

/** The name of the dialog that an INVITE or SUBSCRIBE makes, theirs or ours: it has the sender's tag. */
export function dialogIdBy(request: SipMessage): string {
  return dialogIdOf(headerValue(request, "call-id") ?? "", tagIn(request, "from") ?? "");
}
