import { reject } from "../../routing/plan-for-user.ts";
import type { Ring } from "../../routing/plan.ts";
import { AnsweredCaller } from "../caller/answered-caller.ts";
import { isAbandoned, type Call, type CallOver, type StepOutcome } from "../call.ts";

/** Who has sent somebody elsewhere and hung up is rung this long when nobody took them. */
const RECALL_MS = 30_000;

/**
 * Nobody took somebody who was sent elsewhere: they go back to whoever sent them, who waits still, or is rung again. Once:
 * then it is told to them. Anybody else's call is over as it was.
 */
export function transferRecall(over: CallOver, call: Call): StepOutcome {
  const { incoming } = call;
  if (!(incoming instanceof AnsweredCaller) || isAbandoned(call)) return over;
  const back = incoming.takeBack();
  if (back === undefined) return over;
  const { referral, status } = back;
  referral.failed(status);
  call.log.info({ event: "transfer.failed", status }, "transfer failed");
  const { leg, party } = referral.release();
  if (!leg.over) return { kind: "join", call, other: { leg, party } };
  const { user, device } = party;
  if (user === undefined || device === undefined) return { kind: "go-on", plan: reject(480, "no-answer"), call };
  const nobody = reject(480, "no-answer");
  const plan: Ring = {
    kind: "ring",
    callee: user,
    branches: [{ kind: "device", device, user }],
    ringForMs: RECALL_MS,
    otherwise: nobody,
    toVoicemail: nobody,
  };
  return { kind: "go-on", plan, call };
}
