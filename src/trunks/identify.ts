import { parseCountry } from "../numbering/country.ts";
import { readings } from "../numbering/normalise.ts";
import type { Caller, InboundCall } from "../routing/call.ts";
import type { TrunkRecord } from "../settings/schemas/trunk.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { E164 } from "../vocabulary/e164.ts";

/** What an INVITE says, before it is known who sent it. */
export interface ArrivingInvite {
  readonly sourceAddress: string;
  /** The user part of the Request-URI. */
  readonly calledUser: string;
  /** The user part of P-Asserted-Identity, else of From; undefined where there is none. */
  readonly callingUser: string | undefined;
  readonly callingName?: string;
  /** `Privacy: id` or an anonymous From (RFC 3323 §4.1.1.3). */
  readonly withheld: boolean;
}

/** Who brings this call. Whoever isn't trusted learns nothing: not even whether a number exists. */
export type TrunkIdentity =
  | { readonly kind: "identified"; readonly trunk: TrunkRecord; readonly call: InboundCall }
  | { readonly kind: "untrusted" }
  | { readonly kind: "unknown-number"; readonly trunk: TrunkRecord };

/** Where trunks and numbers are looked up: the settings' snapshot fits. */
export type TrunkDirectory = Pick<Snapshot, "trunksTrusting" | "number" | "tenant">;

/**
 * The trunk that an INVITE comes over. Many companies may share a provider and its addresses: then the called number
 * says whose trunk it is.
 */
export function identifyTrunk(invite: ArrivingInvite, directory: TrunkDirectory): TrunkIdentity {
  const trusting = directory.trunksTrusting(invite.sourceAddress);
  const [nearest] = trusting;
  if (nearest === undefined) return { kind: "untrusted" };

  for (const trunk of trusting) {
    const dialled = readingsFor(invite.calledUser, trunk, directory).find(
      (number) => directory.number(number)?.tenantId === trunk.tenantId,
    );
    if (dialled === undefined) continue;
    const caller = callerOf(invite, trunk, directory);
    return { kind: "identified", trunk, call: { tenant: trunk.tenantId, dialled, caller } };
  }
  return { kind: "unknown-number", trunk: nearest };
}

function callerOf(invite: ArrivingInvite, trunk: TrunkRecord, directory: TrunkDirectory): Caller {
  if (invite.withheld) return { kind: "withheld" };
  const [number] = readingsFor(invite.callingUser ?? "", trunk, directory);
  if (number === undefined) return { kind: "unknown" };
  const name = invite.callingName;
  return name === undefined ? { kind: "public", number } : { kind: "public", number, name };
}

function readingsFor(text: string, trunk: TrunkRecord, directory: TrunkDirectory): readonly E164[] {
  const country = parseCountry(directory.tenant(trunk.tenantId)?.country ?? "");
  return country === undefined ? [] : readings(text, country, trunk.numberFormat);
}
