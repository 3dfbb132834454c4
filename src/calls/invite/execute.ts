import { defined } from "../../runtime/defined.ts";
import { parseCallId, type UserId } from "../../vocabulary/identifiers.ts";
import { LegNumbers, partsOf, publish, publishLeg, type Call, type CallOver } from "../call.ts";
import { COMPLETED_ELSEWHERE } from "../dial/fork-state.ts";
import { executePlan } from "../execute-plan.ts";
import { replaceLeg } from "../pickup/replaces.ts";
import { runToEnd } from "../run-to-end.ts";
import { fromTag } from "./check-request.ts";
import type { RoutedInvite } from "./route.ts";

/** The call, from its first event to its last. */
export async function execute(invite: RoutedInvite): Promise<void> {
  const { incoming, scope, tenant, request, dialled, direction, replaces } = invite;
  const call = callOf(invite);
  const { parts, caller } = call;
  // A trunk may bring more than it was told to: what counts is that one more of its lines is in use.
  const line = request.by === "trunk" ? await parts.trunkCapacity.take(request.trunk, null) : undefined;
  if (line !== undefined) scope.own(line);
  // A dialog that isn't answered yet has no tag of ours that another phone could know for certain.
  const dialog = { callId: incoming.req.get("Call-ID") ?? "", localTag: "", remoteTag: fromTag(incoming.req) };
  const giveUp = (): boolean => incoming.giveUp(COMPLETED_ELSEWHERE);
  scope.own(parts.dialogs.add(dialog, { state: "calling", tenant, user: caller.party.user, dialled, giveUp }));

  announce(call, invite);
  await runToEnd(call, direction, async (): Promise<CallOver> => {
    const { plan } = invite.decision;
    try {
      if (replaces.kind === "nothing") return await executePlan(plan, call);
      return await executePlan(plan, call, () => replaceLeg(replaces.known, call));
    } finally {
      publishLeg(call, { leg: 0, role: "caller", party: caller.party, state: "terminated" });
    }
  });
}

function callOf(invite: RoutedInvite): Call {
  const { id, incoming, tenant, caller, origin, snapshot, hopsLeft, entry, receivedAtMs } = invite;
  const log = invite.parts.logger.child({ call: id, callId: incoming.req.get("Call-ID") ?? "", leg: `${id}-0` });
  const parts = partsOf({ id, tenant, parts: invite.parts });
  incoming.path.reportTo(parts);
  return {
    ...{ id, incoming, tenant, caller, origin, snapshot, hopsLeft, entry, log },
    startedAtMs: receivedAtMs,
    bindings: invite.decision.bindings,
    legs: new LegNumbers(),
    endReason: {},
    parts,
  };
}

function announce(call: Call, { incoming, direction, dialled, decision }: RoutedInvite): void {
  const { plan, decisions } = decision;
  const { caller, log } = call;
  log.info({ event: "call.started", direction, caller: caller.number, dialled }, "call started");
  log.info({ event: "route.decided", plan: plan.kind }, "route decided");
  log.debug({ event: "route.plan", plan }, "plan");
  const callId = parseCallId(incoming.req.get("Call-ID") ?? "");
  if (callId !== undefined) publish(call, { kind: "call.started", direction, callId, caller: caller.party, dialled });
  publishLeg(call, { leg: 0, role: "caller", party: caller.party, state: "trying" });
  publish(call, { kind: "call.routed", plan, decisions, ...defined({ user: calledUser(call, decision.plan) }) });
}

/** Whose record gets the call; undefined: a group's, a shared mailbox's, or none in the company. */
function calledUser({ snapshot }: Call, plan: RoutedInvite["decision"]["plan"]): UserId | undefined {
  if (plan.kind === "ring") return plan.callee;
  return plan.kind === "voicemail" ? snapshot.user(plan.mailbox as UserId)?.id : undefined;
}
