import { ConnectedIdentity, type Shown } from "./connected-identity.ts";
import type { DialogName } from "./dialog-name.ts";
import type { LegParts } from "./leg-parts.ts";
import { endSaidBy, type LegEnd } from "./leg-end.ts";
import { noResponse, type LegAnswer, type LegRequest, type LegResponse } from "./leg-request.ts";
import { agreedIn, timerInRequest, timerInResponse, type SessionTimer } from "./session-timer.ts";
import { sendable } from "./status.ts";
import { LegSession } from "./leg-session.ts";
import { MediaPath, type PathOffer } from "./media-path.ts";
import { sayBye } from "./say-bye.ts";
import { requestInDialog } from "./request-in-dialog.ts";
import { CALL_METHODS, SUPPORTED_EXTENSIONS, unknownExtensions } from "../../sip/capabilities.ts";
import { ACCEPTED_BODIES, REFUSED_BODY, sdpIn, sessionBody } from "../../sip/session-body.ts";
import { dialogKey } from "../../dialog-journal/journalled-dialog.ts";
import {
  statusOf,
  type Headers,
  type SrfDialog,
  type SrfMessage,
  type SrfRequest,
  type SrfResponse,
} from "../../srf/srf.ts";

/** A phone that holds the call right behind its ACK is sooner than we; more than a few requests by then are none. */
const MOST_EARLY_REQUESTS = 4;
/** Of the peer's requests, those whose acceptance says where we are (RFC 3261 §12.1.1, RFC 3515 §2.4.2). */
const WITH_CONTACT: ReadonlySet<LegRequest["method"]> = new Set(["INVITE", "UPDATE", "REFER"]);
/** They carry the session timer on (RFC 4028 §7.4). */
const REFRESHES: ReadonlySet<string> = new Set(["INVITE", "UPDATE"]);
/** RFC 3261 §14.1: both have changed the session at once. */
const PENDING = 491;
const NOT_ACCEPTABLE = 488;
const MOST_ATTEMPTS = 4;
/** The side that didn't begin the call tries again within this time, the other one later. */
const STEP_BACK_MS = 2_000;
/** The engine's timer B has long answered 408 by then (RFC 3261 §17.1.1.2). */
const ANSWER_WITHIN_MS = 35_000;

/** A leg: the B2BUA's side of one confirmed dialog. It has one owner; disposing hangs it up. */
export class Leg implements AsyncDisposable {
  readonly callId: string;
  readonly name: DialogName;
  readonly ended: Promise<LegEnd>;
  /** The body of the first ACK; "" without one. Only a UAS leg gets it. Never rejects; pending until the ACK comes. */
  readonly acknowledged: Promise<string>;
  readonly #dialog: SrfDialog;
  readonly #parts: LegParts;
  readonly #allows: string | undefined;
  #resolveEnd: (end: LegEnd) => void = () => undefined;
  isOver = false;
  #receive: ((request: LegRequest) => void) | undefined;
  readonly #early: LegRequest[] = [];
  readonly #journalKey: string;
  #timer: SessionTimer | undefined;
  readonly #session: LegSession;
  readonly #connected = new ConnectedIdentity();
  #released: Promise<void> | undefined;

  /**
   * @param allows  the peer's Allow header, undefined when it sent none
   * @param timer  what was agreed on with it
   */
  constructor(dialog: SrfDialog, allows: string | undefined, parts: LegParts, timer?: SessionTimer) {
    this.#timer = timer;
    this.#dialog = dialog;
    this.#parts = parts;
    this.#allows = allows;
    const first = dialog.type === "uac" ? dialog.res : dialog.req;
    this.callId = dialog.sip.callId;
    this.name = dialog.sip;
    this.#journalKey = dialogKey(dialog.type, dialog.sip.callId);
    this.ended = new Promise((resolve) => {
      this.#resolveEnd = resolve;
    });
    this.acknowledged = new Promise((resolve) => {
      dialog.once("ack", (ack) => {
        const answer = sdpIn(ack);
        if (answer !== "") dialog.remote.sdp = answer; // to our own offer
        resolve(dialog.type === "uas" ? this.#session.path.acknowledged(answer) : answer);
      });
    });
    // srf compares SDPs as texts on every re-INVITE and would throw on a leg that began without one.
    dialog.remote.sdp = first === undefined ? textOf(dialog.remote.sdp) : sdpIn(first);
    dialog.local.sdp = textOf(dialog.local.sdp);
    this.#session = new LegSession(dialog, parts.path ?? new MediaPath({}, {}, { source: undefined }));
    this.#session.path.source = first?.source_address;
    this.#listen();
  }

  get over(): boolean {
    return this.isOver;
  }

  /** The peer's newest SDP. */
  get remoteSdp(): string {
    return this.#session.remoteSdp;
  }

  /** Whether its audio is encrypted (SRTP), as both have said. */
  get isEncrypted(): boolean {
    return this.#session.isEncrypted;
  }

  /** A description of the peer's, for a media server: it takes RTP from there only, or from where the peer's SIP comes from. */
  fromPeer(sdp: string): string {
    return this.#session.fromPeer(sdp);
  }

  /** The SDP that the telephone was sent last, and has accepted. */
  get sentSdp(): string {
    return this.#session.sent;
  }

  /** Whom the telephone shows as its peer. */
  get shown(): Shown | undefined {
    return this.#connected.shown;
  }

  /**
   * Connected identity: the telephone shows this party as its peer from now on. It is told so by what is sent next, a
   * re-INVITE or our 2xx; `tellShown` doesn't wait for one.
   *
   * @param isTold  the telephone was told so already, when the dialog was made
   */
  show(shown: Shown | undefined, isTold = false): void {
    this.#connected.show(shown, isTold);
  }

  /** UPDATE without SDP (RFC 3311), to a telephone that says that it takes it and hasn't heard yet whom it talks to. */
  async tellShown(): Promise<void> {
    if (!this.#connected.isNews || this.isOver) return;
    if (this.#allows !== undefined && this.allows("UPDATE")) await this.request("UPDATE", "");
  }

  /** Whether the peer takes this method; one that didn't say is taken to. */
  allows(method: string): boolean {
    return (
      this.#allows === undefined ||
      this.#allows
        .toUpperCase()
        .split(/[\s,]+/)
        .includes(method)
    );
  }

  /** A request of the peer's that the engine couldn't tell to be the peer's, as it came from elsewhere. */
  accept(req: SrfRequest, res: SrfResponse): void {
    if (this.isOver) res.send(481);
    else this.#dialog.handle(req, res);
  }

  /** From now on requests of the peer go to `receive`, and first those that came before there was one. */
  receive(receive: ((request: LegRequest) => void) | undefined): void {
    this.#receive = receive;
    if (receive !== undefined) this.#early.splice(0).forEach(receive);
  }

  /** Sends a request within the dialog. Never rejects: an engine that fails us counts as 503, silence as 408. */
  request(method: LegRequest["method"] | "NOTIFY", body: string, headers: Headers = {}): Promise<LegResponse> {
    if (!REFRESHES.has(method) || body === "") return this.#send(method, body, headers, undefined);
    // An encrypted call is not told to go on in the clear, for whatever the other side of it is now (RFC 3711).
    const offer = this.#session.offer(body);
    const send = (path: PathOffer | undefined): Promise<LegResponse> =>
      path === undefined ? Promise.resolve(noResponse(NOT_ACCEPTABLE)) : this.#send(method, path.sdp, headers, path);
    return offer instanceof Promise ? offer.then(send) : send(offer);
  }

  /** @param path  behind the offer that the body is */
  #send(
    method: LegRequest["method"] | "NOTIFY",
    body: string,
    headers: Headers,
    path: PathOffer | undefined,
  ): Promise<LegResponse> {
    const lateOffer = method === "INVITE" && body === "";
    const describes = path !== undefined;
    const session = this.#session;
    const told = describes ? session.toldOffer(body) : session.told(body, headers["Content-Type"]);
    return new Promise((resolve) => {
      const failed = (status: number): void => {
        if (path !== undefined) session.path.drop(path);
        resolve(noResponse(status));
      };
      const alarm = this.#parts.clock.arm(ANSWER_WITHIN_MS, () => failed(408));
      void this.ended.then(() => {
        alarm.disarm();
        failed(481);
      });
      const options = {
        method,
        headers: this.#requestHeaders(method, headers),
        ...(body === "" ? {} : { body: told }),
        ...(lateOffer ? { noAck: true } : {}),
      };
      try {
        requestInDialog(this.#dialog, options, this.#parts.account, (failure, response, ack) => {
          if (response !== undefined && response.status < 200) return; // srf reports these too
          alarm.disarm();
          if (response === undefined) {
            failed(statusOf(failure));
            return;
          }
          const described = REFRESHES.has(method) ? sdpIn(response) : (response.body ?? "");
          if (method === "INVITE" && response.status < 300) this.#dialog.remote.sdp = described;
          if (describes && response.status < 300) session.sent = told;
          if (described !== "") session.path.source = response.source_address ?? session.path.source;
          if (REFRESHES.has(method) && response.status < 300) this.#noteTarget(response);
          if (REFRESHES.has(method) && response.status < 300) this.#timer = agreedIn(response) ?? this.#timer;
          const acknowledge =
            lateOffer && ack !== undefined ? { acknowledge: (sdp: string) => this.#acknowledge(ack, sdp) } : {};
          const { status } = response;
          const respond = (sdp: string): void => resolve({ status, body: sdp, headers: response, ...acknowledge });
          const given = REFRESHES.has(method) ? session.path.received(path, status, described) : described;
          if (typeof given === "string") respond(given);
          else given.then(respond, () => this.#giveUp(failed));
        });
      } catch (failure) {
        alarm.disarm();
        failed(statusOf(failure)); // the connection to the engine is gone
      }
    });
  }

  /**
   * Changes the session; when the peer does so at the same moment, we step back and come again (RFC 3261 §14.1).
   *
   * @param offer  undefined: the peer makes the offer
   */
  async reinvite(offer: string | undefined): Promise<LegResponse> {
    const headers: Headers = offer === undefined ? {} : { "Content-Type": "application/sdp" };
    for (let attempt = 1; ; attempt++) {
      const response = await this.request("INVITE", offer ?? "", headers);
      if (response.status !== PENDING || attempt >= MOST_ATTEMPTS) return response;
      await this.#parts.clock.sleep(Math.random() * STEP_BACK_MS);
    }
  }

  /** The Reason of our BYE where the code that hangs up gives none. */
  farewell: string | undefined;

  /** Sends BYE, unless the dialog is over already, and waits for its answer a little. Never rejects. */
  hangUp(reason?: string): Promise<void> {
    this.#released ??= this.isOver ? Promise.resolve() : this.#bye(reason ?? this.farewell);
    return this.#released;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.hangUp();
  }

  #requestHeaders(method: string, headers: Headers): Headers {
    if (!REFRESHES.has(method)) return headers;
    const contact = method === "INVITE" ? { Contact: this.#dialog.local.contact } : {};
    return { ...this.#connected.tell("request"), ...timerInRequest(this.#timer), ...headers, ...contact };
  }

  #acknowledge(ack: (options: { body: string }) => void, answer: string): void {
    const send = (sdp: string): void => {
      try {
        this.#session.sent = this.#session.told(sdp);
        ack({ body: this.#session.sent });
      } catch {
        this.#abandon(); // srf has lost the engine
      }
    };
    const given = this.#session.path.answer(answer);
    if (typeof given === "string") send(given);
    else given.then(send, () => this.#giveUp());
  }

  /** The telephone has said yes to media that can't be: to the relay's, which is gone, or in the clear where that mustn't be. */
  #giveUp(failed?: (status: number) => void): void {
    failed?.(NOT_ACCEPTABLE);
    void this.hangUp();
  }

  #bye(reason: string | undefined): Promise<void> {
    this.#end({ by: "us" });
    return sayBye(this.#dialog, this.#parts, reason);
  }

  /** RFC 3261 §12.2: a re-INVITE or UPDATE, theirs or the answer to ours, says where the peer is now. */
  #noteTarget(message: SrfMessage): void {
    this.#parts.journal?.move(this.#journalKey, message.get("Contact"));
  }

  #end(end: LegEnd): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#session.path.release();
    if (end.by === "engine") this.#parts.journal?.lose(this.#journalKey);
    else this.#parts.journal?.forget(this.#journalKey);
    this.#parts.engineLost.ignore(this.#abandon);
    this.#resolveEnd(end);
  }

  readonly #abandon = (): void => {
    this.#parts.srf.removeDialog(this.#dialog);
    this.#end({ by: "engine" });
  };

  #listen(): void {
    const dialog = this.#dialog;
    dialog.once("destroy", (bye) => this.#end(endSaidBy(bye)));
    if (this.#parts.engineLost.happened) this.#abandon();
    else this.#parts.engineLost.listen(this.#abandon);

    dialog.on("modify", (req, res) => this.#take("INVITE", req, res));
    dialog.on("update", (req, res) => this.#take("UPDATE", req, res));
    dialog.on("info", (req, res) => this.#take("INFO", req, res));
    dialog.on("message", (req, res) => this.#take("MESSAGE", req, res));
    // Without a listener srf would accept each of these with 200 and forget it.
    dialog.on("refer", (req, res) => this.#take("REFER", req, res));
    dialog.on("publish", (_req, res) => res.send(405, { headers: { Allow: CALL_METHODS } }));
    dialog.on("notify", (_req, res) => res.send(481)); // RFC 6665 §4.1.3: there is no subscription of ours
    dialog.on("options", (_req, res) =>
      res.send(200, { headers: { Allow: CALL_METHODS, Accept: ACCEPTED_BODIES, Supported: SUPPORTED_EXTENSIONS } }),
    );
  }

  #take(method: LegRequest["method"], req: SrfRequest, res: SrfResponse): void {
    const unsupported = unknownExtensions(req.get("Require"));
    if (unsupported !== "") return res.send(420, { headers: { Unsupported: unsupported } });
    if (!REFRESHES.has(method)) {
      this.#deliver(method, req, res, { wire: req.body ?? "", told: req.body ?? "" });
      return;
    }
    const found = sessionBody(req.body, req);
    if (found.kind === "unsupported") return res.send(415, { headers: REFUSED_BODY });
    const wire = found.kind === "sdp" ? found.sdp : "";
    if (method === "INVITE" && wire !== "") this.#dialog.remote.sdp = wire;
    this.#session.path.source = req.source_address;
    this.#noteTarget(req);
    const told = this.#session.path.offered(wire);
    if (typeof told === "string") this.#deliver(method, req, res, { wire, told });
    else
      void told.then(
        (sdp) => this.#deliver(method, req, res, { wire, told: sdp }),
        () => res.send(NOT_ACCEPTABLE),
      );
  }

  /** @param body  as the telephone wrote it, and as the other party is to get it */
  #deliver(
    method: LegRequest["method"],
    req: SrfRequest,
    res: SrfResponse,
    body: { readonly wire: string; readonly told: string },
  ): void {
    const answer: LegRequest["answer"] = (status, { body: said, headers = {} } = {}) => {
      const send = (sdp: string | undefined): void => this.#respond(method, { req, res, status, headers }, sdp);
      if (said === undefined || status >= 300 || !REFRESHES.has(method)) send(said);
      else this.#session.answer(said, body.wire, send, () => res.send(NOT_ACCEPTABLE));
    };
    const request = { method, headers: req, body: body.told, answer };
    if (this.#receive !== undefined) this.#receive(request);
    else if (this.#early.length < MOST_EARLY_REQUESTS) this.#early.push(request);
    else answer(500, { headers: { "Retry-After": "1" } });
  }

  #respond(method: LegRequest["method"], { req, res, status, headers }: LegAnswer, body: string | undefined): void {
    if (res.finalResponseSent || this.isOver) return;
    const isRefresh = REFRESHES.has(method) && status < 300;
    if (isRefresh && body !== undefined) this.#session.sent = body;
    if (isRefresh && method === "INVITE" && body !== undefined) this.#dialog.local.sdp = body;
    const refreshed = isRefresh ? { ...this.#connected.tell("response"), ...this.#refreshedBy(req) } : {};
    const contact = WITH_CONTACT.has(method) ? { Contact: this.#dialog.local.contact } : {};
    const options = { ...(body === undefined ? {} : { body }), headers: { ...contact, ...headers, ...refreshed } };
    res.send(sendable(status), options, () => undefined);
  }

  /** The peer has refreshed the session: with a timer of its own, or leaving ours as it is. */
  #refreshedBy(request: SrfRequest): Headers {
    const asked = agreedIn(request); // as seen from the request: its uas are we
    if (asked !== undefined) this.#timer = { ...asked, refresher: asked.refresher === "we" ? "they" : "we" };
    return timerInResponse(this.#timer);
  }

  /** The next ACK of the peer: after a 200 to its re-INVITE. "" when it carries nothing. */
  nextAck(): Promise<string> {
    return new Promise((resolve) => {
      this.#dialog.once("ack", (ack) => resolve(this.#session.path.acknowledged(sdpIn(ack))));
      void this.ended.then(() => resolve(""));
    });
  }
}

function textOf(sdp: unknown): string {
  return typeof sdp === "string" ? sdp : "";
}
