import { headerValue, headerValues } from "../../../sip/message/headers.ts";
import type { Header, SipMessage, SipRequest } from "../../../sip/message/message.ts";
import { tagIn as tagOf } from "../../../sip/name-addr.ts";
import { parseSipUri, unescapeUri } from "../../../sip/uri.ts";
import { hopBack } from "../../sip/dialog/nat.ts";
import { tagIn, uriOf } from "../../sip/dialog/reading.ts";
import { isWebSocket, type Arrival } from "../../sip/transport/hop.ts";
import type { ControlClient } from "../control/control-client.ts";
import { LIMITS } from "../limits.ts";
import { dialogIdOf } from "../message/identifiers.ts";
import { Leg, type LegServices, type NewLeg } from "./leg.ts";

/** The dialogs of all applications: a leg each, by the name that it has on the control connection. */
export class Dialogs {
  readonly #services: LegServices;
  readonly #legs = new Map<string, Leg>();
  /** Those whose peers are on WebSockets. */
  readonly #onWebSockets = new Set<Leg>();

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
    if (isWebSocket(leg.dialog.back.protocol)) this.#onWebSockets.add(leg);
  }

  /**
   * A connection has ended. The calls of a WebSocket wait a little for their phones.
   * @param usernames  of the phones that had registered over it
   */
  flowClosed(flow: string, usernames: readonly string[]): void {
    for (const leg of this.#onWebSockets) if (leg.dialog.isOn(flow)) leg.awaitReturn(usernames);
  }

  /**
   * A phone has registered: its calls over another WebSocket, which has ended or will be found to have, go on over this one.
   * @param usernamesOn  the phones that have registered over a connection
   */
  phoneReturned(register: SipRequest, arrival: Arrival, usernamesOn: (flow: string) => readonly string[]): void {
    if (!isWebSocket(arrival.protocol)) return;
    const username = unescapeUri(parseSipUri(uriOf(headerValue(register, "to")) ?? "")?.user ?? "");
    const contacts = headerValues(register, "contact").flatMap((contact) => uriOf(contact) ?? []);
    for (const leg of this.#onWebSockets) {
      const { flow } = leg.dialog.back;
      if (flow === undefined || flow === arrival.flow) continue;
      leg.peerReturned({ username, contacts, usernamesBefore: usernamesOn(flow) }, hopBack(arrival));
    }
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
    this.#onWebSockets.delete(leg);
  }
}

/** The name of the dialog that an INVITE or SUBSCRIBE makes, theirs or ours: it has the sender's tag. */
export function dialogIdBy(request: SipMessage): string {
  return dialogIdOf(headerValue(request, "call-id") ?? "", tagIn(request, "from") ?? "");
}
