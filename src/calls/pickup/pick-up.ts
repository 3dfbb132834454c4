import type { CallParty } from "../../events/event.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import { AnswerFailed, CallerGone } from "../errors.ts";
import type { Leg } from "../leg/leg.ts";
import { abandoned, isAbandoned, linkCalls, publishAnswer, publishLeg, type Call, type CallOver } from "../call.ts";
import { shownTo } from "../identity.ts";
import type { CallingParty } from "../parts.ts";
import { answerSilently, attachCallee } from "../bridge/attach.ts";

/** A call that can be picked up: it rings, or is parked. */
export interface WaitingCall {
  readonly id: string;
  readonly caller: CallingParty;
  readonly offer: string | undefined;
  take(callee: AnsweredCallee, party: CallParty): boolean;
}

/**
 * A phone that calls in order to take another call is answered, told of the caller, and becomes the callee of that call.
 * Its own call lasts as long as its leg, which belongs to the other call from then on. One that makes no offer can't.
 */
export async function pickUpCall(waiting: WaitingCall, call: Call): Promise<CallOver | "no-offer"> {
  const { incoming, entry } = call;
  let leg: Leg | undefined;
  const shown = shownTo(call.caller.party, waiting.caller);
  incoming.shows = shown;
  try {
    leg = await answerSilently(incoming);
  } catch (failure) {
    if (failure instanceof CallerGone || isAbandoned(call)) return abandoned(call);
    if (!(failure instanceof AnswerFailed)) throw failure;
    return { kind: "over", outcome: "failed", because: "answer-failed", hungUpBy: "system" };
  }
  if (leg === undefined) return "no-offer";
  const attached = await attachCallee(leg, waiting.offer, shown);
  if (attached.kind === "refused" || !waiting.take(attached.callee, call.caller.party)) {
    await (attached.kind === "refused" ? leg.hangUp() : attached.callee.refuse(undefined));
    call.log.info({ event: "take.too-late" }, "the call was taken, or given up, meanwhile");
    return { kind: "over", outcome: "rejected", because: "too-late", hungUpBy: "system" };
  }
  linkCalls(call, { call: waiting.id, how: "pick-up" });
  publishAnswer(call, waiting.caller.party);
  // The other call shows the phone as its callee: it is in one conversation, not in two.
  publishLeg(call, { leg: 0, role: "caller", party: call.caller.party, state: "terminated" });
  const ended = (): void => void leg.hangUp(entry.mustEnd.reason);
  entry.mustEnd.listen(ended);
  const end = await leg.ended;
  entry.mustEnd.ignore(ended);
  return { kind: "over", outcome: "answered", hungUpBy: end.by === "peer" ? "caller" : "callee" };
}
