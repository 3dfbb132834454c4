import type { Receptionist } from "../../api/types.ts";

export type Weekly = NonNullable<Receptionist["hours"]["weekly"]>;
export type Day = Weekly[number]["day"];
/** A half hour of a day: day 0 is Monday, slot 18 is 09:00. */
export type Cell = readonly [day: number, slot: number];

export const DAYS: readonly Day[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/** Half an hour each. */
export const SLOTS = 48;
const SLOT_MINUTES = 30;

/** In minutes of the day. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Slot 18 → "09:00". */
export function timeOf(slot: number): string {
  return writeMinutes(slot * SLOT_MINUTES);
}

function writeMinutes(minutes: number): string {
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return 60 * hours + minutes;
}

/** Whether the half hour is open, at least in part. */
export function isOpen(weekly: Weekly, day: Day, slot: number): boolean {
  const [from, to] = [slot * SLOT_MINUTES, (slot + 1) * SLOT_MINUTES];
  return weekly.some((one) => one.day === day && minutesOf(one.from) < to && from < minutesOf(one.to));
}

/** The week with all half hours between two corners opened or closed; every other minute stays as it is. */
export function painted(weekly: Weekly, [one, other]: readonly [Cell, Cell], open: boolean): Weekly {
  const [firstDay, lastDay] = [Math.min(one[0], other[0]), Math.max(one[0], other[0])];
  const [from, to] = [Math.min(one[1], other[1]) * SLOT_MINUTES, (Math.max(one[1], other[1]) + 1) * SLOT_MINUTES];
  return DAYS.flatMap((day, at) => {
    const before = weekly.filter((each) => each.day === day);
    if (at < firstDay || at > lastDay) return before;
    const stretches = before.map((each) => ({ from: minutesOf(each.from), to: minutesOf(each.to) }));
    return (open ? joined([...stretches, { from, to }]) : without(stretches, { from, to })).map((stretch) => ({
      day,
      from: writeMinutes(stretch.from),
      to: writeMinutes(stretch.to),
    }));
  });
}

/** In order, and those that touch as one. */
function joined(stretches: readonly Stretch[]): readonly Stretch[] {
  const done: Stretch[] = [];
  for (const next of [...stretches].sort((one, other) => one.from - other.from)) {
    const last = done.at(-1);
    if (last === undefined || last.to < next.from) done.push(next);
    else done[done.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
  }
  return done;
}

function without(stretches: readonly Stretch[], { from, to }: Stretch): readonly Stretch[] {
  return joined(stretches)
    .flatMap((one) => [
      { from: one.from, to: Math.min(one.to, from) },
      { from: Math.max(one.from, to), to: one.to },
    ])
    .filter((one) => one.from < one.to);
}
