import { MediaRefused, MediaServersAway, MediaServerSilent } from "../../media/errors.ts";
import { parseCountry } from "../../numbering/country.ts";
import { ringingTone } from "../../numbering/ringing-tone.ts";
import { tenantPoliciesOf } from "../../settings/schemas/policies.ts";
import { abandoned, isAbandoned, type Call, type CallOver } from "../call.ts";
import type { AnsweredCallerParts, CallerAtMedia } from "./caller-side.ts";
import { AnswerFailed, CallerGone } from "../errors.ts";

/**
 * The caller talks to the media server from now on. What keeps them from that ends the call: the caller has hung up, no media
 * server is up or none speaks the caller's codecs, or our 200 makes no dialog.
 *
 * @param near  at the server where others of this name are
 */
export async function connectMedia(call: Call, near?: string): Promise<CallerAtMedia | CallOver> {
  try {
    const caller = await call.incoming.connectMedia(call.entry.mustEnd, answeredCallerParts(call), near);
    await watch(caller, call);
    return caller;
  } catch (failure) {
    if (isAbandoned(call) || failure instanceof CallerGone) return abandoned(call);
    return unanswerable(call, failure);
  }
}

/** A caller who is gone without a BYE is noticed by their silence, or by the session timer. */
async function watch({ leg, endpoint }: CallerAtMedia, { snapshot, tenant, endReason, log }: Call): Promise<void> {
  void endpoint.ended.then(() => {
    if (endpoint.silenced) endReason.because ??= "media-timeout";
  });
  void leg.ended.then(({ by }) => {
    if (by === "session-timer") endReason.because ??= "session-timer";
  });
  const { mediaTimeoutSeconds } = tenantPoliciesOf(snapshot.tenant(tenant) ?? {});
  await endpoint.endAfterSilence(mediaTimeoutSeconds).catch((failure: unknown) => {
    log.warn({ event: "media.unwatched", err: failure }, "a caller's silence will not be noticed");
  });
}

/** What a caller needs who is answered and waits on. */
export function answeredCallerParts({ parts, log, snapshot, tenant, caller }: Call): AnsweredCallerParts {
  const company = snapshot.tenant(tenant);
  const { user } = caller.party;
  const language = (user === undefined ? undefined : snapshot.user(user)?.language) ?? company?.language ?? "en";
  return {
    ...parts,
    log,
    ringback: { kind: "cadence", bursts: ringingTone(parseCountry(company?.country ?? "")) },
    sorry: { kind: "prompt", language, name: "not-available" },
  };
}

function unanswerable(call: Call, failure: unknown): CallOver {
  if (failure instanceof AnswerFailed) {
    call.log.warn({ event: "call.not-answered", err: failure }, "caller could not be answered");
    return { kind: "over", outcome: "failed", because: "answer-failed", hungUpBy: "system" };
  }
  const known =
    failure instanceof MediaRefused || failure instanceof MediaServersAway || failure instanceof MediaServerSilent;
  const status = failure instanceof MediaRefused ? failure.status : 503;
  // A caller whose codecs no media server speaks is no fault of ours.
  const level = failure instanceof MediaRefused ? "info" : "error";
  call.log[level]({ event: "media.unanswerable", status, err: failure }, "media server can't take the caller");
  const { code, text } = (failure instanceof MediaRefused ? failure.warning : undefined) ?? {};
  call.incoming.reject(status, code === undefined ? {} : { Warning: `${code} offhook "${text}"` });
  if (!known) throw failure;
  return { kind: "over", outcome: "failed", status, because: failure.code, hungUpBy: "system" };
}
