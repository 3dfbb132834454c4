import type { Country } from "../numbering/country.ts";
import { formatNumber } from "../numbering/write-number.ts";
import type { CallerId, PublicTarget } from "../routing/plan.ts";
import { printHostPort } from "../sip/host-port.ts";
import { quotedNameAddress } from "../sip/name-addr.ts";
import { printSipUri } from "../sip/uri.ts";
import { ANONYMOUS } from "../sip/privacy.ts";
import type { TrunkRecord } from "../settings/kinds/trunk.ts";

/** How an INVITE to a trunk is addressed, ready for srf.createUAC. */
export interface OutboundTarget {
  readonly uri: string;
  /** Identity headers: From, P-Asserted-Identity, Privacy. Nothing in them comes from the phone. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The Request-URI and the identity that a trunk wants (RFC 3261 §19.1.1, RFC 3323, RFC 3325).
 *
 * @param country the tenant's: what "national" means
 * @param callerId null: only the trunk's own account can be shown
 */
export function outboundTarget(
  trunk: TrunkRecord,
  number: PublicTarget,
  callerId: CallerId | null,
  country: Country,
): OutboundTarget {
  const digits = number.kind === "e164" ? formatNumber(number.number, country, trunk.numberFormat) : number.digits;
  const host = printHostPort({ host: trunk.host, port: undefined });
  return {
    uri: `${printSipUri(digits, host)}:${trunk.port};transport=${trunk.transport}`,
    headers: identityHeaders(trunk, callerId, country, host),
  };
}

function identityHeaders(
  trunk: TrunkRecord,
  callerId: CallerId | null,
  country: Country,
  host: string,
): Record<string, string> {
  if (callerId === null) {
    return { From: `<${printSipUri(trunk.username ?? "anonymous", host)}>` };
  }
  const user = formatNumber(callerId.number, country, trunk.numberFormat);
  const uri = printSipUri(user, host);
  const asserted = `<${uri}>`;
  if (callerId.withheld) {
    // RFC 3323 §4.1.1.3: the provider learns the number from P-Asserted-Identity, the callee does not.
    return { From: ANONYMOUS, "P-Asserted-Identity": asserted, Privacy: "id" };
  }
  return { From: quotedNameAddress(callerId.name.replace(/\p{Cc}/gu, " "), uri), "P-Asserted-Identity": asserted };
}
