import type { OutboundCall } from "../../routing/call.ts";
import { decideOutbound, devicesForOutbound } from "../../routing/decide-outbound.ts";
import type { Snapshot } from "../../settings/snapshot.ts";
import { dialledUser } from "./request-identity.ts";
import type { IncomingCall } from "../caller/incoming-call.ts";
import type { TurnsOf } from "./round-robin.ts";
import type { AcceptedCall, RefusedCall } from "./accepted-call.ts";
import type { CallParts } from "../call.ts";
import { decideOn, applyDecision, tablesFor, trunksFor, type RouteDecision } from "./apply-decision.ts";

/**
 * A phone calls: who is it, what was dialled, and what happens then. Read on in `routing/decide-outbound.ts`.
 * Whatever the phone wrote about itself counts for nothing; its password says who it is.
 */
export async function offeredByPhone(
  incoming: Pick<IncomingCall, "req">,
  snapshot: Snapshot,
  parts: CallParts,
): Promise<AcceptedCall | RefusedCall> {
  const { authenticator } = parts;
  const authentication = await authenticator.authenticate(incoming.req);
  if (authentication.kind === "refused")
    return { kind: "turned-away", ...authentication.answer, because: "not-authenticated" };

  const { tenant, user, device } = authentication;
  const dialled = dialledUser(incoming.req.uri);
  const decided = await decideForPhone({ tenant, user, device, dialled }, snapshot, parts, (decide) =>
    parts.network.roundRobin.take(decide),
  );
  const plan = applyDecision(decided, tenant, snapshot, parts);
  const caller = tablesFor(snapshot, parts).user(tenant, user);
  return {
    kind: "offered",
    tenant,
    trunk: undefined,
    direction: plan.kind === "trunk" ? "outbound" : "internal",
    dialled,
    plan,
    decisions: decided.decisions,
    underWay: { tenant, caller: { kind: "user", user }, dialled: undefined, device },
    caller: {
      number: caller?.extension,
      name: caller?.name,
      party: { user, device, ...(caller === undefined ? {} : { name: caller.name }) },
    },
  };
}

/** What happens when somebody of the house dials this, on a phone or for somebody whom they transfer; and why. */
export async function routeDialled(
  dialling: Omit<OutboundCall, "trunks">,
  snapshot: Snapshot,
  parts: CallParts,
): Promise<Pick<RouteDecision, "plan" | "decisions">> {
  const { roundRobin } = parts.network;
  const decided = await decideForPhone(dialling, snapshot, parts, (decide) => roundRobin.take(decide));
  return { plan: applyDecision(decided, dialling.tenant, snapshot, parts), decisions: decided.decisions };
}

/** The same with its reasons. @param turnsOf  takes the groups' turns; a question only looks */
export async function decideForPhone(
  dialling: Omit<OutboundCall, "trunks">,
  snapshot: Snapshot,
  parts: CallParts,
  turnsOf: TurnsOf,
): Promise<RouteDecision> {
  const { directory, busy } = parts;
  const call: OutboundCall = { ...dialling, trunks: trunksFor(dialling.tenant, snapshot, parts) };
  const tables = tablesFor(snapshot, parts);
  const bindings = await directory.bindingsOf(devicesForOutbound(call, tables));
  const occupied = busy === undefined ? {} : { occupied: busy };
  const turns = await turnsOf((asked) => decideOutbound(call, tables, bindings, { turns: asked, ...occupied }));
  const resources = { turns, ...occupied };
  return decideOn(snapshot, parts, (picture, trace) =>
    decideOutbound(call, picture, bindings, { ...resources, trace }),
  );
}
