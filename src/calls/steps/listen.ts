import type { MediaEndpoint } from "../../media/media-port.ts";
import { MediaRefused, MediaServerSilent } from "../../media/errors.ts";
import type { Listen } from "../../routing/plan.ts";
import { Scope } from "../../runtime/scope.ts";
import { listenToMailbox, type ListenOutcome } from "../../voicemail/listen.ts";
import { serveFromMedia } from "../at-media.ts";
import { abandoned, isAbandoned, legName, publish, type Call, type CallOver } from "../call.ts";
import { CallerGone } from "../errors.ts";
import type { Leg } from "../leg.ts";
import { SHUTTING_DOWN } from "../reasons.ts";

/** The first words wait for the phone's ACK, but not for ever: it may be lost. */
const ACK_WITHIN_MS = 1_000;

/** A phone opens a mailbox: its own, or any with the PIN. */
export async function listen(step: Listen, call: Call): Promise<CallOver> {
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
    const status = failure instanceof MediaRefused ? failure.status : 503;
    call.log.error({ event: "listen.unanswerable", err: failure }, "mailbox can't be opened");
    incoming.reject(status);
    return { kind: "over", outcome: "failed", status, because: "media", hungUpBy: "system" };
  }
  publish(call, { kind: "call.answered", leg: legName(call, 0), by: "voicemail" });
  entry.set({ state: "voicemail", answeredAtMs: parts.clock.nowMs() });

  const because = await converse(step, call, endpoint, leg);
  const hungUpBy = leg.over ? "caller" : "system";
  await leg.hangUp(entry.mustEnd.aborted ? SHUTTING_DOWN : undefined);
  call.log.info({ event: "listen.ended", outcome: because }, "mailbox closed");
  return { kind: "over", outcome: "voicemail", because, hungUpBy };
}

async function converse(
  { language, box }: Listen,
  call: Call,
  endpoint: MediaEndpoint,
  leg: Leg,
): Promise<ListenOutcome | "failed"> {
  const { parts, entry } = call;
  const gone = new AbortController();
  void Promise.race([leg.ended, endpoint.ended]).then(() => gone.abort());
  leg.receive((request) => void serveFromMedia(request, endpoint, leg));
  try {
    const answer = await Promise.race([leg.acknowledged, leg.ended, parts.clock.sleep(ACK_WITHIN_MS)]);
    if (incomingHasNoOffer(call) && typeof answer === "string" && answer !== "") await endpoint.acceptAnswer(answer);
    return await listenToMailbox(endpoint, {
      ...{ tenant: call.tenant, language, box, snapshot: call.snapshot, clock: parts.clock },
      source: call.caller.party.device ?? call.caller.number ?? "unknown",
      mailboxes: parts.mailboxes,
      stop: AbortSignal.any([gone.signal, entry.mustEnd]),
      log: call.log,
    });
  } catch (failure) {
    if (!(failure instanceof MediaServerSilent) && !(failure instanceof MediaRefused)) throw failure;
    call.log.error({ event: "listen.failed", err: failure }, "media server failed the mailbox");
    return "failed";
  } finally {
    leg.receive(undefined);
  }
}

function incomingHasNoOffer({ incoming }: Call): boolean {
  return incoming.offer === undefined;
}
