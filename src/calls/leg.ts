import type { Clock } from "../runtime/clock.ts";
import { readReason, reasonHeader } from "./reasons.ts";
import { sendable } from "./status.ts";
import { statusOf, type Headers, type Srf, type SrfDialog, type SrfRequest, type SrfResponse } from "./srf.ts";

/** Why our side of a dialog is over. */
export type LegEnd =
  /** BYE from the phone, or from our engine because the phone never sent its ACK (RFC 3261 §13.3.1.4). */
  | { readonly by: "peer"; readonly reason: string | undefined }
  | { readonly by: "us" }
  /** The signalling engine is gone, and with it the dialog. */
  | { readonly by: "engine" };

/** A request of the peer within the dialog. Its receiver answers it, once. */
export interface LegRequest {
  readonly method: "INVITE" | "UPDATE" | "INFO" | "MESSAGE";
  readonly headers: { get(header: string): string | undefined };
  /** "" when there is none; an INVITE without is a late offer (RFC 3264 §4). */
  readonly body: string;
  answer(status: number, response?: { readonly headers?: Headers; readonly body?: string }): void;
}

/** What came of a request that we sent within the dialog. */
export interface LegResponse {
  readonly status: number;
  readonly body: string;
  readonly headers: { get(header: string): string | undefined };
  /** Of a re-INVITE without SDP that was accepted: the ACK with our answer. Must be called. */
  readonly acknowledge?: (answer: string) => void;
}

export interface LegParts {
  readonly srf: Srf;
  readonly clock: Clock;
  /** Aborted when the engine that holds the dialog is gone. */
  readonly engineLost: AbortSignal;
}

/** What we take within a dialog (RFC 3261 §20.5). */
export const ALLOW = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, MESSAGE";

/** A phone that holds the call right behind its ACK is sooner than we; more than a few requests by then are none. */
const MOST_EARLY_REQUESTS = 4;
/** A peer that doesn't answer our BYE is left to the engine's own timers after this long. */
const BYE_WITHIN_MS = 2_000;
/** The engine's timer B has long answered 408 by then (RFC 3261 §17.1.1.2). */
const ANSWER_WITHIN_MS = 35_000;

/** Our side of one confirmed dialog. Owned by whoever got it: disposing hangs it up. */
export class Leg implements AsyncDisposable {
  readonly callId: string;
  readonly ended: Promise<LegEnd>;
  /** The body of the first ACK; "" without one. Only a UAS leg gets it. Never rejects; pending until the ACK comes. */
  readonly acknowledged: Promise<string>;
  readonly #dialog: SrfDialog;
  readonly #parts: LegParts;
  readonly #allows: string | undefined;
  #resolveEnd: (end: LegEnd) => void = () => undefined;
  #over = false;
  #receive: ((request: LegRequest) => void) | undefined;
  readonly #early: LegRequest[] = [];
  #released: Promise<void> | undefined;

  /** @param allows  the peer's Allow header, undefined when it sent none */
  constructor(dialog: SrfDialog, allows: string | undefined, parts: LegParts) {
    this.#dialog = dialog;
    this.#parts = parts;
    this.#allows = allows;
    this.callId = dialog.sip.callId;
    this.ended = new Promise((resolve) => {
      this.#resolveEnd = resolve;
    });
    this.acknowledged = new Promise((resolve) => {
      dialog.once("ack", (ack) => {
        if (ack.body !== undefined && ack.body !== "") dialog.remote.sdp = ack.body; // the answer to our own offer
        resolve(ack.body ?? "");
      });
    });
    // srf compares SDPs as texts on every re-INVITE and would throw on a leg that began without one.
    dialog.remote.sdp = textOf(dialog.remote.sdp);
    dialog.local.sdp = textOf(dialog.local.sdp);
    this.#listen();
  }

  get over(): boolean {
    return this.#over;
  }

  /** The peer's newest SDP. */
  get remoteSdp(): string {
    return this.#dialog.remote.sdp;
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

  /** From now on requests of the peer go to `receive`, and first those that came before anybody could take them. */
  receive(receive: ((request: LegRequest) => void) | undefined): void {
    this.#receive = receive;
    if (receive !== undefined) this.#early.splice(0).forEach(receive);
  }

  /** Sends a request within the dialog. Never rejects: an engine that fails us counts as 503, silence as 408. */
  request(method: LegRequest["method"], body: string, headers: Headers = {}): Promise<LegResponse> {
    const lateOffer = method === "INVITE" && body === "";
    return new Promise((resolve) => {
      const failed = (status: number): void => {
        resolve({ status, body: "", headers: { get: () => undefined } });
      };
      const alarm = this.#parts.clock.arm(ANSWER_WITHIN_MS, () => failed(408));
      void this.ended.then(() => {
        alarm.disarm();
        failed(481);
      });
      const options = {
        method,
        headers: method === "INVITE" ? { ...headers, Contact: this.#dialog.local.contact } : headers,
        ...(body === "" ? {} : { body }),
        ...(lateOffer ? { noAck: true } : {}),
      };
      try {
        this.#dialog.request(options, (failure, response, ack) => {
          if (response !== undefined && response.status < 200) return; // srf reports these too
          alarm.disarm();
          if (response === undefined) {
            failed(statusOf(failure));
            return;
          }
          if (method === "INVITE" && response.status < 300) this.#dialog.remote.sdp = response.body ?? "";
          resolve({
            status: response.status,
            body: response.body ?? "",
            headers: response,
            ...(lateOffer && ack !== undefined
              ? { acknowledge: (answer: string) => this.#acknowledge(ack, answer) }
              : {}),
          });
        });
      } catch (failure) {
        alarm.disarm();
        failed(statusOf(failure)); // the connection to the engine is gone
      }
    });
  }

  /** Sends BYE, unless the dialog is over already, and waits for its answer a little. Never rejects. */
  hangUp(reason?: string): Promise<void> {
    this.#released ??= this.#over ? Promise.resolve() : this.#bye(reason);
    return this.#released;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.hangUp();
  }

  #acknowledge(ack: (options: { body: string }) => void, answer: string): void {
    try {
      ack({ body: answer });
    } catch {
      this.#abandon(); // srf has lost the engine
    }
  }

  #bye(reason: string | undefined): Promise<void> {
    this.#end({ by: "us" });
    return new Promise((resolve) => {
      const alarm = this.#parts.clock.arm(BYE_WITHIN_MS, resolve);
      const answered = (): void => {
        alarm.disarm();
        resolve();
      };
      try {
        this.#dialog.destroy({ headers: reasonHeader(reason) }, answered);
      } catch {
        this.#parts.srf.removeDialog(this.#dialog); // the engine is gone: nothing can be sent any more
        answered();
      }
    });
  }

  #end(end: LegEnd): void {
    if (this.#over) return;
    this.#over = true;
    this.#parts.engineLost.removeEventListener("abort", this.#abandon);
    this.#resolveEnd(end);
  }

  readonly #abandon = (): void => {
    this.#parts.srf.removeDialog(this.#dialog);
    this.#end({ by: "engine" });
  };

  #listen(): void {
    const dialog = this.#dialog;
    dialog.once("destroy", (bye) => {
      // What the engine writes into its own BYE ("ACK timeout") is no reason of the peer's.
      this.#end({ by: "peer", reason: bye.source === "network" ? readReason(bye) : undefined });
    });
    if (this.#parts.engineLost.aborted) this.#abandon();
    else this.#parts.engineLost.addEventListener("abort", this.#abandon);

    dialog.on("modify", (req, res) => this.#take("INVITE", req, res));
    dialog.on("update", (req, res) => this.#take("UPDATE", req, res));
    dialog.on("info", (req, res) => this.#take("INFO", req, res));
    dialog.on("message", (req, res) => this.#take("MESSAGE", req, res));
    // Without a listener srf would accept each of these with 200 and forget it.
    dialog.on("refer", (_req, res) => res.send(405, { headers: { Allow: ALLOW } }));
    dialog.on("publish", (_req, res) => res.send(405, { headers: { Allow: ALLOW } }));
    dialog.on("notify", (_req, res) => res.send(481)); // RFC 6665 §4.1.3: nobody here has subscribed
    dialog.on("options", (_req, res) => res.send(200, { headers: { Allow: ALLOW, Accept: "application/sdp" } }));
  }

  #take(method: LegRequest["method"], req: SrfRequest, res: SrfResponse): void {
    const answer: LegRequest["answer"] = (status, response = {}) => {
      if (res.finalResponseSent || this.#over) return;
      if (method === "INVITE" && status < 300 && response.body !== undefined) this.#dialog.local.sdp = response.body;
      const contact = method === "INVITE" || method === "UPDATE" ? { Contact: this.#dialog.local.contact } : {};
      res.send(sendable(status), { ...response, headers: { ...contact, ...response.headers } }, () => undefined);
    };
    const request = { method, headers: req, body: req.body ?? "", answer };
    if (this.#receive !== undefined) this.#receive(request);
    else if (this.#early.length < MOST_EARLY_REQUESTS) this.#early.push(request);
    else answer(500, { headers: { "Retry-After": "1" } });
  }

  /** The next ACK of the peer: after a 200 to its re-INVITE. "" when it carries nothing. */
  nextAck(): Promise<string> {
    return new Promise((resolve) => {
      this.#dialog.once("ack", (ack) => resolve(ack.body ?? ""));
      void this.ended.then(() => resolve(""));
    });
  }
}

function textOf(sdp: unknown): string {
  return typeof sdp === "string" ? sdp : "";
}
