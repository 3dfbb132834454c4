import type { CallParty } from "../../events/event.ts";
import { Scope } from "../../runtime/scope.ts";
import type { Answered } from "../branch.ts";
import { AnsweredCaller } from "../answered-caller.ts";
import { bridge, relayed, untilOver, type BridgeEnd } from "../bridge.ts";
import { abandoned, isAbandoned, legName, publishAnswer, publishLeg, type Call, type CallOver } from "../call.ts";
import { AnswerFailed, CallerGone } from "../errors.ts";
import { isSameMedia } from "../sdp-direction.ts";
import { waitingParts } from "./to-media.ts";
import { Confirmation, type Accepted } from "../confirmation.ts";
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
  const callee = { leg: legIndex, role: "callee", party } as const;
  using _leg = { [Symbol.dispose]: () => publishLeg(call, { ...callee, state: "terminated" }) };
  const accepted = won instanceof Confirmation ? await won.accept(call.incoming.offer) : directly(won);
  if (accepted === undefined) return isAbandoned(call) ? abandoned(call) : undefined;
  await using scope = new Scope();
  let talk: () => Promise<BridgeEnd>;
  try {
    talk = await (accepted.kind === "direct" ? joined(call, accepted.callee, scope) : atMedia(call, accepted, scope));
  } catch (failure) {
    if (accepted.kind === "direct") void accepted.callee.refuse(call.incoming.cancelReason);
    if (failure instanceof CallerGone || isAbandoned(call)) return abandoned(call);
    if (accepted.kind === "direct" && !(failure instanceof AnswerFailed)) throw failure;
    call.log.warn({ event: "call.not-answered", err: failure }, "caller could not be answered");
    call.incoming.reject(503);
    return { kind: "over", outcome: "failed", because: "answer-failed", hungUpBy: "system" };
  }
  const leg = legName(call, legIndex);
  call.log.info({ event: "call.answered", branch: leg }, "call answered");
  publishAnswer(call, party, legIndex);
  publishLeg(call, { ...callee, state: "confirmed" });

  const end = await talk();
  return { kind: "over", outcome: "answered", hungUpBy: end.hungUpBy };
}

function directly(callee: Answered): Accepted {
  return { kind: "direct", callee };
}

/** Media straight between the two. */
async function joined(call: Call, callee: Answered, scope: Scope): Promise<() => Promise<BridgeEnd>> {
  const legs = await answered(call, callee, scope);
  return () => bridge(legs.caller, legs.callee, call.entry.mustEnd);
}

/** The media server stands between the two, where the callee's telephone will not leave it. */
async function atMedia(
  call: Call,
  callee: Extract<Accepted, { kind: "through-media" }>,
  scope: Scope,
): Promise<() => Promise<BridgeEnd>> {
  scope.own(callee.endpoint);
  const calleeLeg = scope.own(callee.leg);
  const caller = scope.own(await call.incoming.atMedia(call.entry.mustEnd, waitingParts(call), call.id));
  await caller.endpoint.bridge(callee.endpoint);
  // A media server that goes takes the conversation with it.
  void Promise.race([caller.endpoint.ended, callee.endpoint.ended]).then(() => caller.leg.hangUp());
  return () => untilOver(caller.leg, calleeLeg, call.entry.mustEnd);
}

async function answered(
  call: Call,
  callee: Answered,
  scope: Scope,
): Promise<{ caller: RelayedLeg; callee: RelayedLeg }> {
  const { offer } = call.incoming;
  if (offer !== undefined) {
    const calleeLeg = scope.own(await callee.connect(undefined));
    const callerLeg = scope.own(await call.incoming.answer(callee.sdp));
    const legs = { caller: relayed(callerLeg, offer, callee.sdp), callee: relayed(calleeLeg, callee.sdp, offer) };
    if (call.incoming instanceof AnsweredCaller) await catchUp(legs, call.incoming.offer);
    return legs;
  }
  // Late offer: the callee's offer goes to the caller in our 200, the caller's answer back in the ACKs.
  const callerLeg = scope.own(await call.incoming.answer(callee.sdp));
  const answer = await firstAck(callerLeg);
  if (answer === "") throw new CallerGone(); // hung up, or an ACK without the answer that RFC 3261 §13.2.1 asks for
  const calleeLeg = scope.own(await callee.connect(answer));
  return { caller: relayed(callerLeg, answer, callee.sdp), callee: relayed(calleeLeg, callee.sdp, answer) };
}

/** Who was answered long ago may have moved since the callee was told where the caller is (RFC 3725 §4.1). */
async function catchUp({ caller, callee }: { caller: RelayedLeg; callee: RelayedLeg }, now: string): Promise<void> {
  caller.received = now;
  if (isSameMedia(callee.sent, now)) return;
  const response = await callee.leg.request("INVITE", now, { "Content-Type": "application/sdp" });
  if (response.status >= 300 || response.body === "") return; // it stays with what it was told
  callee.sent = now;
  callee.received = response.body;
}

/** "" when the caller hangs up instead; the engine ends a leg whose ACK never comes (RFC 3261 §13.3.1.4). */
function firstAck(leg: Leg): Promise<string> {
  return Promise.race([leg.acknowledged, leg.ended.then(() => "")]);
}
