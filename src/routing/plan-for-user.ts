import type { DeviceId, TenantId } from "../vocabulary/identifiers.ts";
import type { Branch, Greeting, Reject, RejectReason, RoutingPlan, Voicemail } from "./plan.ts";
import type { Destination, RoutedUser, RoutingTables } from "./tables.ts";

/** Without a mailbox the phones ring until the caller gives up, but not for ever. */
export const LONGEST_RING_MS = 180_000;

/** What happens when a user is called, by whatever number: the rules of DESIGN.md §5 from the top, first match wins. */
export function planForUser(user: RoutedUser, reachable: ReadonlySet<DeviceId>): RoutingPlan {
  if (user.doNotDisturb) return mailboxOr(user, "unavailable", 480, "do-not-disturb");
  if (user.voicemail.enabled && user.voicemail.answerTimeSeconds <= 0) return voicemail(user, "unavailable");

  const [first, ...rest] = user.devices.filter((device) => reachable.has(device));
  if (first === undefined) return mailboxOr(user, "unavailable", 480, "no-device-registered");

  const branch = (device: DeviceId): Branch => ({ kind: "device", device, user: user.id });
  return {
    kind: "ring",
    callee: user.id,
    branches: [branch(first), ...rest.map(branch)],
    ringForMs: user.voicemail.enabled ? user.voicemail.answerTimeSeconds * 1000 : LONGEST_RING_MS,
    otherwise: mailboxOr(user, "no-answer", 480, "no-answer"),
    whenBusy: mailboxOr(user, "busy", 486, "busy"),
  };
}

/** What happens at a destination of this tenant; one that names somebody who is gone counts as none. */
export function planForDestination(
  destination: Destination | null | undefined,
  tenant: TenantId,
  tables: RoutingTables,
  reachable: ReadonlySet<DeviceId>,
): RoutingPlan {
  const user = userAt(destination, tenant, tables);
  if (user === undefined) return reject(404, "no-destination");
  return destination?.kind === "mailbox"
    ? mailboxOr(user, "unavailable", 480, "no-destination")
    : planForUser(user, reachable);
}

/** The user whose settings rule at a destination. */
export function userAt(
  destination: Destination | null | undefined,
  tenant: TenantId,
  tables: RoutingTables,
): RoutedUser | undefined {
  return destination == null ? undefined : tables.user(tenant, destination.id);
}

export function reject(status: Reject["status"], because: RejectReason): Reject {
  return { kind: "reject", status, because };
}

function mailboxOr(user: RoutedUser, greeting: Greeting, status: Reject["status"], because: RejectReason): RoutingPlan {
  return user.voicemail.enabled ? voicemail(user, greeting) : reject(status, because);
}

function voicemail(user: RoutedUser, greeting: Greeting): Voicemail {
  return { kind: "voicemail", mailbox: user.id, greeting, language: user.language };
}
