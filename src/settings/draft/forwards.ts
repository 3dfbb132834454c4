import { parseE164 } from "../../vocabulary/e164.ts";
import { extensionKey } from "../indexes.ts";
import type { UserRecord } from "../schemas/user.ts";
import { get } from "../table.ts";
import { recordOf } from "../tables.ts";
import type { Desk } from "./desk.ts";

/** What a forward leads to: somebody of the house, a ring group or receptionist (whose circles the call breaks), nobody (an extension that isn't there), or the world outside. */
export type ForwardTarget =
  | { readonly kind: "user"; readonly user: UserRecord }
  | { readonly kind: "nobody" }
  | { readonly kind: "group" }
  | { readonly kind: "outside" };

/** Follows one forward, be it to an extension or to a public number of the house. */
export function targetOf(desk: Desk, number: string): ForwardTarget {
  const e164 = parseE164(number);
  if (e164 === undefined) {
    const owner = get(desk.tables.owners, extensionKey(desk.tenantId, number));
    if (owner?.kind === "ring-group" || owner?.kind === "receptionist") return { kind: "group" };
    return asTarget(desk, owner?.kind === "user" ? owner.id : undefined, "nobody");
  }
  const known = recordOf(desk.tables, "number", e164);
  // Another company's number is outside: what they do with it is theirs, and the call's own guards stop a circle.
  const destination = known?.tenantId === desk.tenantId ? known.destination : undefined;
  return asTarget(desk, destination?.kind === "user" ? destination.id : undefined, "outside");
}

/** Whether the forwards that are on lead from this user back to the user. */
export function forwardsInACircle(desk: Desk, start: UserRecord): boolean {
  const seen = new Set<string>();
  let user = start;
  while (user.forwarding.enabled && user.forwarding.number !== null) {
    const target = targetOf(desk, user.forwarding.number);
    if (target.kind !== "user") return false;
    if (target.user.id === start.id) return true;
    if (seen.has(target.user.id)) return false; // a circle of others; theirs is found from one of them
    seen.add(target.user.id);
    user = target.user;
  }
  return false;
}

function asTarget(desk: Desk, id: string | undefined, otherwise: "nobody" | "outside"): ForwardTarget {
  const user = id === undefined ? undefined : recordOf(desk.tables, "user", id);
  return user === undefined ? { kind: otherwise } : { kind: "user", user };
}
