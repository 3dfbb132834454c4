import type { Alarm, Clock } from "../../../runtime/clock.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import type { Header, SipMessage, SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { parseSipUri } from "../../../sip/uri.ts";
import { parseSeconds } from "../../../sip/scalars.ts";
import type { ClientUser, ServerTransaction, SipAgent } from "../../sip/agent/agent.ts";
import { awaitAck, type Acceptance } from "../../sip/dialog/acceptance.ts";
import type { InDialogRequest } from "../../sip/dialog/dialog.ts";
import { sequenceOf } from "../../sip/dialog/reading.ts";
import type { ReliableProvisionals } from "../../sip/dialog/reliable-provisional.ts";
import type { Hop } from "../../sip/transport/hop.ts";
import type { ControlClient } from "../control/control-client.ts";
import type { SentNotices } from "../control/sent-notices.ts";
import type { ClosedFlows } from "../flows/closed-flows.ts";
import type { Waits } from "../limits.ts";
import { Acknowledgements, type SentAck } from "./acknowledgements.ts";
import { SessionRefresh, type RefreshedLeg } from "./session-refresh.ts";
import { SipDialog, type DialogState } from "./sip-dialog.ts";

/** What all legs use. */
export interface LegServices {
  readonly agent: SipAgent;
  readonly clock: Clock;
  readonly waits: Waits;
  readonly closedFlows: ClosedFlows;
  readonly notices: SentNotices;
  /** 0 to 1: spreads session refreshes. */
  readonly random: () => number;
  /** The engine hung up by itself. */
  onHangUp(because: string): void;
  onEnded(leg: Leg): void;
  /** Work whose end nothing waits for. */
  inBackground(work: Promise<unknown>): void;
}

export interface NewLeg extends DialogState {
  /** The dialog's name on the control connection. */
  readonly id: string;
  readonly client: ControlClient;
  readonly role: "uas" | "uac";
  readonly madeBy: "INVITE" | "SUBSCRIBE";
  /** Of the request that made it. */
  readonly transactionId: string;
  /** Our Contact. */
  readonly contact: string;
  /** Made by a reliable provisional response; not answered yet. */
  readonly early: boolean;
}

/** A request of theirs in the dialog that the application hasn't answered. */
export interface UnansweredRequest {
  readonly method: string;
  withdraw(why: "dialog-ended"): void;
}

/** RFC 6665 leaves the time to the event package; most say an hour. */
const DEFAULT_SUBSCRIPTION_SECONDS = 3_600;
const MAX_SUBSCRIPTION_SECONDS = 7 * 24 * 3_600;
/** After the end the application still says so with a NOTIFY (RFC 6665 §4.4.1). */
const SUBSCRIPTION_GRACE_MS = 64_000;

/** A phone that has registered. */
interface ReturnedPhone {
  readonly username: string;
  readonly contacts: readonly string[];
  /** Who had registered over the connection that the call has had until now. */
  readonly usernamesBefore: readonly string[];
}

/** No user waits for the answer to a BYE of the engine's own. */
const NO_USER: ClientUser = { onResponse: () => undefined, onFailure: () => undefined };

/** Our side of one dialog (RFC 3261 §12) of an application: where its requests go, in which order, and what ends it. */
export class Leg implements RefreshedLeg {
  readonly id: string;
  readonly client: ControlClient;
  readonly role: "uas" | "uac";
  readonly madeBy: "INVITE" | "SUBSCRIBE";
  readonly transactionId: string;
  readonly dialog: SipDialog;
  readonly acknowledgements: Acknowledgements;
  readonly session: SessionRefresh;
  /** Their requests that the application has not answered. */
  readonly unanswered = new Set<UnansweredRequest>();
  contact: string;
  /** Our last offer or answer, for session refreshes. */
  localSdp: Uint8Array | undefined;
  /** Our reliable provisional responses to the INVITE that made it. */
  reliable: ReliableProvisionals | undefined;
  /** Why the engine says BYE as soon as the 2xx is ACKed: a CANCEL crossed it, or no application can end the call. */
  byeAfterAck: string | undefined;
  readonly #services: LegServices;
  readonly #acceptances = new Map<number, Acceptance>();
  #early: boolean;
  /** An INVITE of ours in the dialog has no final response: a second one, or theirs, has to wait. */
  #inviting = false;
  #updating = false;
  /** The ACK of their INVITE was given to the application under the INVITE's name. */
  #firstAckSeen = false;
  /** Ends a subscription that is neither refreshed nor terminated, and a call whose application is gone. */
  #expiry: Alarm | undefined;
  /** Its peer's WebSocket has ended: the phones that may come back, and how long they have. */
  #awaited: { readonly usernames: readonly string[]; readonly alarm: Alarm } | undefined;
  #over = false;

  constructor(made: NewLeg, services: LegServices) {
    const { clock, waits, random } = services;
    this.#services = services;
    this.id = made.id;
    this.client = made.client;
    this.role = made.role;
    this.madeBy = made.madeBy;
    this.transactionId = made.transactionId;
    this.contact = made.contact;
    this.#early = made.early;
    this.dialog = new SipDialog(made, services.agent, services.closedFlows);
    this.acknowledgements = new Acknowledgements(clock, waits.ackReplayMs);
    this.session = new SessionRefresh(this, clock, random);
  }

  get early(): boolean {
    return this.#early;
  }

  /** The dialog has ended: a request that was waiting finds it so. */
  get over(): boolean {
    return this.#over;
  }

  get isInviting(): boolean {
    return this.#inviting;
  }

  /** An UPDATE of ours with an offer has no answer. */
  get isUpdating(): boolean {
    return this.#updating;
  }

  /** A request of theirs of this method waits for the application's answer. */
  hasUnanswered(wanted: "INVITE" | "UPDATE"): boolean {
    for (const { method } of this.unanswered) if (method === wanted) return true;
    return false;
  }

  get isNegotiating(): boolean {
    return this.#inviting || this.hasUnanswered("INVITE");
  }

  beginInvite(): void {
    this.#inviting = true;
  }

  endInvite(): void {
    this.#inviting = false;
  }

  beginUpdate(): void {
    this.#updating = true;
  }

  endUpdate(): void {
    this.#updating = false;
  }

  /** Our response made the dialog, or confirmed the one of an earlier response. */
  confirmAsUas(early: boolean, contact: string): void {
    this.#early = early;
    this.contact = contact;
  }

  /** A response of the peer's confirmed the dialog, or that of another fork took its place. */
  confirmAsUac(state: DialogState, early: boolean): void {
    this.#early = early;
    this.dialog.replace(state);
  }

  /** Their ACK to a 2xx of ours stops its repetition. @returns whether it is the first one of the INVITE that made the dialog */
  receiveAck(ack: SipRequest): boolean {
    const sequence = sequenceOf(ack) ?? -1;
    this.#acceptances.get(sequence)?.acknowledged();
    this.#acceptances.delete(sequence);
    const isFirst = !this.#firstAckSeen && this.role === "uas";
    this.#firstAckSeen = true;
    return isFirst;
  }

  /** RFC 3261 §13.3.1.4: our 2xx is repeated until the ACK; without one the call is ended. */
  awaitAck(transaction: ServerTransaction, success: SipResponse): void {
    const { clock, waits } = this.#services;
    const sequence = sequenceOf(transaction.request) ?? 0;
    this.#acceptances.get(sequence)?.[Symbol.dispose]();
    const acceptance = awaitAck({
      clock,
      times: { t1Ms: waits.t1Ms, t2Ms: waits.t2Ms, giveUpAfterMs: waits.t1x64Ms },
      reliable: transaction.arrival.protocol !== "udp",
      repeat: () => transaction.repeat(success),
      onUnacknowledged: () => this.hangUpInBackground("ACK timeout"),
    });
    this.#acceptances.set(sequence, acceptance);
  }

  /** Sends the ACK to a 2xx, and keeps it for repetitions. @returns undefined when there is no way to the other side */
  async acknowledge(
    inviteSequence: number,
    wanted: Omit<InDialogRequest, "method"> = {},
  ): Promise<SentAck | undefined> {
    const headers = [...this.acknowledgements.credentialsFor(inviteSequence), ...(wanted.headers ?? [])];
    const sent = await this.dialog.sendAck(inviteSequence, { ...wanted, headers });
    if (sent !== undefined && !this.#over) this.acknowledgements.keep(inviteSequence, sent);
    return sent;
  }

  /** A repeated 2xx: the same ACK once more, if there is one (RFC 3261 §13.2.2.4). */
  repeatAck(response: SipResponse): void {
    const ack = this.acknowledgements.find(sequenceOf(response) ?? -1);
    if (ack !== undefined) this.#services.agent.transmit(ack.bare, ack.hop);
  }

  async reinvite(headers: readonly Header[], body: Uint8Array | undefined, user: ClientUser): Promise<boolean> {
    this.beginInvite();
    const wanted = body === undefined ? { method: "INVITE", headers } : { method: "INVITE", headers, body };
    const sent = await this.dialog.send(wanted, (request, hop) => this.#services.agent.request(request, hop, user));
    return sent !== undefined;
  }

  /** The engine hangs up by itself, says why in the BYE, and shows the BYE to the application unless that is not to know. */
  async hangUp(because: string, silently?: "silently"): Promise<void> {
    const { agent, notices } = this.#services;
    this.end();
    this.#services.onHangUp(because);
    const reason = { name: "Reason", value: `SIP;cause=200;text="${because}"` };
    const bye = { method: "BYE", headers: [reason] };
    const sent = await this.dialog.send(bye, (request, hop) => agent.request(request, hop, NO_USER));
    if (silently !== undefined) return;
    notices.engineRequestSent(this.client, sent ?? this.dialog.unsent(bye), this.id);
  }

  /** The peer's WebSocket has ended. A phone that reconnects goes on with its call (RFC 5626 §4.4); a page that was closed doesn't. */
  awaitReturn(usernames: readonly string[]): void {
    if (this.#early || this.madeBy !== "INVITE" || this.#over) return;
    const { clock, waits } = this.#services;
    this.#awaited?.alarm.disarm();
    const alarm = clock.arm(waits.returnMs, () => {
      this.#awaited = undefined;
      if (this.dialog.isCutOff) this.hangUpInBackground(CONNECTION_LOST);
    });
    this.#awaited = { usernames, alarm };
  }

  /** A phone has registered: it is this leg's peer where its Contact is that of the dialog, and its user that of the WebSocket. */
  peerReturned({ username, contacts, usernamesBefore }: ReturnedPhone, hop: Hop): void {
    if (!(this.#awaited?.usernames ?? usernamesBefore).includes(username)) return;
    if (!contacts.some((contact) => isSameUser(contact, this.dialog.remoteTarget))) return;
    this.#awaited?.alarm.disarm();
    this.#awaited = undefined;
    this.dialog.comeBack(hop);
  }

  hangUpInBackground(because: string, silently?: "silently"): void {
    this.inBackground(this.hangUp(because, silently));
  }

  acknowledgeInBackground(inviteSequence: number): void {
    this.inBackground(this.acknowledge(inviteSequence));
  }

  inBackground(work: Promise<unknown>): void {
    this.#services.inBackground(work);
  }

  /** Forgets the dialog when the subscription that was agreed on is over and neither side has said so. */
  awaitExpiry(request: SipMessage, success: SipResponse): void {
    const agreed = headerValue(success, "expires") ?? headerValue(request, "expires");
    const seconds = parseSeconds(agreed?.trim() ?? "") ?? DEFAULT_SUBSCRIPTION_SECONDS;
    const afterMs = Math.min(seconds, MAX_SUBSCRIPTION_SECONDS) * 1_000 + SUBSCRIPTION_GRACE_MS;
    this.#expiry?.disarm();
    this.#expiry = this.#services.clock.arm(afterMs, () => this.end());
  }

  /** Our BYE was challenged: an application that doesn't send it again, with credentials, has done with the call. */
  awaitNextBye(): void {
    this.#expiry?.disarm();
    this.#expiry = this.#services.clock.arm(this.#services.waits.t1x64Ms, () => this.end());
  }

  /** The application is gone. A call that is up goes on without it, as people are talking; one that isn't, ends. */
  orphan(): void {
    if (this.#early) {
      this.end();
      return;
    }
    const owed = this.acknowledgements.areOwed ? this.acknowledgements.nextInvite : undefined;
    if (owed !== undefined) {
      // The peer answered, and no application is there to talk to it.
      this.acknowledgeInBackground(owed);
      this.hangUpInBackground(APPLICATION_GONE, "silently");
      return;
    }
    this.#expiry?.disarm();
    this.#expiry = this.#services.clock.arm(this.#services.waits.orphanMs, () =>
      this.hangUpInBackground(APPLICATION_GONE, "silently"),
    );
  }

  /** The dialog is over: nothing is repeated, refreshed or awaited any more. */
  end(): void {
    this.#over = true;
    this.#services.onEnded(this);
    for (const acceptance of this.#acceptances.values()) acceptance[Symbol.dispose]();
    this.#acceptances.clear();
    this.acknowledgements[Symbol.dispose]();
    this.session[Symbol.dispose]();
    this.#expiry?.disarm();
    this.#awaited?.alarm.disarm();
    this.reliable?.[Symbol.dispose]();
    for (const request of this.unanswered) request.withdraw("dialog-ended");
  }
}

/** User and host in common: a browser's Contact names no place, but is its own. */
function isSameUser(one: string, other: string): boolean {
  const [a, b] = [parseSipUri(one), parseSipUri(other)];
  return a !== undefined && b !== undefined && a.user === b.user && a.host.toLowerCase() === b.host.toLowerCase();
}

/** Why a call ends whose phone has lost its WebSocket, and has not come back. */
const CONNECTION_LOST = "Connection lost";

/** Why a call ends that no application can end any more. */
export const APPLICATION_GONE = "Application is gone";
