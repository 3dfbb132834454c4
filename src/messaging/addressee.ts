import { parseE164 } from "../vocabulary/e164.ts";
import { parseExtension } from "../vocabulary/extension.ts";
import type { TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import { parseSipUri, userOf } from "../sip/uri.ts";

/** The user of the company whom a Request-URI means, by extension or direct number; undefined: there is none. */
export function addresseeOf(
  requestUri: string,
  tenant: TenantId,
  snapshot: Pick<Snapshot, "userByExtension" | "number">,
): UserId | undefined {
  const uri = parseSipUri(requestUri);
  const name = uri && userOf(uri);
  if (name === undefined) return undefined;
  const extension = parseExtension(name);
  const colleague = extension && snapshot.userByExtension(tenant, extension);
  if (colleague !== undefined) return colleague.id;
  const e164 = parseE164(name);
  const number = e164 && snapshot.number(e164);
  return number?.tenantId === tenant && number.destination?.kind === "user" ? number.destination.id : undefined;
}
