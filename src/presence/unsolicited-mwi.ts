import type { Logger } from "../observability/logging.ts";
import type { Binding } from "../registrar/binding.ts";
import { FLOW_FAILED, type FailedFlow } from "../registrar/phone-flows.ts";
import { targetOf } from "../registrar/target.ts";
import type { Alarm, Clock } from "../runtime/clock.ts";
import { defined } from "../runtime/defined.ts";
import type { Srf, SrfRequest } from "../srf/srf.ts";
import type { DeviceId } from "../vocabulary/identifiers.ts";
import { MESSAGE_SUMMARY, SUMMARY_CONTENT_TYPE } from "./message-summary.ts";

/** As many as a device has bindings. A password that adds Contacts without end gets no more NOTIFYs than that in the air. */
const MOST_IN_FLIGHT_OF_A_DEVICE = 10;
/** A NOTIFY's transaction ends after 32 s (RFC 3261 §17.1.2.2, timer F); an engine that is gone says nothing any more. */
const GIVEN_UP_AFTER_MS = 40_000;
/** Whose binding is notified. */
type Notified = FailedFlow;

/** What a NOTIFY says. */
export interface Summary {
  /** The URI of the message account (RFC 3842 §5.2). */
  readonly account: string;
  readonly body: string;
}

export interface UnsolicitedMwiOptions {
  readonly srf: Pick<Srf, "request">;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The binding's connection has ended. */
  readonly onFlowFailed: (failed: FailedFlow) => void;
}

interface InFlight {
  readonly deadline: Alarm;
  /** The mailbox has changed since: what the next NOTIFY says. */
  next: Summary | undefined;
}

/** NOTIFYs with the MWI state to phones that have no subscription, which many phones expect: one at a time to each binding. */
export class UnsolicitedMwi implements Disposable {
  readonly #options: UnsolicitedMwiOptions;
  readonly #inFlight = new Map<DeviceId, Map<string, InFlight>>();

  constructor(options: UnsolicitedMwiOptions) {
    this.#options = options;
  }

  send(notified: Notified, summary: Summary): void {
    const { device, binding } = notified;
    const ofDevice = this.#inFlight.get(device) ?? new Map<string, InFlight>();
    const key = placeOf(binding);
    const waiting = ofDevice.get(key);
    if (waiting !== undefined) {
      waiting.next = summary;
      return;
    }
    if (ofDevice.size >= MOST_IN_FLIGHT_OF_A_DEVICE) {
      this.#options.logger.debug({ event: "mwi.unsent", device }, "too many MWI NOTIFYs of a device are unanswered");
      return;
    }
    const deadline = this.#options.clock.arm(GIVEN_UP_AFTER_MS, () => this.#end(notified));
    this.#inFlight.set(device, ofDevice.set(key, { deadline, next: undefined }));
    this.#transmit(notified, summary);
  }

  [Symbol.dispose](): void {
    for (const ofDevice of this.#inFlight.values()) for (const { deadline } of ofDevice.values()) deadline.disarm();
    this.#inFlight.clear();
  }

  #transmit(notified: Notified, { account, body }: Summary): void {
    const { uri, proxy, headers } = targetOf(notified.binding, {
      From: `<${account}>`,
      Event: MESSAGE_SUMMARY,
      "Subscription-State": "terminated;reason=noresource", // unsolicited: there is no subscription (RFC 6665 §4.1.3)
      "Content-Type": SUMMARY_CONTENT_TYPE,
    });
    const unsent = (failure: unknown): void => {
      this.#options.logger.debug({ event: "mwi.unsent", err: failure }, "MWI NOTIFY not sent");
      this.#end(notified);
    };
    try {
      this.#options.srf.request(uri, { method: "NOTIFY", headers, body, ...defined({ proxy }) }, (failure, request) => {
        if (failure != null || request === undefined) unsent(failure);
        else this.#awaitAnswer(notified, request);
      });
    } catch (failure) {
      unsent(failure); // drachtio-srf throws without a connection to the engine
    }
  }

  /** A phone may refuse an unsolicited NOTIFY; nothing follows from its refusal. */
  #awaitAnswer(notified: Notified, request: SrfRequest): void {
    request.on("response", ({ status }) => {
      if (status < 200) return;
      if (status === FLOW_FAILED) this.#options.onFlowFailed(notified);
      this.#end(notified);
    });
  }

  #end(notified: Notified): void {
    const { device, binding } = notified;
    const ofDevice = this.#inFlight.get(device);
    const ended = ofDevice?.get(placeOf(binding));
    if (ofDevice === undefined || ended === undefined) return;
    ended.deadline.disarm();
    ofDevice.delete(placeOf(binding));
    if (ofDevice.size === 0) this.#inFlight.delete(device);
    if (ended.next !== undefined) this.send(notified, ended.next);
  }
}

const placeOf = ({ contact, source, transport }: Binding): string =>
  `${transport} ${source.address} ${source.port} ${contact}`;
