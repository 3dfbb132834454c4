import type { Announce, Retrieve } from "../../routing/plan.ts";
import type { Call, StepOutcome } from "../call.ts";
import { inAnotherProcess } from "./pick-up.ts";
import { isBrowserOffer } from "../../sdp/browser-offer.ts";
import { pickUpCall, type WaitingCall } from "../pickup/pick-up.ts";

/** A phone takes the call that waits in a parking slot; a caller who was transferred here is parked in it. */
export async function retrieve(step: Retrieve, call: Call): Promise<StepOutcome> {
  if (call.incoming.isAnswered) return { kind: "go-on", plan: step.park };
  const parked = call.parts.parked.find(call.tenant, step.slot);
  const isElsewhere = parked === undefined && call.parts.otherProcesses?.isParked(call.tenant, step.slot) === true;
  const empty: StepOutcome = {
    kind: "go-on",
    plan: isElsewhere ? inAnotherProcess(step.language) : nothingParked(step),
  };
  if (parked === undefined) return empty;
  call.log.info({ event: "parking.retrieve", slot: step.slot }, "parked call is taken");
  const { id, caller } = parked;
  const offer = parked.offer();
  const take: WaitingCall["take"] = (callee, party) => parked.take(callee, party);
  const taken = await pickUpCall({ id, caller, offer, isBrowser: isBrowserOffer(offer), take }, call);
  return taken === "no-offer" ? empty : taken;
}

function nothingParked({ language }: Retrieve): Announce {
  const then = { kind: "reject", status: 404, because: "nobody-parked" } as const;
  return { kind: "announce", prompt: "nobody-parked", language, then };
}
