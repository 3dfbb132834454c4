import type { DeviceId } from "../vocabulary/identifiers.ts";

/** What this process last saw of each device's bindings: a guess that saves a look-up, and all there is while Redis is away. */
export interface LastKnown {
  /** The stored text; "" is none, undefined is unknown. */
  get(device: DeviceId): string | undefined;
  set(device: DeviceId, stored: string): void;
}

/** Some 10 MB; the devices heard of longest ago are forgotten first. */
const MAXIMUM_REMEMBERED_DEVICES = 20_000;

export function createLastKnown(maximum = MAXIMUM_REMEMBERED_DEVICES): LastKnown {
  const texts = new Map<DeviceId, string>();
  return {
    get: (device) => texts.get(device),
    set(device, stored) {
      texts.delete(device);
      texts.set(device, stored);
      const [oldest] = texts.keys();
      if (texts.size > maximum && oldest !== undefined) texts.delete(oldest);
    },
  };
}
