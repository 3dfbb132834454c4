import { REFUSED_BODY, sessionBody } from "../../sip/session-body.ts";
import { unknownExtensions } from "../../sip/capabilities.ts";
import { tagIn } from "../../sip/name-addr.ts";
import type { SrfRequest } from "../../srf/srf.ts";
import { hopsLeft } from "../../sip/max-forwards.ts";
import { refuse, type ReceivedInvite, type RefusedInvite } from "./invite.ts";

/** An INVITE that begins a call in a way that we can follow. */
export interface CheckedInvite extends ReceivedInvite {
  /** Max-Forwards of the INVITEs that we send for it. */
  readonly hopsLeft: number;
}

/** What RFC 3261 §8.2 has a server look at before it asks who sends a request. */
export function checkRequest(invite: ReceivedInvite): CheckedInvite | RefusedInvite {
  const { incoming, inProgress, scope } = invite;
  const { req } = incoming;
  const key = requestKey(req);
  if (inProgress.has(key)) return refuse(482);
  inProgress.add(key);
  scope.defer(() => void inProgress.delete(key));

  const hops = hopsLeft(req.get("Max-Forwards"));
  if (tagIn(req.get("To")) !== undefined) return refuse(481); // of a dialog that is no more
  if (hops === undefined) return refuse(483);
  if (!req.has("Contact")) return refuse(400); // RFC 3261 §8.1.1.8: there is no address to send a BYE to

  const unsupported = unknownExtensions(req.get("Require"));
  if (unsupported !== "") return refuse(420, { Unsupported: unsupported }); // RFC 3261 §8.2.2.3
  if (sessionBody(req.body, req).kind === "unsupported") return refuse(415, REFUSED_BODY);
  return { ...invite, hopsLeft: hops };
}

/**
 * RFC 3261 §8.2.2.2: one request that reaches us by several ways is the same by these, and is one call: 482 to the rest. drachtio-server
 * itself refuses such an INVITE once the first one is answered, with 491.
 */
function requestKey(req: SrfRequest): string {
  return [req.get("Call-ID"), req.get("CSeq"), fromTag(req)].join("\n");
}

export function fromTag(req: SrfRequest): string {
  return tagIn(req.get("From")) ?? "";
}
