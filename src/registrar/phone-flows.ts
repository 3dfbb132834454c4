import type { EventBus } from "../events/bus.ts";
import type { Clock } from "../runtime/clock.ts";
import type { DeviceId, TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { Binding } from "./binding.ts";
import type { BindingStore } from "./bindings.ts";
import type { RegistrationLimits, RegistrationUpdate } from "./policy.ts";
import { pushTargetOf } from "./push-target.ts";

/** The bindings of one phone, the newest first: one alone, or the flows of one instance, of which only one is called (RFC 5626 §5.3). */
export type PhoneFlows = readonly [Binding, ...Binding[]];

/** A device's bindings by phone; the phone that registered last comes first. */
export function phonesOf(bindings: readonly Binding[]): readonly PhoneFlows[] {
  const phones: PhoneFlows[] = [];
  for (const binding of bindings.toSorted((one, other) => other.registeredAtMs - one.registeredAtMs)) {
    const known = phones.findIndex(([{ instance }]) => instance !== undefined && instance === binding.instance);
    const flows = phones[known];
    if (flows === undefined) phones.push([binding]);
    else phones[known] = [...flows, binding];
  }
  return phones;
}

/** The engine answers 430 for a phone whose connection has ended (RFC 5626 §5.3.1). */
export const FLOW_FAILED = 430;

/** A binding whose connection has ended, and whose it is. */
export interface FailedFlow {
  readonly tenant: TenantId;
  readonly user: UserId;
  readonly device: DeviceId;
  readonly binding: Binding;
}

export interface FlowRemovalParts {
  readonly bindings: Pick<BindingStore, "update">;
  readonly events: EventBus;
  readonly clock: Clock;
  readonly limits?: RegistrationLimits;
}

/** Whose phone a binding is. */
type Owner = Pick<FailedFlow, "tenant" | "user" | "device">;

/**
 * Removes a binding whose connection has ended, so that it isn't called again; a phone that has come back meanwhile keeps the
 * binding of its new connection.
 * @throws BindingsUnavailable
 */
export function removeFailedFlow({ binding, ...owner }: FailedFlow, parts: FlowRemovalParts): Promise<void> {
  return remove((each) => isSameFlow(each, binding), owner, parts);
}

/**
 * The same for a connection whose end the engine has told: a page in a browser was closed.
 * @throws BindingsUnavailable
 */
export function removeEndedFlow(flow: string, owner: Owner, parts: FlowRemovalParts): Promise<void> {
  return remove((each) => each.flow === flow, owner, parts);
}

async function remove(
  hasFailed: (binding: Binding) => boolean,
  owner: Owner,
  { bindings, events, clock, limits }: FlowRemovalParts,
): Promise<void> {
  // By what is in its binding a phone that sleeps is woken up: its connection ends when it falls asleep.
  const staysAsleep = ({ contact }: Binding): boolean =>
    limits?.maximumAsleepSeconds !== undefined && pushTargetOf(contact) !== undefined;
  const isGone = (binding: Binding): boolean => hasFailed(binding) && !staysAsleep(binding);
  const update = await bindings.update(owner.device, (current, nowMs) => without(isGone, current, nowMs));
  if (update.kind === "refused") return;
  for (const { binding: removed, because } of update.removed) {
    const facts = { atMs: clock.nowMs(), ...owner, contact: removed.contact, because };
    events.publish({ kind: "registration.removed", ...facts });
  }
}

function without(
  hasFailed: (binding: Binding) => boolean,
  current: readonly Binding[],
  nowMs: number,
): RegistrationUpdate {
  const live = current.filter(({ expiresAtMs }) => expiresAtMs > nowMs);
  const removed = live.filter(hasFailed);
  return {
    kind: "accepted",
    bindings: live.filter((binding) => !removed.includes(binding)),
    ...{ added: [], fresh: [], changed: removed.length > 0 },
    removed: removed.map((binding) => ({ binding, because: "flow-failed" as const })),
  };
}

/** Each REGISTER has a token of its own: a phone that has refreshed since is another. */
function isSameFlow(one: Binding, other: Binding): boolean {
  if (one.flow !== undefined || other.flow !== undefined) return one.flow === other.flow;
  return one.contact === other.contact && one.registeredAtMs === other.registeredAtMs;
}
