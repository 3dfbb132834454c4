import type { Receptionist } from "../../api/types.ts";

type Weekly = NonNullable<Receptionist["hours"]["weekly"]>;
export type Day = Weekly[number]["day"];

export const DAYS: readonly Day[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/** Half an hour each. */
export const SLOTS = 48;
const SLOT_MINUTES = 30;

/** Slot 18 → "09:00". */
export function timeOf(slot: number): string {
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${two(Math.floor(slot / 2))}:${two((slot % 2) * SLOT_MINUTES)}`;
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

/** The week with one half hour opened or closed; days that aren't touched keep their minutes. */
export function painted(weekly: Weekly, day: Day, slot: number, open: boolean): Weekly {
  if (isOpen(weekly, day, slot) === open) return weekly;
  const slots = Array.from({ length: SLOTS }, (_, one) => (one === slot ? open : isOpen(weekly, day, one)));
  const intervals: Weekly = [];
  for (let at = 0; at < SLOTS; at++) {
    if (slots[at] !== true || slots[at - 1] === true) continue;
    let end = at;
    while (end < SLOTS && slots[end] === true) end++;
    intervals.push({ day, from: timeOf(at), to: timeOf(end) });
  }
  const of = (one: Day): Weekly => (one === day ? intervals : weekly.filter((each) => each.day === one));
  return DAYS.flatMap(of);
}
