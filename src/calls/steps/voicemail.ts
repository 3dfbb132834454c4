import { MediaRefused, MediaServerSilent } from "../../media/errors.ts";
import type { Voicemail } from "../../routing/plan.ts";
import { defined } from "../../runtime/defined.ts";
import { tenantPoliciesOf } from "../../settings/schemas/policies.ts";
import { leaveMessage, type LeaveOutcome, type VoicemailCaller } from "../../voicemail/leave.ts";
import { publishAnswer, type Call, type CallOver } from "../call.ts";
import type { CallerAtMedia } from "../caller/caller-side.ts";
import { SHUTTING_DOWN } from "../leg/reasons.ts";
import { arriveAt, takePlace } from "../caller/connect-media.ts";
import { MediaPlace } from "../leg/media-place.ts";

/** RFC 3261 §21.4.18: the callee can't take the call now. */
const UNAVAILABLE = 480;

/** The mailbox answers: the caller hears the greeting and may leave a message. */
export async function voicemail(step: Voicemail, call: Call): Promise<CallOver> {
  const { entry, parts, incoming, log } = call;
  if (parts.disk?.hasRoom === false) {
    // Answered, the caller would speak, and be dropped: better they try again, or hear that it isn't possible.
    log.error({ event: "voicemail.disk-full" }, "mailbox doesn't answer: the disk is full");
    parts.metrics.messages.inc({ outcome: "disk-full" });
    incoming.reject(UNAVAILABLE);
    return { kind: "over", outcome: "failed", status: UNAVAILABLE, because: "disk-full", hungUpBy: "system" };
  }
  using place = new MediaPlace(step, call.id);
  const caller = await arriveAt(place, call);
  if ("kind" in caller) return caller;
  void takePlace(call);
  await using _caller = caller;
  call.log.info({ event: "voicemail.answers" }, "mailbox answers");
  publishAnswer(call, "voicemail");

  const outcome = await receive(step, call, caller);
  const hungUpBy = caller.leg.over ? "caller" : "system";
  // A shutdown is told, an ordinary end needs no Reason.
  await caller.leg.hangUp(entry.mustEnd.happened ? SHUTTING_DOWN : undefined);
  call.log.info({ event: "voicemail.ended", outcome }, "mailbox done");
  return { kind: "over", outcome: "voicemail", because: outcome, hungUpBy };
}

/** The conversation with the mailbox, until it has all or the caller is gone. */
async function receive(
  step: Voicemail,
  call: Call,
  { endpoint, gone }: CallerAtMedia,
): Promise<LeaveOutcome["kind"] | "failed"> {
  const { entry, parts } = call;
  const stop = AbortSignal.any([gone, entry.mustEnd.signal, entry.mustFinish.signal]);
  try {
    const { kind } = await leaveMessage(endpoint, callerOf(step, call), {
      mailboxes: parts.mailboxes,
      stop,
      discardSilence: tenantPoliciesOf(call.snapshot.tenant(call.tenant) ?? {}).discardSilence,
      log: call.log,
    });
    parts.metrics.messages.inc({ outcome: kind });
    return kind;
  } catch (failure) {
    if (!(failure instanceof MediaServerSilent) && !(failure instanceof MediaRefused)) throw failure;
    call.log.error({ event: "voicemail.failed", err: failure }, "media server failed the mailbox");
    parts.metrics.messages.inc({ outcome: "failed" });
    return "failed";
  }
}

function callerOf(step: Voicemail, call: Call): VoicemailCaller {
  return {
    tenant: call.tenant,
    mailbox: step.mailbox,
    greeting: step.greeting,
    language: step.language,
    from: call.caller.number ?? "",
    ...defined({ fromName: call.caller.name }),
    caller: call.caller.party,
    call: call.id,
  };
}
