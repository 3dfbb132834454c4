import type { ReceptionistRecord } from "../settings/kinds/receptionist.ts";
import type { Settings } from "../settings/settings.ts";
import { ofOwnCompany, requireAdmin, type Identity } from "./identity.ts";

/** A receptionist of the administrator's company; another company's looks like none at all. */
export function receptionistOf(
  { snapshot }: Pick<Settings, "snapshot">,
  identity: Identity,
  id: ReceptionistRecord["id"],
): ReceptionistRecord {
  requireAdmin(identity);
  return ofOwnCompany(identity, snapshot.receptionist(id), "receptionist");
}
