import type { DeviceId } from "../vocabulary/identifiers.ts";
import type { Reachable } from "./call.ts";

/** Every device that a decision would ask for if all of them could be reached: those to look up before it is made. */
export function devicesAskedFor(decide: (reachable: Reachable) => unknown): readonly DeviceId[] {
  const asked = new Set<DeviceId>();
  decide({ has: (device) => asked.add(device).has(device) });
  return [...asked];
}
