import type { Clock } from "../../runtime/clock.ts";
import { settledWithin } from "../../runtime/deadline.ts";
import { Scope } from "../../runtime/scope.ts";
import { tenantPoliciesOf } from "../../settings/schemas/policies.ts";
import { abandoned, isAbandoned, legName, publishAnswer, publishLeg, type Call, type StepOutcome } from "../call.ts";
import { answeredCallerParts } from "../caller/connect-media.ts";
import type { MediaEndpoint } from "../../media/media-port.ts";
import { MediaRefused } from "../../media/errors.ts";
import { serveFromMedia } from "../caller/serve-from-media.ts";
import type { AnswerConfirmation, ConnectableCallee, Winner } from "../dial/answer-confirmation.ts";
import type { CalleeLeg } from "../dial/branch.ts";
import { AnswerFailed, CallerGone } from "../errors.ts";
import { BridgedHold } from "../hold/bridged-hold.ts";
import { HoldMusic } from "../hold/hold-music.ts";
import { shownOf, shownTo } from "../identity.ts";
import { isSameMedia, sending } from "../../sdp/direction.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import { firstAck } from "../leg/first-ack.ts";
import type { Leg } from "../leg/leg.ts";
import { MEDIA_LOST, MEDIA_TIMEOUT } from "../leg/reasons.ts";
import type { NegotiatedLeg } from "../leg/negotiated-leg.ts";
import type { Side } from "../leg/side.ts";
import { MidCallControl, type MidCallOrder } from "../transfer/mid-call-control.ts";
import { transfer } from "../transfer/transfer.ts";
import { bridge, waitForEnd, type BridgeEnd } from "./bridge.ts";

/** The media server ends both sides of a conversation, one right after the other. */
const TOGETHER_WITHIN_MS = 1_000;

/** The caller and the callee, connected; `until` resolves when they don't talk to each other any more. */
interface Conversation {
  readonly caller: Leg;
  readonly callee: Leg;
  readonly hold: HoldMusic | undefined;
  until(control: MidCallControl): Promise<BridgeEnd | MidCallOrder>;
}

/**
 * A callee has won the call: the caller gets the 200, and both talk until one hangs up, is transferred or replaced. Whatever
 * goes wrong, no leg stays behind. Undefined: the callee has hung up before they could be connected, and the caller still
 * waits.
 */
export async function connect(
  call: Call,
  winner: Winner,
  { leg: legIndex, party, shown = shownOf(party, call.snapshot) }: CalleeLeg,
): Promise<StepOutcome | undefined> {
  const callee = { leg: legIndex, role: "callee", party } as const;
  let staysOn = false;
  using _leg = {
    [Symbol.dispose]: () => (staysOn ? undefined : publishLeg(call, { ...callee, state: "terminated" })),
  };
  const connectable = winner.kind === "direct" ? winner : await confirmed(winner.confirmation, call);
  if (connectable === undefined) return isAbandoned(call) ? abandoned(call) : undefined;
  call.incoming.shows = shownTo(call.caller.party, shown);
  await using owned = new OwnedLegs();
  let conversation: Conversation;
  try {
    conversation = await converse(call, connectable, owned);
  } catch (failure) {
    // The callee's telephone keeps to the media server, and the caller can't come there: as if this callee had not answered.
    if (failure instanceof MediaRefused && !isAbandoned(call)) {
      if (connectable.kind === "direct") await connectable.callee.refuse(undefined);
      return undefined;
    }
    return notConnected(call, connectable, failure);
  }
  call.log.info({ event: "call.answered", branch: legName(call, legIndex) }, "call answered");
  publishAnswer(call, party, legIndex);
  publishLeg(call, { ...callee, state: "confirmed" });

  const { hold, ...legs } = conversation;
  legs.callee.show(shownTo(party, call.caller), true);
  const talkers = {
    caller: { leg: legs.caller, party: call.caller.party, shown: call.caller },
    callee: { leg: legs.callee, party, shown },
  };
  using control = new MidCallControl(call, talkers, hold);
  const end = await endOf(conversation, control);
  switch (end.kind) {
    case "hung-up":
      return { ...end, kind: "over", outcome: "answered" };
    case "replaced":
      owned.letGo(talkers[end.remaining].leg);
      return { kind: "over", outcome: "answered", because: "taken-over", hungUpBy: "system" };
    case "plan-transfer":
    case "attended-transfer":
      staysOn = end.transferee === "callee";
      owned.letGo(legs.caller);
      owned.letGo(legs.callee);
      return await transfer(call, end, { talkers, calleeLeg: legIndex, hold });
  }
}

/** A browser meets a callee who has pressed 1 where that callee was asked. */
function confirmed(confirmation: AnswerConfirmation, { incoming }: Call): Promise<ConnectableCallee | undefined> {
  return incoming.isBrowser ? confirmation.stay() : confirmation.accept(incoming.offer);
}

/** While one of the two is lent to another call the conversation waits; where the party comes back, it goes on. */
async function endOf(
  conversation: Conversation,
  control: MidCallControl,
): Promise<Exclude<BridgeEnd | MidCallOrder, { kind: "lent" }> | { kind: "replaced"; remaining: Side }> {
  for (;;) {
    const end = await conversation.until(control);
    if (end.kind !== "lent") return end;
    if ((await end.outcome) === "taken") return { kind: "replaced", remaining: end.lent };
  }
}

/** The legs and endpoints of a conversation; what isn't let go of ends with it. */
class OwnedLegs implements AsyncDisposable {
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

function notConnected(call: Call, callee: ConnectableCallee, failure: unknown): StepOutcome {
  if (callee.kind === "direct") void callee.callee.refuse(call.incoming.cancelReason);
  if (failure instanceof CallerGone || isAbandoned(call)) return abandoned(call);
  if (callee.kind === "direct" && !(failure instanceof AnswerFailed)) throw failure;
  call.log.warn({ event: "call.not-answered", err: failure }, "caller could not be answered");
  call.incoming.reject(503);
  return { kind: "over", outcome: "failed", because: "answer-failed", hungUpBy: "system" };
}

/** Whom a media server serves already meets the caller there; the others talk straight to each other. */
async function converse(call: Call, connectable: ConnectableCallee, owned: OwnedLegs): Promise<Conversation> {
  if (connectable.kind === "through-media")
    return await connectThroughMedia(call, { ...connectable, connect: () => Promise.resolve(connectable.leg) }, owned);
  const { callee } = connectable;
  const { endpoint, isUp = false } = callee;
  if (endpoint === undefined) return await connectDirectly(call, callee, owned);
  return await connectThroughMedia(call, { endpoint, isUp, connect: () => callee.connect(undefined) }, owned);
}

/** A callee at the media server. */
interface CalleeAtMedia {
  readonly endpoint: MediaEndpoint;
  /** As of an `AnsweredCallee`. */
  readonly isUp?: boolean;
  connect(): Promise<Leg>;
}

/** Media flows straight between the two telephones; one that is put on hold hears music, where the company wants that. */
async function connectDirectly(call: Call, callee: AnsweredCallee, owned: OwnedLegs): Promise<Conversation> {
  const legs = await answerCaller(call, callee, owned);
  const { holdMusic } = tenantPoliciesOf(call.snapshot.tenant(call.tenant) ?? {});
  const hold = holdMusic ? owned.own(new HoldMusic({ media: call.parts.media, log: call.log })) : undefined;
  return {
    caller: legs.caller.leg,
    callee: legs.callee.leg,
    hold,
    until: (control) => bridge(legs.caller, legs.callee, control, call.entry.mustEnd),
  };
}

/** The media server stands between the two, where the callee's telephone refuses to leave it, or one of them is a browser. */
async function connectThroughMedia(call: Call, callee: CalleeAtMedia, owned: OwnedLegs): Promise<Conversation> {
  owned.own(callee.endpoint);
  const early = callee.isUp === true ? undefined : owned.own(await callee.connect());
  const caller = await call.incoming.connectMedia(call.entry.mustEnd.signal, answeredCallerParts(call), call.id);
  owned.own(caller.endpoint);
  owned.own(caller.leg);
  const calleeLeg = early ?? owned.own(await callee.connect());
  await caller.endpoint.bridge(callee.endpoint);
  const { holdMusic } = tenantPoliciesOf(call.snapshot.tenant(call.tenant) ?? {});
  const endpoints = { caller: caller.endpoint, callee: callee.endpoint };
  const hold = holdMusic ? owned.own(new BridgedHold(endpoints, call.log)) : undefined;
  const mediaEnded = endOfMedia([caller.endpoint, callee.endpoint], call.parts.clock);
  return {
    caller: caller.leg,
    callee: calleeLeg,
    hold: undefined,
    until: async (control) => {
      const ends = { caller, callee: { leg: calleeLeg, endpoint: callee.endpoint } };
      for (const side of ["caller", "callee"] as const) {
        const { leg, endpoint } = ends[side];
        leg.receive((request) => {
          if (request.method === "REFER") control.refer(side, request);
          else
            void serveFromMedia(request, endpoint, leg).then((isChanged) =>
              isChanged ? hold?.changed(side, request.body) : undefined,
            );
        });
      }
      const end = await Promise.race([
        waitForEnd(caller.leg, calleeLeg, control.order, call.entry.mustEnd),
        mediaEnded,
      ]);
      if (!("reason" in end)) return end;
      const { reason, ...how } = end;
      for (const leg of [caller.leg, calleeLeg]) void leg.hangUp(reason);
      return how;
    },
  };
}

/**
 * The media server has ended the conversation: it has heard no more of one of the two (a browser that is gone asks for nothing), or it
 * is gone itself.
 */
async function endOfMedia(
  endpoints: readonly MediaEndpoint[],
  clock: Clock,
): Promise<BridgeEnd & { readonly reason: string | undefined }> {
  const ended = endpoints.map((endpoint) => endpoint.ended);
  await Promise.race(ended);
  await settledWithin(Promise.all(ended), { withinMs: TOGETHER_WITHIN_MS, clock });
  const isSilenced = endpoints.some((endpoint) => endpoint.silenced);
  const isLost = endpoints.some((endpoint) => endpoint.lost);
  const reason = isSilenced ? MEDIA_TIMEOUT : isLost ? MEDIA_LOST : undefined;
  return { kind: "hung-up", hungUpBy: "system", reason, ...(isSilenced ? { because: "media-timeout" } : {}) };
}

/** SDP offer and answer of the two are brought together, in the caller's 200 and the callee's ACK. */
async function answerCaller(
  call: Call,
  callee: AnsweredCallee,
  owned: OwnedLegs,
): Promise<{ caller: NegotiatedLeg; callee: NegotiatedLeg }> {
  const { offer, isAnswered } = call.incoming;
  if (offer !== undefined) {
    // The caller first: a party of another conversation goes back to it where the caller can't be connected.
    const callerLeg = owned.own(await call.incoming.answer(callee.sdp));
    const calleeLeg = owned.own(await callee.connect(undefined));
    const legs = {
      caller: { leg: callerLeg, received: offer, sent: callee.sdp },
      callee: { leg: calleeLeg, received: callee.sdp, sent: offer },
    };
    if (isAnswered) await updateCallee(legs, sending(callerLeg.remoteSdp));
    return legs;
  }
  // Late offer: the callee's offer goes to the caller in our 200, the caller's answer back in the ACKs.
  const callerLeg = owned.own(await call.incoming.answer(callee.sdp));
  const answer = await firstAck(callerLeg);
  if (answer === "") throw new CallerGone(); // hung up, or an ACK without the answer that RFC 3261 §13.2.1 asks for
  const calleeLeg = owned.own(await callee.connect(answer));
  return {
    caller: { leg: callerLeg, received: answer, sent: callee.sdp },
    callee: { leg: calleeLeg, received: callee.sdp, sent: answer },
  };
}

/** A caller who was answered long ago may have moved since the callee was told where the caller is (RFC 3725 §4.1). */
async function updateCallee(
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
