import type { Announce, PickUp } from "../../routing/plan.ts";
import type { Language } from "../../vocabulary/language.ts";
import type { Call, StepOutcome } from "../call.ts";
import type { RingingCall } from "../leg/ringing-call.ts";
import { pickUpCall, type WaitingCall } from "../pickup/pick-up.ts";

/**
 * A phone takes a call that rings elsewhere in its company. The phones that rang are told that it was completed elsewhere;
 * the call's record says who has it.
 */
export async function pickUp(step: PickUp, call: Call): Promise<StepOutcome> {
  const ringing = call.parts.ringing.find(call.tenant, (each) => each.id !== call.id && ringsAt(each, step));
  const { otherProcesses } = call.parts;
  const isElsewhere = ringing === undefined && step.at.some((user) => (otherProcesses?.ringingAt(user) ?? 0) > 0);
  const plan = isElsewhere ? inAnotherProcess(step.language) : nothingRings(step);
  const nothing: StepOutcome = { kind: "go-on", plan };
  // A caller who was answered already, and is transferred here, has no phone that could take a call.
  if (ringing === undefined || call.incoming.isAnswered) return nothing;
  call.log.info({ event: "pick-up", from: ringing.id }, "call is picked up");
  const { id, caller, offer, isBrowser } = ringing;
  const take: WaitingCall["take"] = (callee, party) => ringing.pickUp(callee, party);
  const taken = await pickUpCall({ id, caller, offer, isBrowser, take }, call);
  return taken === "no-offer" ? nothing : taken;
}

/** A telephone of the PSTN that rings for a user is none that a colleague hears. */
function ringsAt({ ringing }: RingingCall, { at }: PickUp): boolean {
  return ringing.some(({ user, device }) => device !== undefined && user !== undefined && at.includes(user));
}

/** A dialog can't change its process: the phone hears that it can't be done, not that there is nothing. */
export function inAnotherProcess(language: Language): Announce {
  const then = { kind: "reject", status: 503, because: "in-another-process" } as const;
  return { kind: "announce", prompt: "not-available", language, then };
}

function nothingRings({ language }: PickUp): Announce {
  const then = { kind: "reject", status: 404, because: "nothing-to-pick-up" } as const;
  return { kind: "announce", prompt: "nothing-to-pick-up", language, then };
}
