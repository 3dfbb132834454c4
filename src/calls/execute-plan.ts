import type { RoutingPlan } from "../routing/plan.ts";
import { Scope } from "../runtime/scope.ts";
import { abandoned, isAbandoned, type Call, type CallOver, type StepOutcome } from "./call.ts";
import { transferRecall } from "./transfer/transfer-recall.ts";
import { announce } from "./steps/announce.ts";
import { conference } from "./steps/conference.ts";
import { changeSetting } from "./steps/change-setting.ts";
import { echo } from "./steps/echo.ts";
import { join } from "./bridge/join.ts";
import { listen } from "./steps/listen.ts";
import { park } from "./steps/park.ts";
import { pickUp } from "./steps/pick-up.ts";
import { receptionist } from "./steps/receptionist.ts";
import { reject } from "./steps/reject.ts";
import { retrieve } from "./steps/retrieve.ts";
import { ring } from "./steps/ring.ts";
import { trunk } from "./steps/trunk.ts";
import { voicemail } from "./steps/voicemail.ts";
import { isEncryptedOnly } from "../sdp/encryption.ts";

/** What routing makes is finite, and receptionists send no caller round for ever: longer than this it is a fault. */
const MOST_STEPS = 100;

/**
 * Carries a plan out, step by step, until the call is over. Each kind of step is the file of that name in `steps/`.
 *
 * @param begin  what comes first, where it is no plan of routing's: the caller replaces a party of another call
 */
export async function executePlan(
  plan: RoutingPlan,
  call: Call,
  begin: () => Promise<StepOutcome> = () => step(plan, call, undefined),
): Promise<CallOver> {
  await using waiting = new Scope();
  let next = begin;
  let current = call;
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    if (isAbandoned(current)) return abandoned(current);
    const came = await next();
    const outcome = came.kind === "over" ? transferRecall(came, current) : came;
    if (outcome.kind === "over") return outcome;
    const onward: Call = { ...(outcome.call ?? current), bindings: undefined };
    if (onward.incoming !== current.incoming) waiting.own(onward.incoming);
    if (outcome.kind === "join") waiting.defer(() => outcome.other.giveBack()); // where the caller is gone meanwhile
    if (onward.transfers !== current.transfers) steps = 0; // they have talked in between, and transfers have their own limit
    current = onward;
    next =
      outcome.kind === "join"
        ? () => join(outcome.other, onward)
        : () => step(outcome.plan, onward, outcome.refusedWith);
  }
  current.incoming.reject(480);
  return { kind: "over", outcome: "failed", status: 480, because: "plan-too-long", hungUpBy: "system" };
}

async function step(plan: RoutingPlan, call: Call, refusedWith: number | undefined): Promise<StepOutcome> {
  if (refusedWith !== undefined && plan.kind !== "ring" && canOfferInTheClear(call)) {
    call.incoming.reject(refusedWith);
    return { kind: "over", outcome: "rejected", status: refusedWith, because: "encryption", hungUpBy: "system" };
  }
  switch (plan.kind) {
    case "ring":
      return ring(plan, call);
    case "trunk":
      return trunk(plan, call);
    case "voicemail":
      return voicemail(plan, call);
    case "echo":
      return echo(plan, call);
    case "listen":
      return listen(plan, call);
    case "conference":
      return conference(plan, call);
    case "receptionist":
      return receptionist(plan, call);
    case "pick-up":
      return pickUp(plan, call);
    case "park":
      return park(plan, call);
    case "retrieve":
      return retrieve(plan, call);
    case "change-setting":
      return changeSetting(plan, call);
    case "announce":
      return announce(plan, call);
    case "reject":
      return reject(plan, call, refusedWith);
  }
}

/**
 * The phones that rang have no encryption, and the caller's offered nothing else: told so, it calls again in the clear (phones do where
 * encryption isn't mandatory to them). A mailbox, which could answer encrypted, would keep the two from ever talking.
 */
function canOfferInTheClear({ incoming }: Call): boolean {
  return !incoming.isAnswered && incoming.offer !== undefined && isEncryptedOnly(incoming.offer);
}
