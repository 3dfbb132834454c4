import Holidays from "date-holidays";
import { BoundedMap } from "../runtime/bounded-map.ts";
import { addDays, isDate } from "./time-zone.ts";

/** Where holidays are public: a country, and a part of it where that matters. Example: DE and BY. */
export interface HolidayRegion {
  readonly country: string;
  readonly state: string | null;
}

/** Years of regions that are kept: a few companies' this year and next. */
const MOST_YEARS = 500;
const DAY_MS = 86_400_000;
/** What takes less of a day leaves it a working day: half of Christmas Eve. */
const LEAST_OF_A_DAY = 0.8;
/** Feasts that begin the evening before are said to last a little longer than their days. */
const EVENING_BEFORE = 0.1;

const years = new BoundedMap<string, ReadonlyMap<string, string>>(MOST_YEARS);

/** Whether the calendar knows this country, and this part of it. */
export function knowsRegion({ country, state }: HolidayRegion): boolean {
  const calendar = new Holidays();
  if (!Object.hasOwn(calendar.getCountries(), country)) return false;
  // A small country has no states; its own would be undefined.
  return state === null || Object.hasOwn(Object(calendar.getStates(country)) as object, state);
}

/** The public holiday on this day ("YYYY-MM-DD"), by its name in the country or in English; undefined: it is none. */
export function publicHoliday(date: string, region: HolidayRegion): string | undefined {
  return isDate(date) ? holidaysOf(Number(date.slice(0, 4)), region).get(date) : undefined;
}

function holidaysOf(year: number, { country, state }: HolidayRegion): ReadonlyMap<string, string> {
  const key = `${country} ${state ?? ""} ${year}`;
  const known = years.get(key);
  if (known !== undefined) return known;
  const calendar = state === null ? new Holidays(country) : new Holidays(country, state);
  const days = new Map<string, string>();
  for (const { type, date, start, end, name } of calendar.getHolidays(year)) {
    const lasts = (end.getTime() - start.getTime()) / DAY_MS;
    if (type !== "public" || lasts < LEAST_OF_A_DAY) continue;
    const count = Math.max(1, Math.floor(lasts + EVENING_BEFORE));
    for (let day = 0; day < count; day++) days.set(addDays(date.slice(0, 10), day), name);
  }
  years.set(key, days);
  return days;
}
