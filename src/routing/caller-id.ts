import type { E164 } from "../vocabulary/e164.ts";
import type { DeviceId } from "../vocabulary/identifiers.ts";
import type { CallerId } from "./plan.ts";
import type { RoutedTenant, RoutedUser, RoutingTables } from "./tables.ts";

/**
 * What a user's call to the public network shows: the number chosen for them, else the company's main number, else
 * their own direct number. Each is held against the company's numbers again, for every call.
 */
export function callerIdOf(user: RoutedUser, tenant: RoutedTenant, tables: RoutingTables): CallerId | undefined {
  const withheld = user.outboundCallerId === "withheld";
  const chosen = user.outboundCallerId === "withheld" ? null : user.outboundCallerId;
  const number =
    owned(chosen, tenant, tables) ?? owned(tenant.mainNumber, tenant, tables) ?? direct(user, tenant, tables);
  return number === undefined ? undefined : { number, name: user.name, withheld };
}

/**
 * What an emergency service sees: the number of the place where the telephone stands, else one that rings this person, or
 * at least a colleague there. Never withheld, and never what was chosen to be shown before what can be called back.
 */
export function emergencyCallerIdOf(
  user: RoutedUser,
  device: DeviceId | undefined,
  tenant: RoutedTenant,
  tables: RoutingTables,
): CallerId | null {
  const number =
    owned((device && tables.siteNumber(tenant.id, device)) ?? null, tenant, tables) ??
    direct(user, tenant, tables) ??
    owned(tenant.mainNumber, tenant, tables) ??
    tables.numbersOf(tenant.id)[0];
  return number === undefined ? null : { number, name: user.name, withheld: false };
}

/**
 * What the company shows on a call that it forwards to the PSTN: never withheld, that is the caller's to say.
 *
 * @param dialled  the number that was called, if all else fails
 */
export function companyCallerIdOf(
  user: RoutedUser | undefined,
  tenant: RoutedTenant,
  tables: RoutingTables,
  dialled: E164 | undefined,
): CallerId | undefined {
  const usual = user === undefined ? undefined : callerIdOf(user, tenant, tables);
  if (usual !== undefined) return { ...usual, withheld: false };
  const number =
    owned(tenant.mainNumber, tenant, tables) ??
    owned(dialled ?? null, tenant, tables) ??
    tables.numbersOf(tenant.id)[0];
  return number === undefined ? undefined : { number, name: user?.name ?? "", withheld: false };
}

function owned(number: E164 | null, tenant: RoutedTenant, tables: RoutingTables): E164 | undefined {
  return number !== null && tables.number(number)?.tenant === tenant.id ? number : undefined;
}

function direct(user: RoutedUser, tenant: RoutedTenant, tables: RoutingTables): E164 | undefined {
  return tables.numbersOf(tenant.id).find((number) => {
    const destination = tables.number(number)?.destination;
    return destination?.kind === "user" && destination.id === user.id;
  });
}
