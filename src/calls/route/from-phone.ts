import type { Snapshot } from "../../settings/snapshot.ts";
import { dialledUser } from "./request-identity.ts";
import type { IncomingCall } from "../caller/incoming-call.ts";
import type { AcceptedCall, RefusedCall } from "./accepted-call.ts";
import type { CallParts } from "../call.ts";
import { routeDialled } from "./route.ts";

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
  const { plan, decisions, bindings } = await routeDialled({ tenant, user, device, dialled }, { snapshot, parts });
  const caller = snapshot.user(user);
  return {
    kind: "offered",
    tenant,
    trunk: undefined,
    direction: plan.kind === "trunk" ? "outbound" : "internal",
    dialled,
    plan,
    decisions,
    bindings,
    underWay: { tenant, caller: { kind: "user", user }, dialled: undefined, device },
    caller: {
      number: caller?.extension,
      name: caller?.name,
      party: { user, device, ...(caller === undefined ? {} : { name: caller.name }) },
    },
  };
}
