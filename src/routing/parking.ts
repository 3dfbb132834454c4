import type { Extension } from "../vocabulary/extension.ts";
import { parseExtension } from "../vocabulary/extension.ts";
import type { Reachable } from "./call.ts";
import { LONGEST_RING_MS, mailboxOr, reject } from "./plan-for-user.ts";
import type { Park, RoutingPlan } from "./plan.ts";
import type { RoutedTenant, RoutedUser } from "./tables.ts";

/** Dialled instead of a slot: the first that is free. */
const ANY_SLOT = "700";

/** The parking slots of a company, in the order in which they fill: 701 and on. */
export function slotsOf({ parking }: Pick<RoutedTenant, "parking">): readonly Extension[] {
  return Array.from({ length: parking.slots }, (_, index) => parseExtension(String(701 + index))).filter(
    (slot) => slot !== undefined,
  );
}

/** What a phone gets that dials 70x, or transfers its caller there. */
export function planForParking(
  dialled: string,
  by: RoutedUser,
  tenant: RoutedTenant,
  reachable: Reachable,
): RoutingPlan {
  const slots = slotsOf(tenant);
  const { language } = by;
  const park = (places: readonly Extension[]): Park => ({
    ...{ kind: "park", slots: places, by: by.id, language, otherwise: recall(by, reachable) },
    waitForMs: tenant.parking.waitSeconds * 1_000,
  });
  if (dialled === ANY_SLOT && slots.length > 0) return park(slots);
  const slot = slots.find((each) => each === dialled);
  return slot === undefined
    ? reject(404, "feature-not-available")
    : { kind: "retrieve", slot, park: park([slot]), language };
}

/** Back to the user who parked it, at all of their phones: they are at one of them, whatever they have set. Then their mailbox. */
function recall(by: RoutedUser, reachable: Reachable): RoutingPlan {
  const unanswered = mailboxOr(by, "no-answer", 480, "no-answer");
  const devices = by.devices.filter((device) => reachable.has(device));
  const [first, ...rest] = devices.map((device) => ({ kind: "device" as const, device, user: by.id }));
  if (first === undefined) return unanswered;
  const { enabled, answerTimeSeconds } = by.voicemail;
  const ringForMs = enabled && answerTimeSeconds > 0 ? answerTimeSeconds * 1_000 : LONGEST_RING_MS;
  const next = { otherwise: unanswered, toVoicemail: unanswered };
  return { kind: "ring", callee: by.id, branches: [first, ...rest], ringForMs, ...next };
}
