import { parseExtension } from "../vocabulary/extension.ts";
import type { UserId } from "../vocabulary/identifiers.ts";
import { reject } from "./plan-for-user.ts";
import type { RoutingPlan } from "./plan.ts";
import type { RoutedTenant, RoutedUser, RoutingTables } from "./tables.ts";

/** A phone dials ** and an extension: a colleague's, or a group's. */
export function pickUpAt(
  dialled: string,
  by: RoutedUser,
  tables: RoutingTables,
  { id }: Pick<RoutedTenant, "id">,
): RoutingPlan {
  const extension = parseExtension(dialled);
  const target = extension === undefined ? undefined : tables.extension(id, extension);
  if (target?.kind === "user") return pickUp([target.id], by, tables, id);
  if (target?.kind === "ring-group") return pickUp(tables.ringGroup(id, target.id)?.members ?? [], by, tables, id);
  return reject(404, "no-destination");
}

/** A phone dials *8: any call that rings at a colleague who is in a group with its user. */
export function pickUpInGroups(by: RoutedUser, tables: RoutingTables, { id }: Pick<RoutedTenant, "id">): RoutingPlan {
  return pickUp([...new Set(tables.groupsWith(id, by.id).flatMap(({ members }) => members))], by, tables, id);
}

/** Only what rings at people who allow it; one's own other phones always do. */
function pickUp(at: readonly UserId[], by: RoutedUser, tables: RoutingTables, tenant: RoutedTenant["id"]): RoutingPlan {
  const allowed = at.filter((user) => user === by.id || tables.user(tenant, user)?.allowPickUp === true);
  return { kind: "pick-up", at: allowed, language: by.language };
}
