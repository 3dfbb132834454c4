import Holidays from "date-holidays";
import { BoundedMap } from "../runtime/bounded-map.ts";
import { addDays, isDate } from "./time-zone.ts";

/** A region with public holidays: a country, and a state of it where holidays differ. Example: DE and BY. */
export interface HolidayRegion {
  readonly country: string;
  readonly state: string | null;
}

/** Most years of regions kept in memory: this year and next for some companies. */
const MOST_YEARS = 500;
const DAY_MS = 86_400_000;
/** A holiday shorter than this leaves a working day: half of Christmas Eve. */
const LEAST_OF_A_DAY = 0.8;
/** Feasts that begin the evening before last a little longer than their days in the data. */
const EVENING_BEFORE = 0.1;

const years = new BoundedMap<string, ReadonlyMap<string, string>>(MOST_YEARS);

/** Whether the calendar knows this country and state. */
export function knowsRegion({ country, state }: HolidayRegion): boolean {
  const calendar = new Holidays();
  if (!Object.hasOwn(calendar.getCountries(), country)) return false;
  // A small country has no states.
  return state === null || Object.hasOwn(Object(calendar.getStates(country)) as object, state);
}

/** The name of the public holiday on this day ("YYYY-MM-DD"), in the country's language or in English; undefined: there is none. */
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
