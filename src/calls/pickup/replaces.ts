import type { Call, CallOver, StepOutcome } from "../call.ts";
import { dialogIn } from "../leg/dialog-name.ts";
import type { KnownLeg, LegDirectory } from "../leg/leg-directory.ts";
import { parseReplaces } from "../../sip/replaces.ts";
import type { SrfMessage } from "../../srf/srf.ts";
import type { CallingParty } from "../parts.ts";
import type { TenantId, TrunkId } from "../../vocabulary/identifiers.ts";
import type { Snapshot } from "../../settings/snapshot.ts";
import { userPoliciesOf } from "../../settings/schemas/policies.ts";
import { join } from "../bridge/join.ts";
import { pickUpCall } from "./pick-up.ts";

/** What the Replaces header of an INVITE comes to. */
export type ReplacesTarget =
  | { readonly kind: "nothing" }
  | { readonly kind: "leg"; readonly known: KnownLeg }
  | { readonly kind: "refused"; readonly status: 400 | 481 | 486 };

/** Who calls, as far as it counts here. */
interface Replacer {
  readonly tenant: TenantId;
  readonly trunk: TrunkId | undefined;
  readonly caller: CallingParty;
}

/**
 * Whose place a caller wants to take (RFC 3891 §3). A company's own people only, in its own calls, and where they may: to
 * all others there is no such dialog.
 */
export function findReplaced(
  req: SrfMessage,
  taker: Replacer,
  snapshot: Snapshot,
  dialogs: LegDirectory,
): ReplacesTarget {
  const header = req.get("Replaces");
  if (header === undefined) return { kind: "nothing" };
  const replaces = parseReplaces(header);
  if (!replaces.ok) return { kind: "refused", status: 400 };
  const dialog = dialogIn(replaces.value);
  // From a busy lamp a phone has the tags as the phone sees them that rings: the other way round (RFC 4235 §4.1.4).
  const { callId, localTag, remoteTag } = dialog;
  const known = dialogs.find(dialog) ?? dialogs.find({ callId, localTag: remoteTag, remoteTag: localTag });
  if (known === undefined || !mayReplace(known, taker, snapshot)) return { kind: "refused", status: 481 };
  if (replaces.value.earlyOnly && (known.state === "confirmed" || known.state === "at-media"))
    return { kind: "refused", status: 486 };
  return { kind: "leg", known };
}

/**
 * One's own place, from another telephone, or a colleague's who allows pick-up. The right that a transfer gives (RFC 3891
 * §8) isn't needed: transfers are carried out here, no telephone is told to send such an INVITE.
 */
function mayReplace(known: KnownLeg, { tenant, trunk, caller }: Replacer, snapshot: Snapshot): boolean {
  const by = caller.party.user;
  if (trunk !== undefined || by === undefined || known.tenant !== tenant) return false;
  switch (known.state) {
    case "confirmed": {
      const user = known.user === undefined ? undefined : snapshot.user(known.user);
      return user !== undefined && (user.id === by || userPoliciesOf(user).allowPickUp);
    }
    case "at-media":
      return known.user === by; // one's own visit goes on at another telephone
    case "ringing":
      return true; // only telephones whose users allow it are known by their dialogs
    case "calling":
      return false; // RFC 3891 §3: not a dialog of the telephone that rings there
  }
}

/** The caller replaces that leg: they talk to the party it talked to, or answer the call that rang it. */
export async function replaceLeg(known: KnownLeg, call: Call): Promise<StepOutcome> {
  switch (known.state) {
    case "confirmed": {
      const other = known.lend("replacement");
      return other === undefined ? tooLate(call) : join(other, call);
    }
    case "at-media":
      if (known.place.isTaken) return tooLate(call);
      return { kind: "go-on", plan: known.place.plan, call: { ...call, inPlaceOf: known.place } };
    case "ringing": {
      const { id, caller, offer, isBrowser } = known.call;
      const take: RingingCallTake = (callee, party) => known.call.pickUp(callee, party);
      const taken = await pickUpCall({ id, caller, offer, isBrowser, take }, call);
      return taken === "no-offer" ? tooLate(call) : taken;
    }
    case "calling":
      return tooLate(call); // RFC 3891 §3: not a dialog of the telephone that rings there
  }
}

type RingingCallTake = Extract<KnownLeg, { state: "ringing" }>["call"]["pickUp"];

function tooLate(call: Call): CallOver {
  call.incoming.reject(481);
  return { kind: "over", outcome: "rejected", status: 481, because: "too-late", hungUpBy: "system" };
}
