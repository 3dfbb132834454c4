import { hasTag } from "../message/filling.ts";
import type { ClientFailure, ClientTransaction, ClientUser } from "../../sip/agent/agent.ts";
import type { Header, SipRequest, SipResponse } from "../../../sip/message/message.ts";
import type { Arrival } from "../../sip/transport/hop.ts";
import { newTag } from "../message/ids.ts";
import type { AppClient } from "../control/client.ts";
import type { Leg, Outgoing } from "../leg/leg.ts";
import type { Parts } from "../parts.ts";
import { tellResponse, travelIn } from "../control/tell.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import { tagIn } from "../../sip/dialog/reading.ts";

/**
 * What becomes of the engine's memory when a response comes. Without an arrival it was made up.
 * @returns whether the application is to see it
 */
export type OnAnswer = (outgoing: Outgoing, response: SipResponse, arrival: Arrival | undefined) => boolean;

export interface Dispatch {
  readonly id: string;
  readonly client: AppClient;
  readonly dialogId: string;
  readonly leg: Leg | undefined;
  /** Puts it into a transaction. */
  send(user: ClientUser): ClientTransaction;
  /** Another way to try when this one can't be gone; undefined when there is none. */
  sendElsewhere?(user: ClientUser): ClientTransaction | undefined;
  readonly onAnswer: OnAnswer;
}

/** Sends an application's request; from now on its responses are told to the application under this name. */
export function dispatch(parts: Parts, work: Dispatch): Outgoing {
  const user: ClientUser = {
    onResponse: (response, arrival) => receiveResponse(parts, outgoing, response, arrival, work.onAnswer),
    onFailure(failure) {
      const elsewhere = failure === "transport" && !outgoing.cancelled ? work.sendElsewhere?.(user) : undefined;
      if (elsewhere === undefined) fail(parts, outgoing, failure, work.onAnswer);
      else outgoing.transaction = elsewhere;
    },
  };
  const { id, client, dialogId, leg } = work;
  const outgoing: Outgoing = {
    id,
    client,
    dialogId,
    leg,
    transaction: work.send(user),
    cancelled: false,
    cancelledBecause: undefined,
    abandoned: false,
    deadline: undefined,
    lastReliable: undefined,
    repliedAtMs: parts.clock.nowMs(),
    held: [],
  };
  parts.outgoing.set(id, outgoing);
  return outgoing;
}

function receiveResponse(
  parts: Parts,
  outgoing: Outgoing,
  response: SipResponse,
  arrival: Arrival,
  onAnswer: OnAnswer,
): void {
  if (response.status === 100) return;
  if (response.status >= 200) forget(parts, outgoing);
  else if (isRepetition(outgoing, response)) return;
  else if (outgoing.transaction.request.method === "INVITE") awaitFinal(parts, outgoing);
  const isTold = onAnswer(outgoing, response, arrival);
  if (isTold && !outgoing.abandoned) tellResponse(parts, outgoing, response, travelIn(arrival));
}

function fail(parts: Parts, outgoing: Outgoing, failure: ClientFailure, onAnswer: OnAnswer): void {
  forget(parts, outgoing);
  const { request, hop } = outgoing.transaction;
  const response = madeUp(request, failure);
  const isTold = onAnswer(outgoing, response, undefined);
  if (isTold && !outgoing.abandoned) tellResponse(parts, outgoing, response, nowhere(parts, hop.protocol));
}

/** Final response: the name of the request means nothing any more. */
function forget(parts: Parts, outgoing: Outgoing): void {
  outgoing.deadline?.disarm();
  parts.outgoing.delete(outgoing.id);
}

/** RFC 3262 §4: a reliable provisional response is repeated until its PRACK arrives. */
function isRepetition(outgoing: Outgoing, response: SipResponse): boolean {
  const rseq = Number(headerValue(response, "rseq") ?? NaN);
  if (Number.isNaN(rseq)) return false;
  const tag = tagIn(response, "to") ?? "";
  const seen = outgoing.lastReliable;
  if (seen?.tag === tag && rseq <= seen.rseq) return true;
  outgoing.lastReliable = { tag, rseq };
  return false;
}

/** Timer C: a phone that rings for ever is cancelled, and forgotten if it doesn't answer that either. */
function awaitFinal(parts: Parts, outgoing: Outgoing): void {
  if (outgoing.cancelled) return;
  outgoing.deadline?.disarm();
  outgoing.deadline = parts.clock.arm(parts.waits.timerCMs, () => cancel(parts, outgoing, []));
}

/**
 * Takes an INVITE back (RFC 3261 §9.1).
 * @returns the CANCEL as it is or will be sent; undefined when it is too late
 */
export function cancel(parts: Parts, outgoing: Outgoing, headers: readonly Header[]): SipRequest | undefined {
  const sent = outgoing.transaction.cancel(headers);
  if (sent === undefined) return undefined;
  outgoing.cancelled = true;
  const reason = headers.find(({ name }) => name.toLowerCase() === "reason")?.value;
  outgoing.cancelledBecause = /;\s*text\s*=\s*"(?<text>[^"\\]{1,100})"/i.exec(reason ?? "")?.groups?.["text"];
  outgoing.deadline?.disarm();
  return sent;
}

const FAILURES: Readonly<Record<ClientFailure, { readonly status: number; readonly reason: string }>> = {
  timeout: { status: 408, reason: "Request Timeout" },
  transport: { status: 503, reason: "Service Unavailable" },
  unresolved: { status: 503, reason: "DNS Error" },
  "flow-closed": { status: 410, reason: "Gone" },
};

const ECHOED = new Set(["Via", "From", "To", "Call-ID", "CSeq"]);

/** The response that nobody sent. */
export function madeUp(request: SipRequest, failure: ClientFailure): SipResponse {
  const { status, reason } = FAILURES[failure];
  const tag = newTag();
  const headers = request.headers
    .filter(({ name }) => ECHOED.has(name))
    .map((header) =>
      header.name === "To" && !hasTag(header.value) ? { ...header, value: `${header.value};tag=${tag}` } : header,
    );
  return {
    kind: "response",
    status,
    reason,
    headers: [...headers, { name: "Content-Length", value: "0" }],
    body: new Uint8Array(),
  };
}

/** Of a made-up response: no bytes from no address. */
export const nowhere = (parts: Parts, protocol: string) => ({
  bytes: 0,
  protocol,
  address: "",
  port: 0,
  atMs: parts.clock.nowMs(),
});
