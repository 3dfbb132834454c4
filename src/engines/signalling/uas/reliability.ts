import {
  RELIABLE_TIMES,
  reliableProvisionals,
  type ReliableProvisionals,
} from "../../sip/dialog/reliable-provisional.ts";
import { firstRSeq } from "../message/ids.ts";
import type { Pending } from "../leg/leg.ts";
import type { Parts } from "../parts.ts";
import { withdraw } from "../leg/pending.ts";
import { sequenceOf } from "../../sip/dialog/reading.ts";

/** The reliable provisional responses of an INVITE; a caller that never acknowledges one loses its call (RFC 3262 §3). */
export function reliabilityOf(parts: Parts, pending: Pending): ReliableProvisionals {
  pending.reliable ??= reliableProvisionals({
    clock: parts.clock,
    times: { ...RELIABLE_TIMES, t1Ms: parts.waits.t1Ms, giveUpAfterMs: parts.waits.t1x64Ms },
    inviteSequence: sequenceOf(pending.transaction.request) ?? 0,
    firstRSeq: firstRSeq(),
    onUnacknowledged: () => withdraw(parts, pending, "no-prack"),
  });
  return pending.reliable;
}
