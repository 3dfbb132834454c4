import type { Announce } from "../../routing/plan.ts";
import { Scope } from "../../runtime/scope.ts";
import { abandoned, isAbandoned, type Call, type StepOutcome } from "../call.ts";
import { connectMedia } from "../caller/connect-media.ts";

/**
 * The caller hears why, then goes on to the refusal. In early media (183): a phone that is refused costs its caller nothing,
 * and shows that it was. One that makes no offer, or finds no media server, is refused without words.
 */
export async function announce(step: Announce, call: Call): Promise<StepOutcome> {
  const { incoming, entry, parts } = call;
  const next: StepOutcome = { kind: "go-on", plan: step.then };
  if (incoming.isTransferred) return next; // the transferor is told, not the caller
  if (incoming.isAnswered) return tell(step, call);
  if (incoming.offer === undefined) return next;
  await using scope = new Scope();
  const unwanted = AbortSignal.any([incoming.cancelled.signal, entry.mustEnd.signal]);
  try {
    const endpoint = scope.own(await parts.media.open(incoming.mediaOffer, unwanted));
    incoming.progress(183, endpoint.localSdp);
    await endpoint.play([{ kind: "prompt", language: step.language, name: step.prompt }], { signal: unwanted });
  } catch (failure) {
    if (!isAbandoned(call)) call.log.warn({ event: "announcement.silent", err: failure }, "announcement not heard");
  }
  return isAbandoned(call) ? abandoned(call) : next;
}

/** To a caller who was answered already. */
async function tell(step: Announce, call: Call): Promise<StepOutcome> {
  const caller = await connectMedia(call);
  if ("kind" in caller) return caller;
  await using _caller = caller;
  const signal = AbortSignal.any([caller.gone, call.entry.mustEnd.signal]);
  await caller.endpoint
    .play([{ kind: "prompt", language: step.language, name: step.prompt }], { signal })
    .catch((failure: unknown) =>
      call.log.warn({ event: "announcement.silent", err: failure }, "announcement not heard"),
    );
  const { status, because } = step.then;
  return { kind: "over", outcome: "rejected", status, because, hungUpBy: caller.leg.over ? "caller" : "system" };
}
