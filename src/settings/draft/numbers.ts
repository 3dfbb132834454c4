import type { E164 } from "../../vocabulary/e164.ts";
import { SettingInUse } from "../errors.ts";
import type { Reference } from "../errors.ts";
import { numberClaim, tenantGroup } from "../indexes.ts";
import type { NewPhoneNumber, PhoneNumberPatch, PhoneNumberRecord } from "../schemas/phone-number.ts";
import { values } from "../table.ts";
import { membersOf, recordOf } from "../tables.ts";
import { find, lay, requireVersion, take, takenError } from "./desk.ts";
import type { Desk } from "./desk.ts";
import { userReference } from "./leading-to.ts";

export function addNumber(desk: Desk, { number, destination = null }: NewPhoneNumber): PhoneNumberRecord {
  if (recordOf(desk.tables, "number", number) !== undefined) throw takenError(numberClaim(number));
  return lay(desk, "number", { number, tenantId: desk.tenantId, destination, version: 0 });
}

export function changeNumber(desk: Desk, number: E164, patch: PhoneNumberPatch, ifMatch?: number): PhoneNumberRecord {
  const before = find(desk, "number", number);
  requireVersion(before, ifMatch);
  return lay(desk, "number", { ...before, ...patch });
}

export function removeNumber(desk: Desk, number: E164, ifMatch?: number): void {
  requireVersion(find(desk, "number", number), ifMatch);
  const shownBy = showing(desk, number);
  if (shownBy.length > 0) throw new SettingInUse("number", shownBy);
  take(desk, "number", number);
}

/** Whose outbound calls, and which places' emergency calls, show this number. */
function showing(desk: Desk, number: E164): Reference[] {
  const tenant = find(desk, "tenant", desk.tenantId);
  const users = [...values(membersOf(desk.tables, "user", tenantGroup(desk.tenantId)))];
  const sites = [...values(membersOf(desk.tables, "site", tenantGroup(desk.tenantId)))];
  return [
    ...sites
      .filter(({ emergencyCallerId }) => emergencyCallerId === number)
      .map(({ id, name }) => ({ kind: "site", id, label: name }) as const),
    ...(tenant.mainNumber === number ? [{ kind: "tenant", id: tenant.id, label: tenant.name } as const] : []),
    ...users.filter(({ outboundCallerId }) => outboundCallerId === number).map(userReference),
  ];
}
