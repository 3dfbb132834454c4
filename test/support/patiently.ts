import { vi } from "vitest";

/**
 * Waits until the check passes: looks often, and bears with a machine that does other work too. vitest's own waiting
 * gives up after a second.
 */
export function patiently<Value>(check: () => Value | Promise<Value>): Promise<Value> {
  return vi.waitFor(check, { timeout: 30_000, interval: 5 });
}
