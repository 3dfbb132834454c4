import type { OutboundCall } from "../routing/call.ts";
import { decideOutbound, devicesForOutbound } from "../routing/decide-outbound.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import { dialledUser } from "./arriving.ts";
import type { IncomingCall } from "./incoming-call.ts";
import type { OfferedCall, TurnedAway } from "./offered.ts";
import type { CallParts } from "./call.ts";
import { tablesFor, trunksFor } from "./pictures.ts";

/**
 * A phone calls: who is it, what was dialled, and what happens then. Read on in `routing/decide-outbound.ts`.
 * Whatever the phone wrote about itself counts for nothing; its password says who it is.
 */
export async function offeredByPhone(
  incoming: IncomingCall,
  snapshot: Snapshot,
  parts: CallParts,
): Promise<OfferedCall | TurnedAway> {
  const { authenticator, directory, turns, busy } = parts;
  const occupied = busy === undefined ? {} : { occupied: busy };
  const authentication = await authenticator.authenticate(incoming.req);
  if (authentication.kind === "refused")
    return { kind: "turned-away", ...authentication.answer, because: "not-authenticated" };

  const { tenant, user, device } = authentication;
  const call: OutboundCall = {
    tenant,
    user,
    device,
    dialled: dialledUser(incoming.req.uri),
    trunks: trunksFor(tenant, snapshot, parts),
  };
  const tables = tablesFor(snapshot, parts);
  const bindings = await directory.bindingsOf(devicesForOutbound(call, tables));
  const plan = decideOutbound(call, tables, bindings, { turns: turns.turns, ...occupied });
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
