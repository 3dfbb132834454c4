import type { Authenticator } from "../../registrar/authentication.ts";
import type { Snapshot } from "../../settings/snapshot.ts";
import { tagIn } from "../../sip/name-addr.ts";
import type { SrfRequest, SrfResponse } from "../../srf/srf.ts";
import { trunksAt, type Registrations } from "../../trunks/identify.ts";
import type { LegDirectory } from "./leg-directory.ts";

export interface MovedPeerParts {
  readonly dialogs: Pick<LegDirectory, "find">;
  readonly authenticator: Authenticator;
  readonly snapshot: Snapshot;
  readonly registrations: Registrations;
}

/**
 * A request in a dialog that comes from elsewhere than where its peer was: a phone went from one network to another, or a
 * provider sends from several addresses. The phone proves itself by its password; the provider by an address that the
 * company's trunks trust. To all others there is no such dialog (481), and theirs stays as it is.
 */
export async function receiveMoved(req: SrfRequest, res: SrfResponse, parts: MovedPeerParts): Promise<void> {
  const { dialogs, authenticator, snapshot, registrations } = parts;
  const [callId, localTag, remoteTag] = [req.get("Call-ID"), tagIn(req.get("To")), tagIn(req.get("From"))];
  if (callId === undefined || localTag === undefined || remoteTag === undefined) return res.send(481);
  const known = dialogs.find({ callId, localTag, remoteTag });
  if (known?.state !== "confirmed") return res.send(481);
  if (known.user === undefined) {
    const trunks = trunksAt(req.source_address, snapshot, registrations);
    if (trunks.some(({ tenantId }) => tenantId === known.tenant)) known.accept(req, res);
    else res.send(481);
    return;
  }
  const who = await authenticator.authenticate(req);
  if (who.kind === "refused") res.send(who.answer.status, { headers: who.answer.headers });
  else if (who.user === known.user) known.accept(req, res);
  else res.send(481);
}
