import type { CallParty } from "../../events/event.ts";
import type { Audio } from "../../media/media-port.ts";
import type { Announce, Park } from "../../routing/plan.ts";
import type { AnsweredCallee } from "../leg/answered-callee.ts";
import { abandoned, publishAnswer, publishLeg, type Call, type StepOutcome } from "../call.ts";
import type { CallerAtMedia } from "../caller/caller-side.ts";
import type { ParkingSlot } from "../parking/parked-calls.ts";
import { SHUTTING_DOWN } from "../leg/reasons.ts";
import { sending } from "../../sdp/direction.ts";
import { connect } from "../bridge/connect.ts";
import { arriveAt, takePlace } from "../caller/connect-media.ts";
import { MediaPlace } from "../leg/media-place.ts";
import { digitPrompts, type PromptName } from "../../vocabulary/prompt.ts";

/** How waiting in a slot came to its end. */
type Parked =
  | { readonly kind: "taken"; readonly callee: AnsweredCallee; readonly party: CallParty }
  | { readonly kind: "gone" | "ended" | "time-up" };

/** The caller waits in a parking slot, with music, until a phone takes the call, or it goes back to the user who parked it. */
export async function park(step: Park, call: Call): Promise<StepOutcome> {
  using place = new MediaPlace(step, call.id); // before the slot: a party who takes the place finds the slot free
  await takePlace(call);
  using held = await call.parts.parked.hold(call.tenant, step.slots);
  if (held === undefined) return full(step, call);
  const parkedThemselves = !call.incoming.isAnswered;
  place.plan = { ...step, slots: [held.slot] };
  const caller = await arriveAt(place, call);
  if ("kind" in caller) return caller;
  await using _caller = caller;

  const { slot } = held;
  const inSlot = { leg: call.legs.take(1), role: "callee", party: { slot, user: step.by } } as const;
  call.log.info({ event: "parking.parked", slot }, "call is parked");
  publishAnswer(call, inSlot.party, inSlot.leg);
  publishLeg(call, { ...inSlot, state: "confirmed" });
  const spoken = parkedThemselves ? parkedAt(held, step) : [];
  const parked = await wait(step, call, { held, caller, spoken });
  publishLeg(call, { ...inSlot, state: "terminated" });
  call.log.info({ event: "parking.over", slot, outcome: parked.kind }, "call is parked no more");
  held[Symbol.dispose]();

  switch (parked.kind) {
    case "taken":
      return await handOver(parked, { ...call, incoming: caller.release() });
    case "time-up":
      return { kind: "go-on", plan: step.otherwise, call: { ...call, incoming: caller.release() } };
    case "gone":
    case "ended": {
      const hungUpBy = caller.leg.over ? "caller" : "system";
      await caller.leg.hangUp(call.entry.mustEnd.happened ? SHUTTING_DOWN : undefined);
      return { kind: "over", outcome: "answered", because: "parked", hungUpBy };
    }
  }
}

/** The phone that has taken the call talks to the caller from now on. */
async function handOver({ callee, party }: Extract<Parked, { kind: "taken" }>, call: Call): Promise<StepOutcome> {
  const over = await connect(call, { kind: "direct", callee }, { leg: call.legs.take(1), party });
  return over ?? abandoned(call);
}

interface ParkedCaller {
  readonly held: ParkingSlot;
  readonly caller: CallerAtMedia;
  /** What is said before there is music. */
  readonly spoken: readonly Audio[];
}

async function wait(step: Park, call: Call, { held, caller, spoken }: ParkedCaller): Promise<Parked> {
  const { clock } = call.parts;
  const stop = new AbortController();
  let settled = false;
  const outcome = new Promise<Parked>((resolve) => {
    const settle = (how: Parked): boolean => {
      if (settled) return false;
      settled = true;
      resolve(how);
      return true;
    };
    held.fill({
      id: call.id,
      caller: call.caller,
      offer: () => sending(caller.leg.remoteSdp),
      take: (callee, party) => settle({ kind: "taken", callee, party }),
    });
    const alarm = clock.arm(step.waitForMs, () => settle({ kind: "time-up" }));
    stop.signal.addEventListener("abort", () => alarm.disarm());
    whenAborted(caller.gone, stop.signal, () => settle({ kind: "gone" }));
    whenAborted(call.entry.mustEnd.signal, stop.signal, () => settle({ kind: "ended" }));
  });
  const music = entertain(caller, spoken, stop.signal, call);
  const how = await outcome;
  stop.abort();
  await music;
  return how;
}

/** A caller who parks their own call hears in which slot; then there is music. */
async function entertain(
  { endpoint, gone }: CallerAtMedia,
  spoken: readonly Audio[],
  stop: AbortSignal,
  call: Call,
): Promise<void> {
  const signal = AbortSignal.any([stop, gone]);
  try {
    if (spoken.length > 0) await endpoint.play(spoken, { signal });
    await endpoint.playForever({ kind: "music" }, signal);
  } catch (failure) {
    if (!signal.aborted) call.log.warn({ event: "parking.silent", err: failure }, "parked caller hears nothing");
  }
}

/** "Parked at 7 0 1." */
function parkedAt({ slot }: ParkingSlot, { language }: Park): readonly Audio[] {
  const say = (name: PromptName): Audio => ({ kind: "prompt", language, name });
  return [say("parked-at"), ...digitPrompts(slot).map(say)];
}

/** A caller who was transferred here is back with the transferor; a phone that parks itself hears why it can't. */
function full(step: Park, { incoming }: Call): StepOutcome {
  const then = { kind: "reject", status: 486, because: "parking-full" } as const;
  if (incoming.isAnswered) return { kind: "go-on", plan: then };
  const plan: Announce = { kind: "announce", prompt: "parking-full", language: step.language, then };
  return { kind: "go-on", plan };
}

function whenAborted(signal: AbortSignal, until: AbortSignal, tell: () => void): void {
  if (signal.aborted) tell();
  else signal.addEventListener("abort", tell, { once: true, signal: until });
}
