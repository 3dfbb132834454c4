import { MediaRefused, MediaServerSilent } from "../../media/errors.ts";
import type { Audio } from "../../media/media-port.ts";
import type { Echo } from "../../routing/plan.ts";
import { legName, publish, type Call, type CallOver } from "../call.ts";
import { arriveAt, takePlace } from "../caller/connect-media.ts";
import { MediaPlace } from "../leg/media-place.ts";

/** No user listens to themselves longer; a phone that was put down off its hook is let go. */
const LONGEST_ECHO_MS = 600_000;
const TONE: Audio = { kind: "tone", hertz: 1_000, forMs: 500 };

/** `*43`: a phone hears what this is, then itself, until it hangs up. */
export async function echo(step: Echo, call: Call): Promise<CallOver> {
  const { entry, parts } = call;
  using place = new MediaPlace(step, call.id);
  const caller = await arriveAt(place, call);
  if ("kind" in caller) return caller;
  void takePlace(call);
  await using _caller = caller;
  publish(call, { kind: "call.answered", leg: legName(call, 0), by: {} });
  entry.set({ state: "connected", answeredAtMs: parts.clock.nowMs() });
  const signal = AbortSignal.any([caller.gone, entry.mustEnd.signal]);
  try {
    await caller.endpoint.play([{ kind: "prompt", language: step.language, name: "echo-test" }, TONE], { signal });
    if (!caller.leg.over) await caller.endpoint.echo(LONGEST_ECHO_MS, signal);
  } catch (failure) {
    if (!(failure instanceof MediaServerSilent) && !(failure instanceof MediaRefused)) throw failure;
    call.log.error({ event: "echo.failed", err: failure }, "media server failed the echo test");
  }
  return { kind: "over", outcome: "answered", because: "echo-test", hungUpBy: caller.leg.over ? "caller" : "system" };
}
