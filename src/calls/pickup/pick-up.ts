import type { CallParty } from "../../events/event.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import { AnswerFailed, CallerGone } from "../errors.ts";
import type { Leg } from "../leg/leg.ts";
import { abandoned, isAbandoned, linkCalls, publishAnswer, publishLeg, type Call, type CallOver } from "../call.ts";
import { shownTo } from "../identity.ts";
import type { CallingParty } from "../parts.ts";
import { answerSilently, attachCallee, type Attached } from "../bridge/attach.ts";
import { answeredCallerParts } from "../caller/connect-media.ts";
import { needsMediaBetween } from "../dial/needs-media.ts";
import { MediaRefused, MediaServersAway, MediaServerSilent } from "../../media/errors.ts";
import type { Shown } from "../leg/connected-identity.ts";

const NO_MEDIA = 503;

/** A call that can be picked up: it rings, or is parked. */
export interface WaitingCall {
  readonly id: string;
  readonly caller: CallingParty;
  readonly offer: string | undefined;
  /** Its caller is a page in a browser, whose media is WebRTC. */
  readonly isBrowser: boolean;
  take(callee: AnsweredCallee, party: CallParty): boolean;
}

/**
 * A phone that calls in order to take another call is answered, told of the caller, and becomes the callee of that call.
 * Its own call lasts as long as its leg, which belongs to the other call from then on. One that makes no offer can't.
 */
export async function pickUpCall(waiting: WaitingCall, call: Call): Promise<CallOver | "no-offer"> {
  const { incoming, entry } = call;
  const shown = shownTo(call.caller.party, waiting.caller);
  incoming.shows = shown;
  const came = needsMediaBetween(incoming, waiting)
    ? await comeToMedia(waiting, call)
    : await come(waiting, call, shown);
  if (came === "no-offer" || "kind" in came) return came;
  const { leg, attached } = came;
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

interface Came {
  readonly leg: Leg;
  readonly attached: Attached;
}

/** The phone is answered, and told of the caller by re-INVITE. */
async function come(waiting: WaitingCall, call: Call, shown: Shown | undefined): Promise<Came | CallOver | "no-offer"> {
  try {
    const leg = await answerSilently(call.incoming);
    return leg === undefined ? "no-offer" : { leg, attached: await attachCallee(leg, waiting.offer, shown) };
  } catch (failure) {
    return notAnswered(call, failure);
  }
}

/** One of the two is a browser: the phone is answered by a media server, and the caller comes there. */
async function comeToMedia(waiting: WaitingCall, call: Call): Promise<Came | CallOver> {
  const { incoming, entry, log } = call;
  try {
    const { leg, endpoint } = await incoming.connectMedia(entry.mustEnd.signal, answeredCallerParts(call), waiting.id);
    const hangUp = (reason?: string): Promise<unknown> =>
      Promise.all([leg.hangUp(reason), endpoint[Symbol.asyncDispose]()]);
    const callee: AnsweredCallee = {
      ...{ sdp: leg.remoteSdp, endpoint, isUp: true },
      connect: () => Promise.resolve(leg),
      refuse: async (reason) => void (await hangUp(reason)),
    };
    return { leg, attached: { kind: "attached", callee, restore: async () => void (await hangUp()) } };
  } catch (failure) {
    const isAway = failure instanceof MediaServersAway || failure instanceof MediaServerSilent;
    if (!isAway && !(failure instanceof MediaRefused)) return notAnswered(call, failure);
    const status = failure instanceof MediaRefused ? failure.status : NO_MEDIA;
    log.warn({ event: "media.unanswerable", status, err: failure }, "no media server for a call that is picked up");
    incoming.reject(status);
    return { kind: "over", outcome: "failed", status, because: failure.code, hungUpBy: "system" };
  }
}

function notAnswered(call: Call, failure: unknown): CallOver {
  if (failure instanceof CallerGone || isAbandoned(call)) return abandoned(call);
  if (!(failure instanceof AnswerFailed)) throw failure;
  return { kind: "over", outcome: "failed", because: "answer-failed", hungUpBy: "system" };
}
