import type { Alarm, Clock } from "../../../runtime/clock.ts";

const LOOK_EVERY_MS = 1_000;

export interface SilenceWatchParts {
  readonly clock: Clock;
  /** When the peer was last heard. */
  heardAtMs(): number;
  /** The peer is known to be gone, however long its silence may be. */
  hasLeft(): boolean;
  /** So many seconds without a packet end the call now; undefined: none do. */
  limitSeconds(): number | undefined;
  onSilent(): void;
}

/** Ends a call whose peer is gone without a word: a telephone that lost its network sends no BYE. */
export function watchSilence(parts: SilenceWatchParts): Disposable {
  let alarm: Alarm | undefined;
  const look = (): void => {
    const limit = parts.limitSeconds();
    const isSilent = limit !== undefined && parts.clock.nowMs() - parts.heardAtMs() >= 1000 * limit;
    if (isSilent || parts.hasLeft()) parts.onSilent();
    else alarm = parts.clock.arm(LOOK_EVERY_MS, look);
  };
  alarm = parts.clock.arm(LOOK_EVERY_MS, look);
  return { [Symbol.dispose]: () => alarm?.disarm() };
}
