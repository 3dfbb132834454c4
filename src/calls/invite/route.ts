import { reject } from "../../routing/plan-for-user.ts";
import type { CallDirection } from "../parts.ts";
import { routeDialled, routeInbound, type RouteDecision } from "../route/route.ts";
import type { AdmittedInvite } from "./admit.ts";

/** A call of which it is decided what shall happen. */
export interface RoutedInvite extends AdmittedInvite {
  readonly direction: CallDirection;
  readonly decision: RouteDecision;
}

/** What was called leads to a plan; a call that no number is meant by, to its refusal. */
export async function route(invite: AdmittedInvite): Promise<RoutedInvite> {
  const { request, tenant, dialled, entry } = invite;
  if (request.by === "trunk") {
    const decision = request.call === undefined ? UNKNOWN_NUMBER : await routeInbound(request.call, invite);
    return { ...invite, direction: "inbound", decision };
  }
  const { user, device } = request;
  const decision = await routeDialled({ tenant, user, device, dialled }, invite);
  const direction = decision.plan.kind === "trunk" ? "outbound" : "internal";
  entry.set({ direction });
  return { ...invite, direction, decision };
}

const UNKNOWN_NUMBER: RouteDecision = { plan: reject(404, "unknown-number"), decisions: [], bindings: new Map() };
