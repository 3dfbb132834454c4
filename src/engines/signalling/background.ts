import type { Parts } from "./parts.ts";

/** Work that nobody waits for: a bug of ours in it is logged and ends nothing else. */
export function inBackground(parts: Parts, work: Promise<unknown>): void {
  work.catch((err: unknown) => parts.log.error({ event: "background.failed", err }, "work in the background failed"));
}
