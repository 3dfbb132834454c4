import type { Because, Opening, Schedule, Standing } from "./schedule.ts";
import { addDays, localDate, momentOf, weekdayOf } from "./time-zone.ts";

/** Beyond this nobody plans; a schedule that changes later doesn't change. */
const LONGEST_LOOK_AHEAD_DAYS = 400;
const ALL_DAY: readonly Opening[] = [{ from: 0, to: 1_440 }];

/** Whether it is open at this moment, and why. Pure: the same schedule and moment always give the same. */
export function standingAt(schedule: Schedule, atMs: number): Standing {
  const { closedByHand } = schedule;
  if (closedByHand !== undefined && (closedByHand.untilMs === undefined || atMs < closedByHand.untilMs))
    return { open: false, because: { kind: "by-hand" } };
  return usualStanding(schedule, atMs);
}

/** When it will next open, or close; undefined: not for more than a year. */
export function nextChange(schedule: Schedule, atMs: number): number | undefined {
  const { open } = standingAt(schedule, atMs);
  const untilMs = schedule.closedByHand?.untilMs;
  const byHand = !open && standingAt(schedule, atMs).because.kind === "by-hand";
  if (byHand && untilMs === undefined) return undefined;
  const fromMs = byHand && untilMs !== undefined ? untilMs : atMs;
  if (byHand && usualStanding(schedule, fromMs).open) return fromMs;

  const today = localDate(fromMs, schedule.timeZone);
  for (let day = 0; day <= LONGEST_LOOK_AHEAD_DAYS; day++) {
    for (const edgeMs of edgesOf(schedule, addDays(today, day)))
      if (edgeMs > fromMs && usualStanding(schedule, edgeMs).open !== open) return edgeMs;
  }
  return undefined;
}

/** What the calendar says, whatever somebody has switched. */
function usualStanding(schedule: Schedule, atMs: number): Standing {
  const date = localDate(atMs, schedule.timeZone);
  // Where clocks are turned back over midnight, what was opened the day before, or will be the day after, may count now.
  const open = [date, addDays(date, -1), addDays(date, 1)].some((day) =>
    spansOf(schedule, day).some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs),
  );
  return { open, because: rulesOf(schedule, date).because };
}

/** Every moment of this day at which something begins or ends, in order. */
function edgesOf(schedule: Schedule, date: string): readonly number[] {
  return spansOf(schedule, date)
    .flatMap(({ fromMs, toMs }) => [fromMs, toMs])
    .sort((one, other) => one - other);
}

function spansOf(schedule: Schedule, date: string): readonly { readonly fromMs: number; readonly toMs: number }[] {
  return rulesOf(schedule, date).openings.map(({ from, to }) => ({
    fromMs: momentOf(date, from, schedule.timeZone),
    toMs: momentOf(date, to, schedule.timeZone),
  }));
}

/** What holds on this day: its special hours before its holiday before its weekday. */
function rulesOf(
  schedule: Schedule,
  date: string,
): { readonly openings: readonly Opening[]; readonly because: Because } {
  const special = schedule.specialDays.find(({ from, to }) => from <= date && date <= to);
  if (special !== undefined)
    return { openings: special.openings, because: { kind: "special-day", name: special.name } };
  const holiday = schedule.holidayOn(date);
  if (holiday !== undefined) return { openings: [], because: { kind: "holiday", name: holiday } };
  const weekday = weekdayOf(date);
  const openings = schedule.weekly === null ? ALL_DAY : schedule.weekly.filter((each) => each.weekday === weekday);
  return { openings, because: { kind: "hours" } };
}
