import { callIdOf, header, methodOf, statusOf, type SipText } from "./sip-text.ts";

/** One message on the wire, from the point of view of one peer. */
export interface Step {
  readonly direction: "<" | ">";
  readonly message: SipText;
  readonly atMs: number;
}

/** "> INVITE", "< 180", "< 200 INVITE": a final response names its request, a provisional one is always the INVITE's. */
export function rung({ direction, message }: Step): string {
  const status = statusOf(message);
  if (status === 0) return `${direction} ${methodOf(message)}`;
  return status < 200 ? `${direction} ${status}` : `${direction} ${status} ${methodOf(message)}`;
}

/** The messages of one dialog in order, each once: UDP may repeat them at any time. */
export function ladderOf(steps: readonly Step[]): readonly string[] {
  return withoutRepeats(steps).map(rung);
}

/** RFC 3261 orders messages within a dialog only, so there is one ladder for each Call-ID. */
export function laddersOf(steps: readonly Step[]): readonly (readonly string[])[] {
  return byCall(steps).map(ladderOf);
}

export function byCall(steps: readonly Step[]): readonly (readonly Step[])[] {
  const calls = new Map<string, Step[]>();
  for (const step of steps) {
    const id = callIdOf(step.message);
    const call = calls.get(id);
    if (call === undefined) calls.set(id, [step]);
    else call.push(step);
  }
  return [...calls.values()];
}

function withoutRepeats(steps: readonly Step[]): readonly Step[] {
  const seen = new Set<string>();
  return steps.filter(({ direction, message }) => {
    const parts = [
      direction,
      message.startLine,
      header(message, "CSeq"),
      header(message, "Via"),
      header(message, "To"),
    ];
    const key = parts.join("\n");
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
