const MINUTE_MS = 60_000;

/**
 * The instant at which the clocks of a zone show "2026-12-24T10:00": RFC 3339, UTC. Of an hour that the clocks go through twice
 * the first; one that they leave out is the hour after it. Undefined: no date and time.
 */
export function instantOf(wallClock: string, zone: string): string | undefined {
  const asIfUtc = Date.parse(`${wallClock}Z`);
  if (Number.isNaN(asIfUtc)) return undefined;
  // Before and after a change of the clocks in the hours around it.
  const offsets = [-1, 1].map((day) => offsetMs(asIfUtc + day * 24 * 60 * MINUTE_MS, zone));
  const fitting = offsets.map((offset) => asIfUtc - offset).filter((at) => at + offsetMs(at, zone) === asIfUtc);
  const at = fitting.length > 0 ? Math.min(...fitting) : asIfUtc - (offsets[0] ?? 0);
  return new Date(at).toISOString();
}

/** What the clocks of a zone show at an instant, to the minute: "2026-12-24T10:00". */
export function wallClockAt(instant: string, zone: string): string {
  const at = Date.parse(instant);
  return new Date(at + offsetMs(at, zone)).toISOString().slice(0, "2026-12-24T10:00".length);
}

/** How far the clocks of a zone are ahead of UTC. */
function offsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    ...{ timeZone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric" },
    ...{ hour: "numeric", minute: "numeric", second: "numeric" },
  }).formatToParts(at);
  const of = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return shown - Math.floor(at / 1_000) * 1_000;
}
