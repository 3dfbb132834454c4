import type { ForkInput } from "../../../src/calls/dial/fork-state.ts";

/** How long the branches of a tried fork may ring. */
export const RING_FOR_MS = 20_000;

/** What a branch of a fork reports. */
export const rings = (branch: number, hasSdp = false): ForkInput => ({
  kind: "provisional",
  branch,
  status: hasSdp ? 183 : 180,
  hasSdp,
});
export const answers = (branch: number): ForkInput => ({ kind: "answered", branch, mustConfirm: false });
export const refuses = (branch: number, status: number): ForkInput => ({ kind: "refused", branch, status });
export const pickedUp: ForkInput = { kind: "picked-up" };
export const timeIsUp: ForkInput = { kind: "alarm", alarm: { name: "ring-time" } };
