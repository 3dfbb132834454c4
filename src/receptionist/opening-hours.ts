import { openingStateAt } from "../hours/opening-state.ts";
import type { OpeningState } from "../hours/schedule.ts";
import type { Decision } from "../routing/decision-trace.ts";
import type { ReceptionistRecord } from "../settings/kinds/receptionist.ts";
import { scheduleOf } from "./menu-rules.ts";

/** Whether this receptionist is open at this moment, with the decision as the call's trace shows it. */
export function openingStateOf(
  record: ReceptionistRecord,
  timeZone: string,
  atMs: number,
): OpeningState & { readonly decision: Decision } {
  const standing = openingStateAt(scheduleOf(record, timeZone), atMs);
  const { because, open } = standing;
  const input = { receptionist: record.id, at: new Date(atMs).toISOString(), timeZone };
  const why = "name" in because ? `${because.kind}: ${because.name}` : because.kind;
  return { ...standing, decision: { rule: "opening-hours", input, result: `${open ? "open" : "closed"} (${why})` } };
}
