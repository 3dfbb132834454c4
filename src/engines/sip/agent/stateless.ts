import { randomBytes } from "node:crypto";
import type { Clock } from "../../../runtime/clock.ts";
import { keyedHash } from "../../../runtime/keyed-hash.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import { responseTo } from "../../../sip/message/make.ts";
import type { Header, SipRequest } from "../../../sip/message/message.ts";
import { printMessage } from "../../../sip/message/print.ts";
import { branchOf, type Via } from "../../../sip/via.ts";
import type { Arrival } from "../transport/hop.ts";
import type { SourceGuard } from "../transport/source-guard.ts";
import type { SipWire } from "../transport/wire.ts";
import type { SentAnswer } from "./repeated-registers.ts";
import { responseHops } from "./response-hops.ts";

/** Above this a flood is met with silence: each answer goes to an address that may be forged. */
const MAX_ANSWERS_PER_SECOND = 500;
/** The same of senders who are known, and are told that there is too much to do. */
const MAX_REFUSALS_PER_SECOND = 10_000;
const SECOND_MS = 1_000;

/** What is answered without remembering anything (RFC 3261 §8.2.7). */
export interface Refusal {
  readonly status: number;
  readonly reason?: string | undefined;
  readonly headers?: readonly Header[];
}

/**
 * Answers a request that gets no transaction: broken, too many, or a CANCEL of nothing. An ACK is never answered.
 * @returns what was sent, if anything
 */
export type Refuse = (request: SipRequest, via: Via, arrival: Arrival, refusal: Refusal) => SentAnswer | undefined;

export function statelessly(clock: Clock, wire: SipWire, guard?: SourceGuard): Refuse {
  const hash = keyedHash(randomBytes(32));
  let secondStartedMs = -Infinity;
  let answered = 0;

  /** RFC 3261 §8.2.7: the same tag for the same request, though nothing is kept. */
  const tagFor = (request: SipRequest, via: Via): string =>
    hash(`${branchOf(via) ?? ""} ${headerValue(request, "call-id") ?? ""} ${headerValue(request, "cseq") ?? ""}`).slice(
      0,
      16,
    );

  return (request, via, arrival, { status, reason, headers }) => {
    if (request.method === "ACK") return undefined;
    const isChallenge = status === 401; // the beginning of regular work: the guard alone says how much of that a sender may ask for
    const nowMs = clock.nowMs();
    if (nowMs - secondStartedMs >= SECOND_MS) {
      secondStartedMs = nowMs;
      answered = 0;
    }
    const isKnown = status === 503 && guard?.isStranger(arrival) === false;
    if (!isChallenge && ++answered > (isKnown ? MAX_REFUSALS_PER_SECOND : MAX_ANSWERS_PER_SECOND)) return undefined;
    const response = responseTo(request, status, reason, { toTag: tagFor(request, via), headers });
    const bytes = printMessage(response);
    if (guard?.isStranger(arrival) === true && !guard.mayAnswer(arrival, bytes.length)) return undefined;
    const hop = responseHops(arrival, via).first;
    wire.send(bytes, hop);
    return { bytes, hop };
  };
}
