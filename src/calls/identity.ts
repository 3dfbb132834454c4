import { CALL_METHODS, OFFERED_EXTENSIONS } from "../sip/capabilities.ts";
import { tenantPoliciesOf } from "../settings/schemas/policies.ts";
import type { TrunkRecord } from "../settings/kinds/trunk.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import type { Extension } from "../vocabulary/extension.ts";
import type { SharedMailboxId, TenantId, UserId } from "../vocabulary/identifiers.ts";
import type { Call } from "./call.ts";
import { askForTimer, type TimerPolicy } from "./leg/session-timer.ts";
import type { CallParty } from "../events/event.ts";
import type { RoutingPlan } from "../routing/plan.ts";
import { printShown, type Shown } from "./leg/connected-identity.ts";
import type { CallingParty } from "./parts.ts";
import type { Headers } from "../srf/srf.ts";

/**
 * Who is calling, for a phone of ours: number or extension, and the name (RFC 3261 §20.20, RFC 3325). Nothing that
 * the caller's phone wrote into From, P-Asserted-Identity or Remote-Party-ID is in here. What trunks are told is the
 * business of `trunks/`.
 */
export function toPhone(caller: CallingParty): Headers {
  const identity = printShown(caller);
  return caller.number === undefined ? { From: identity } : { From: identity, "P-Asserted-Identity": identity };
}

/**
 * Connected identity: whom a party's telephone shows from now on. Undefined for a party of the PSTN: its provider is told
 * of the company's numbers only, which is the business of `trunks/`.
 */
export function shownTo(party: CallParty, peer: Shown | undefined): Shown | undefined {
  return party.device === undefined ? undefined : peer;
}

/** A party as others see it: a user by extension and name, also where a forward has found them on a telephone of the PSTN. */
export function shownOf({ user, number, name, slot }: CallParty, snapshot: Snapshot): Shown {
  if (slot !== undefined) return { number: slot, name: undefined };
  const person = user === undefined ? undefined : snapshot.user(user);
  return person === undefined ? { number, name } : { number: person.extension, name: person.name };
}

/** What the PBX itself serves, as the telephone shows it that is served. Undefined: nothing that has a number. */
export function shownService(plan: RoutingPlan, snapshot: Snapshot): Shown | undefined {
  if (plan.kind === "conference") return numbered(snapshot.conference(plan.conference));
  if (plan.kind === "receptionist") return numbered(snapshot.receptionist(plan.receptionist));
  if (plan.kind === "voicemail")
    return numbered(snapshot.user(plan.mailbox as UserId) ?? snapshot.sharedMailbox(plan.mailbox as SharedMailboxId));
  if (plan.kind === "park") return { number: plan.slots[0], name: undefined };
  return undefined;
}

function numbered(record: { readonly extension: Extension; readonly name: string } | undefined): Shown | undefined {
  return record && { number: record.extension, name: record.name };
}

/** What every INVITE of ours carries: how many hops it has left, what we understand, and how long we trust in silence. */
export function commonHeaders(
  { hopsLeft, tenant, snapshot }: Pick<Call, "hopsLeft" | "tenant" | "snapshot">,
  trunk?: TrunkRecord,
): Headers {
  const understood = {
    Allow: CALL_METHODS,
    Supported: OFFERED_EXTENSIONS,
    ...askForTimer(timerPolicyOf(tenant, snapshot, trunk)),
  };
  return { "Max-Forwards": String(hopsLeft), ...understood, "Content-Type": "application/sdp" };
}

/** When a company's calls count as dead. @param trunk  the one that the leg leads to */
export function timerPolicyOf(tenant: TenantId, snapshot: Snapshot, trunk?: TrunkRecord): TimerPolicy {
  const theyRefresh = trunk !== undefined && trunk.password !== null;
  return { ...tenantPoliciesOf(snapshot.tenant(tenant) ?? {}).sessionTimer, theyRefresh };
}
