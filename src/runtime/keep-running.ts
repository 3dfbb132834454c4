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
/** A part that has worked this long can start: its death is no reason to wait, however often it dies. */
const WORKED_AFTER_MS = 10_000;

/**
 * Starts a part of the system and starts it again whenever it dies, until released: at once after some work, with growing
 * pauses where it dies early time after time.
 *
 * @throws whatever the first start throws: a part that never came up is for the operator to mend
 */
export async function keepRunning({ start, clock, report }: KeepRunningOptions): Promise<AsyncDisposable> {
  const stopping = new AbortController();
  let current = await start();

  const watch = async (): Promise<void> => {
    let earlyDeathMs = FIRST_RESTART_AFTER_MS;
    for (;;) {
      const bornMs = clock.nowMs();
      const reason = await current.exited;
      if (stopping.signal.aborted) return;
      const hasWorked = clock.nowMs() - bornMs >= WORKED_AFTER_MS;
      let restartAfterMs = hasWorked ? 0 : earlyDeathMs;
      report({ kind: "died", reason, restartAfterMs });
      for (;;) {
        await clock.sleep(restartAfterMs, stopping.signal);
        restartAfterMs = Math.min(2 * restartAfterMs || FIRST_RESTART_AFTER_MS, LONGEST_RESTART_AFTER_MS);
        try {
          current = await start();
          break;
        } catch (failure) {
          report({ kind: "restart-failed", reason: String(failure), restartAfterMs });
        }
      }
      earlyDeathMs = restartAfterMs;
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
