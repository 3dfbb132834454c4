import { reject } from "../../routing/plan-for-user.ts";
import { abandoned, isAbandoned, type Call, type StepOutcome } from "../call.ts";
import type { DetachedLeg } from "../leg/leg-directory.ts";
import { attachCallee } from "./attach.ts";
import { connect } from "./connect.ts";

const GONE = 480;
const NOT_ACCEPTABLE = 488;

/** The caller is connected with a party whose leg is up already: the transferor's other party, the transferor, or one replaced. */
export async function join({ leg, party }: DetachedLeg, call: Call): Promise<StepOutcome> {
  const callee = await attachCallee(leg, call.incoming.offer);
  if (callee !== undefined) {
    const outcome = await connect(call, { kind: "direct", callee }, party, call.legs.take(1));
    return outcome ?? { kind: "go-on", plan: reject(480, "no-answer") };
  }
  const status = leg.over ? GONE : NOT_ACCEPTABLE;
  void leg.hangUp();
  if (isAbandoned(call)) return abandoned(call);
  call.incoming.reject(status);
  return { kind: "over", outcome: "failed", status, because: "not-joined", hungUpBy: "system" };
}
