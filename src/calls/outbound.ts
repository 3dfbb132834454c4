import { decideOutbound, devicesForOutbound } from "../routing/decide-outbound.ts";
import type { OutboundCall } from "../routing/call.ts";
import type { RoutingTables } from "../routing/tables.ts";
import type { IncomingCall } from "./incoming-call.ts";
import type { OfferedCall, TurnedAway } from "./offered.ts";
import type { CallParts } from "./parts.ts";
import { dialledUser, userOf } from "./request-uri.ts";

/**
 * A phone calls: who is it, what was dialled, and what happens then. Read on in `routing/decide-outbound.ts`.
 * Whatever the phone wrote about itself counts for nothing; its password says who it is.
 */
export async function offeredByPhone(
  incoming: IncomingCall,
  tables: RoutingTables,
  parts: CallParts,
): Promise<OfferedCall | TurnedAway> {
  if (isStranger(incoming)) {
    incoming.reject(403);
    return { turnedAway: 403, because: "untrusted-source" };
  }
  const authentication = await parts.authenticate(incoming.req);
  if (authentication.kind === "refused") {
    const { status, headers } = authentication.answer;
    incoming.reject(status, headers);
    return { turnedAway: status, because: "not-authenticated" };
  }
  const { tenant, user, device } = authentication;
  const call: OutboundCall = {
    tenant,
    user,
    device,
    dialled: dialledUser(incoming.req.uri),
    trunks: parts.trunks.candidates(tenant),
  };
  const bindings = await parts.directory.bindingsOf(devicesForOutbound(call, tables));
  const plan = decideOutbound(call, tables, new Set(bindings.keys()));
  const caller = tables.user(tenant, user);
  return {
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

/**
 * Neither a trunk of ours nor a phone: it shows a public number and no password. A phone shows its SIP username, which
 * is no number, so a challenge for each of them tells nobody which names exist.
 */
function isStranger({ req }: IncomingCall): boolean {
  if (req.has("Authorization") || req.has("Proxy-Authorization")) return false;
  return /^\+?\d*$/.test(userOf(req.get("From") ?? ""));
}
