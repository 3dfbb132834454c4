import { decideInbound, devicesForInbound } from "../routing/decide-inbound.ts";
import { reject } from "../routing/plan-for-user.ts";
import type { RoutingTables } from "../routing/tables.ts";
import type { InboundCall } from "../routing/call.ts";
import type { IncomingCall } from "./incoming-call.ts";
import type { OfferedCall } from "./offered.ts";
import type { CallParts, CallingParty, TrunkCall } from "./parts.ts";
import { dialledUser } from "./request-uri.ts";

/** A trunk brings a call: whose number is it, and what happens then. Read on in `routing/decide-inbound.ts`. */
export async function offeredByTrunk(
  incoming: IncomingCall,
  from: Extract<TrunkCall, { kind: "trunk" }>,
  tables: RoutingTables,
  parts: CallParts,
): Promise<OfferedCall> {
  const offered = {
    tenant: from.tenant,
    trunk: from.trunk,
    direction: "inbound" as const,
    dialled: from.dialled ?? dialledUser(incoming.req.uri),
    caller: callingParty(from),
  };
  if (from.dialled === undefined) return { ...offered, plan: reject(404, "unknown-number") };

  const call: InboundCall = { tenant: from.tenant, dialled: from.dialled, caller: from.caller };
  const bindings = await parts.directory.bindingsOf(devicesForInbound(call, tables));
  return { ...offered, plan: decideInbound(call, tables, new Set(bindings.keys())) };
}

function callingParty({ caller, trunk }: Extract<TrunkCall, { kind: "trunk" }>): CallingParty {
  if (caller.kind !== "public") return { number: undefined, name: undefined, party: { trunk } };
  const name = caller.name === undefined ? {} : { name: caller.name };
  return { number: caller.number, name: caller.name, party: { number: caller.number, ...name, trunk } };
}
