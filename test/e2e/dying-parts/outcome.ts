import type { Side } from "./side.ts";
import type { CallInState, State } from "./states.ts";

/** What became of a call: how each party's side was ended, or that it went on to its usual end. */
export type Outcome =
  "goes on" | readonly { readonly by: string; readonly reason: string }[] | { readonly broken: string };
export type Outcomes = Readonly<Record<State, Outcome>>;

/** Waits until this instant for calls to be ended; those that aren't go on from there. */
export async function outcomesOf(calls: ReadonlyMap<State, CallInState>, untilMs: number): Promise<Outcomes> {
  const outcomes = [...calls].map(async ([state, call]) => [state, await outcomeOf(call, untilMs)] as const);
  return Object.fromEntries(await Promise.all(outcomes)) as Outcomes;
}

async function outcomeOf({ sides, goesOn }: CallInState, untilMs: number): Promise<Outcome> {
  const leftMs = Math.max(0, untilMs - Date.now());
  const isEnded = await Promise.any(sides.map((side) => side.isEnded(leftMs))).then(
    () => true,
    () => false,
  );
  if (isEnded) return Promise.all(sides.map((side) => endOf(side, untilMs)));
  try {
    await goesOn();
    return "goes on";
  } catch (failure) {
    return { broken: String(failure) };
  }
}

/** Of a party who is left in a call whose others are gone, until it hangs up. */
export const NOT_ENDED = { by: "nothing", reason: "" };

async function endOf(side: Side, untilMs: number): Promise<{ readonly by: string; readonly reason: string }> {
  try {
    return await side.ended(Math.max(0, untilMs - Date.now()));
  } catch {
    await side.hangsUp().catch(() => undefined);
    return NOT_ENDED;
  }
}
