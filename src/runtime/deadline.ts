import type { Clock } from "./clock.ts";

/** How long something may take, and by which clock. */
export interface Deadline {
  readonly withinMs: number;
  readonly clock: Clock;
}

/**
 * What the work gives, unless it takes too long: then the error that `tooLate` makes. What a late work gives, or throws,
 * is lost; the caller that must release it keeps the promise.
 *
 * @throws what the work throws, or the error of `tooLate`
 */
export function within<Value>(
  work: PromiseLike<Value>,
  { withinMs, clock }: Deadline,
  tooLate: () => Error,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const alarm = clock.arm(withinMs, () => reject(tooLate()));
    const settle = (): void => {
      alarm.disarm();
      resolve(work); // whatever came of it
    };
    work.then(settle, settle);
  });
}

/** What the work gives, or what `otherwise` does where the work fails or takes too long. */
export function withinOrElse<Value, Other>(
  work: PromiseLike<Value>,
  { withinMs, clock }: Deadline,
  otherwise: () => Other,
): Promise<Value | Other> {
  return new Promise((resolve) => {
    const fallBack = (): void => {
      alarm.disarm();
      resolve(new Promise((settle) => settle(otherwise()))); // rejects with what `otherwise` throws
    };
    const alarm = clock.arm(withinMs, fallBack);
    work.then((value) => {
      alarm.disarm();
      resolve(value);
    }, fallBack);
  });
}

/**
 * Waits until the work is done or has failed, at most so long, and keeps the process alive meanwhile: for farewells.
 * Never rejects. @returns whether the work came to its end in time
 */
export async function settledWithin(work: PromiseLike<unknown>, { withinMs, clock }: Deadline): Promise<boolean> {
  const settled = new AbortController();
  const tooLate = clock.sleep(withinMs, settled.signal).then(
    () => false,
    () => true,
  );
  const inTime = Promise.resolve(work).then(
    () => true,
    () => true,
  );
  const isSettled = await Promise.race([inTime, tooLate]);
  settled.abort();
  return isSettled;
}

/** Something that waits for its server before it closes, and can be cut off from it. */
export interface Closable {
  close(): Promise<unknown>;
  disconnect(): Promise<unknown>;
}

/** Closes it in order, or cuts it off when that takes too long: its server may be away for good. Never rejects. */
export async function closeWithin(closable: Closable, deadline: Deadline): Promise<void> {
  await settledWithin(closable.close(), deadline);
  closable.disconnect().catch(() => undefined);
}
