import { decideOnward, devicesForOnward } from "../../routing/decide-onward.ts";
import type { RoutingPlan } from "../../routing/plan.ts";
import type { Overflow } from "../../routing/tables.ts";
import { publish, type Call } from "../call.ts";
import { decideOn, applyDecision, tablesFor, trunksFor } from "./apply-decision.ts";

/** Where a call goes on to that somebody has sent further: on the call's own settings, and on who can be reached now. */
export async function routeOnward(to: Overflow, call: Call): Promise<RoutingPlan> {
  const { snapshot, parts, tenant, underWay } = call;
  const tables = tablesFor(snapshot, parts);
  const bindings = await parts.directory.bindingsOf(devicesForOnward(to, underWay, tables));
  const known = {
    trunks: trunksFor(tenant, snapshot, parts),
    ...(parts.busy === undefined ? {} : { occupied: parts.busy }),
  };
  const turns = await parts.network.roundRobin.take((asked) =>
    decideOnward(to, underWay, tables, bindings, { ...known, turns: asked }),
  );
  const resources = { ...known, turns };
  const decided = decideOn(snapshot, parts, (picture, trace) =>
    decideOnward(to, underWay, picture, bindings, { ...resources, trace }),
  );
  const plan = applyDecision(decided, tenant, snapshot, parts);
  call.log.info({ event: "route.decided", plan: plan.kind }, "route decided");
  publish(call, { kind: "call.routed", plan, decisions: decided.decisions });
  return plan;
}
