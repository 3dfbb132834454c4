import type { Snapshot } from "../../settings/snapshot.ts";
import { identifyTrunk, type Registrations, type TrunkIdentity } from "../../trunks/identify.ts";
import { parseSipUsername } from "../../vocabulary/identifiers.ts";
import { requestIdentity, userOf } from "./request-identity.ts";
import type { SrfRequest } from "../../srf/srf.ts";

/** From where an INVITE comes, before anybody is believed. */
export type CallSource =
  | { readonly kind: "trunk"; readonly identity: Exclude<TrunkIdentity, { kind: "untrusted" }> }
  /** Somebody who must prove to be a phone of ours. */
  | { readonly kind: "phone" }
  /** Neither: 403, whatever it asks for. */
  | { readonly kind: "stranger" };

/**
 * Trunk, phone or stranger. Credentials make a phone. Without any, the trunk whose address it is; but a phone may stand
 * at that address too, and then shows the SIP username of a device. From anywhere else a public number in From is no
 * phone's, and who shows a name is asked for its password, known or not: nobody learns which names exist.
 */
export function identifySource(req: SrfRequest, snapshot: Snapshot, registrations: Registrations): CallSource {
  if (req.has("Authorization")) return { kind: "phone" };
  const shown = userOf(req.get("From") ?? "");
  const identity = identifyTrunk(requestIdentity(req), snapshot, registrations);
  if (identity.kind === "untrusted") return { kind: /^\+?\d*$/.test(shown) ? "stranger" : "phone" };
  const username = parseSipUsername(shown);
  const isDevice = username !== undefined && snapshot.deviceBySipUsername(username) !== undefined;
  return isDevice ? { kind: "phone" } : { kind: "trunk", identity };
}
