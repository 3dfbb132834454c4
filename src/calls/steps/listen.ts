import { MediaRefused, MediaServerSilent } from "../../media/errors.ts";
import type { Listen } from "../../routing/plan.ts";
import { SettingsError } from "../../settings/errors.ts";
import { preparePin } from "../../settings/secrets.ts";
import { listenToMailbox } from "../../voicemail/listen.ts";
import type { ListenOutcome } from "../../voicemail/listener.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { publish, publishAnswer, type Call, type StepOutcome } from "../call.ts";
import type { CallerAtMedia } from "../caller/caller-side.ts";
import { routeDialled } from "../route/route.ts";
import { SHUTTING_DOWN } from "../leg/reasons.ts";
import { arriveAt, takePlace } from "../caller/connect-media.ts";
import { MediaPlace } from "../leg/media-place.ts";

/** A phone opens a mailbox: its own, or any with the PIN; and may be connected with the caller who left a message. */
export async function listen(step: Listen, call: Call): Promise<StepOutcome> {
  const { entry } = call;
  using place = new MediaPlace(step, call.id);
  const caller = await arriveAt(place, call);
  if ("kind" in caller) return caller;
  void takePlace(call);
  await using _caller = caller;
  publishAnswer(call, "voicemail");

  const outcome = await converse(step, call, caller);
  call.log.info({ event: "listen.ended", outcome: outcome.kind }, "mailbox closed");
  if (outcome.kind === "call-back") {
    const onward = await callBack(outcome.number, call, caller);
    if (onward !== undefined) return onward;
  }
  const hungUpBy = caller.leg.over ? "caller" : "system";
  await caller.leg.hangUp(entry.mustEnd.happened ? SHUTTING_DOWN : undefined);
  return { kind: "over", outcome: "voicemail", because: outcome.kind, hungUpBy };
}

async function converse(
  { language, box }: Listen,
  call: Call,
  { endpoint, gone }: CallerAtMedia,
): Promise<ListenOutcome | { readonly kind: "failed" }> {
  const { parts, entry } = call;
  try {
    return await listenToMailbox(endpoint, {
      ...{ tenant: call.tenant, language, box, snapshot: call.snapshot, clock: parts.clock },
      source: call.caller.party.device ?? call.caller.number ?? "unknown",
      mailboxes: parts.mailboxes,
      setPin: (user, digits) => setPin(user, digits, call),
      stop: AbortSignal.any([gone, entry.mustEnd.signal]),
      log: call.log,
    });
  } catch (failure) {
    if (!(failure instanceof MediaServerSilent) && !(failure instanceof MediaRefused)) throw failure;
    call.log.error({ event: "listen.failed", err: failure }, "media server failed the mailbox");
    return { kind: "failed" };
  }
}

/**
 * As if the phone had dialled the number: its user's rights and caller ID, the company's limits. Only people are called
 * back, no services and no features: a caller's number is only what an INVITE has claimed. Undefined: it leads nowhere.
 */
async function callBack(number: string, call: Call, caller: CallerAtMedia): Promise<StepOutcome | undefined> {
  const { user, device } = call.caller.party;
  if (user === undefined || device === undefined) return undefined;
  const dialling = { tenant: call.tenant, user, device, dialled: number };
  const { plan, decisions } = await routeDialled(dialling, call);
  const isToCallee = plan.kind === "ring" || (plan.kind === "trunk" && !plan.emergency) || plan.kind === "voicemail";
  call.log.info({ event: "call-back", plan: plan.kind }, "call back from the mailbox");
  if (!isToCallee) {
    publish(call, { kind: "call.decided", decisions });
    return undefined;
  }
  publish(call, { kind: "call.routed", plan, decisions });
  return { kind: "go-on", plan, call: { ...call, incoming: caller.release() } };
}

/** Told in the journal as what it is: a change of the user's own. */
async function setPin(user: UserId, digits: string, call: Call): Promise<boolean> {
  const name = call.snapshot.user(user)?.name ?? "";
  try {
    const pin = await preparePin(digits);
    await call.parts.settings.change(call.tenant, { kind: "user", id: user, name }, (draft) =>
      draft.change("user", user, { pin }),
    );
    return true;
  } catch (failure) {
    if (!(failure instanceof SettingsError)) throw failure;
    call.log.warn({ event: "pin.refused", code: failure.code }, "PIN not changed");
    return false;
  }
}
