import { addDays, localDate, offsetMs, weekdayOf } from "../../hours/time-zone.ts";
import { BoundedMap } from "../../runtime/bounded-map.ts";

/** When local time changes each year. Example: the last Sunday of March at 02:00. */
export interface YearlyChange {
  readonly month: number;
  /** 1 to 4; 5: the last one of the month. */
  readonly week: number;
  /** 1 is Monday, 7 is Sunday (ISO 8601). */
  readonly weekday: number;
  /** Of the time before the change. */
  readonly minuteOfDay: number;
}

/** The rules of a time zone in the year that it is, as phones know them. */
export interface ZoneRules {
  /** Of the winter, minutes east of Greenwich. */
  readonly offsetMinutes: number;
  /** Undefined: the clocks don't change. */
  readonly summer:
    { readonly addMinutes: number; readonly begins: YearlyChange; readonly ends: YearlyChange } | undefined;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** There are some 600 time zones, and phones are set up in one year or two. */
const MOST_KNOWN = 1_000;
const known = new BoundedMap<string, ZoneRules>(MOST_KNOWN);

/** The rules of an IANA time zone in the year of this moment. */
export function zoneRules(timeZone: string, atMs: number): ZoneRules {
  const year = Number(localDate(atMs, timeZone).slice(0, 4));
  const key = `${year} ${timeZone}`;
  const rules = known.get(key) ?? rulesOf(year, timeZone);
  known.set(key, rules);
  return rules;
}

/** Where the clocks changed for good, or not twice, the zone has no summer time, and the offset of the year's end. */
function rulesOf(year: number, timeZone: string): ZoneRules {
  const changes = changesOf(year, timeZone);
  const offsets = changes.map(({ after }) => after);
  const [first, second] = changes;
  if (first === undefined || second === undefined || changes.length > 2)
    return { offsetMinutes: offsetOf(Date.UTC(year, 11, 31), timeZone), summer: undefined };
  const [begins, ends] = first.after > second.after ? [first, second] : [second, first];
  const winter = Math.min(...offsets);
  return {
    offsetMinutes: winter,
    summer: {
      addMinutes: begins.after - winter,
      begins: yearly(begins.atMs, winter),
      ends: yearly(ends.atMs, begins.after),
    },
  };
}

/** "UTC+1 in winter" as a POSIX TZ (IEEE Std 1003.1, 8.3): `OFF-1OFS-2,M3.5.0/2,M10.5.0/3`. */
export function posixZone({ offsetMinutes, summer }: ZoneRules): string {
  const standard = `STD${posixOffset(offsetMinutes)}`;
  if (summer === undefined) return standard;
  const daylight = `DST${posixOffset(offsetMinutes + summer.addMinutes)}`;
  return `${standard}${daylight},${posixChange(summer.begins)},${posixChange(summer.ends)}`;
}

/** POSIX counts west of Greenwich. */
function posixOffset(minutes: number): string {
  const size = Math.abs(minutes);
  const text = size % 60 === 0 ? String(size / 60) : `${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
  return minutes > 0 ? `-${text}` : text;
}

function posixChange({ month, week, weekday, minuteOfDay }: YearlyChange): string {
  const time =
    minuteOfDay % 60 === 0 ? String(minuteOfDay / 60) : `${Math.floor(minuteOfDay / 60)}:${minuteOfDay % 60}`;
  return `M${month}.${week}.${weekday % 7}/${time}`;
}

interface ZoneChange {
  readonly atMs: number;
  readonly after: number;
}

function changesOf(year: number, timeZone: string): readonly ZoneChange[] {
  const changes: ZoneChange[] = [];
  const end = Date.UTC(year + 1, 0, 1);
  let before = offsetOf(Date.UTC(year, 0, 1), timeZone);
  for (let atMs = Date.UTC(year, 0, 1); atMs < end; atMs += 24 * HOUR_MS) {
    const after = offsetOf(atMs + 24 * HOUR_MS, timeZone);
    if (after !== before) changes.push({ atMs: momentOfChange(atMs, before, timeZone), after });
    before = after;
  }
  return changes;
}

/** Within the day that begins here. */
function momentOfChange(fromMs: number, before: number, timeZone: string): number {
  let [low, high] = [fromMs, fromMs + 24 * HOUR_MS];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetOf(middle, timeZone) === before) low = middle;
    else high = middle;
  }
  return high;
}

function yearly(atMs: number, offsetBefore: number): YearlyChange {
  const wall = new Date(atMs + offsetBefore * MINUTE_MS);
  const date = wall.toISOString().slice(0, 10);
  const day = wall.getUTCDate();
  const isLast = addDays(date, 7).slice(5, 7) !== date.slice(5, 7);
  return {
    month: wall.getUTCMonth() + 1,
    week: isLast ? 5 : Math.ceil(day / 7),
    weekday: weekdayOf(date),
    minuteOfDay: wall.getUTCHours() * 60 + wall.getUTCMinutes(),
  };
}

/** Minutes east of Greenwich. */
function offsetOf(atMs: number, timeZone: string): number {
  return Math.round(offsetMs(atMs, timeZone) / MINUTE_MS);
}
