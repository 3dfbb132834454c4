import { AnswerFailed } from "../errors.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import { Leg, type LegParts } from "../leg/leg.ts";
import type { DialogName } from "../leg/dialog-name.ts";
import { reasonHeader } from "../leg/reasons.ts";
import { agreedIn, askForLonger } from "../leg/session-timer.ts";
import { tagIn } from "../../sip/name-addr.ts";
import {
  statusOf,
  type Headers,
  type SrfDialog,
  type SrfInviteOptions,
  type SrfLateOffer,
  type SrfMessage,
  type SrfRequest,
} from "../../srf/srf.ts";

const NOT_ACCEPTABLE = 488;
const INTERVAL_TOO_SMALL = 422;

/** One INVITE of ours that is to be sent. */
export interface InviteTarget {
  /** Request-URI. */
  readonly uri: string;
  readonly proxy?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly auth?: { readonly username: string; readonly password: string };
  /** No 18x within this time: it isn't there. */
  readonly silentForMs: number;
}

/** What one outgoing INVITE comes to: at most one final result. */
export interface BranchListener {
  /** @param dialog  the early dialog, where the telephone has made one */
  provisional(status: number, sdp: string, dialog?: DialogName): void;
  answered(callee: AnsweredCallee): void;
  /** @param contact  where a 3xx says the callee is (RFC 3261 §8.1.3.4); "" otherwise */
  refused(status: number, contact: string): void;
}

/** One outgoing INVITE: tells its listener at most one final result, and can be cancelled at any moment before. */
export interface BranchInProgress {
  cancel(reason: string | undefined): void;
}

/**
 * Sends an INVITE. Uses srf's callbacks, not its promises: a BYE in the same TCP segment as the 200 would be lost
 * before the promise's continuation runs.
 *
 * @param offer  undefined: the callee makes the offer (RFC 3264 §4, late offer)
 */
export function invite(
  target: InviteTarget,
  offer: string | undefined,
  listener: BranchListener,
  parts: LegParts,
): BranchInProgress {
  let sent: SrfRequest | undefined;
  let earlySdp = "";
  let cancelled: { readonly reason: string | undefined } | undefined;
  let over = false;

  const finish = (tell: () => void): void => {
    if (over) return;
    over = true;
    parts.engineLost.removeEventListener("abort", lost);
    tell();
  };
  const lost = (): void => finish(() => listener.refused(503, ""));
  const sendCancel = (): void => {
    if (sent === undefined || cancelled === undefined || over) return;
    try {
      // An engine that doesn't know the INVITE any more says so; its final response is on the way then.
      sent.cancel({ headers: reasonHeader(cancelled.reason) }, () => undefined);
    } catch {
      // srf has no connection to an engine: what the old one held is gone with it, which `lost` tells
    }
  };

  parts.engineLost.addEventListener("abort", lost);
  let longer: Headers | undefined;
  const options = (): SrfInviteOptions => ({
    headers: { ...target.headers, ...longer },
    ...(offer === undefined ? { noAck: true } : { localSdp: offer }),
    ...(target.proxy === undefined ? {} : { proxy: target.proxy }),
    ...(target.auth === undefined ? {} : { auth: target.auth }),
  });
  /** RFC 4028 §7.3: where our interval is too short for the callee, a longer one is asked for, once. */
  const retried = (failure: unknown): boolean => {
    if (statusOf(failure) !== INTERVAL_TOO_SMALL || longer !== undefined || cancelled !== undefined || over)
      return false;
    longer = askForLonger({ get: (header) => headerOf(failure, header) });
    if (longer === undefined) return false;
    sent = undefined;
    send();
    return true;
  };
  const send = (): void =>
    void parts.srf.createUAC(
      target.uri,
      options(),
      {
        cbRequest: (_failure, request) => {
          sent = request;
          const callId = request?.get("Call-ID");
          if (callId !== undefined) parts.onInvite?.(callId);
          sendCancel();
        },
        cbProvisional: (response) => {
          if (over) return;
          if (describes(response.body)) earlySdp = response.body;
          listener.provisional(response.status, response.body ?? "", earlyDialogOf(response));
        },
      },
      (failure, dialog) => {
        if (dialog === undefined && retried(failure)) return;
        finish(() => {
          if (dialog === undefined) {
            listener.refused(statusOf(failure), headerOf(failure, "Contact"));
            return;
          }
          const callee = answeredBy(dialog, earlySdp, parts);
          if (describes(callee.sdp)) {
            listener.answered(callee);
            return;
          }
          void callee.refuse(undefined); // a 200 that says nothing of where it is: whoever it is can't be talked to
          listener.refused(NOT_ACCEPTABLE, "");
        });
      },
    );
  try {
    send();
  } catch {
    queueMicrotask(lost); // no connection to the engine, or a URI that srf can't read: never before we have returned
  }
  return {
    cancel: (reason) => {
      cancelled ??= { reason };
      sendCancel();
    },
  };
}

function headerOf(failure: unknown, header: string): string {
  const response = (failure as { res?: { get(header: string): string | undefined } } | undefined)?.res;
  return response?.get(header) ?? "";
}

/** RFC 3261 §12.1: a provisional response with a tag makes an early dialog. */
function earlyDialogOf(response: SrfMessage): DialogName | undefined {
  const [callId, localTag] = [response.get("Call-ID"), tagIn(response.get("From"))];
  const remoteTag = tagIn(response.get("To"));
  if (callId === undefined || localTag === undefined || remoteTag === undefined) return undefined;
  return { callId, localTag, remoteTag };
}

/** @param earlySdp  what a provisional response had: some send their answer there, and none in the 200 */
function answeredBy(answer: SrfDialog | SrfLateOffer, earlySdp: string, parts: LegParts): AnsweredCallee {
  if (!("sip" in answer)) return lateOfferOf(answer, parts);
  const { res } = answer as { res?: { get(header: string): string | undefined } };
  const leg = new Leg(answer, res?.get("Allow"), parts, res && agreedIn(res));
  return {
    sdp: describes(leg.remoteSdp) ? leg.remoteSdp : earlySdp,
    connect: () => Promise.resolve(leg),
    refuse: (reason) => leg.hangUp(reason),
  };
}

function lateOfferOf(offer: SrfLateOffer, parts: LegParts): AnsweredCallee {
  const connect = async (answer: string): Promise<Leg> => {
    let dialog: SrfDialog;
    try {
      dialog = await offer.ack(answer);
    } catch (cause) {
      throw new AnswerFailed({ cause }); // a 200 without Contact, or the engine is gone
    }
    dialog.local.sdp = answer;
    return new Leg(dialog, offer.res.get("Allow"), parts, agreedIn(offer.res));
  };
  return {
    sdp: offer.sdp,
    connect: (answer) => connect(answer ?? offer.sdp),
    refuse: async (reason) => {
      try {
        await (await connect(offer.sdp)).hangUp(reason); // any answer will do for a call that ends here
      } catch {
        // a 200 without Contact: its ACK is sent, a BYE has nowhere to go
      }
    },
  };
}

/** Whether a body says where the media goes: RFC 3261 §13.2.1 wants that of each answer. */
function describes(body: string | undefined): body is string {
  return body !== undefined && /^m=/m.test(body);
}
