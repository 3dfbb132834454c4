import { parseCountry } from "../numbering/country.ts";
import { readings } from "../numbering/normalise.ts";
import type { Caller, InboundCall } from "../routing/call.ts";
import type { TrunkRecord } from "../settings/kinds/trunk.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { E164 } from "../vocabulary/e164.ts";
import type { TrunkId } from "../vocabulary/identifiers.ts";
import type { TrunkStateDirectory } from "./state.ts";

/** What an INVITE says about itself, before its source is identified. */
export interface RequestIdentity {
  readonly sourceAddress: string;
  /** The user part of the Request-URI. */
  readonly calledUser: string;
  /** The user parts of P-Called-Party-ID (RFC 7315 §4.2) and To: the called number where the Request-URI is our Contact. */
  readonly calledParties?: readonly string[];
  /** The user part of P-Asserted-Identity or Remote-Party-ID, else of From; undefined where there is none. */
  readonly callingUser: string | undefined;
  readonly callingName?: string;
  /** `Privacy: id`, an anonymous From (RFC 3323 §4.1.1.3), or `privacy=full` of a Remote-Party-ID. */
  readonly withheld: boolean;
  /** The user parts of Diversion (RFC 5806) and History-Info (RFC 7044): by which numbers the call has come already. */
  readonly divertedUsers?: readonly string[];
}

/** The trunk that brings this call. An untrusted source learns nothing, not even whether a number exists. */
export type TrunkIdentity =
  | { readonly kind: "identified"; readonly trunk: TrunkRecord; readonly call: InboundCall }
  | { readonly kind: "untrusted" }
  | { readonly kind: "unknown-number"; readonly trunk: TrunkRecord; readonly caller: Caller };

/** Where trunks and numbers are looked up: the settings' snapshot fits. */
export type TrunkDirectory = Pick<Snapshot, "trunksTrusting" | "number" | "tenant" | "trunk">;

/** Which trunks are registered, and how. */
export type Registrations = Pick<TrunkStateDirectory, "withContact" | "registeredAt">;

/**
 * The trunk that an INVITE comes over: sent to the Contact that it registered with, or from an address that it trusts or
 * that took its registration. Many companies may share a provider and its addresses: then the called number decides
 * which company's trunk it is.
 */
export function identifyTrunk(
  invite: RequestIdentity,
  directory: TrunkDirectory,
  registrations: Registrations = NONE,
): TrunkIdentity {
  const contacted = registeredTrunk(registrations.withContact(invite.calledUser), directory);
  const trusting = contacted === undefined ? trunksAt(invite.sourceAddress, directory, registrations) : [contacted];
  const [nearest] = trusting;
  if (nearest === undefined) return { kind: "untrusted" };

  const called = contacted === undefined ? [invite.calledUser] : (invite.calledParties ?? []);
  for (const trunk of trusting) {
    const call = inboundCallFrom(trunk, invite, directory, called);
    if (call !== undefined) return { kind: "identified", trunk, call };
  }
  return { kind: "unknown-number", trunk: nearest, caller: callerOf(invite, nearest, directory) };
}

/** The inbound call in terms of the trunk's company; undefined: the called number is none of its numbers. */
export function inboundCallFrom(
  trunk: TrunkRecord,
  invite: RequestIdentity,
  directory: TrunkDirectory,
  called: readonly string[] = [invite.calledUser],
): InboundCall | undefined {
  const dialled = called
    .flatMap((text) => readingsFor(text, trunk, directory))
    .find((number) => directory.number(number)?.tenantId === trunk.tenantId);
  return dialled === undefined
    ? undefined
    : {
        ...{ tenant: trunk.tenantId, dialled, caller: callerOf(invite, trunk, directory) },
        ...(hasComeBy(dialled, invite, trunk, directory) ? { isReturned: true } : {}),
      };
}

/** A forward of that number's has come back to it: from the provider, or by the number that it was forwarded to. */
function hasComeBy(
  dialled: E164,
  { divertedUsers = [] }: RequestIdentity,
  trunk: TrunkRecord,
  directory: TrunkDirectory,
): boolean {
  return divertedUsers.some((text) => readingsFor(text, trunk, directory).includes(dialled));
}

const NONE: Registrations = { withContact: () => undefined, registeredAt: () => [] };

/** The trunks whose calls come from an address: they trust it, or it took their registration. */
export function trunksAt(
  address: string,
  directory: Pick<TrunkDirectory, "trunksTrusting" | "trunk">,
  registrations: Pick<Registrations, "registeredAt">,
): readonly TrunkRecord[] {
  const registered = registrations.registeredAt(address).flatMap((id) => registeredTrunk(id, directory) ?? []);
  return [...new Set([...directory.trunksTrusting(address), ...registered])];
}

/** Checks against the present settings: a registered trunk may have been disabled since. */
function registeredTrunk(id: TrunkId | undefined, directory: Pick<TrunkDirectory, "trunk">): TrunkRecord | undefined {
  const trunk = id === undefined ? undefined : directory.trunk(id);
  return trunk?.enabled === true && trunk.register ? trunk : undefined;
}

function callerOf(invite: RequestIdentity, trunk: TrunkRecord, directory: TrunkDirectory): Caller {
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
