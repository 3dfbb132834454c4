import { knowsRegion } from "../../hours/holidays.ts";
import { isDate, isTimeZone } from "../../hours/time-zone.ts";
import { SettingInvalid, type InvalidReason } from "../errors.ts";
import type { Hours } from "../schemas/hours.ts";

/** Hours that a calendar has. That its destinations exist is looked at elsewhere. @throws SettingInvalid */
export function checkHours({ timeZone, weekly, holidays, specialDays }: Hours): void {
  if (timeZone !== null && !isTimeZone(timeZone))
    throw new SettingInvalid("/hours/timeZone", "time-zone-unknown", "not a time zone of the IANA database");
  weekly?.forEach((each, i) => checkInterval(each, `/hours/weekly/${i}`));
  if (holidays !== null && !knowsRegion(holidays)) {
    const field = knowsRegion({ ...holidays, state: null }) ? "/hours/holidays/state" : "/hours/holidays/country";
    refuse(field, "holidays-unknown", "there is no calendar of public holidays for it");
  }
  specialDays.forEach(({ from, to, hours }, i) => {
    const field = `/hours/specialDays/${i}`;
    if (!isDate(from)) refuse(`${field}/from`, "malformed", "there is no such day");
    if (!isDate(to) || to < from)
      refuse(`${field}/to`, "malformed", "there is no such day, or it comes before the first");
    hours.forEach((each, j) => checkInterval(each, `${field}/hours/${j}`));
  });
}

function checkInterval({ from, to }: { readonly from: string; readonly to: string }, field: string): void {
  if (from >= to) refuse(`${field}/to`, "closes-before-it-opens", "what goes on after midnight is the next day's");
}

function refuse(field: string, reason: InvalidReason, problem: string): never {
  throw new SettingInvalid(field, reason, problem);
}
