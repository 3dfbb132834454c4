import type { OpeningReason, Opening, Schedule, OpeningState } from "./schedule.ts";
import { addDays, localDate, momentOf, weekdayOf } from "./time-zone.ts";

/** How far `nextChange` looks ahead. */
const LONGEST_LOOK_AHEAD_DAYS = 400;
const ALL_DAY: readonly Opening[] = [{ from: 0, to: 1_440 }];

/** Whether a schedule is open at this moment, and why. Pure: the same schedule and moment always give the same. */
export function openingStateAt(schedule: Schedule, atMs: number): OpeningState {
  const { closedByHand } = schedule;
  if (closedByHand !== undefined && (closedByHand.untilMs === undefined || atMs < closedByHand.untilMs))
    return { open: false, because: { kind: "by-hand" } };
  return scheduledState(schedule, atMs);
}

/** The next moment at which the schedule opens or closes; undefined: not within the look-ahead. */
export function nextChange(schedule: Schedule, atMs: number): number | undefined {
  const { open } = openingStateAt(schedule, atMs);
  const untilMs = schedule.closedByHand?.untilMs;
  const byHand = !open && openingStateAt(schedule, atMs).because.kind === "by-hand";
  if (byHand && untilMs === undefined) return undefined;
  const fromMs = byHand && untilMs !== undefined ? untilMs : atMs;
  if (byHand && scheduledState(schedule, fromMs).open) return fromMs;

  const today = localDate(fromMs, schedule.timeZone);
  for (let day = 0; day <= LONGEST_LOOK_AHEAD_DAYS; day++) {
    for (const edgeMs of edgesOf(schedule, addDays(today, day)))
      if (edgeMs > fromMs && scheduledState(schedule, edgeMs).open !== open) return edgeMs;
  }
  return undefined;
}

/** The state by week, holidays and special days alone, without closing by hand. */
function scheduledState(schedule: Schedule, atMs: number): OpeningState {
  const date = localDate(atMs, schedule.timeZone);
  // Where clocks are turned back over midnight, intervals of the day before or after may hold now.
  const open = [date, addDays(date, -1), addDays(date, 1)].some((day) =>
    spansOf(schedule, day).some(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs),
  );
  return { open, because: rulesOf(schedule, date).because };
}

/** Every moment of this day at which an interval begins or ends, in order. */
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

/** The intervals of this day: special hours take precedence over holidays, holidays over the week. */
function rulesOf(
  schedule: Schedule,
  date: string,
): { readonly openings: readonly Opening[]; readonly because: OpeningReason } {
  const special = schedule.specialDays.find(({ from, to }) => from <= date && date <= to);
  if (special !== undefined)
    return { openings: special.openings, because: { kind: "special-day", name: special.name } };
  const holiday = schedule.holidayOn(date);
  if (holiday !== undefined) return { openings: [], because: { kind: "holiday", name: holiday } };
  const weekday = weekdayOf(date);
  const openings = schedule.weekly === null ? ALL_DAY : schedule.weekly.filter((each) => each.weekday === weekday);
  return { openings, because: { kind: "hours" } };
}
