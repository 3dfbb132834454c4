import { MediaRefused, MediaServerSilent } from "../../media/errors.ts";
import type { Listen } from "../../routing/plan.ts";
import { listenToMailbox, type ListenOutcome } from "../../voicemail/listen.ts";
import { publishAnswer, type Call, type CallOver } from "../call.ts";
import type { CallerAtMedia } from "../caller-side.ts";
import { SHUTTING_DOWN } from "../reasons.ts";
import { toMedia } from "./to-media.ts";

/** A phone opens a mailbox: its own, or any with the PIN. */
export async function listen(step: Listen, call: Call): Promise<CallOver> {
  const { entry } = call;
  const caller = await toMedia(call);
  if ("kind" in caller) return caller;
  await using _caller = caller;
  publishAnswer(call, "voicemail");

  const because = await converse(step, call, caller);
  const hungUpBy = caller.leg.over ? "caller" : "system";
  await caller.leg.hangUp(entry.mustEnd.aborted ? SHUTTING_DOWN : undefined);
  call.log.info({ event: "listen.ended", outcome: because }, "mailbox closed");
  return { kind: "over", outcome: "voicemail", because, hungUpBy };
}

async function converse(
  { language, box }: Listen,
  call: Call,
  { endpoint, gone }: CallerAtMedia,
): Promise<ListenOutcome | "failed"> {
  const { parts, entry } = call;
  try {
    return await listenToMailbox(endpoint, {
      ...{ tenant: call.tenant, language, box, snapshot: call.snapshot, clock: parts.clock },
      source: call.caller.party.device ?? call.caller.number ?? "unknown",
      mailboxes: parts.mailboxes,
      stop: AbortSignal.any([gone, entry.mustEnd]),
      log: call.log,
    });
  } catch (failure) {
    if (!(failure instanceof MediaServerSilent) && !(failure instanceof MediaRefused)) throw failure;
    call.log.error({ event: "listen.failed", err: failure }, "media server failed the mailbox");
    return "failed";
  }
}
