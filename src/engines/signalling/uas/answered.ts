import { awaitAck } from "../../sip/dialog/acceptance.ts";
import { dialogOfUas } from "../../sip/dialog/establish.ts";
import { hopBack, pinOfUas } from "../../sip/dialog/nat.ts";
import type { SessionTimer } from "../../sip/dialog/session-timer.ts";
import type { SipResponse } from "../../../sip/message/message.ts";
import { endWithBye } from "../leg/ending.ts";
import { rememberFlow } from "../flows.ts";
import { newLeg, type Leg, type Pending } from "../leg/leg.ts";
import type { Parts } from "../parts.ts";
import { endEarlyLeg, endLeg, settle, withdraw } from "../leg/pending.ts";
import { restartSession, startSession } from "../leg/session.ts";
import { awaitExpiry, isTerminating } from "../leg/subscription.ts";
import { sequenceOf } from "../../sip/dialog/reading.ts";
import { inBackground } from "../background.ts";

/** A response to a request of theirs, as it was sent. */
export interface Answer {
  readonly response: SipResponse;
  readonly makesLeg: boolean;
  /** Our Contact from now on, if it makes a dialog. */
  readonly contact: string;
  readonly sdp: Uint8Array | undefined;
  readonly session: SessionTimer | undefined;
}

/** What follows from having answered: dialogs begin and end, timers start. */
export function answered(parts: Parts, pending: Pending, answer: Answer): void {
  const { status } = answer.response;
  const leg = answer.makesLeg ? legMadeBy(parts, pending, answer) : (pending.leg ?? parts.legs.get(pending.dialogId));
  if (leg !== undefined && answer.sdp !== undefined) leg.localSdp = answer.sdp;
  if (status < 200) {
    if (status > 100) awaitDecision(parts, pending);
    return;
  }
  settle(parts, pending);
  if (status < 300) succeeded(parts, pending, leg, answer);
  else endEarlyLeg(parts, pending);
  const { request } = pending.transaction;
  if (leg?.madeBy === "SUBSCRIBE" && isTerminating(request)) endLeg(parts, leg);
}

/** A ringing phone may ring for long, but not for ever. */
function awaitDecision(parts: Parts, pending: Pending): void {
  pending.deadline?.disarm();
  pending.deadline = parts.clock.arm(parts.waits.ringingMs, () => withdraw(parts, pending, "timeout"));
}

/** The dialog of our 2xx or reliable 1xx; the 2xx confirms the one that a 1xx made. */
function legMadeBy(parts: Parts, pending: Pending, { response, contact }: Answer): Leg | undefined {
  const { transaction, client, id, dialogId } = pending;
  const { request, arrival } = transaction;
  const early = response.status < 200;
  const known = parts.legs.get(dialogId);
  if (known !== undefined) {
    known.early = early;
    known.contact = contact;
    return known;
  }
  const dialog = dialogOfUas(request, response);
  if (!dialog.ok) return undefined; // an INVITE without Contact: it is answered, but nothing can be sent to it
  const leg = newLeg({
    id: dialogId,
    client,
    role: "uas",
    madeBy: request.method === "SUBSCRIBE" ? "SUBSCRIBE" : "INVITE",
    transactionId: id,
    dialog: dialog.value,
    early,
    pinned: pinOfUas(request, arrival, { aggressive: parts.config.aggressiveNatDetection }),
    back: hopBack(arrival),
    contact,
  });
  leg.reliable = pending.reliable;
  parts.legs.set(dialogId, leg);
  return leg;
}

function succeeded(parts: Parts, pending: Pending, leg: Leg | undefined, answer: Answer): void {
  const { request, arrival } = pending.transaction;
  switch (request.method) {
    case "REGISTER":
      rememberFlow(parts.flows, request, answer.response, arrival);
      return;
    case "SUBSCRIBE":
      rememberFlow(parts.flows, request, answer.response, arrival);
      if (leg?.madeBy === "SUBSCRIBE") awaitExpiry(parts, leg, request, answer.response);
      return;
    case "INVITE":
      if (leg === undefined) return;
      leg.reliable?.answered();
      awaitTheirAck(parts, pending, leg, answer.response);
      startSession(parts, leg, answer.session);
      return;
    case "UPDATE":
      if (leg === undefined) return;
      if (answer.session === undefined) restartSession(parts, leg);
      else startSession(parts, leg, answer.session);
      return;
    default:
      return;
  }
}

/** RFC 3261 §13.3.1.4: the 2xx is repeated until the ACK; without one the call is ended. */
function awaitTheirAck(parts: Parts, pending: Pending, leg: Leg, success: SipResponse): void {
  const { transaction } = pending;
  const sequence = sequenceOf(transaction.request) ?? 0;
  const { t1Ms, t2Ms, t1x64Ms } = parts.waits;
  leg.acceptances.get(sequence)?.[Symbol.dispose]();
  leg.acceptances.set(
    sequence,
    awaitAck({
      clock: parts.clock,
      times: { t1Ms, t2Ms, giveUpAfterMs: t1x64Ms },
      reliable: transaction.arrival.protocol !== "udp",
      repeat: () => transaction.repeat(success),
      onUnacknowledged: () => inBackground(parts, endWithBye(parts, leg, "ACK timeout")),
    }),
  );
}
