import type { ServerTransaction } from "../../sip/agent/agent.ts";
import { dialogIdBy } from "../leg/legs.ts";
import type { Parts } from "../parts.ts";
import { remember } from "../leg/pending.ts";
import { respondPlainly } from "../message/responding.ts";
import { tellWithin } from "../control/tell.ts";
import { tagIn } from "../../sip/dialog/reading.ts";

/**
 * An UPDATE while the INVITE that it belongs to is unanswered (RFC 3311 §5.2). It shares the INVITE's name.
 * @returns false when there is no such INVITE
 */
export function receiveEarlyUpdate(parts: Parts, transaction: ServerTransaction): boolean {
  const { request, arrival } = transaction;
  const invite = parts.ringing.get(dialogIdBy(request));
  if (invite === undefined || tagIn(request, "to") !== invite.localTag) return false;
  if (invite.update !== undefined) {
    respondPlainly(transaction, 500, "Server Internal Error", { extra: [{ name: "Retry-After", value: "2" }] });
    return true;
  }
  const { client, dialogId, id } = invite;
  invite.update = remember(parts, { client, transaction, dialogId, leg: parts.legs.get(dialogId) }, { id });
  tellWithin(client, request, arrival, id, dialogId);
  return true;
}
