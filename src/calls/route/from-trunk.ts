import type { InboundCall } from "../../routing/call.ts";
import { decideInbound, devicesForInbound } from "../../routing/decide-inbound.ts";
import { reject } from "../../routing/plan-for-user.ts";
import type { Snapshot } from "../../settings/snapshot.ts";
import type { TrunkIdentity } from "../../trunks/identify.ts";
import type { TrunkId } from "../../vocabulary/identifiers.ts";
import { dialledUser } from "./request-identity.ts";
import type { IncomingCall } from "../caller/incoming-call.ts";
import type { TurnsOf } from "./round-robin.ts";
import type { AcceptedCall } from "./accepted-call.ts";
import type { CallParts } from "../call.ts";
import { decideOn, applyDecision, tablesFor, trunksFor, type RouteDecision } from "./apply-decision.ts";
import type { CallingParty } from "../parts.ts";

/** A trunk brings a call: whose number is it, and what happens then. Read on in `routing/decide-inbound.ts`. */
export async function offeredByTrunk(
  incoming: Pick<IncomingCall, "req">,
  from: Exclude<TrunkIdentity, { kind: "untrusted" }>,
  snapshot: Snapshot,
  parts: CallParts,
): Promise<AcceptedCall> {
  const { trunk } = from;
  const offered = { kind: "offered" as const, tenant: trunk.tenantId, trunk: trunk.id, direction: "inbound" as const };
  if (from.kind === "unknown-number") {
    const caller = { number: undefined, name: undefined, party: { trunk: trunk.id } };
    const underWay = {
      tenant: trunk.tenantId,
      caller: { kind: "unknown" as const },
      dialled: undefined,
      device: undefined,
    };
    const dialled = dialledUser(incoming.req.uri);
    return { ...offered, dialled, caller, underWay, plan: reject(404, "unknown-number"), decisions: [] };
  }
  const { call } = from;
  const decided = await decideForTrunk(call, snapshot, parts, (decide) => parts.network.roundRobin.take(decide));
  const plan = applyDecision(decided, call.tenant, snapshot, parts);
  const underWay = { ...call, device: undefined };
  const caller = callingParty(call, trunk.id);
  return { ...offered, dialled: call.dialled, caller, underWay, plan, decisions: decided.decisions };
}

/** What happens to a call that a trunk brings. @param turnsOf  takes the groups' turns; a question only looks */
export async function decideForTrunk(
  call: InboundCall,
  snapshot: Snapshot,
  parts: CallParts,
  turnsOf: TurnsOf,
): Promise<RouteDecision> {
  const { directory, network, busy } = parts;
  const tables = tablesFor(snapshot, parts);
  const callback = await network.callbacks.callerOf(call.dialled);
  const bindings = await directory.bindingsOf(devicesForInbound(call, tables, callback));
  const known = {
    trunks: trunksFor(call.tenant, snapshot, parts),
    callback,
    ...(busy === undefined ? {} : { occupied: busy }),
  };
  const turns = await turnsOf((asked) => decideInbound(call, tables, bindings, { ...known, turns: asked }));
  const resources = { ...known, turns };
  return decideOn(snapshot, parts, (picture, trace) => decideInbound(call, picture, bindings, { ...resources, trace }));
}

function callingParty({ caller }: InboundCall, trunk: TrunkId): CallingParty {
  if (caller.kind !== "public") return { number: undefined, name: undefined, party: { trunk } };
  const name = caller.name === undefined ? {} : { name: caller.name };
  return { number: caller.number, name: caller.name, party: { number: caller.number, ...name, trunk } };
}
