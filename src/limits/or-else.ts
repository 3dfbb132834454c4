import type { Clock } from "../runtime/clock.ts";

/** Nobody who dials waits longer for a count. */
const WITHIN_MS = 500;

/** What Redis says, or, where it doesn't in time, what we know without it. */
export async function orElse(work: Promise<unknown>, clock: Clock, otherwise: () => unknown): Promise<unknown> {
  const enough = new AbortController();
  const late = clock.sleep(WITHIN_MS, enough.signal).then(
    () => undefined,
    () => undefined,
  );
  const answer = await Promise.race([
    work.then(
      (value) => ({ value }),
      () => undefined,
    ),
    late,
  ]);
  enough.abort();
  return answer === undefined ? otherwise() : answer.value;
}
