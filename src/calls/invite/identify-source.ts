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
  const source = sourceOf(invite.incoming.req, invite.snapshot, invite.parts.network.trunks);
  return source.kind === "untrusted" ? { refused: 403, because: "untrusted-source" } : { ...invite, source };
}

/**
 * Credentials make a phone. Without any, the trunk whose address it is; but a phone may stand at that address too, and then
 * shows the SIP username of a device. From anywhere else a public number in From is no phone's, and a sender that shows a
 * name is asked for its password, known or not: it doesn't learn which names exist.
 */
export function sourceOf(req: SrfRequest, snapshot: Snapshot, registrations: Registrations): CallSource {
  if (req.has("Authorization")) return { kind: "phone" };
  const shown = headerUser(req.get("From") ?? "");
  const identity = identifyTrunk(requestIdentity(req), snapshot, registrations);
  if (identity.kind === "untrusted") return { kind: /^\+?\d*$/.test(shown) ? "untrusted" : "phone" };
  const username = parseSipUsername(shown);
  const isDevice = username !== undefined && snapshot.deviceBySipUsername(username) !== undefined;
  return isDevice ? { kind: "phone" } : { kind: "trunk", identity };
}
