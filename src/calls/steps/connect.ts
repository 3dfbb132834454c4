import type { CallParty } from "../../events/event.ts";
import { Scope } from "../../runtime/scope.ts";
import type { Answered } from "../branch.ts";
import { bridge, relayed } from "../bridge.ts";
import { abandoned, isAbandoned, legName, publish, type Call, type CallOver } from "../call.ts";
import { AnswerFailed, CallerGone } from "../errors.ts";
import { Confirmation } from "../confirmation.ts";
import type { Leg } from "../leg.ts";
import type { RelayedLeg } from "../relay.ts";

/**
 * A callee has picked up, or accepted: the caller gets the 200, both talk until one hangs up. Whatever goes wrong, no
 * leg stays behind. Media goes straight between them. Undefined: who accepted has gone before they could be connected,
 * and the caller still waits.
 */
export async function connect(
  call: Call,
  won: Answered | Confirmation,
  party: CallParty,
  legIndex: number,
): Promise<CallOver | undefined> {
  const callee = won instanceof Confirmation ? await won.accept(call.incoming.offer) : won;
  if (callee === undefined) return isAbandoned(call) ? abandoned(call) : undefined;
  await using scope = new Scope();
  let connected: { caller: RelayedLeg; callee: RelayedLeg };
  try {
    connected = await joined(call, callee, scope);
  } catch (failure) {
    void callee.refuse(call.incoming.cancelReason);
    if (failure instanceof CallerGone) return abandoned(call);
    if (!(failure instanceof AnswerFailed)) throw failure;
    call.log.warn({ event: "call.not-answered", err: failure }, "caller could not be answered");
    return { kind: "over", outcome: "failed", because: "answer-failed", hungUpBy: "system" };
  }
  const leg = legName(call, legIndex);
  call.log.info({ event: "call.answered", branch: leg }, "call answered");
  publish(call, { kind: "call.answered", leg, by: party });
  call.entry.set({ state: "connected", answeredAtMs: call.parts.clock.nowMs() });

  const end = await bridge(connected.caller, connected.callee, call.entry.mustEnd);
  return { kind: "over", outcome: "answered", hungUpBy: end.hungUpBy };
}

async function joined(call: Call, callee: Answered, scope: Scope): Promise<{ caller: RelayedLeg; callee: RelayedLeg }> {
  const { offer } = call.incoming;
  if (offer !== undefined) {
    const calleeLeg = scope.own(await callee.connect(undefined));
    const callerLeg = scope.own(await call.incoming.answer(callee.sdp));
    return { caller: relayed(callerLeg, offer, callee.sdp), callee: relayed(calleeLeg, callee.sdp, offer) };
  }
  // Late offer: the callee's offer goes to the caller in our 200, the caller's answer back in the ACKs.
  const callerLeg = scope.own(await call.incoming.answer(callee.sdp));
  const answer = await firstAck(callerLeg);
  if (answer === "") throw new CallerGone(); // hung up, or an ACK without the answer that RFC 3261 §13.2.1 asks for
  const calleeLeg = scope.own(await callee.connect(answer));
  return { caller: relayed(callerLeg, answer, callee.sdp), callee: relayed(calleeLeg, callee.sdp, answer) };
}

/** "" when the caller hangs up instead; the engine ends a leg whose ACK never comes (RFC 3261 §13.3.1.4). */
function firstAck(leg: Leg): Promise<string> {
  return Promise.race([leg.acknowledged, leg.ended.then(() => "")]);
}
