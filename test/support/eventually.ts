import { systemClock, type Clock } from "../../src/runtime/clock.ts";

/** Asks again so often. */
const EVERY_MS = 20;
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
  const deadlineMs = clock.nowMs() + withinMs;
  for (;;) {
    try {
      return await ask();
    } catch (failure) {
      if (clock.nowMs() > deadlineMs) throw new Error(`no ${what} within ${withinMs} ms`, { cause: failure });
      await clock.sleep(EVERY_MS);
    }
  }
}
