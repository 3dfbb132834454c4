import { systemClock, type Clock } from "../../src/runtime/clock.ts";

/** Asks again so soon; in real time later and later, by a tenth of what it has waited: each question costs the product time. */
const EVERY_MS = 20;
const LATEST_MS = 500;
/** What holds at all holds at once on a quiet machine; a busy one takes many times as long. */
const PATIENCE_MS = 25_000;

export interface Patience {
  readonly withinMs?: number | undefined;
  readonly clock?: Clock;
}

/** What `ask` gives, as soon as it throws nothing: for a state of the switch that can only be asked for. */
export async function eventually<Value>(
  what: string,
  ask: () => Promise<Value>,
  { withinMs = PATIENCE_MS, clock = systemClock }: Patience = {},
): Promise<Value> {
  const startedMs = clock.nowMs();
  const deadlineMs = startedMs + withinMs;
  for (;;) {
    try {
      return await ask();
    } catch (failure) {
      if (clock.nowMs() > deadlineMs) throw new Error(`no ${what} within ${withinMs} ms`, { cause: failure });
      const waitedMs = clock === systemClock ? clock.nowMs() - startedMs : 0;
      await clock.sleep(Math.min(LATEST_MS, Math.max(EVERY_MS, waitedMs / 10)));
    }
  }
}
