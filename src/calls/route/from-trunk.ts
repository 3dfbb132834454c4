import type { InboundCall } from "../../routing/call.ts";
import { reject } from "../../routing/plan-for-user.ts";
import type { Snapshot } from "../../settings/snapshot.ts";
import type { TrunkIdentity } from "../../trunks/identify.ts";
import type { TrunkId } from "../../vocabulary/identifiers.ts";
import { dialledUser } from "./request-identity.ts";
import type { IncomingCall } from "../caller/incoming-call.ts";
import type { AcceptedCall } from "./accepted-call.ts";
import type { CallParts } from "../call.ts";
import { routeInbound } from "./route.ts";
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
    return {
      ...offered,
      dialled,
      caller,
      underWay,
      plan: reject(404, "unknown-number"),
      decisions: [],
      bindings: new Map(),
    };
  }
  const { call } = from;
  const { plan, decisions, bindings } = await routeInbound(call, { snapshot, parts });
  const underWay = { ...call, device: undefined };
  const caller = callingParty(call, trunk.id);
  return { ...offered, dialled: call.dialled, caller, underWay, plan, decisions, bindings };
}

function callingParty({ caller }: InboundCall, trunk: TrunkId): CallingParty {
  if (caller.kind !== "public") return { number: undefined, name: undefined, party: { trunk } };
  const name = caller.name === undefined ? {} : { name: caller.name };
  return { number: caller.number, name: caller.name, party: { number: caller.number, ...name, trunk } };
}
