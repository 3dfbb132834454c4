import { publish, type Call, type CallOver } from "./call.ts";
import type { CallDirection } from "./parts.ts";

/** Carries a call out and ends it, however it ends: for the log, the events (CDR) and the metrics. */
export async function runToEnd(call: Call, direction: CallDirection, carryOut: () => Promise<CallOver>): Promise<void> {
  const { log, parts, incoming, endReason } = call;
  const over = await carryOut().catch((fault: unknown): CallOver => {
    log.error({ event: "call.fault", err: fault }, "call failed by a fault of ours");
    incoming.reject(500);
    return { kind: "over", outcome: "failed", status: 500, because: "fault", hungUpBy: "system" };
  });
  const { because } = endReason;
  const { kind: _, ...how } = because === undefined ? over : ({ ...over, because, hungUpBy: "system" } as const);
  log.info({ event: "call.ended", ...how }, "call ended");
  publish(call, { kind: "call.ended", ...how });
  parts.metrics.calls.inc({ direction, outcome: over.outcome });
}
