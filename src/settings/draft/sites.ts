import type { SiteId } from "../../vocabulary/identifiers.ts";
import { SettingInUse } from "../errors.ts";
import { siteGroup } from "../indexes.ts";
import type { NewSite, SitePatch, SiteRecord } from "../schemas/site.ts";
import { values } from "../table.ts";
import { membersOf } from "../tables.ts";
import { find, lay, requireVersion, take } from "./desk.ts";
import type { Desk } from "./desk.ts";

export function addSite(desk: Desk, site: NewSite): SiteRecord {
  return lay(desk, "site", {
    id: desk.tools.makeId() as SiteId,
    tenantId: desk.tenantId,
    name: site.name,
    address: site.address,
    emergencyCallerId: site.emergencyCallerId ?? null,
    contacts: site.contacts ?? [],
    version: 0,
  });
}

export function changeSite(desk: Desk, id: SiteId, patch: SitePatch, ifMatch?: number): SiteRecord {
  const before = find(desk, "site", id);
  requireVersion(before, ifMatch);
  return lay(desk, "site", { ...before, ...patch });
}

/** Telephones that stand there are moved first: nobody shall be looked for at no place. @throws SettingInUse */
export function removeSite(desk: Desk, id: SiteId, ifMatch?: number): void {
  requireVersion(find(desk, "site", id), ifMatch);
  const devices = [...values(membersOf(desk.tables, "device", siteGroup(id)))];
  if (devices.length > 0)
    throw new SettingInUse(
      "site",
      devices.map((device) => ({ kind: "device", id: device.id, label: device.label })),
    );
  take(desk, "site", id);
}
