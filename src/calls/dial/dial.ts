import type { CallParty, LegState } from "../../events/event.ts";
import { legName, publish, publishLeg, type Call } from "../call.ts";
import { Fork, type ForkBranch, type ForkResult, type CalleeLeg } from "./fork.ts";
import { EarlyDialogs } from "./early-dialogs.ts";
import type { RingingCall } from "../leg/ringing-call.ts";
import { SHUTTING_DOWN } from "../leg/reasons.ts";

/** Moved Temporarily: a telephone's word for "elsewhere" (RFC 3261 §21.3.3). */
const MOVED = 302;

/** Somebody who can be rung, and who that is in the call's record. */
export interface DialTarget {
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
export async function dial(call: Call, dialled: readonly DialTarget[], ringForMs: number): Promise<DialResult> {
  const firstLeg = call.legs.take(dialled.length);
  const { incoming, entry, parts } = call;
  const early = new EarlyDialogs(call, dialled);
  /** Branches whose telephone has sent the call elsewhere; with who has answered there. */
  const sentOn = new Map<number, CalleeLeg | undefined>();
  const calleeOf = (branch: number): CalleeLeg =>
    sentOn.get(branch) ?? { leg: firstLeg + branch, party: dialled[branch]?.party ?? {} };
  const tell = (branch: number, state: LegState, status?: number): void => {
    if (sentOn.has(branch) && sentOn.get(branch) === undefined) return; // those who are called there tell it themselves
    publishLeg(call, { ...calleeOf(branch), role: "callee", state, status, dialog: early.of(branch) });
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
        if (sentOn.has(branch)) return;
        const callee = dialled[branch]?.party ?? {};
        call.log.info({ event: "branch.rings", branch: legName(call, firstLeg + branch) }, "phone rings");
        publish(call, { kind: "call.ringing", leg: legName(call, firstLeg + branch), callee });
        tell(branch, "ringing");
      },
      named: (branch, dialog) => early.name(branch, dialog, ringing),
      asks: (branch) => {
        const leg = legName(call, calleeOf(branch).leg);
        call.log.info({ event: "branch.asked", branch: leg }, "callee is asked");
        publish(call, { kind: "confirmation.asked", leg });
      },
      verdict: (branch, verdict) => {
        const leg = legName(call, calleeOf(branch).leg);
        call.log.info({ event: "branch.verdict", branch: leg, verdict }, "callee decided");
        publish(call, { kind: "confirmation.given", leg, verdict });
      },
      redirected: (branch) => {
        early.end(branch);
        tell(branch, "terminated", MOVED);
        sentOn.set(branch, undefined);
      },
      became: (branch, who) => void sentOn.set(branch, who),
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
    return { ...result, ...(picker ?? calleeOf(result.branch)) };
  } finally {
    incoming.cancelled.removeEventListener("abort", callerGone);
    entry.mustEnd.removeEventListener("abort", ended);
  }
}
