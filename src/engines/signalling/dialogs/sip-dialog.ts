import type { SipRequest, SipResponse } from "../../../sip/message/message.ts";
import type { SipAgent } from "../../sip/agent/agent.ts";
import type { Dialog, InDialogRequest } from "../../sip/dialog/dialog.ts";
import { hopBack } from "../../sip/dialog/nat.ts";
import { contactUriOf, uriOf } from "../../sip/dialog/reading.ts";
import { ackWithin, receiveWithin, requestWithin } from "../../sip/dialog/requests.ts";
import { isWebSocket, type Arrival, type Hop } from "../../sip/transport/hop.ts";
import { isIP } from "node:net";
import { printMessage } from "../../../sip/message/print.ts";
import { isSameAddress } from "../../../runtime/address-block.ts";
import { parseSipUri } from "../../../sip/uri.ts";
import type { ClosedFlows } from "../flows/closed-flows.ts";
import type { SentAck } from "./acknowledgements.ts";

/** A dialog's host names that are looked up, and addresses that are kept of them. */
const MOST_LOOKED_UP = 4;
const MOST_RESOLVED = 32;

/** Where a dialog stands when it is made, and when a further response confirms it. */
export interface DialogState {
  readonly dialog: Dialog;
  /** Where the peer's messages come from and ours have to go, whatever its Contact says; undefined: where it says. */
  readonly pinned: Hop | undefined;
  /** Where the peer's last message came from, and to which address of ours. */
  readonly back: Hop;
}

/** The dialog between a leg and its peer (RFC 3261 §12): its numbers and targets, the way to the peer, and the order of requests. */
export class SipDialog {
  readonly #agent: SipAgent;
  readonly #closedFlows: ClosedFlows;
  #dialog: Dialog;
  #pinned: Hop | undefined;
  #back: Hop;
  /** The addresses of its peer's host names, as far as they were looked up. */
  readonly #resolved = new Set<string>();
  /** Requests leave in the order in which the application wrote them, as a name may take a while to resolve. */
  #lastSent: Promise<unknown> = Promise.resolve();

  constructor({ dialog, pinned, back }: DialogState, agent: SipAgent, closedFlows: ClosedFlows) {
    this.#agent = agent;
    this.#closedFlows = closedFlows;
    this.#dialog = dialog;
    this.#pinned = pinned;
    this.#back = back;
  }

  get localTag(): string {
    return this.#dialog.localTag;
  }

  get remoteTag(): string {
    return this.#dialog.remoteTag;
  }

  /** Where the peer's last message came from. */
  get back(): Hop {
    return this.#back;
  }

  /** Where requests to the peer go, as it has said itself. */
  get remoteTarget(): string {
    return this.#dialog.remoteTarget;
  }

  /** Whether the peer's last message came over this connection. */
  isOn(flow: string): boolean {
    return this.#back.flow === flow;
  }

  /**
   * The WebSocket that the peer came by has ended, and it has come by no other: nothing leads there, as the Contact of a browser is
   * no address (RFC 7118 §5).
   */
  get isCutOff(): boolean {
    const { protocol, flow } = this.#back;
    if (!isWebSocket(protocol) || flow === undefined || this.#dialog.routeSet.length > 0) return false;
    return this.#closedFlows.has(flow);
  }

  /** The peer is known to have come back over another connection. */
  comeBack(hop: Hop): void {
    this.#back = hop;
    this.#pinned = hop;
  }

  /** Another response of the peer's, perhaps of another fork: the numbers that PRACK and UPDATE have used up stay used. */
  replace({ dialog, pinned, back }: DialogState): void {
    this.#dialog = { ...dialog, localSequence: this.#dialog.localSequence };
    this.#pinned = pinned;
    this.#back = back;
  }

  /**
   * Whether a message comes from where the peer is: over its connection, from the address of its last message, or from an
   * address that its Contact or a Record-Route names. Tags alone prove nothing: an eavesdropper on one message knows them.
   */
  isFromPeer(arrival: Arrival): boolean {
    if (arrival.flow !== undefined && arrival.flow === this.#pinned?.flow) return true;
    const places = [this.#back.address, this.#pinned?.address, ...this.#hosts(), ...this.#resolved];
    return places.some((place) => place !== undefined && isSameAddress(place, arrival.source.address));
  }

  /** The same, of a peer that has said by host names where it is: they are looked up. */
  async isFromNamedPeer(arrival: Arrival): Promise<boolean> {
    const { remoteTarget, routeSet } = this.#dialog;
    const uris = [remoteTarget, ...routeSet.map((route) => uriOf(route) ?? "")].slice(0, MOST_LOOKED_UP);
    const hops = await Promise.all(uris.map((uri) => this.#agent.resolve(uri)));
    for (const { address } of hops.flat()) if (this.#resolved.size < MOST_RESOLVED) this.#resolved.add(address);
    return this.isFromPeer(arrival);
  }

  /** Whether the peer says by a host name where it is. */
  get isNamed(): boolean {
    return this.#hosts().some((host) => isIP(host) === 0);
  }

  /** Its new Contact names another address than it sends from, and no proxy stands between: it is behind a NAT now. */
  #hasMoved({ source }: Arrival): boolean {
    const { remoteTarget, routeSet } = this.#dialog;
    const host = parseSipUri(remoteTarget)?.host ?? "";
    return routeSet.length === 0 && isIP(host) !== 0 && !isSameAddress(host, source.address);
  }

  #hosts(): readonly string[] {
    const { remoteTarget, routeSet } = this.#dialog;
    return [remoteTarget, ...routeSet.map((route) => uriOf(route) ?? "")].flatMap(
      (uri) => parseSipUri(uri)?.host ?? [],
    );
  }

  /**
   * A request of the peer's (RFC 3261 §12.2.2), which may have come back on a new connection, or from a new port of its NAT.
   * @returns false when it is out of order
   */
  receive(request: SipRequest, arrival: Arrival): boolean {
    const received = receiveWithin(this.#dialog, request);
    if (received.kind === "out-of-order") return false;
    this.#dialog = received.dialog;
    this.#back = hopBack(arrival);
    if (arrival.flow !== undefined || this.#pinned !== undefined || this.#hasMoved(arrival)) this.#pinned = this.#back;
    return true;
  }

  /** The peer took our re-INVITE or UPDATE: where it is may have changed (RFC 3261 §12.2.1.2). */
  moveRemoteTarget(response: SipResponse): void {
    const remoteTarget = contactUriOf(response);
    if (remoteTarget !== undefined) this.#dialog = { ...this.#dialog, remoteTarget };
  }

  /**
   * Builds the dialog's next request and has it sent.
   * @returns what `send` returned; undefined when there is no way to the peer
   */
  send<Sent>(wanted: InDialogRequest, send: (request: SipRequest, hop: Hop) => Sent): Promise<Sent | undefined> {
    return this.#inOrder(async () => {
      const outgoing = requestWithin(this.#dialog, wanted);
      this.#dialog = outgoing.dialog;
      const hop = await this.#nextHop(outgoing.nextHopUri);
      return hop && send(outgoing.request, hop);
    });
  }

  /** The dialog's next request, as it would go out: for an application that is to know of one for which there is no way. */
  unsent(wanted: InDialogRequest): { readonly bytes: Uint8Array; readonly hop: Hop } {
    const { request, dialog } = requestWithin(this.#dialog, wanted);
    this.#dialog = dialog;
    return { bytes: printMessage(request), hop: this.#back };
  }

  /** Sends the ACK to a 2xx. @returns undefined when there is no way to the peer */
  sendAck(inviteSequence: number, wanted: Omit<InDialogRequest, "method">): Promise<SentAck | undefined> {
    return this.#inOrder(async () => {
      const { request, nextHopUri } = ackWithin(this.#dialog, inviteSequence, wanted);
      const hop = await this.#nextHop(nextHopUri);
      return hop && { bytes: this.#agent.transmit(request, hop), bare: request, hop };
    });
  }

  /** Back to where the peer's requests come from behind NAT or over a stream, else by the URI. */
  async #nextHop(nextHopUri: string): Promise<Hop | undefined> {
    if (this.isCutOff) return undefined;
    if (this.#pinned?.flow !== undefined && this.#closedFlows.has(this.#pinned.flow)) this.#pinned = undefined;
    if (this.#pinned !== undefined) return this.#pinned;
    const [hop] = await this.#agent.resolve(nextHopUri);
    // The dialog stays on the address of ours that it began on.
    const { local, protocol } = this.#back;
    return hop === undefined || local === undefined || hop.protocol !== protocol ? hop : { ...hop, local };
  }

  #inOrder<Result>(send: () => Promise<Result>): Promise<Result> {
    const sent = this.#lastSent.then(send);
    this.#lastSent = sent.catch(() => undefined);
    return sent;
  }
}
