import { MAX_NESTED_APPLICATIONS, MAX_WAITING_COMMANDS } from "../limits.ts";

/** An application to run on a channel. */
export interface Command {
  /** Told back with CHANNEL_EXECUTE and CHANNEL_EXECUTE_COMPLETE, so that the sender knows its command. */
  readonly uuid: string;
  readonly application: string;
  readonly argument: string;
}

/**
 * What a channel has to do. Commands start in the order in which they came; one that comes while an application runs
 * is executed inside of it: the outer one pauses and goes on afterwards.
 */
export interface Schedule {
  readonly waiting: readonly Command[];
  /** The innermost is the last. */
  readonly running: readonly Command[];
  readonly hungUp: boolean;
}

export const IDLE: Schedule = { waiting: [], running: [], hungUp: false };

/** @returns undefined when the channel takes no more: it has been hung up, or too many commands wait */
export function submit(schedule: Schedule, command: Command): Schedule | undefined {
  if (schedule.hungUp || schedule.waiting.length >= MAX_WAITING_COMMANDS) return undefined;
  return { ...schedule, waiting: [...schedule.waiting, command] };
}

/** Starts the next command inside whatever runs now. */
export function startNext(schedule: Schedule): readonly [Schedule, Command | undefined] {
  const [next, ...waiting] = schedule.waiting;
  if (next === undefined || schedule.hungUp || schedule.running.length >= MAX_NESTED_APPLICATIONS)
    return [schedule, undefined];
  return [{ ...schedule, waiting, running: [...schedule.running, next] }, next];
}

/** The application is through; whatever it ran inside of goes on. */
export function finish(schedule: Schedule, command: Command): Schedule {
  return { ...schedule, running: schedule.running.filter((running) => running !== command) };
}

/** The one application that hears and speaks. */
export function innermost(schedule: Schedule): Command | undefined {
  return schedule.running.at(-1);
}

/** Nothing waits any more; what runs still ends in its own way. */
export function hangUp(schedule: Schedule): Schedule {
  return { ...schedule, waiting: [], hungUp: true };
}

/** Commands that wait are forgotten (`uuid_break … all`). */
export function forgetWaiting(schedule: Schedule): Schedule {
  return { ...schedule, waiting: [] };
}
