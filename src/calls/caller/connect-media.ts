import { MediaRefused, MediaServersAway, MediaServerSilent } from "../../media/errors.ts";
import { parseCountry } from "../../numbering/country.ts";
import { ringingTone } from "../../numbering/ringing-tone.ts";
import { tenantPoliciesOf } from "../../settings/schemas/policies.ts";
import { abandoned, isAbandoned, linkCalls, type Call, type CallOver } from "../call.ts";
import type { AnsweredCallerParts, CallerAtMedia } from "./caller-side.ts";
import { AnswerFailed, CallerGone } from "../errors.ts";
import { shownService, shownTo } from "../identity.ts";
import type { MediaPlace } from "../leg/media-place.ts";

/**
 * The caller talks to the media server from now on. What keeps them from that ends the call: the caller has hung up, no media
 * server is up or none speaks the caller's codecs, or our 200 makes no dialog.
 *
 * @param near  at the server where others of this name are
 */
export async function connectMedia(call: Call, near?: string): Promise<CallerAtMedia | CallOver> {
  return await connectTo(call, near, () => undefined);
}

/**
 * The same, in a place that another party may take (RFC 3891): other calls find the leg by its dialog, until the place is
 * disposed of. The caller's telephone shows what it is served by.
 */
export async function arriveAt(place: MediaPlace, call: Call, near?: string): Promise<CallerAtMedia | CallOver> {
  const { parts, tenant, endReason, incoming } = call;
  const { user, device } = call.caller.party;
  incoming.shows = shownTo(call.caller.party, shownService(place.plan, call.snapshot));
  return await connectTo(call, near, ({ leg }) => {
    const known = { state: "at-media", tenant, user: device === undefined ? undefined : user, place } as const;
    place.occupy(leg, parts.dialogs.add(leg.name, known));
    void leg.ended.then(() => {
      if (place.isTaken) endReason.because ??= "taken-over";
    });
  });
}

/** @param arrived  called in the turn of the event loop in which the caller has: a REFER may be right behind */
async function connectTo(
  call: Call,
  near: string | undefined,
  arrived: (caller: CallerAtMedia) => void,
): Promise<CallerAtMedia | CallOver> {
  try {
    const caller = await call.incoming.connectMedia(call.entry.mustEnd.signal, answeredCallerParts(call), near);
    arrived(caller);
    await watch(caller, call);
    return caller;
  } catch (failure) {
    if (isAbandoned(call) || failure instanceof CallerGone) return abandoned(call);
    return unanswerable(call, failure);
  }
}

/** The caller has a place at the media server: the leg that had it before leaves. Resolves when it holds nothing any more. */
export async function takePlace(call: Call): Promise<void> {
  const { inPlaceOf } = call;
  if (inPlaceOf === undefined) return;
  linkCalls(call, { call: inPlaceOf.call, how: call.transfers === undefined ? "replacement" : "transfer" });
  await inPlaceOf.leave();
}

/** A caller who is gone without a BYE is noticed by their silence, or by the session timer. */
async function watch({ leg, endpoint }: CallerAtMedia, { snapshot, tenant, endReason, log }: Call): Promise<void> {
  void endpoint.ended.then(() => {
    if (endpoint.silenced) endReason.because ??= "media-timeout";
  });
  void leg.ended.then(({ by }) => {
    if (by === "session-timer" || by === "connection-lost") endReason.because ??= by;
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
    call.incoming.reject(503); // one who was answered already, and waits on
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
