import type { Leg, LegEnd } from "./leg.ts";
import { relayBetween, type RelayedLeg } from "./relay.ts";

/** Who ended a conversation. */
export interface BridgeEnd {
  readonly hungUpBy: "caller" | "callee" | "system";
}

/**
 * Two parties talk until one hangs up, or `mustEnd` says so; then both legs are down. A Reason that one gives reaches
 * the other (RFC 3326). Media goes straight between them.
 *
 * @param mustEnd  its reason is the Reason header that both sides get
 */
export async function bridge(caller: RelayedLeg, callee: RelayedLeg, mustEnd: AbortSignal): Promise<BridgeEnd> {
  using _relay = relayBetween(caller, callee);
  return await untilOver(caller.leg, callee.leg, mustEnd);
}

/** The same, whoever carries their media. */
export async function untilOver(caller: Leg, callee: Leg, mustEnd: AbortSignal): Promise<BridgeEnd> {
  const end = await Promise.race([
    caller.ended.then((how) => ({ by: "caller" as const, how })),
    callee.ended.then((how) => ({ by: "callee" as const, how })),
    aborted(mustEnd),
  ]);
  const reason = end.by === "system" ? end.reason : reasonOf(end.how);
  // Behind each other's back: a phone that has vanished must not keep the other one waiting.
  void caller.hangUp(reason);
  void callee.hangUp(reason);
  return { hungUpBy: end.by };
}

/** A leg that is connected, and what both of us know of its session. */
export function relayed(leg: Leg, received: string, sent: string): RelayedLeg {
  return { leg, received, sent };
}

function reasonOf(end: LegEnd): string | undefined {
  return end.by === "peer" ? end.reason : undefined;
}

/** Resolves when the signal aborts; its reason is a Reason header. */
function aborted(signal: AbortSignal): Promise<{ readonly by: "system"; readonly reason: string | undefined }> {
  return new Promise((resolve) => {
    const tell = (): void =>
      resolve({ by: "system", reason: typeof signal.reason === "string" ? signal.reason : undefined });
    if (signal.aborted) tell();
    else signal.addEventListener("abort", tell, { once: true });
  });
}
