import { countryOf } from "../numbering/country.ts";
import type { RoutedGroup, RoutedUser, RoutingTables } from "../routing/tables.ts";
import type { UserRecord } from "./schemas/user.ts";
import type { Snapshot } from "./snapshot.ts";

/** The settings as routing reads them. A view: it costs nothing to make one for every call. */
export function routingTables(snapshot: Snapshot): RoutingTables {
  return {
    tenant: (id) => snapshot.tenant(id),
    user: (tenant, id) => {
      const record = snapshot.user(id);
      return record?.tenantId === tenant ? routedUser(record, snapshot) : undefined;
    },
    extension: (tenant, extension) => snapshot.extension(tenant, extension),
    ringGroup: (tenant, id): RoutedGroup | undefined => {
      const record = snapshot.ringGroup(id);
      return record?.tenantId === tenant ? record : undefined;
    },
    number: (number) => {
      const record = snapshot.number(number);
      return record && { tenant: record.tenantId, destination: record.destination };
    },
    numbersOf: (tenant) => snapshot.numbers(tenant).map(({ number }) => number),
    mayCall: (tenant, number) => {
      const country = countryOf(number);
      return country !== undefined && snapshot.tenant(tenant)?.limits.countries.includes(country) === true;
    },
  };
}

function routedUser(record: UserRecord, snapshot: Snapshot): RoutedUser {
  const { id, name, extension, language, doNotDisturb, voicemail, forwarding, outboundCallerId } = record;
  const devices = snapshot.devicesOf(id).map((device) => device.id);
  return { id, name, extension, language, doNotDisturb, voicemail, forwarding, outboundCallerId, devices };
}
