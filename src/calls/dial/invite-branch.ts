import { dialogKey, dialogOfUac, ourInvite } from "../../dialog-journal/journalled-dialog.ts";
import { AnswerFailed } from "../errors.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import type { DialogName } from "../leg/dialog-name.ts";
import { Leg } from "../leg/leg.ts";
import { MediaPath, type MediaPolicy, type PathOffer, type Whereabouts } from "../leg/media-path.ts";
import { legParts, type LegParts } from "../leg/leg-parts.ts";
import { reasonHeader } from "../leg/reasons.ts";
import { agreedIn, askForLonger } from "../leg/session-timer.ts";
import {
  statusOf,
  type Headers,
  type SrfDialog,
  type SrfInviteOptions,
  type SrfLateOffer,
  type SrfMessage,
  type SrfRequest,
  type SrfResponse,
} from "../../srf/srf.ts";
import { challengerOf, repeatedHeaders } from "../../trunks/repeated-request.ts";
import { isChallenge, type RequestProof } from "../../trunks/request-proof.ts";
import type { TrunkAccount } from "../../trunks/trunk-accounts.ts";
import { defined } from "../../runtime/defined.ts";
import { isEncryptedOnly } from "../../sdp/encryption.ts";
import { sdpIn } from "../../sip/session-body.ts";
import { tagIn } from "../../sip/name-addr.ts";
import type { BranchInProgress, InviteEvent } from "./branch.ts";

const NOT_ACCEPTABLE = 488;
const INTERVAL_TOO_SMALL = 422;
const ENGINE_LOST = 503;
/** Cancelled before it was sent. */
const TERMINATED = 487;

/** One INVITE of ours that is to be sent. */
export interface InviteTarget {
  /** Request-URI. */
  readonly uri: string;
  readonly proxy?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the trunk that it goes to. */
  readonly account?: TrunkAccount;
  /** What settings say of its media, and where it goes to. */
  readonly media?: MediaPolicy & Whereabouts;
  /** No 18x within this time: it isn't there. */
  readonly silentForMs: number;
}

/** A branch that is one INVITE. */
export function inviteBranch(
  target: InviteTarget,
  parts: LegParts,
): (offer: string | undefined, tell: (event: InviteEvent) => void) => BranchInProgress {
  return (offer, tell) => new OutgoingInvite(target, offer, tell, parts);
}

/**
 * An INVITE on its way, as the B2BUA's user agent client. Uses srf's callbacks, not its promises: a BYE in the same TCP
 * segment as the 200 would be lost before the promise's continuation runs.
 */
class OutgoingInvite implements BranchInProgress {
  readonly #target: InviteTarget;
  readonly #offer: string | undefined;
  #tell: (event: InviteEvent) => void;
  readonly #parts: LegParts;
  readonly #path: MediaPath;
  /** The offer as it is sent; undefined: the callee makes it. */
  #pathOffer: PathOffer | undefined;
  /** What the callee has said goes to the caller in its order, also where a relay is asked for some of it. */
  #telling: Promise<void> | undefined;
  #sent: SrfRequest | undefined;
  #earlySdp = "";
  #cancelled: { readonly reason: string | undefined } | undefined;
  /** The session timer that the callee has asked for by 422. */
  #longerTimer: Headers | undefined;
  /** What the INVITE has in common with the one that was refused before it. */
  #repeated: Headers | undefined;
  /** Answers the trunk's challenges. */
  #proof: RequestProof | undefined;
  #credentials: Headers | undefined;
  /** Where the trunk's challenge came from. */
  #challenger: string | undefined;
  #isOver = false;
  #hasTriedInClear = false;
  /** A leg stands, and owns the media's path. */
  #hasAnswered = false;

  constructor(target: InviteTarget, offer: string | undefined, tell: (event: InviteEvent) => void, parts: LegParts) {
    this.#target = target;
    this.#offer = offer;
    this.#tell = tell;
    this.#parts = parts;
    const { media = { source: undefined } } = target;
    this.#path = new MediaPath(parts, media, media);
    parts.engineLost.listen(this.#loseEngine);
    const made = offer === undefined ? undefined : this.#path.offer(offer, undefined);
    if (made instanceof Promise) void made.then((ready) => this.#begin(ready));
    else if (made !== undefined || offer === undefined) this.#begin(made);
    else queueMicrotask(() => this.#begin(undefined));
  }

  cancel(reason: string | undefined): void {
    this.#cancelled ??= { reason };
    this.#sendCancel();
  }

  /** @param made  undefined although there is an offer: the callee can't have it */
  #begin(made: PathOffer | undefined): void {
    if (this.#isOver) {
      made?.session?.release();
      return;
    }
    if (made !== undefined) this.#path.use(made);
    this.#pathOffer = made;
    if (made === undefined && this.#offer !== undefined) {
      this.#finish({ kind: "refused", status: NOT_ACCEPTABLE });
      return;
    }
    if (this.#cancelled !== undefined) {
      this.#finish({ kind: "refused", status: TERMINATED });
      return;
    }
    try {
      this.#send();
    } catch {
      // No connection to the engine, or a URI that srf can't read: told when the caller of this has it.
      queueMicrotask(this.#loseEngine);
    }
  }

  #send(): void {
    this.#parts.srf.createUAC(
      this.#target.uri,
      this.#options(),
      {
        cbRequest: (_failure, request) => this.#onSent(request),
        cbProvisional: (response) => this.#onProvisional(response),
      },
      (failure, answer) => this.#onFinal(failure, answer),
    );
  }

  #options(): SrfInviteOptions {
    const { headers } = this.#target;
    const proxy = this.#challenger ?? this.#target.proxy;
    const offer = this.#pathOffer === undefined ? { noAck: true } : { localSdp: this.#pathOffer.sdp };
    const again = { ...this.#repeated, ...this.#credentials };
    return { headers: { ...headers, ...this.#longerTimer, ...again }, ...offer, ...defined({ proxy }) };
  }

  #onSent(request: SrfRequest | undefined): void {
    this.#sent = request;
    const callId = request?.get("Call-ID");
    if (callId !== undefined) this.#parts.onInvite?.(callId);
    if (request !== undefined && callId !== undefined && !this.#isOver)
      this.#parts.journal?.note(dialogKey("uac", callId), ourInvite(request, this.#target.proxy));
    this.#sendCancel();
  }

  #sendCancel(): void {
    if (this.#sent === undefined || this.#cancelled === undefined || this.#isOver) return;
    try {
      // An engine that doesn't know the INVITE any more says so; its final response is on the way then.
      this.#sent.cancel({ headers: reasonHeader(this.#cancelled.reason) }, () => undefined);
    } catch {
      // srf has no connection to an engine: what the old one held is gone with it, which `#loseEngine` tells
    }
  }

  #onProvisional(response: SrfMessage & { readonly status: number }): void {
    if (this.#isOver) return;
    const { status } = response;
    const body = sdpIn(response);
    if (describesMedia(body)) this.#earlySdp = body;
    if (status <= 100) return;
    const dialog = earlyDialogOf(response);
    if (body === "") this.#tellInTurn({ kind: "ringing", status, dialog });
    else this.#tellWith(body, (sdp) => this.#tell({ kind: "early-media", status, sdp, dialog }));
  }

  #tellInTurn(event: InviteEvent): void {
    if (this.#telling === undefined) this.#tell(event);
    else this.#telling = this.#telling.then(() => (this.#isOver ? undefined : this.#tell(event)));
  }

  /** What the callee has said of media, told as the caller is to get it: at once, where no relay is asked. */
  #tellWith(body: string, tell: (sdp: string) => void, failed: () => void = () => undefined): void {
    const offer = this.#pathOffer;
    const given = offer === undefined ? this.#path.offered(body) : this.#path.answered(offer, body);
    if (typeof given === "string" && this.#telling === undefined) {
      tell(given);
      return;
    }
    this.#telling = Promise.all([given, this.#telling]).then(([sdp]) => (this.#isOver ? undefined : tell(sdp)), failed);
  }

  #onFinal(failure: unknown, answer: SrfDialog | SrfLateOffer | undefined): void {
    if (this.#isOver) return;
    const { account } = this.#target;
    if (answer === undefined) {
      if (this.#answerChallenge(failure) || this.#retryWithLongerTimer(failure)) return;
      if (this.#retryInClear(failure)) return;
      this.#refused({ kind: "refused", status: statusOf(failure), contact: headerOf(failure, "Contact") });
      return;
    }
    if (this.#credentials !== undefined) account?.believed();
    const parts = legParts(this.#parts, { account, path: this.#path });
    const callee = calleeOf(answer, this.#earlySdp, this.#sent, parts);
    this.#hasAnswered = true;
    const refuse = (): void => {
      void callee.refuse(undefined); // a 200 without SDP: there is no address to send media to
      this.#finish({ kind: "refused", status: NOT_ACCEPTABLE });
    };
    if (!describesMedia(callee.sdp)) refuse();
    else this.#tellWith(callee.sdp, (sdp) => this.#finish({ kind: "answered", callee: { ...callee, sdp } }), refuse);
  }

  /** In its turn behind what the callee has said before. */
  #refused(event: InviteEvent): void {
    if (this.#telling === undefined) this.#finish(event);
    else void this.#telling.then(() => this.#finish(event));
  }

  /** RFC 3261 §21.4.26: the callee has no encryption. The relay stands between it and a caller who has, once. */
  #retryInClear(failure: unknown): boolean {
    const offer = this.#offer;
    if (statusOf(failure) !== NOT_ACCEPTABLE || this.#cancelled !== undefined || offer === undefined) return false;
    if (this.#hasTriedInClear || !isEncryptedOnly(this.#pathOffer?.sdp ?? offer)) return false;
    this.#hasTriedInClear = true;
    const made = this.#path.offerInClear(offer);
    if (made === undefined) return false;
    const refusal: InviteEvent = { kind: "refused", status: NOT_ACCEPTABLE };
    void made.then((ready) => {
      if (ready === undefined || this.#isOver || this.#isCancelled) {
        ready?.session?.release();
        this.#finish(refusal);
        return;
      }
      this.#path.use(ready);
      this.#pathOffer = ready;
      this.#proof = undefined; // the nonce may serve for one request only: the trunk asks again
      this.#credentials = undefined;
      if (!this.#sendAgain()) this.#finish(refusal);
    });
    return true;
  }

  /** A function of its own: it may have happened during any await. */
  get #isCancelled(): boolean {
    return this.#cancelled !== undefined;
  }

  /** RFC 4028 §7.3: where our interval is too short for the callee, a longer one is asked for, once. */
  #retryWithLongerTimer(failure: unknown): boolean {
    if (statusOf(failure) !== INTERVAL_TOO_SMALL) return false;
    if (this.#longerTimer !== undefined || this.#cancelled !== undefined) return false;
    this.#longerTimer = askForLonger({ get: (header) => headerOf(failure, header) });
    if (this.#longerTimer === undefined) return false;
    this.#proof = undefined; // the nonce may serve for one request only: the trunk asks again
    this.#credentials = undefined;
    return this.#sendAgain();
  }

  /** RFC 3261 §22.2: the INVITE again, with credentials; false: there is no challenge, or none that can be answered. */
  #answerChallenge(failure: unknown): boolean {
    const { account, proxy, uri } = this.#target;
    const [status, response, sent] = [statusOf(failure), responseOf(failure), this.#sent];
    if (!isChallenge(status) || account === undefined || response === undefined || sent === undefined) return false;
    if (this.#cancelled !== undefined) return false;
    this.#proof ??= account.prove();
    const step = this.#proof.answer(response, { method: "INVITE", uri: sent.uri, body: this.#pathOffer?.sdp ?? "" });
    if (step.kind === "refused") {
      account.refused("INVITE", status, step.reason);
      return false;
    }
    this.#credentials = step.headers;
    this.#challenger ??= challengerOf(proxy ?? uri, response);
    return this.#sendAgain();
  }

  #sendAgain(): boolean {
    if (this.#sent !== undefined) this.#repeated = repeatedHeaders(this.#sent);
    this.#sent = undefined;
    try {
      this.#send();
      return true;
    } catch {
      return false; // the connection to the engine is gone
    }
  }

  readonly #loseEngine = (): void => {
    this.#parts.journal?.lose(this.#journalKey);
    this.#finish({ kind: "refused", status: ENGINE_LOST });
  };

  get #journalKey(): string {
    return dialogKey("uac", this.#sent?.get("Call-ID") ?? "");
  }

  #finish(event: InviteEvent): void {
    if (this.#isOver) return;
    this.#isOver = true;
    if (event.kind === "refused") this.#parts.journal?.forget(this.#journalKey);
    this.#parts.engineLost.ignore(this.#loseEngine);
    if (!this.#hasAnswered) this.#path.release();
    const tell = this.#tell;
    this.#tell = () => undefined; // drachtio-srf keeps this object as long as the dialog: it shall not keep the fork, too
    tell(event);
  }
}

function responseOf(failure: unknown): SrfResponse | undefined {
  return (failure as { res?: SrfResponse } | undefined)?.res;
}

function headerOf(failure: unknown, header: string): string | undefined {
  return responseOf(failure)?.get(header);
}

/** RFC 3261 §12.1: a provisional response with a tag makes an early dialog. */
function earlyDialogOf(response: SrfMessage): DialogName | undefined {
  const [callId, localTag] = [response.get("Call-ID"), tagIn(response.get("From"))];
  const remoteTag = tagIn(response.get("To"));
  if (callId === undefined || localTag === undefined || remoteTag === undefined) return undefined;
  return { callId, localTag, remoteTag };
}

/** @param earlySdp  the SDP of a provisional response: some telephones answer the offer there, and not in the 200 */
function calleeOf(
  answer: SrfDialog | SrfLateOffer,
  earlySdp: string,
  invite: SrfRequest | undefined,
  parts: LegParts,
): AnsweredCallee {
  if (!("sip" in answer)) return lateOfferOf(answer, invite, parts);
  const { res } = answer;
  if (res !== undefined) noteDialog(invite, res, parts);
  const leg = new Leg(answer, res?.get("Allow"), parts, res && agreedIn(res));
  return {
    sdp: describesMedia(answer.remote.sdp) ? answer.remote.sdp : earlySdp,
    connect: () => Promise.resolve(leg),
    refuse: (reason) => leg.hangUp(reason),
  };
}

/** The callee has made the dialog: what ends it isn't a CANCEL any more. */
function noteDialog(
  invite: SrfRequest | undefined,
  success: NonNullable<SrfDialog["res"]>,
  { journal }: LegParts,
): void {
  const callId = invite?.get("Call-ID");
  if (invite !== undefined && callId !== undefined)
    journal?.note(dialogKey("uac", callId), dialogOfUac(invite, success));
}

function lateOfferOf(offer: SrfLateOffer, invite: SrfRequest | undefined, parts: LegParts): AnsweredCallee {
  const sdp = offer.res.body === undefined ? offer.sdp : sdpIn(offer.res);
  const connect = async (answer: string): Promise<Leg> => {
    const given = parts.path?.answer(answer) ?? answer;
    const told = typeof given === "string" ? given : await given;
    let dialog: SrfDialog;
    try {
      dialog = await offer.ack(told);
    } catch (cause) {
      parts.journal?.forget(dialogKey("uac", invite?.get("Call-ID") ?? ""));
      throw new AnswerFailed({ cause }); // a 200 without Contact, or the engine is gone
    }
    dialog.local.sdp = told;
    noteDialog(invite, offer.res, parts);
    return new Leg(dialog, offer.res.get("Allow"), parts, agreedIn(offer.res));
  };
  return {
    sdp,
    connect: (answer) => connect(answer ?? sdp),
    refuse: async (reason) => {
      try {
        await (await connect(sdp)).hangUp(reason); // any answer will do for a call that ends here
      } catch {
        // a 200 without Contact: its ACK is sent, a BYE has nowhere to go
      }
    },
  };
}

/** Whether a body says where the media goes: RFC 3261 §13.2.1 wants that of each answer. */
function describesMedia(body: string): boolean {
  return /^m=/m.test(body);
}
