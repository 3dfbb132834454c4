import { BoundedMap } from "../runtime/bounded-map.ts";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Most formatters kept: there are some 600 time zones. */
const MOST_FORMATS = 1_000;

const formats = new BoundedMap<string, Intl.DateTimeFormat>(MOST_FORMATS);

/** Whether this is a name in the IANA database. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][\w+-]*(\/[\w+-]+)*$/.test(name)) return false; // ICU would also take "+01:00"
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** The local date at this moment: "YYYY-MM-DD". */
export function localDate(atMs: number, timeZone: string): string {
  return dateText(wallMs(atMs, timeZone));
}

/** The date so many days later; calendar days have no time zone. */
export function addDays(date: string, days: number): string {
  return dateText(dateMs(date) + days * DAY_MS);
}

/** The weekday of a date: 1 is Monday, 7 is Sunday (ISO 8601). */
export function weekdayOf(date: string): number {
  return new Date(dateMs(date)).getUTCDay() || 7;
}

/** Whether this "YYYY-MM-DD" is a day of the calendar. */
export function isDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && dateText(dateMs(text)) === text;
}

/**
 * The first moment at which local time shows this time or a later one of this day: a time skipped in spring maps to the
 * moment of the change, a time that comes twice in autumn to the first of the two.
 *
 * @param minutes  since midnight, 0 to 1440
 */
export function momentOf(date: string, minutes: number, timeZone: string): number {
  const wall = dateMs(date) + minutes * MINUTE_MS;
  const candidates = [wall - DAY_MS, wall + DAY_MS].map((near) => wall - offsetMs(near, timeZone));
  const shown = candidates.filter((atMs) => wallMs(atMs, timeZone) === wall);
  return shown.length > 0 ? Math.min(...shown) : changeBefore(wall, candidates, timeZone);
}

/** Local time skips this time: finds the moment of the change between the two candidates. */
function changeBefore(wall: number, candidates: readonly number[], timeZone: string): number {
  let before = Math.min(...candidates) - 1;
  let after = Math.max(...candidates);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (wallMs(middle, timeZone) >= wall) after = middle;
    else before = middle;
  }
  return after;
}

/** Local time at this moment, written as if it were UTC. */
function wallMs(atMs: number, timeZone: string): number {
  return atMs + offsetMs(atMs, timeZone);
}

/** How far local time is ahead of UTC at this moment. */
export function offsetMs(atMs: number, timeZone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(atMs)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  return wall - Math.floor(atMs / 1_000) * 1_000;
}

/** Making a formatter takes a thousand times longer than using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const numeric = "numeric" as const;
  const made = new Intl.DateTimeFormat("en", {
    ...{ timeZone, hourCycle: "h23", calendar: "gregory", numberingSystem: "latn" },
    ...{ year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
  });
  formats.set(timeZone, made);
  return made;
}

function dateMs(date: string): number {
  const [year = 0, month = 1, day = 1] = date.split("-").map(Number);
  return Date.UTC(year, month - 1, day);
}

function dateText(ms: number): string {
  return Number.isNaN(ms) ? "" : new Date(ms).toISOString().slice(0, 10);
}
