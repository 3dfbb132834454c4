import { reject } from "../../routing/plan-for-user.ts";
import type { Ring, RoutingPlan } from "../../routing/plan.ts";
import { isAbandoned, type Call, type CallOver, type StepOutcome } from "../call.ts";
import type { LentLeg } from "../leg/leg-directory.ts";
import type { Transferor } from "../leg/refer-subscription.ts";

/** A transferor who has hung up is rung for so long. */
const RECALL_MS = 30_000;

/**
 * A transfer that has failed: the transferee goes back to the transferor, who still waits or is rung again. At most once;
 * the transferor is told of it. Any other call is over as it was.
 */
export function transferRecall(over: CallOver, call: Call): StepOutcome {
  const failed = isAbandoned(call) ? undefined : call.incoming.takeBack();
  if (failed === undefined) return over;
  const { subscription, status } = failed;
  subscription.failed(status);
  call.log.info({ event: "transfer.failed", status }, "transfer failed");
  const transferor = subscription.release();
  if (!transferor.leg.over) return { kind: "join", call, other: waitingAlone(transferor) };
  return { kind: "go-on", plan: recallPlan(transferor), call };
}

/** The transferor has no conversation to go back to: without the transferee the leg is hung up. */
function waitingAlone(transferor: Transferor): LentLeg {
  let isTaken = false;
  return {
    ...transferor,
    take: () => {
      isTaken = true;
    },
    giveBack: () => (isTaken ? Promise.resolve() : transferor.leg.hangUp()),
  };
}

function recallPlan({ party: { user, device } }: Transferor): RoutingPlan {
  const unanswered = reject(480, "no-answer");
  if (user === undefined || device === undefined) return unanswered;
  return {
    kind: "ring",
    callee: user,
    branches: [{ kind: "device", device, user }],
    ringForMs: RECALL_MS,
    otherwise: unanswered,
    toVoicemail: unanswered,
  } satisfies Ring;
}
