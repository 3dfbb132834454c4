import type { CallParty, LegState } from "../../events/event.ts";
import { legName, publish, publishLeg, type Call } from "../call.ts";
import { Fork, type ForkBranch, type ForkResult } from "../fork/fork.ts";
import { EarlyDialogs } from "../taking/early-dialogs.ts";
import type { RingingCall } from "../taking/ringing-calls.ts";
import { SHUTTING_DOWN } from "../leg/reasons.ts";

/** Somebody who can be rung, and who that is in the call's record. */
export interface Dialled {
  readonly branch: ForkBranch;
  readonly party: CallParty;
}

/** How it ended; who took the call, of those who were rung or another who picked it up, has a leg in it. */
export type DialResult =
  | (Extract<ForkResult, { kind: "answered" }> & { readonly leg: number; readonly party: CallParty })
  | Exclude<ForkResult, { kind: "answered" }>;

/**
 * Rings all of them until one answers, the time is up, all have failed, or nobody wants the call any more. The losers
 * are stopped behind the winner's back.
 *
 * @param ringForMs  counted from our first 18x to the caller, or from now where an earlier step has brought it
 * @returns the number, among the call's legs, of whoever took it
 */
export async function dial(call: Call, dialled: readonly Dialled[], ringForMs: number): Promise<DialResult> {
  const firstLeg = call.legs.take(dialled.length);
  const { incoming, entry, parts } = call;
  const early = new EarlyDialogs(call, dialled);
  const tell = (branch: number, state: LegState, status?: number): void => {
    const party = dialled[branch]?.party ?? {};
    publishLeg(call, { leg: firstLeg + branch, role: "callee", party, state, status, dialog: early.of(branch) });
  };
  for (const branch of dialled.keys()) tell(branch, "trying");
  const fork = new Fork(
    {
      branches: dialled.map(({ branch }) => branch),
      offer: incoming.offer,
      ringForMs,
      alerted: incoming.alertedAtMs !== undefined,
      tellCaller: (status, sdp) => {
        if (incoming.alertedAtMs === undefined)
          parts.metrics.postDialDelay.observe((parts.clock.nowMs() - call.startedAtMs) / 1_000);
        incoming.progress(status, sdp);
      },
      rings: (branch) => {
        const callee = dialled[branch]?.party ?? {};
        call.log.info({ event: "branch.rings", branch: legName(call, firstLeg + branch) }, "phone rings");
        publish(call, { kind: "call.ringing", leg: legName(call, firstLeg + branch), callee });
        tell(branch, "ringing");
      },
      named: (branch, dialog) => early.name(branch, dialog, ringing),
      asks: (branch) => {
        const leg = legName(call, firstLeg + branch);
        call.log.info({ event: "branch.asked", branch: leg }, "callee is asked");
        publish(call, { kind: "confirmation.asked", leg });
      },
      verdict: (branch, verdict) => {
        const leg = legName(call, firstLeg + branch);
        call.log.info({ event: "branch.verdict", branch: leg, verdict }, "callee decided");
        publish(call, { kind: "confirmation.given", leg, verdict });
      },
      ended: (branch, status) => {
        early.end(branch);
        tell(branch, "terminated", status);
      },
    },
    parts,
  );
  const callerGone = (): void => fork.stop(incoming.cancelReason);
  const ended = (): void => fork.stop(typeof entry.mustEnd.reason === "string" ? entry.mustEnd.reason : SHUTTING_DOWN);
  incoming.cancelled.addEventListener("abort", callerGone);
  entry.mustEnd.addEventListener("abort", ended);
  if (incoming.cancelled.aborted) callerGone();
  if (entry.mustEnd.aborted) ended();
  entry.set({ state: "ringing" });
  let picker: { readonly leg: number; readonly party: CallParty } | undefined;
  const ringing: RingingCall = {
    ...{ id: call.id, tenant: call.tenant, caller: call.caller, offer: incoming.offer, sinceMs: parts.clock.nowMs() },
    get ringing() {
      return fork.ringing.map((branch) => dialled[branch]?.party ?? {});
    },
    pickUp: (callee, party) => {
      if (!fork.pickUp(callee)) return false;
      picker = { leg: call.legs.take(1), party };
      return true;
    },
  };
  using _ringing = parts.ringing.add(ringing);
  using _early = early;
  try {
    const result = await fork.result;
    if (result.kind !== "answered") return result;
    const party = dialled[result.branch]?.party ?? {};
    return { ...result, ...(picker ?? { leg: firstLeg + result.branch, party }) };
  } finally {
    incoming.cancelled.removeEventListener("abort", callerGone);
    entry.mustEnd.removeEventListener("abort", ended);
  }
}
