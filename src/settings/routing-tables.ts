import type { RoutedUser, RoutingTables } from "../routing/tables.ts";
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
    number: (number) => {
      const record = snapshot.number(number);
      return record && { tenant: record.tenantId, destination: record.destination };
    },
    numbersOf: (tenant) => snapshot.numbers(tenant).map(({ number }) => number),
  };
}

function routedUser(record: UserRecord, snapshot: Snapshot): RoutedUser {
  const { id, name, extension, language, doNotDisturb, voicemail, outboundCallerId } = record;
  const devices = snapshot.devicesOf(id).map((device) => device.id);
  return { id, name, extension, language, doNotDisturb, voicemail, outboundCallerId, devices };
}
