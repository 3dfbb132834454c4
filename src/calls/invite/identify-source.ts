import type { Snapshot } from "../../settings/snapshot.ts";
import type { SrfRequest } from "../../srf/srf.ts";
import { identifyTrunk, type Registrations, type TrunkIdentity } from "../../trunks/identify.ts";
import { parseSipUsername } from "../../vocabulary/identifiers.ts";
import { headerUser, requestIdentity } from "../route/request-identity.ts";
import type { CheckedInvite } from "./check-request.ts";
import type { RefusedInvite } from "./invite.ts";

/** From where an INVITE comes, before any of what it says is believed. */
export type CallSource =
  | { readonly kind: "trunk"; readonly identity: Exclude<TrunkIdentity, { kind: "untrusted" }> }
  /** Its sender must prove to be a phone of ours. */
  | { readonly kind: "phone" }
  /** Neither: 403, whatever it asks for. */
  | { readonly kind: "untrusted" };

/** An INVITE from a trunk, or from what says that it is a phone. */
export interface IdentifiedInvite extends CheckedInvite {
  readonly source: Exclude<CallSource, { kind: "untrusted" }>;
}

/** Trunk or phone: anything else is refused, and never told why. */
export function identifySource(invite: CheckedInvite): IdentifiedInvite | RefusedInvite {
  const { incoming, snapshot, parts } = invite;
  const claimed = parts.authenticator.claimedName(incoming.req);
  const source = sourceOf(incoming.req, claimed, snapshot, parts.network.trunks);
  return source.kind === "untrusted" ? { refused: 403, because: "untrusted-source" } : { ...invite, source };
}

/**
 * A trunk by its address, or a phone by its password. A phone may stand at a trunk's address too, and then shows the SIP username
 * of a device, in its credentials or in From. From anywhere else credentials make a phone; a public number in From without any is no
 * phone's, and a sender that shows a name is asked for its password, known or not: it doesn't learn which names exist.
 *
 * @param claimed  the name in the credentials that are for us; what a trunk shows for another realm is none of our business
 */
export function sourceOf(
  req: SrfRequest,
  claimed: string | undefined,
  snapshot: Snapshot,
  registrations: Registrations,
): CallSource {
  const shown = headerUser(req.get("From") ?? "");
  const identity = identifyTrunk(requestIdentity(req), snapshot, registrations);
  if (identity.kind === "untrusted")
    return { kind: claimed === undefined && /^\+?\d*$/.test(shown) ? "untrusted" : "phone" };
  const isDevice = [claimed, shown].some((name) => isDeviceName(name, snapshot));
  return isDevice ? { kind: "phone" } : { kind: "trunk", identity };
}

function isDeviceName(name: string | undefined, snapshot: Snapshot): boolean {
  const username = name === undefined ? undefined : parseSipUsername(name);
  return username !== undefined && snapshot.deviceBySipUsername(username) !== undefined;
}
