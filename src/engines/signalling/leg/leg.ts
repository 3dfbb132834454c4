import type { Alarm } from "../../../runtime/clock.ts";
import type { ClientTransaction, ServerTransaction } from "../../sip/agent/agent.ts";
import type { Acceptance } from "../../sip/dialog/acceptance.ts";
import type { Dialog } from "../../sip/dialog/dialog.ts";
import type { ReliableProvisionals } from "../../sip/dialog/reliable-provisional.ts";
import type { SessionTimer } from "../../sip/dialog/session-timer.ts";
import type { SipRequest } from "../../../sip/message/message.ts";
import type { Hop } from "../../sip/transport/hop.ts";
import type { AppClient } from "../control/client.ts";

/** A request from the network that an application has to answer. */
export interface Pending {
  /** The transaction's name on the control connection. */
  readonly id: string;
  readonly client: AppClient;
  readonly transaction: ServerTransaction;
  /** Empty outside of dialogs; of an INVITE or SUBSCRIBE, the name of the dialog it will make. */
  readonly dialogId: string;
  /** The leg whose dialog it came in. */
  readonly leg: Leg | undefined;
  /** Of our To, the same in all responses (RFC 3261 §8.2.6.2). The application may choose it in its first one. */
  localTag: string;
  /** The application has answered something. */
  answered: boolean;
  /** Rings when the application takes too long. */
  deadline: Alarm | undefined;
  /** Its reliable provisional responses, once there are any. */
  reliable: ReliableProvisionals | undefined;
  /** An UPDATE that came before the INVITE was answered; it shares the INVITE's name. */
  update: Pending | undefined;
}

/** A request of an application that is on its way. */
export interface Outgoing {
  readonly id: string;
  readonly client: AppClient;
  /** Replaced when the next address of the same name is tried. */
  transaction: ClientTransaction;
  /** Empty where no dialog is made. */
  readonly dialogId: string;
  readonly leg: Leg | undefined;
  /** The application, or the engine for it, has sent CANCEL. */
  cancelled: boolean;
  /** The text of the CANCEL's Reason (RFC 3326): a phone that answered all the same is told the same. */
  cancelledBecause: string | undefined;
  /** Whoever sent it has gone: its answer is dealt with here. */
  abandoned: boolean;
  /** Rings when a phone rings for too long, or doesn't answer a CANCEL. */
  deadline: Alarm | undefined;
  /** The last reliable provisional response, to tell repetitions (RFC 3262 §4). */
  lastReliable: { readonly tag: string; readonly rseq: number } | undefined;
  /** The application is told of responses a moment after it was told of the request. */
  readonly repliedAtMs: number;
  /** Responses that wait for that moment, in order. */
  readonly held: (() => void)[];
}

/** Our INVITE's 2xx: the ACK that goes to it, as soon as the application has sent one (RFC 3261 §13.2.2.4). */
export interface Acknowledgement {
  ack: { readonly bare: SipRequest; readonly hop: Hop } | undefined;
  /** Forgets it when no repetition of the 2xx is to be expected any more. */
  forget: Alarm | undefined;
}

/** One dialog of an application: our side of it. */
export interface Leg {
  readonly id: string;
  readonly client: AppClient;
  readonly role: "uas" | "uac";
  readonly madeBy: "INVITE" | "SUBSCRIBE";
  /** Of the request that made it. */
  readonly transactionId: string;
  dialog: Dialog;
  /** Made by a reliable provisional response; not answered yet. */
  early: boolean;
  /** Where their messages come from and ours have to go, whatever their Contact says; undefined: where it says. */
  pinned: Hop | undefined;
  /** Where their last message came from, and to which address of ours. */
  back: Hop;
  /** Our Contact. */
  contact: string;
  /** Our last offer or answer, for session refreshes. */
  localSdp: Uint8Array | undefined;
  /** By CSeq: 2xx of ours that wait for their ACK. */
  readonly acceptances: Map<number, Acceptance>;
  /** By CSeq: INVITEs of ours that were answered 2xx. */
  readonly acknowledgements: Map<number, Acknowledgement>;
  /** Their requests that the application has not answered. */
  readonly pending: Set<Pending>;
  /** Our reliable provisional responses to the INVITE that made it. */
  reliable: ReliableProvisionals | undefined;
  /** An INVITE of ours in the dialog has no final response: a second one, or theirs, has to wait. */
  inviting: boolean;
  /** Ends a subscription that is neither refreshed nor terminated. */
  expiry: Alarm | undefined;
  session: { readonly timer: SessionTimer; readonly alarm: Alarm } | undefined;
  /** The ACK of their INVITE was given to the application under the INVITE's name. */
  firstAckSeen: boolean;
  /** Why the engine says BYE as soon as the 2xx is ACKed: a CANCEL crossed it, or no application can end the call. */
  byeAfterAck: string | undefined;
  /** Requests in this dialog leave in the order in which the application wrote them. */
  tail: Promise<void>;
}

/** A dialog that has just been made. */
export function newLeg(
  made: Pick<
    Leg,
    "id" | "client" | "role" | "madeBy" | "transactionId" | "dialog" | "pinned" | "back" | "contact" | "early"
  >,
): Leg {
  return {
    ...made,
    localSdp: undefined,
    acceptances: new Map(),
    acknowledgements: new Map(),
    pending: new Set(),
    reliable: undefined,
    inviting: false,
    expiry: undefined,
    session: undefined,
    firstAckSeen: false,
    byeAfterAck: undefined,
    tail: Promise.resolve(),
  };
}
