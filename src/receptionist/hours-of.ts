import { standingAt } from "../hours/standing.ts";
import type { Standing } from "../hours/schedule.ts";
import type { Decision } from "../routing/decision-trace.ts";
import type { ReceptionistRecord } from "../settings/schemas/receptionist.ts";
import { scheduleOf } from "./rules.ts";

/** Whether this receptionist is open at this moment, as its callers' traces say it. */
export function hoursOf(
  record: ReceptionistRecord,
  timeZone: string,
  atMs: number,
): Standing & { readonly decision: Decision } {
  const standing = standingAt(scheduleOf(record, timeZone), atMs);
  const { because, open } = standing;
  const input = { receptionist: record.id, at: new Date(atMs).toISOString(), timeZone };
  const why = "name" in because ? `${because.kind}: ${because.name}` : because.kind;
  return { ...standing, decision: { rule: "opening-hours", input, result: `${open ? "open" : "closed"} (${why})` } };
}
