import type { Leg } from "../leg/leg.ts";
import type { LegEnd } from "../leg/leg-end.ts";
import { CONNECTION_LOST } from "../leg/reasons.ts";
import type { NegotiatedLeg } from "../leg/negotiated-leg.ts";
import { relayBetween, type InDialogHandler } from "./relay.ts";
import type { OneShot } from "../../runtime/one-shot.ts";

/** Who ended a conversation. */
export interface BridgeEnd {
  readonly kind: "hung-up";
  readonly hungUpBy: "caller" | "callee" | "system";
  /** Present: neither hung up; one of the two is gone without a BYE. */
  readonly because?: "session-timer" | "connection-lost" | "media-timeout";
}

/** Requests that end a conversation without a hang-up: one of the two is transferred, or replaced by another telephone. */
export interface MidCallHandler<Order> extends InDialogHandler {
  /** Resolves at most once. */
  readonly order: Promise<Order>;
}

/**
 * The B2BUA's bridge: two parties talk until one hangs up, or `mustEnd` says so; then both legs are down. A Reason that one gives reaches
 * the other (RFC 3326). Media goes straight between them. On an order the legs are up, and no change of theirs is under way.
 *
 * @param mustEnd  its reason is the Reason header that both sides get
 */
export async function bridge<Order>(
  caller: NegotiatedLeg,
  callee: NegotiatedLeg,
  handler: MidCallHandler<Order>,
  mustEnd: OneShot<string>,
): Promise<BridgeEnd | Order> {
  using relay = relayBetween(caller, callee, handler);
  const ordered = handler.order.then(async (order) => {
    await relay.settled();
    return order;
  });
  return await waitForEnd(caller.leg, callee.leg, ordered, mustEnd);
}

/** Waits until the two legs are hung up, or an order comes; their media may go straight, or through a media server. */
export async function waitForEnd<Order>(
  caller: Leg,
  callee: Leg,
  ordered: Promise<Order>,
  mustEnd: OneShot<string>,
): Promise<BridgeEnd | Order> {
  let stopListening: () => void = () => undefined;
  const ended = new Promise<{ readonly by: "system"; readonly reason: string | undefined }>((resolve) => {
    const tell = (): void => resolve({ by: "system", reason: mustEnd.reason });
    if (mustEnd.happened) tell();
    mustEnd.listen(tell);
    stopListening = () => mustEnd.ignore(tell);
  });
  const end = await Promise.race([
    caller.ended.then((how) => ({ by: "caller" as const, how })),
    callee.ended.then((how) => ({ by: "callee" as const, how })),
    ended,
    ordered.then((order) => ({ by: "order" as const, order })),
  ]);
  stopListening();
  if (end.by === "order") return end.order;
  const reason = end.by === "system" ? end.reason : reasonOf(end.how);
  // In the background: a phone that has vanished must not keep the other one waiting.
  void caller.hangUp(reason);
  void callee.hangUp(reason);
  if (end.by !== "system" && (end.how.by === "session-timer" || end.how.by === "connection-lost"))
    return { kind: "hung-up", hungUpBy: "system", because: end.how.by };
  return { kind: "hung-up", hungUpBy: end.by };
}

function reasonOf(end: LegEnd): string | undefined {
  if (end.by === "connection-lost") return CONNECTION_LOST;
  return end.by === "peer" ? end.reason : undefined;
}
