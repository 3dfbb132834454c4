import type { OutboundCall } from "../routing/call.ts";
import { decideOutbound, devicesForOutbound } from "../routing/decide-outbound.ts";
import { routingTables } from "../settings/routing-tables.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import { trunkCandidates } from "../trunks/select.ts";
import { dialledUser } from "./arriving.ts";
import type { IncomingCall } from "./incoming-call.ts";
import type { OfferedCall, TurnedAway } from "./offered.ts";
import type { CallParts } from "./call.ts";

/**
 * A phone calls: who is it, what was dialled, and what happens then. Read on in `routing/decide-outbound.ts`.
 * Whatever the phone wrote about itself counts for nothing; its password says who it is.
 */
export async function offeredByPhone(
  incoming: IncomingCall,
  snapshot: Snapshot,
  { authenticator, directory, lines, turns }: Pick<CallParts, "authenticator" | "directory" | "lines" | "turns">,
): Promise<OfferedCall | TurnedAway> {
  const authentication = await authenticator.authenticate(incoming.req);
  if (authentication.kind === "refused")
    return { kind: "turned-away", ...authentication.answer, because: "not-authenticated" };

  const { tenant, user, device } = authentication;
  const call: OutboundCall = {
    tenant,
    user,
    device,
    dialled: dialledUser(incoming.req.uri),
    trunks: trunkCandidates(snapshot.trunks(tenant), (trunk) => lines.callsOn(trunk)),
  };
  const tables = routingTables(snapshot);
  const bindings = await directory.bindingsOf(devicesForOutbound(call, tables));
  const plan = decideOutbound(call, tables, bindings, turns.turns);
  turns.note(plan);
  const caller = tables.user(tenant, user);
  return {
    kind: "offered",
    tenant,
    trunk: undefined,
    direction: plan.kind === "trunk" ? "outbound" : "internal",
    dialled: call.dialled,
    plan,
    caller: {
      number: caller?.extension,
      name: caller?.name,
      party: { user, device, ...(caller === undefined ? {} : { name: caller.name }) },
    },
  };
}
