import type { Clock } from "../runtime/clock.ts";
import { BindingsUnavailable } from "./errors.ts";

/**
 * Waits for Redis only so long: a phone's transaction doesn't wait for ever.
 * @throws BindingsUnavailable when the time is up or the work fails
 */
export async function within<Result>(clock: Clock, forMs: number, work: Promise<Result>): Promise<Result> {
  const { promise: late, reject } = withResolvers();
  const alarm = clock.arm(forMs, () => reject(new BindingsUnavailable()));
  try {
    return await Promise.race([work, late]);
  } catch (failure) {
    throw failure instanceof BindingsUnavailable ? failure : new BindingsUnavailable({ cause: failure });
  } finally {
    alarm.disarm();
  }
}

function withResolvers(): { promise: Promise<never>; reject: (failure: Error) => void } {
  let reject: (failure: Error) => void = () => undefined;
  const promise = new Promise<never>((_, refuse) => {
    reject = refuse;
  });
  return { promise, reject };
}
