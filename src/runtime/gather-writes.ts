import type { Writable } from "node:stream";
import type { Alarm, Clock } from "./clock.ts";

/** What nothing waits for leaves by then: with what something waits for, if that comes first. */
export const PATIENCE_MS = 10;

/** What is to be done at the next beat of each clock. */
const beats = new WeakMap<Clock, Set<() => void>>();

/**
 * Does it within PATIENCE_MS, in one turn of the event loop with whatever else waits for that beat: so what all parts of a process
 * write that nothing waits for leaves together.
 */
export function atNextBeat(clock: Clock, work: () => void): Alarm {
  const waiting = beats.get(clock) ?? beginBeat(clock);
  waiting.add(work);
  return { disarm: () => void waiting.delete(work) };
}

function beginBeat(clock: Clock): Set<() => void> {
  const waiting = new Set<() => void>();
  beats.set(clock, waiting);
  clock.arm(PATIENCE_MS, () => {
    beats.delete(clock);
    for (const work of waiting) work();
  });
  return waiting;
}

let isPatient = false;

/**
 * What is written meanwhile (before the first `await`) may stay in its socket for PATIENCE_MS, so that it leaves together with
 * what comes after it. For commands that nothing waits for: they keep their order, and cost no system call of their own.
 */
export function patiently<Result>(work: () => Result): Result {
  const before = isPatient;
  isPatient = true;
  try {
    return work();
  } finally {
    isPatient = before;
  }
}

/** From now on what one turn of the event loop writes to this socket leaves together, at the turn's end: one system call, not one a message. */
export function gatherWrites(socket: Writable): void {
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean;
  let isCorked = false;
  let isLeaving = false;
  let patience: NodeJS.Timeout | undefined;
  const leave = (): void => {
    clearTimeout(patience);
    patience = undefined;
    isCorked = isLeaving = false;
    socket.uncork();
  };
  socket.write = (...args: unknown[]) => {
    if (!isCorked) socket.cork();
    isCorked = true;
    if (!isPatient && !isLeaving) {
      isLeaving = true;
      setImmediate(leave);
    } else if (!isLeaving) {
      patience ??= setTimeout(leave, PATIENCE_MS);
    }
    return write(...args);
  };
}
