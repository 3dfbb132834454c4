import type { Clock } from "../../../runtime/clock.ts";
import type { Arrival, Hop } from "../../sip/transport/hop.ts";
import type { ControlClient } from "./control-client.ts";
import * as firstLines from "./first-lines.ts";
import type { MessageNames } from "./notifications.ts";
import { detailsOfArrival, detailsOfHop } from "./transport-details.ts";

/** A message as it went out, and where. */
export interface SentMessage {
  readonly bytes: Uint8Array;
  readonly hop: Hop;
}

export interface SentResponse {
  readonly bytes: Uint8Array;
  readonly arrival: Arrival;
  /** The application waits for the reply. Undefined: it leaves with the next message. */
  readonly isAwaited?: boolean;
}

/** Shows applications the messages that have left in their name, exactly as they stood on the wire. */
export class SentNotices {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The reply to a request of the application: what was sent, and the name that its responses will have. */
  requestSent(client: ControlClient, commandId: string, { bytes, hop }: SentMessage, transactionId: string): void {
    const details = detailsOfHop(hop, bytes.length, this.#clock.nowMs());
    client.send(firstLines.requestSent(commandId, details, transactionId), bytes);
  }

  /**
   * The reply to a response of the application, which went back to where its request came from. What nothing waits for may
   * leave with the next message.
   */
  responseSent(
    client: ControlClient,
    commandId: string,
    { bytes, arrival, isAwaited }: SentResponse,
    { transactionId, dialogId }: MessageNames,
  ): void {
    const details = { ...detailsOfArrival(arrival), bytes: bytes.length, atMs: this.#clock.nowMs() };
    const firstLine = firstLines.responseSent(commandId, details, transactionId, dialogId);
    if (isAwaited === true) client.send(firstLine, bytes);
    else client.sendPatiently(firstLine, bytes);
  }

  /** The engine itself has sent a request in the dialog: a BYE that no application asked for. */
  engineRequestSent(client: ControlClient, { bytes, hop }: SentMessage, dialogId: string): void {
    const details = detailsOfHop(hop, bytes.length, this.#clock.nowMs());
    client.send(firstLines.unsolicited(details, dialogId), bytes);
  }
}
