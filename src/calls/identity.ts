import { ALLOW, SUPPORTED } from "./leg/leg.ts";
import { tenantPoliciesOf } from "../settings/schemas/policies.ts";
import type { TrunkRecord } from "../settings/kinds/trunk.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { TenantId } from "../vocabulary/identifiers.ts";
import type { Call } from "./call.ts";
import { askForTimer, type TimerPolicy } from "./leg/session-timer.ts";
import type { CallingParty } from "./parts.ts";
import { nameAddress, printNameAddress, quotedNameAddress } from "../sip/name-addr.ts";
import { ANONYMOUS } from "../sip/privacy.ts";
import { parseMaxForwards } from "../sip/scalars.ts";
import type { Headers, SrfMessage } from "../srf/srf.ts";

/** A caller without Max-Forwards gets the RFC's own (RFC 3261 §8.1.1.6). */
const MAX_FORWARDS = 70;

/**
 * Who is calling, for a phone of ours: number or extension, and the name (RFC 3261 §20.20, RFC 3325). Nothing that
 * the caller's phone wrote into From, P-Asserted-Identity or Remote-Party-ID is in here. The engine puts its address
 * where "localhost" stands. What trunks are told is the business of `trunks/`.
 */
export function toPhone(caller: CallingParty): Headers {
  if (caller.number === undefined) return { From: ANONYMOUS };
  const identity = nameAddr(caller.name, caller.number);
  return { From: identity, "P-Asserted-Identity": identity };
}

/** What every INVITE of ours carries: how many hops it has left, what we understand, and how long we trust in silence. */
export function commonHeaders(
  { hopsLeft, tenant, snapshot }: Pick<Call, "hopsLeft" | "tenant" | "snapshot">,
  trunk?: TrunkRecord,
): Headers {
  const understood = { Allow: ALLOW, Supported: SUPPORTED, ...askForTimer(timerPolicyOf(tenant, snapshot, trunk)) };
  return { "Max-Forwards": String(hopsLeft), ...understood, "Content-Type": "application/sdp" };
}

/** When a company's calls count as dead. @param trunk  the one that the leg leads to */
export function timerPolicyOf(tenant: TenantId, snapshot: Snapshot, trunk?: TrunkRecord): TimerPolicy {
  const theyRefresh = trunk !== undefined && trunk.password !== null;
  return { ...tenantPoliciesOf(snapshot.tenant(tenant) ?? {}).sessionTimer, theyRefresh };
}

/** Hops that remain for the INVITEs we send; undefined: this one has come to its end, 483 (RFC 3261 §16.3 step 3). */
export function hopsLeft(request: SrfMessage): number | undefined {
  const hops = parseMaxForwards(request.get("Max-Forwards")?.trim() ?? "");
  if (hops === undefined) return MAX_FORWARDS;
  return hops === 0 ? undefined : Math.min(hops, MAX_FORWARDS) - 1;
}

/** name-addr with a quoted display name; what a quoted-string can't hold is left out (RFC 3261 §25.1). */
function nameAddr(name: string | undefined, user: string): string {
  const uri = `sip:${user}@localhost`;
  const shown = (name ?? "").replace(/[\p{Cc}\p{Cf}]/gu, "").trim();
  return shown === "" ? printNameAddress(nameAddress(uri)) : quotedNameAddress(shown, uri);
}
