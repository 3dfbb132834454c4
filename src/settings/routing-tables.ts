import { tollObstacles, type TollObstacle } from "../numbering/toll.ts";
import type { RoutedGroup, RoutedUser, RoutingTables } from "../routing/tables.ts";
import { tenantPoliciesOf, userPoliciesOf } from "./schemas/policies.ts";
import { limitsOf } from "./kinds/tenant.ts";
import type { UserRecord } from "./kinds/user.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * The settings as routing reads them. A view: it costs nothing to make one for every call.
 *
 * @param isLifted  whether a limit of the tenant's was lifted for a while
 */
export function routingTables(
  snapshot: Snapshot,
  isLifted: (tenant: TenantId, obstacle: TollObstacle) => boolean = () => false,
): RoutingTables {
  return {
    tenant: (id) => {
      const record = snapshot.tenant(id);
      return record && { ...record, ...tenantPoliciesOf(record) };
    },
    user: (tenant, id) => {
      const record = snapshot.user(id);
      return record?.tenantId === tenant ? routedUser(record, snapshot) : undefined;
    },
    extension: (tenant, extension) => snapshot.extension(tenant, extension),
    ringGroup: (tenant, id): RoutedGroup | undefined => {
      const record = snapshot.ringGroup(id);
      return record?.tenantId === tenant ? record : undefined;
    },
    sharedMailbox: (tenant, id) => {
      const record = snapshot.sharedMailbox(id);
      return record?.tenantId === tenant ? record : undefined;
    },
    groupsWith: (tenant, user) => snapshot.ringGroups(tenant).filter(({ members }) => members.includes(user)),
    conference: (tenant, id) => snapshot.conference(id)?.tenantId === tenant,
    receptionist: (tenant, id) => snapshot.receptionist(id)?.tenantId === tenant,
    number: (number) => {
      const record = snapshot.number(number);
      return record && { tenant: record.tenantId, destination: record.destination };
    },
    numbersOf: (tenant) => snapshot.numbers(tenant).map(({ number }) => number),
    siteNumber: (tenant, id) => {
      const device = snapshot.device(id);
      const site = device?.tenantId === tenant && device.siteId != null ? snapshot.site(device.siteId) : undefined;
      return site?.emergencyCallerId ?? undefined;
    },
    mayCall: (tenant, number) => {
      const record = snapshot.tenant(tenant);
      return record !== undefined && tollObstacles(number, limitsOf(record)).every((each) => isLifted(tenant, each));
    },
  };
}

function routedUser(record: UserRecord, snapshot: Snapshot): RoutedUser {
  const { id, name, extension, language, doNotDisturb, voicemail, forwarding, outboundCallerId } = record;
  const devices = snapshot.devicesOf(id).map((device) => device.id);
  return {
    ...{ id, name, extension, language, doNotDisturb, voicemail, forwarding, outboundCallerId, devices },
    ...userPoliciesOf(record),
  };
}
