import type { Clock } from "./clock.ts";

/** Something that runs until it is released or dies by itself: a child process. */
export interface Running extends AsyncDisposable {
  /** Resolves with the reason when it ends, for whatever cause. */
  readonly exited: Promise<string>;
}

export interface KeepRunningOptions {
  readonly start: () => Promise<Running>;
  readonly clock: Clock;
  /** Told of every end and every attempt that failed, and when it is up again. */
  readonly report: (event: KeepRunningEvent) => void;
}

export type KeepRunningEvent =
  | { readonly kind: "died"; readonly reason: string; readonly restartAfterMs: number }
  | { readonly kind: "restart-failed"; readonly reason: string; readonly restartAfterMs: number }
  | { readonly kind: "restarted" };

const FIRST_RESTART_AFTER_MS = 250;
const LONGEST_RESTART_AFTER_MS = 15_000;
/** Having lived this long, the next death is treated as the first. */
const STABLE_AFTER_MS = 60_000;

/**
 * Starts a part of the system and starts it again, with growing pauses, whenever it dies, until released.
 *
 * @throws whatever the first start throws: a part that never came up is for the operator to mend
 */
export async function keepRunning({ start, clock, report }: KeepRunningOptions): Promise<AsyncDisposable> {
  const stopping = new AbortController();
  let current = await start();

  const watch = async (): Promise<void> => {
    let restartAfterMs = FIRST_RESTART_AFTER_MS;
    for (;;) {
      const bornMs = clock.nowMs();
      const reason = await current.exited;
      if (stopping.signal.aborted) return;
      if (clock.nowMs() - bornMs >= STABLE_AFTER_MS) restartAfterMs = FIRST_RESTART_AFTER_MS;
      report({ kind: "died", reason, restartAfterMs });
      for (;;) {
        await clock.sleep(restartAfterMs, stopping.signal);
        restartAfterMs = Math.min(2 * restartAfterMs, LONGEST_RESTART_AFTER_MS);
        try {
          current = await start();
          break;
        } catch (failure) {
          report({ kind: "restart-failed", reason: String(failure), restartAfterMs });
        }
      }
      report({ kind: "restarted" });
    }
  };
  const watching = watch().catch((failure: unknown) => {
    if (!stopping.signal.aborted) throw failure;
  });

  return {
    async [Symbol.asyncDispose]() {
      stopping.abort(new Error("stopping"));
      await current[Symbol.asyncDispose]();
      await watching;
    },
  };
}
