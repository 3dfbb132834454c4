import { isSameAddress } from "../../../runtime/address-block.ts";
import { responseTo } from "../../../sip/message/make.ts";
import type { SipRequest } from "../../../sip/message/message.ts";
import { parseDatagram } from "../../../sip/message/parse.ts";
import { validateRequest } from "../../../sip/message/validate.ts";
import { stampTopVia, topViaOf, type Via } from "../../../sip/via.ts";
import type { Arrival } from "../transport/hop.ts";
import type { SipLogger } from "../transport/logger.ts";
import type { SourceGuard } from "../transport/source-guard.ts";
import { serverKey } from "../transaction/key.ts";
import type { SipWire } from "../transport/wire.ts";
import type { AgentHandlers, ServerTransaction } from "./agent.ts";
import { createBranch } from "./branches.ts";
import type { ClientTable } from "./client-table.ts";
import { listensAtSentBy } from "./response-hops.ts";
import type { ServerTable } from "./server-table.ts";
import { nameOfRegister, type DatagramName, type RepeatedRegisters, type SentAnswer } from "./repeated-registers.ts";
import type { Refusal, Refuse } from "./stateless.ts";

/** A client that is told that we are full tries again after so long. */
const RETRY_AFTER_SECONDS = 5;

export interface InboundParts {
  readonly handlers: AgentHandlers;
  readonly clients: ClientTable;
  readonly servers: ServerTable;
  readonly refuse: Refuse;
  readonly wire: Pick<SipWire, "send">;
  readonly repeated: RepeatedRegisters;
  readonly logger: SipLogger;
  readonly guard: SourceGuard | undefined;
  /** What new requests are answered instead of being served. */
  readonly overload: ((request: SipRequest) => Refusal | undefined) | undefined;
  /** What new requests are answered without a transaction. */
  readonly answerAtOnce: ((request: SipRequest, arrival: Arrival) => Refusal | undefined) | undefined;
  /** True when no further transaction is taken. */
  isFull(): boolean;
}

/** What becomes of a message from the network: the order of RFC 3261 §18.1.2, §18.2.1 and §8.2. Never throws. */
export function receive(bytes: Uint8Array, arrival: Arrival, parts: InboundParts): void {
  const name = nameOfRegister(bytes, arrival);
  const isGlance = parts.guard?.isGlance(arrival) === true;
  if (name !== undefined && !isGlance && absorb(name, arrival, parts)) return;
  const parsed = parseDatagram(bytes);
  const asked = parsed.ok && parsed.message.kind === "request" ? parsed.message : undefined;
  if (parts.guard?.recognises(asked, arrival) === false) return;
  if (name !== undefined && isGlance && absorb(name, arrival, parts)) return;
  if (!parsed.ok) {
    const { problem, reject } = parsed;
    parts.guard?.noteMalformed(arrival);
    parts.logger.debug(
      { event: "sip.unreadable", problem, protocol: arrival.protocol },
      "a SIP message could not be read",
    );
    const via = reject === undefined ? undefined : topViaOf(reject.request);
    if (reject !== undefined && via?.ok === true) {
      parts.refuse(stamped(reject.request, via.value, arrival), via.value, arrival, reject);
    }
    return;
  }
  const { message } = parsed;
  if (message.kind === "response") {
    parts.clients.receive(message, arrival);
    return;
  }
  const via = topViaOf(message);
  if (!via.ok) return; // no address to answer to
  const outcome = receiveRequest(stamped(message, via.value, arrival), via.value, arrival, parts);
  if (name === undefined || outcome === undefined) return;
  const isStrangers = parts.guard?.isStranger(arrival) === true;
  if (typeof outcome === "string") parts.repeated.noteServed(name, outcome, isStrangers);
  else parts.repeated.noteAnswer(name, outcome, isStrangers);
}

/** A REGISTER that came a moment ago with the same bytes gets the answer that it got, or waits for it. */
function absorb(name: DatagramName, arrival: Arrival, { repeated, servers, guard, wire }: InboundParts): boolean {
  const remembered = repeated.get(name);
  if (remembered === undefined) return false;
  if ("transaction" in remembered) {
    const isThere = servers.absorbAgain(remembered.transaction);
    if (!isThere) repeated.forget(name);
    return isThere;
  }
  const { text, hop } = remembered;
  if (guard?.isStranger(arrival) !== true || guard.mayAnswer(arrival, text.length))
    wire.send(Buffer.from(text, "latin1"), hop);
  return true;
}

/** The sender's address and port in its Via. A port that was not asked for is only noted where the Via leads elsewhere. */
const stamped = (request: SipRequest, via: Via, arrival: Arrival): SipRequest =>
  stampTopVia(request, arrival.source, !listensAtSentBy(via, arrival));

/** @returns what it was answered at once, or the key of the transaction that serves it from now on; undefined: neither */
function receiveRequest(
  request: SipRequest,
  via: Via,
  arrival: Arrival,
  parts: InboundParts,
): SentAnswer | string | undefined {
  if (parts.servers.absorb(request, via, arrival)) return undefined;
  const excess = parts.overload?.(request);
  if (excess !== undefined) return parts.refuse(request, via, arrival, excess);
  const fault = validateRequest(request);
  if (fault !== undefined) {
    parts.guard?.noteMalformed(arrival);
    return parts.refuse(request, via, arrival, fault);
  } else if (request.method === "ACK") {
    guarded(parts.logger, () => parts.handlers.onAck(request, arrival));
  } else if (parts.isFull()) {
    const headers = [{ name: "Retry-After", value: String(RETRY_AFTER_SECONDS) }];
    return parts.refuse(request, via, arrival, { status: 503, headers });
  } else if (request.method === "CANCEL") {
    receiveCancel(request, via, arrival, parts);
  } else if (parts.guard?.isUnwelcome(request, arrival) !== true) {
    const answer = parts.answerAtOnce?.(request, arrival);
    return answer === undefined ? serve(request, via, arrival, parts) : parts.refuse(request, via, arrival, answer);
  }
  return undefined;
}

function serve(request: SipRequest, via: Via, arrival: Arrival, parts: InboundParts): string | undefined {
  const started = parts.servers.start(request, via, arrival);
  const pending = started?.pending;
  if (pending !== undefined) orAnswer500(pending, parts.logger, () => parts.handlers.onRequest(pending));
  return started && serverKey(request, via);
}

/**
 * RFC 3261 §9.2: the CANCEL is answered here, whatever becomes of the INVITE; after a final response it changes nothing. It goes hop by
 * hop and can't be challenged (§22.1), so it counts only from where its INVITE came: an eavesdropper must not end a call that rings.
 */
function receiveCancel(cancel: SipRequest, via: Via, arrival: Arrival, parts: InboundParts): void {
  const invite = parts.servers.findCancelled(cancel, via);
  if (invite === undefined || !isFromSender(invite.pending, arrival)) {
    parts.refuse(cancel, via, arrival, { status: 481 });
    return;
  }
  parts.servers
    .start(cancel, via, arrival)
    ?.respond(responseTo(cancel, 200, undefined, { toTag: createBranch().slice(-16) }));
  const { pending } = invite;
  if (pending !== undefined) {
    orAnswer500(pending, parts.logger, () => parts.handlers.onCancel(pending, cancel, arrival));
  }
}

/** Whether a message comes from the address that the request came from. */
function isFromSender(pending: ServerTransaction | undefined, { source }: Arrival): boolean {
  return pending === undefined || isSameAddress(pending.arrival.source.address, source.address);
}

function orAnswer500(transaction: ServerTransaction, logger: SipLogger, user: () => void): void {
  if (guarded(logger, user)) return;
  transaction.respond(responseTo(transaction.request, 500, undefined, { toTag: createBranch().slice(-16) }));
}

/** @returns false when the user failed, which is its bug, not the caller's fault */
export function guarded(logger: SipLogger, user: () => void): boolean {
  try {
    user();
    return true;
  } catch (failure) {
    logger.error({ event: "sip.user.threw", err: failure }, "a handler of SIP messages failed");
    return false;
  }
}
