import type { DeviceId, RingGroupId } from "../vocabulary/identifiers.ts";
import { internalTarget } from "./branches.ts";
import type { Destination, Overflow, RoutedGroup, RoutedTenant, RoutedUser, RoutingTables } from "./tables.ts";

/** What must be looked up before a call is decided: plain data, found in the settings alone. */
export interface Prerequisites {
  /** Devices whose registrations say what can ring. */
  readonly devices: readonly DeviceId[];
  /** Groups called by round robin, whose turn says which member rings first. */
  readonly roundRobin: readonly RingGroupId[];
}

/** The settings alone decide. */
export const NO_PREREQUISITES: Prerequisites = { devices: [], roundRobin: [] };

/**
 * What a call to this destination depends on: the devices of each person whom it, its forwards and its overflows can reach,
 * and the turn of each round-robin group that it overflows through. Rather a device too many: whether a person is busy, or
 * has blocked the caller, only the decision sees.
 */
export function prerequisitesOf(to: Overflow, tables: RoutingTables, tenant: RoutedTenant): Prerequisites {
  const walk = new Walk(tables, tenant);
  walk.overflow(to);
  return walk.found();
}

/** The same for a call that a forward, or a phone's 302, sends there: of a group it rings all members together. */
export function prerequisitesOfForward(
  to: Destination | null,
  tables: RoutingTables,
  tenant: RoutedTenant,
): Prerequisites {
  const walk = new Walk(tables, tenant);
  walk.forward(to);
  return walk.found();
}

/** Visits each person and each group once, however they lead to each other. */
class Walk {
  readonly #tables: RoutingTables;
  readonly #tenant: RoutedTenant;
  readonly #devices = new Set<DeviceId>();
  readonly #roundRobin = new Set<RingGroupId>();
  readonly #visited = new Set<string>();

  constructor(tables: RoutingTables, tenant: RoutedTenant) {
    this.#tables = tables;
    this.#tenant = tenant;
  }

  found(): Prerequisites {
    return { devices: [...this.#devices], roundRobin: [...this.#roundRobin] };
  }

  overflow(to: Overflow): void {
    if (to?.kind === "user") this.#user(to.id);
    if (to?.kind !== "ring-group") return;
    const group = this.#tables.ringGroup(this.#tenant.id, to.id);
    if (group === undefined || !this.#isFirstVisit(`overflow to ${group.id}`)) return;
    if (group.strategy === "round-robin") this.#roundRobin.add(group.id);
    this.#members(group);
    this.overflow(group.overflow);
  }

  forward(to: Destination | null): void {
    if (to?.kind === "user") this.#user(to.id);
    if (to?.kind !== "ring-group") return;
    const group = this.#tables.ringGroup(this.#tenant.id, to.id);
    if (group !== undefined) this.#members(group);
  }

  #members(group: RoutedGroup): void {
    if (!this.#isFirstVisit(`members of ${group.id}`)) return;
    for (const id of group.members) {
      if (group.useMemberForwarding) this.#user(id);
      else this.#devicesOf(this.#tables.user(this.#tenant.id, id));
    }
  }

  #user(id: RoutedUser["id"]): void {
    const user = this.#tables.user(this.#tenant.id, id);
    if (user === undefined || !this.#isFirstVisit(user.id)) return;
    const { enabled, number, ringDevices } = user.forwarding;
    const isForwarding = enabled && number !== null;
    if (isForwarding ? ringDevices : !user.doNotDisturb) this.#devicesOf(user);
    if (!isForwarding) return;
    const target = internalTarget(number, { tables: this.#tables, tenant: this.#tenant });
    if (target !== "external") this.forward(target);
  }

  #devicesOf(user: RoutedUser | undefined): void {
    for (const device of user?.devices ?? []) this.#devices.add(device);
  }

  #isFirstVisit(place: string): boolean {
    const isFirst = !this.#visited.has(place);
    this.#visited.add(place);
    return isFirst;
  }
}
