import { Type } from "typebox";
import {
  LimitBounds,
  SharedAddresses,
  Suspension,
  Tenant,
  tenantView,
  type TenantRecord,
} from "../../settings/kinds/tenant.ts";
import { RetentionBounds } from "../../settings/schemas/retention.ts";
import type { Snapshot } from "../../settings/snapshot.ts";

const Count = Type.Integer({ minimum: 0 });

/** A company as its provider sees it: its own settings, and what the provider decides of it. */
export const Company = Type.Object(
  {
    ...Tenant.properties,
    suspension: Type.Union([Suspension, Type.Null()], { description: "null = calls and log-ins are let through" }),
    limitBounds: LimitBounds,
    retentionBounds: RetentionBounds,
    sharedAddresses: SharedAddresses,
    seats: Type.Integer({ minimum: 0, description: "Users now" }),
    phoneNumbers: Count,
    trunks: Count,
  },
  { title: "Company" },
);
export type Company = Type.Static<typeof Company>;

export function companyView(record: TenantRecord, snapshot: Snapshot): Company {
  const { id, suspension, limitBounds: { countries, ...bounds } = {}, sharedAddresses = [] } = record;
  const { retentionBounds = {} } = record;
  return {
    ...tenantView(record),
    suspension: suspension === undefined ? null : { ...suspension },
    limitBounds: { ...bounds, ...(countries !== undefined && { countries: [...countries] }) },
    retentionBounds: { ...retentionBounds },
    sharedAddresses: [...sharedAddresses],
    seats: snapshot.users(id).length,
    phoneNumbers: snapshot.numbers(id).length,
    trunks: snapshot.trunks(id).length,
  };
}
