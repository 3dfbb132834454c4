import type { CallParty } from "../../events/event.ts";
import { Scope } from "../../runtime/scope.ts";
import { tenantPoliciesOf } from "../../settings/schemas/policies.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import { AnsweredCaller } from "../caller/answered-caller.ts";
import { bridge, negotiatedLeg, waitForEnd, type BridgeEnd } from "./bridge.ts";
import { abandoned, isAbandoned, legName, publishAnswer, publishLeg, type Call, type StepOutcome } from "../call.ts";
import { AnswerFailed, CallerGone } from "../errors.ts";
import { HoldMusic } from "../hold/hold-music.ts";
import { isSameMedia, sending } from "../../sdp/direction.ts";
import { serveFromMedia } from "../caller/serve-from-media.ts";
import { answeredCallerParts } from "../caller/connect-media.ts";
import { AnswerConfirmation, type ConnectableCallee } from "../dial/answer-confirmation.ts";
import type { Leg } from "../leg/leg.ts";
import type { NegotiatedLeg } from "../leg/negotiated-leg.ts";
import { MidCallControl, type MidCallOrder } from "../transfer/mid-call-control.ts";
import { transfer } from "../transfer/transfer.ts";

/** Two who are connected; resolves when they don't talk to each other any more. */
interface Talk {
  readonly caller: Leg;
  readonly callee: Leg;
  readonly hold: HoldMusic | undefined;
  until(board: MidCallControl): Promise<BridgeEnd | MidCallOrder>;
}

/**
 * A callee has picked up, or accepted: the caller gets the 200, both talk until one hangs up, or is sent elsewhere.
 * Whatever goes wrong, no leg stays behind. Media goes straight between them. Undefined: who accepted has gone before they
 * could be connected, and the caller still waits.
 */
export async function connect(
  call: Call,
  won: AnsweredCallee | AnswerConfirmation,
  party: CallParty,
  legIndex: number,
): Promise<StepOutcome | undefined> {
  const callee = { leg: legIndex, role: "callee", party } as const;
  let staysOn = false;
  using _leg = {
    [Symbol.dispose]: () => (staysOn ? undefined : publishLeg(call, { ...callee, state: "terminated" })),
  };
  const accepted = won instanceof AnswerConfirmation ? await won.accept(call.incoming.offer) : directly(won);
  if (accepted === undefined) return isAbandoned(call) ? abandoned(call) : undefined;
  await using hands = new Hands();
  let talk: Talk;
  try {
    talk = await (accepted.kind === "direct" ? joined(call, accepted.callee, hands) : atMedia(call, accepted, hands));
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

  const talkers = { caller: { leg: talk.caller, party: call.caller.party }, callee: { leg: talk.callee, party } };
  using board = new MidCallControl(call, talkers, talk.hold);
  const end = await talk.until(board);
  switch (end.kind) {
    case "hung-up":
      return { ...end, kind: "over", outcome: "answered" };
    case "taken":
      hands.letGo(talkers[end.given].leg);
      return { kind: "over", outcome: "answered", because: "taken-over", hungUpBy: "system" };
    case "send":
    case "join":
      staysOn = end.transferee === "callee";
      hands.letGo(talk.caller);
      hands.letGo(talk.callee);
      return await transfer(call, end, { talkers, calleeLeg: legIndex, hold: talk.hold });
  }
}

/** Holds the legs and endpoints of a conversation; what it hasn't let go of ends with it. */
class Hands implements AsyncDisposable {
  readonly #scope = new Scope();
  readonly #free = new Set<unknown>();

  own<Resource extends AsyncDisposable>(resource: Resource): Resource {
    this.#scope.defer(() => (this.#free.has(resource) ? undefined : resource[Symbol.asyncDispose]()));
    return resource;
  }

  letGo(resource: AsyncDisposable): void {
    this.#free.add(resource);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#scope[Symbol.asyncDispose]();
  }
}

function directly(callee: AnsweredCallee): ConnectableCallee {
  return { kind: "direct", callee };
}

/** Media straight between the two; whoever is on hold hears the house's music, where the company wants that. */
async function joined(call: Call, callee: AnsweredCallee, hands: Hands): Promise<Talk> {
  const legs = await answered(call, callee, hands);
  const isMusical = tenantPoliciesOf(call.snapshot.tenant(call.tenant) ?? {}).holdMusic;
  const hold = isMusical ? hands.own(new HoldMusic({ media: call.parts.media, log: call.log })) : undefined;
  return {
    caller: legs.caller.leg,
    callee: legs.callee.leg,
    hold,
    until: (board) => bridge(legs.caller, legs.callee, board, call.entry.mustEnd),
  };
}

/** The media server stands between the two, where the callee's telephone will not leave it. */
async function atMedia(
  call: Call,
  callee: Extract<ConnectableCallee, { kind: "through-media" }>,
  hands: Hands,
): Promise<Talk> {
  hands.own(callee.endpoint);
  const calleeLeg = hands.own(callee.leg);
  const caller = await call.incoming.connectMedia(call.entry.mustEnd, answeredCallerParts(call), call.id);
  hands.own(caller.endpoint);
  hands.own(caller.leg);
  await caller.endpoint.bridge(callee.endpoint);
  // A media server that goes takes the conversation with it.
  const away = Promise.race([caller.endpoint.ended, callee.endpoint.ended]).then(
    () => ({ kind: "hung-up", hungUpBy: "system" }) as const,
  );
  return {
    caller: caller.leg,
    callee: calleeLeg,
    hold: undefined,
    until: (board) => {
      for (const [side, leg, endpoint] of [
        ["caller", caller.leg, caller.endpoint],
        ["callee", calleeLeg, callee.endpoint],
      ] as const)
        leg.receive((request) => {
          if (request.method === "REFER") board.refer(side, request);
          else void serveFromMedia(request, endpoint, leg);
        });
      return Promise.race([waitForEnd(caller.leg, calleeLeg, board.order, call.entry.mustEnd), away]);
    },
  };
}

async function answered(
  call: Call,
  callee: AnsweredCallee,
  hands: Hands,
): Promise<{ caller: NegotiatedLeg; callee: NegotiatedLeg }> {
  const { offer } = call.incoming;
  if (offer !== undefined) {
    const calleeLeg = hands.own(await callee.connect(undefined));
    const callerLeg = hands.own(await call.incoming.answer(callee.sdp));
    const legs = {
      caller: negotiatedLeg(callerLeg, offer, callee.sdp),
      callee: negotiatedLeg(calleeLeg, callee.sdp, offer),
    };
    if (call.incoming instanceof AnsweredCaller) await catchUp(legs, sending(callerLeg.remoteSdp));
    return legs;
  }
  // Late offer: the callee's offer goes to the caller in our 200, the caller's answer back in the ACKs.
  const callerLeg = hands.own(await call.incoming.answer(callee.sdp));
  const answer = await firstAck(callerLeg);
  if (answer === "") throw new CallerGone(); // hung up, or an ACK without the answer that RFC 3261 §13.2.1 asks for
  const calleeLeg = hands.own(await callee.connect(answer));
  return { caller: negotiatedLeg(callerLeg, answer, callee.sdp), callee: negotiatedLeg(calleeLeg, callee.sdp, answer) };
}

/** Who was answered long ago may have moved since the callee was told where the caller is (RFC 3725 §4.1). */
async function catchUp(
  { caller, callee }: { caller: NegotiatedLeg; callee: NegotiatedLeg },
  now: string,
): Promise<void> {
  caller.received = now;
  if (isSameMedia(callee.sent, now)) return;
  const response = await callee.leg.reinvite(now);
  if (response.status >= 300 || response.body === "") return; // it stays with what it was told
  callee.sent = now;
  callee.received = response.body;
}

/** "" when the caller hangs up instead; the engine ends a leg whose ACK never comes (RFC 3261 §13.3.1.4). */
function firstAck(leg: Leg): Promise<string> {
  return Promise.race([leg.acknowledged, leg.ended.then(() => "")]);
}
