import type { Announce, Retrieve } from "../../routing/plan.ts";
import { AnsweredCaller } from "../caller/answered-caller.ts";
import type { Call, StepOutcome } from "../call.ts";
import { inAnotherProcess } from "./pick-up.ts";
import { pickUpCall } from "../pickup/pick-up.ts";

/** A phone takes the call that waits in a parking slot; whoever was sent here by a transfer is parked in it. */
export async function retrieve(step: Retrieve, call: Call): Promise<StepOutcome> {
  if (call.incoming instanceof AnsweredCaller) return { kind: "go-on", plan: step.park };
  const parked = call.parts.parked.find(call.tenant, step.slot);
  const isElsewhere = parked === undefined && call.parts.otherProcesses?.isParked(call.tenant, step.slot) === true;
  const nobody: StepOutcome = {
    kind: "go-on",
    plan: isElsewhere ? inAnotherProcess(step.language) : nobodyThere(step),
  };
  if (parked === undefined) return nobody;
  call.log.info({ event: "parking.retrieve", slot: step.slot }, "parked call is taken");
  const taken = await pickUpCall(
    {
      caller: parked.caller.party,
      offer: parked.offer(),
      take: (callee, party) => parked.take(callee, party),
    },
    call,
  );
  return taken === "no-offer" ? nobody : taken;
}

function nobodyThere({ language }: Retrieve): Announce {
  const then = { kind: "reject", status: 404, because: "nobody-parked" } as const;
  return { kind: "announce", prompt: "nobody-parked", language, then };
}
