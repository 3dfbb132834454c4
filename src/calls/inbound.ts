import type { InboundCall } from "../routing/call.ts";
import { decideInbound, devicesForInbound } from "../routing/decide-inbound.ts";
import { reject } from "../routing/plan-for-user.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { TrunkIdentity } from "../trunks/identify.ts";
import type { TrunkId } from "../vocabulary/identifiers.ts";
import { dialledUser } from "./arriving.ts";
import type { IncomingCall } from "./incoming-call.ts";
import type { OfferedCall } from "./offered.ts";
import type { CallParts } from "./call.ts";
import { decideOn, tablesFor, trunksFor } from "./pictures.ts";
import type { CallingParty } from "./parts.ts";

/** A trunk brings a call: whose number is it, and what happens then. Read on in `routing/decide-inbound.ts`. */
export async function offeredByTrunk(
  incoming: IncomingCall,
  from: Exclude<TrunkIdentity, { kind: "untrusted" }>,
  snapshot: Snapshot,
  parts: CallParts,
): Promise<OfferedCall> {
  const { directory, network, busy } = parts;
  const occupied = busy === undefined ? {} : { occupied: busy };
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
    return { ...offered, dialled, caller, underWay, plan: reject(404, "unknown-number") };
  }
  const { call } = from;
  const tables = tablesFor(snapshot, parts);
  const callback = await network.callbacks.callerOf(call.dialled);
  const bindings = await directory.bindingsOf(devicesForInbound(call, tables, callback));
  const trunks = trunksFor(call.tenant, snapshot, parts);
  const known = { trunks, callback, ...occupied };
  const turns = await network.turns.take((asked) => decideInbound(call, tables, bindings, { ...known, turns: asked }));
  const resources = { ...known, turns };
  const plan = decideOn(call.tenant, snapshot, parts, (picture) => decideInbound(call, picture, bindings, resources));
  const underWay = { ...call, device: undefined };
  return { ...offered, dialled: call.dialled, caller: callingParty(call, trunk.id), underWay, plan };
}

function callingParty({ caller }: InboundCall, trunk: TrunkId): CallingParty {
  if (caller.kind !== "public") return { number: undefined, name: undefined, party: { trunk } };
  const name = caller.name === undefined ? {} : { name: caller.name };
  return { number: caller.number, name: caller.name, party: { number: caller.number, ...name, trunk } };
}
