import type { MediaEndpoint } from "../../media/media-port.ts";
import { MediaRefused } from "../../media/errors.ts";
import type { ChangeSetting } from "../../routing/plan.ts";
import { Scope } from "../../runtime/scope.ts";
import { SettingsError } from "../../settings/errors.ts";
import type { UserPatch } from "../../settings/schemas/user.ts";
import { abandoned, isAbandoned, legName, publish, type Call, type CallOver } from "../call.ts";
import { CallerGone } from "../errors.ts";
import type { Leg } from "../leg.ts";
import { serveFromMedia } from "../at-media.ts";

/** A phone that has lost our 200 shall not keep the line for ever. */
const ACK_WITHIN_MS = 1_000;

/** A feature code: the setting is changed before the phone hears that it is. */
export async function changeSetting(step: ChangeSetting, call: Call): Promise<CallOver> {
  const prompt = await change(step, call);
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
    call.log.error({ event: "feature.unanswerable", err: failure }, "feature can't be confirmed");
    incoming.reject(status);
    return { kind: "over", outcome: "failed", status, because: prompt, hungUpBy: "system" };
  }
  publish(call, { kind: "call.answered", leg: legName(call, 0), by: {} });
  entry.set({ state: "connected", answeredAtMs: parts.clock.nowMs() });
  leg.receive((request) => void serveFromMedia(request, endpoint, leg));
  const over = new AbortController();
  void Promise.race([leg.ended, endpoint.ended]).then(() => over.abort());
  await Promise.race([leg.acknowledged, leg.ended, parts.clock.sleep(ACK_WITHIN_MS)]);
  await endpoint
    .play([{ kind: "prompt", language: step.language, name: prompt }], {
      signal: AbortSignal.any([over.signal, entry.mustEnd]),
    })
    .catch((failure: unknown) => call.log.error({ event: "feature.silent", err: failure }, "confirmation not heard"));
  const hungUpBy = leg.over ? "caller" : "system";
  await leg.hangUp();
  return { kind: "over", outcome: "answered", because: prompt, hungUpBy };
}

/** What the phone shall hear. */
async function change({ user, setting }: ChangeSetting, call: Call): Promise<string> {
  const { settings } = call.parts;
  const name = call.snapshot.user(user)?.name ?? "";
  try {
    await settings.change(call.tenant, { kind: "user", id: user, name }, (draft) =>
      draft.changeUser(user, patchOf(setting)),
    );
  } catch (failure) {
    if (!(failure instanceof SettingsError)) throw failure;
    call.log.warn({ event: "feature.refused", code: failure.code }, "setting not changed");
    return "setting-refused";
  }
  switch (setting.kind) {
    case "forward":
      return "forwarding-on";
    case "stop-forwarding":
      return "forwarding-off";
    case "do-not-disturb":
      return setting.on ? "do-not-disturb-on" : "do-not-disturb-off";
  }
}

function patchOf(setting: ChangeSetting["setting"]): UserPatch {
  switch (setting.kind) {
    case "forward":
      return { forwarding: { enabled: true, ...(setting.to === undefined ? {} : { number: setting.to }) } };
    case "stop-forwarding":
      return { forwarding: { enabled: false } };
    case "do-not-disturb":
      return { doNotDisturb: setting.on };
  }
}
