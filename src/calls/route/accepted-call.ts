import type { CallUnderWay } from "../../routing/decide-onward.ts";
import type { Decision } from "../../routing/decision-trace.ts";
import type { RoutingPlan } from "../../routing/plan.ts";
import type { TenantId, TrunkId } from "../../vocabulary/identifiers.ts";
import type { RouteDecision } from "./route.ts";
import type { CallDirection, CallingParty } from "../parts.ts";

/** A call that somebody entitled to it makes, and what shall happen to it. */
export interface AcceptedCall {
  readonly kind: "offered";
  readonly tenant: TenantId;
  readonly caller: CallingParty;
  /** What routing knows of it, for decisions that come later. */
  readonly underWay: CallUnderWay;
  readonly direction: CallDirection;
  /** As the caller wrote it. */
  readonly dialled: string;
  readonly plan: RoutingPlan;
  /** Why. */
  readonly decisions: readonly Decision[];
  /** Where the phones were that the decision looked at. */
  readonly bindings: RouteDecision["bindings"];
  /** The trunk that brings it, one of whose lines it takes. */
  readonly trunk: TrunkId | undefined;
}

/** The INVITE gets this final response: a challenge, or a refusal. */
export interface RefusedCall {
  readonly kind: "turned-away";
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly because: "untrusted-source" | "not-authenticated";
}
