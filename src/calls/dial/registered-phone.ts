import { AWAKE_WITHIN_MS } from "../../push/waker.ts";
import type { PhoneFlows } from "../../registrar/phone-flows.ts";
import type { DeviceId, UserId } from "../../vocabulary/identifiers.ts";
import type { Call } from "../call.ts";
import { phoneTarget } from "../media-policy.ts";
import { inviteBranch } from "./invite-branch.ts";
import { phoneBranch } from "./phone-branch.ts";
import { wakingBranch } from "./waking-branch.ts";

/** A registered phone rings within a moment; one that is silent for so long has left without a word. */
const PHONE_SILENT_MS = 4_000;

/** How one phone that has registered is called. */
export interface RegisteredPhone {
  readonly start: ReturnType<typeof phoneBranch>;
  readonly silentForMs: number;
}

/** Calls a phone by its newest flow; one that sleeps is woken up before. */
export function registeredPhone(
  { device, user }: { readonly device: DeviceId; readonly user: UserId },
  flows: PhoneFlows,
  headers: Readonly<Record<string, string>>,
  { tenant, snapshot, parts }: Pick<Call, "tenant" | "snapshot" | "parts">,
): RegisteredPhone {
  const settings = snapshot.device(device);
  const invite = (flow: PhoneFlows[0]): ReturnType<typeof inviteBranch> =>
    inviteBranch({ ...phoneTarget(flow, settings, headers), silentForMs: PHONE_SILENT_MS }, parts);
  const [binding] = flows;
  if (parts.waker?.isAsleep(binding) === true)
    return {
      start: wakingBranch({ device, binding }, parts.waker, invite),
      silentForMs: AWAKE_WITHIN_MS + PHONE_SILENT_MS,
    };
  const failed = (flow: PhoneFlows[0]): void => parts.onFlowFailed?.({ tenant, user, device, binding: flow });
  return { start: phoneBranch(flows, invite, failed), silentForMs: PHONE_SILENT_MS };
}
