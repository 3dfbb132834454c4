import type { OutboundCall } from "../routing/call.ts";
import { decideOutbound, devicesForOutbound } from "../routing/decide-outbound.ts";
import type { RoutingPlan } from "../routing/plan.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import { dialledUser } from "./arriving.ts";
import type { IncomingCall } from "./incoming-call.ts";
import type { OfferedCall, TurnedAway } from "./offered.ts";
import type { CallParts } from "./call.ts";
import { decideOn, tablesFor, trunksFor } from "./pictures.ts";

/**
 * A phone calls: who is it, what was dialled, and what happens then. Read on in `routing/decide-outbound.ts`.
 * Whatever the phone wrote about itself counts for nothing; its password says who it is.
 */
export async function offeredByPhone(
  incoming: IncomingCall,
  snapshot: Snapshot,
  parts: CallParts,
): Promise<OfferedCall | TurnedAway> {
  const { authenticator } = parts;
  const authentication = await authenticator.authenticate(incoming.req);
  if (authentication.kind === "refused")
    return { kind: "turned-away", ...authentication.answer, because: "not-authenticated" };

  const { tenant, user, device } = authentication;
  const dialled = dialledUser(incoming.req.uri);
  const plan = await planForDialled({ tenant, user, device, dialled }, snapshot, parts);
  const caller = tablesFor(snapshot, parts).user(tenant, user);
  return {
    kind: "offered",
    tenant,
    trunk: undefined,
    direction: plan.kind === "trunk" ? "outbound" : "internal",
    dialled,
    plan,
    underWay: { tenant, caller: { kind: "user", user }, dialled: undefined, device },
    caller: {
      number: caller?.extension,
      name: caller?.name,
      party: { user, device, ...(caller === undefined ? {} : { name: caller.name }) },
    },
  };
}

/** What happens when somebody of the house dials this, on a phone or for somebody whom they transfer. */
export async function planForDialled(
  dialling: Omit<OutboundCall, "trunks">,
  snapshot: Snapshot,
  parts: CallParts,
): Promise<RoutingPlan> {
  const { directory, network, busy } = parts;
  const call: OutboundCall = { ...dialling, trunks: trunksFor(dialling.tenant, snapshot, parts) };
  const tables = tablesFor(snapshot, parts);
  const bindings = await directory.bindingsOf(devicesForOutbound(call, tables));
  const occupied = busy === undefined ? {} : { occupied: busy };
  const turns = await network.turns.take((asked) =>
    decideOutbound(call, tables, bindings, { turns: asked, ...occupied }),
  );
  const resources = { turns, ...occupied };
  return decideOn(call.tenant, snapshot, parts, (picture) => decideOutbound(call, picture, bindings, resources));
}
