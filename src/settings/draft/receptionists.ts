import type { ReceptionistId } from "../../vocabulary/identifiers.ts";
import { knowsRegion } from "../../hours/holidays.ts";
import { isDate, isTimeZone } from "../../hours/time-zone.ts";
import type { Removal } from "../draft.ts";
import { SettingInvalid, type InvalidReason } from "../errors.ts";
import { ALWAYS_OPEN, type Hours } from "../schemas/hours.ts";
import type { NewReceptionist, ReceptionistPatch, ReceptionistRecord } from "../schemas/receptionist.ts";
import { find, lay, requireVersion, take } from "./desk.ts";
import type { Desk } from "./desk.ts";
import { forwardersTo, leadingTo, reassign } from "./leading-to.ts";

const DEFAULT_TRIES = 3;
const DEFAULT_WAIT_SECONDS = 6;

export function addReceptionist(desk: Desk, receptionist: NewReceptionist): ReceptionistRecord {
  const { language } = find(desk, "tenant", desk.tenantId);
  return lay(desk, "receptionist", {
    id: desk.tools.makeId() as ReceptionistId,
    tenantId: desk.tenantId,
    name: receptionist.name,
    extension: receptionist.extension,
    language: receptionist.language ?? language,
    keys: receptionist.keys ?? {},
    dialByExtension: receptionist.dialByExtension ?? true,
    tries: receptionist.tries ?? DEFAULT_TRIES,
    waitSeconds: receptionist.waitSeconds ?? DEFAULT_WAIT_SECONDS,
    hours: { ...ALWAYS_OPEN, ...receptionist.hours },
    closedNow: receptionist.closedNow ?? null,
    whenClosed: receptionist.whenClosed ?? null,
    onNoInput: receptionist.onNoInput ?? null,
    onBadInput: receptionist.onBadInput ?? null,
    version: 0,
  });
}

export function changeReceptionist(
  desk: Desk,
  id: ReceptionistId,
  patch: ReceptionistPatch,
  ifMatch?: number,
): ReceptionistRecord {
  const before = find(desk, "receptionist", id);
  requireVersion(before, ifMatch);
  const after = lay(desk, "receptionist", { ...before, ...patch, hours: { ...before.hours, ...patch.hours } });
  if (after.extension !== before.extension) {
    for (const forwarder of forwardersTo(desk, before.extension))
      lay(desk, "user", { ...forwarder, forwarding: { ...forwarder.forwarding, number: after.extension } });
  }
  return after;
}

/** What leads to the receptionist moves as `how` says, or refuses it. */
export function removeReceptionist(desk: Desk, id: ReceptionistId, how: Removal = {}): void {
  const receptionist = find(desk, "receptionist", id);
  requireVersion(receptionist, how.ifMatch);
  const leading = leadingTo(desk, [{ kind: "receptionist", id }], receptionist.extension);
  const others = { ...leading, receptionists: leading.receptionists.filter((other) => other.id !== id) };
  reassign(desk, "receptionist", receptionist, others, how);
  take(desk, "receptionist", id);
}

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
