import { tollObstacles, type TollObstacle } from "../numbering/toll.ts";
import type { RoutedGroup, RoutedTenant, RoutedUser, RoutingTables } from "../routing/tables.ts";
import { onceForEach } from "../runtime/once-for-each.ts";
import { tenantPoliciesOf, userPoliciesOf } from "./schemas/policies.ts";
import { limitsOf, type TenantRecord } from "./kinds/tenant.ts";
import type { UserRecord } from "./kinds/user.ts";
import type { E164 } from "../vocabulary/e164.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import type { Kind, Records as RecordOf } from "./registry.ts";
import type { Snapshot } from "./snapshot.ts";

/** All records of a kind that a tenant, or a user, has: the same list until one of them changes. */
type Records<Of extends Kind> = readonly RecordOf[Of][];

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
      return record && routedTenant(record);
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
    numbersOf: (tenant) => numbersIn(snapshot.numbers(tenant)),
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

const routedTenant = onceForEach((record: TenantRecord): RoutedTenant => ({
  ...record,
  ...tenantPoliciesOf(record),
  isSuspended: record.suspension !== undefined,
}));

const numbersIn = onceForEach((records: Records<"number">): readonly E164[] => records.map(({ number }) => number));

/** A user as routing knows them, until the user or one of their devices changes. */
const routedUsers = new WeakMap<UserRecord, { readonly devices: Records<"device">; readonly user: RoutedUser }>();

function routedUser(record: UserRecord, snapshot: Snapshot): RoutedUser {
  const devices = snapshot.devicesOf(record.id);
  const known = routedUsers.get(record);
  if (known?.devices === devices) return known.user;
  const { id, name, extension, language, doNotDisturb, voicemail, forwarding, outboundCallerId } = record;
  const user = {
    ...{ id, name, extension, language, doNotDisturb, voicemail, forwarding, outboundCallerId },
    devices: devices.map((device) => device.id),
    ...userPoliciesOf(record),
  };
  routedUsers.set(record, { devices, user });
  return user;
}
