import { defined } from "../../runtime/defined.ts";
import type { ChangeSetting } from "../../routing/plan.ts";
import { SettingsError } from "../../settings/errors.ts";
import type { UserPatch } from "../../settings/kinds/user.ts";
import { publishAnswer, type Call, type CallOver } from "../call.ts";
import { connectMedia } from "../caller/connect-media.ts";
import type { PromptName } from "../../vocabulary/prompt.ts";

/** A feature code: the setting is changed before the phone hears that it is. */
export async function changeSetting(step: ChangeSetting, call: Call): Promise<CallOver> {
  const prompt = await change(step, call);
  const { entry } = call;
  const caller = await connectMedia(call);
  if ("kind" in caller) return caller;
  await using _caller = caller;
  publishAnswer(call, {});
  await caller.endpoint
    .play([{ kind: "prompt", language: step.language, name: prompt }], {
      signal: AbortSignal.any([caller.gone, entry.mustEnd.signal]),
    })
    .catch((failure: unknown) => call.log.error({ event: "feature.silent", err: failure }, "confirmation not heard"));
  const hungUpBy = caller.leg.over ? "caller" : "system";
  return { kind: "over", outcome: "answered", because: prompt, hungUpBy };
}

/** What the phone shall hear. */
async function change({ user, setting }: ChangeSetting, call: Call): Promise<PromptName> {
  const { settings } = call.parts;
  const name = call.snapshot.user(user)?.name ?? "";
  try {
    await settings.change(call.tenant, { kind: "user", id: user, name }, (draft) =>
      draft.change("user", user, patchOf(setting)),
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
      return { forwarding: { enabled: true, ...defined({ number: setting.to }) } };
    case "stop-forwarding":
      return { forwarding: { enabled: false } };
    case "do-not-disturb":
      return { doNotDisturb: setting.on };
  }
}
