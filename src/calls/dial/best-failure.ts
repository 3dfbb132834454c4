/** A person declined or is on another call. */
const BUSY = new Set([486, 600, 603]);
/** The phone wasn't there at all; it says nothing about the person. */
const UNREACHABLE = new Set([404, 408, 410, 430, 503, 504]);

/** What all the failures together mean: a 6xx comes first, then busy, then any other refusal, then silence. */
export function bestFailure(statuses: readonly number[]): { readonly status: number; readonly busy: boolean } {
  const global = statuses.find((status) => status >= 600);
  if (global !== undefined) return { status: global, busy: BUSY.has(global) };
  const reached = statuses.filter((status) => !UNREACHABLE.has(status));
  const busy = reached.length > 0 && reached.every((status) => BUSY.has(status));
  if (busy) return { status: 486, busy };
  return { status: reached.find((status) => !BUSY.has(status)) ?? statuses[0] ?? 480, busy };
}
