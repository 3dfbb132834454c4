import { vi } from "vitest";

/** Waits until the check passes: looks often, and bears with a busy machine. */
export function patiently(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000, interval: 5 });
}
