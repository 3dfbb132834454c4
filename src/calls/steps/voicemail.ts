import { MediaRefused, MediaServerSilent, MediaServersAway } from "../../media/errors.ts";
import type { MediaEndpoint } from "../../media/media-port.ts";
import type { Voicemail } from "../../routing/plan.ts";
import { Scope } from "../../runtime/scope.ts";
import { leaveMessage, type LeaveOutcome, type Visitor } from "../../voicemail/leave.ts";
import { abandoned, isAbandoned, legName, publish, type Call, type CallOver } from "../call.ts";
import { AnswerFailed, CallerGone } from "../errors.ts";
import type { Leg } from "../leg.ts";
import { serveFromMedia } from "../at-media.ts";
import { SHUTTING_DOWN } from "../reasons.ts";

/** The first words wait for the caller's ACK, but not for ever: it may be lost. */
const ACK_WITHIN_MS = 1_000;

/** The mailbox answers: the caller hears the greeting and may leave a message. */
export async function voicemail(step: Voicemail, call: Call): Promise<CallOver> {
  const { incoming, entry, parts } = call;
  await using scope = new Scope();
  let endpoint: MediaEndpoint;
  let leg: Leg;
  try {
    const unwanted = AbortSignal.any([incoming.cancelled, entry.mustEnd]);
    endpoint = scope.own(await parts.media.open(incoming.offer, unwanted));
    leg = scope.own(await incoming.answer(endpoint.localSdp));
  } catch (failure) {
    if (isAbandoned(call) || failure instanceof CallerGone) return abandoned(call);
    return unanswerable(call, failure);
  }
  call.log.info({ event: "voicemail.answers" }, "mailbox answers");
  publish(call, { kind: "call.answered", leg: legName(call, 0), by: "voicemail" });
  entry.set({ state: "voicemail", answeredAtMs: parts.clock.nowMs() });

  const outcome = await receive(step, call, endpoint, leg);
  const hungUpBy = leg.over ? "caller" : "system";
  // A shutdown is told, an ordinary end needs no Reason.
  await leg.hangUp(entry.mustEnd.aborted ? SHUTTING_DOWN : undefined);
  call.log.info({ event: "voicemail.ended", outcome }, "mailbox done");
  return { kind: "over", outcome: "voicemail", because: outcome, hungUpBy };
}

/** The conversation with the mailbox, until it has all or the caller is gone. */
async function receive(
  step: Voicemail,
  call: Call,
  endpoint: MediaEndpoint,
  leg: Leg,
): Promise<LeaveOutcome["kind"] | "failed"> {
  const { entry, parts } = call;
  const callerGone = new AbortController();
  void Promise.race([leg.ended, endpoint.ended]).then(() => callerGone.abort());
  const stop = AbortSignal.any([callerGone.signal, entry.mustEnd, entry.mustFinish]);
  leg.receive((request) => void serveFromMedia(request, endpoint, leg));
  try {
    const answer = await acknowledged(leg, call);
    if (call.incoming.offer === undefined && answer !== "") await endpoint.acceptAnswer(answer);
    const { kind } = await leaveMessage(endpoint, visitorOf(step, call), parts.mailboxes, stop, call.log);
    parts.metrics.messages.inc({ outcome: kind });
    return kind;
  } catch (failure) {
    if (!(failure instanceof MediaServerSilent) && !(failure instanceof MediaRefused)) throw failure;
    call.log.error({ event: "voicemail.failed", err: failure }, "media server failed the mailbox");
    parts.metrics.messages.inc({ outcome: "failed" });
    return "failed";
  } finally {
    leg.receive(undefined);
  }
}

/** The body of the caller's first ACK; "" when it has none, or doesn't come in time. */
function acknowledged(leg: Leg, call: Call): Promise<string> {
  return new Promise((resolve) => {
    const alarm = call.parts.clock.arm(ACK_WITHIN_MS, () => resolve(""));
    void Promise.race([leg.acknowledged, leg.ended.then(() => "")]).then((body) => {
      alarm.disarm();
      resolve(body);
    });
  });
}

/** Before the mailbox could answer: no media server, none that speaks the caller's codecs, or a 200 that nobody takes. */
function unanswerable(call: Call, failure: unknown): CallOver {
  if (failure instanceof AnswerFailed) {
    call.log.warn({ event: "call.not-answered", err: failure }, "caller could not be answered");
    return { kind: "over", outcome: "failed", because: "answer-failed", hungUpBy: "system" };
  }
  const known =
    failure instanceof MediaRefused || failure instanceof MediaServersAway || failure instanceof MediaServerSilent;
  const status = failure instanceof MediaRefused ? failure.status : 503;
  // A caller whose codecs nobody speaks is no trouble of ours.
  const level = failure instanceof MediaRefused ? "info" : "error";
  call.log[level]({ event: "voicemail.unanswerable", status, err: failure }, "mailbox can't answer");
  call.incoming.reject(status);
  if (!known) throw failure;
  return { kind: "over", outcome: "failed", status, because: failure.code, hungUpBy: "system" };
}

function visitorOf(step: Voicemail, call: Call): Visitor {
  return {
    tenant: call.tenant,
    mailbox: step.mailbox,
    greeting: step.greeting,
    language: step.language,
    from: call.caller.number ?? "",
    ...(call.caller.name === undefined ? {} : { fromName: call.caller.name }),
    caller: call.caller.party,
    call: call.id,
  };
}
