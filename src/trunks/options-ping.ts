import type { Logger } from "../observability/logging.ts";
import { isAborted } from "../runtime/aborted.ts";
import type { Clock } from "../runtime/clock.ts";
import { withinOrElse } from "../runtime/deadline.ts";
import type { TrunkRecord } from "../settings/kinds/trunk.ts";
import { SignallingAway } from "./errors.ts";
import { AWAY_RETRY_MS } from "./trunk-registration.ts";
import type { HealthState } from "./state.ts";
import { trunkUri, type TrunkWire } from "./wire.ts";

export interface OptionsPingParts {
  readonly wire: TrunkWire;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tell: (state: HealthState) => void;
}

/** Unanswered OPTIONS (each retransmitted by the engine) after which a trunk counts as down. */
const MISSES_TO_BE_DOWN = 2;
const ANSWER_WITHIN_MS = 4_000;

/**
 * Sends OPTIONS to a provider periodically (RFC 3261 §11), until `signal` aborts. Any response of the provider counts.
 * A new trunk is used at once, so its first OPTIONS is not urgent.
 */
export async function pingWithOptions(
  trunk: TrunkRecord,
  everyMs: number,
  { wire, clock, logger, tell }: OptionsPingParts,
  signal: AbortSignal,
): Promise<void> {
  let misses = 0;
  let state: HealthState | undefined;
  const change = (kind: HealthState["kind"]): void => {
    if (state?.kind === kind) return;
    state = { kind, sinceMs: clock.nowMs() };
    logger.info({ event: "trunk.health", trunk: trunk.id, state: kind }, "trunk's health changed");
    tell(state);
  };
  let nextMs = everyMs;
  for (;;) {
    await clock.sleep(nextMs, signal).catch(() => undefined);
    if (isAborted(signal)) return;
    const answered = await answers(trunk, wire, clock);
    if (isAborted(signal)) return;
    if (answered !== "away") misses = answered ? 0 : misses + 1;
    if (answered === true) change("up");
    else if (misses >= MISSES_TO_BE_DOWN) change("down");
    nextMs = answered === "away" ? AWAY_RETRY_MS : everyMs;
  }
}

async function answers(trunk: TrunkRecord, wire: TrunkWire, clock: Clock): Promise<boolean | "away"> {
  const asked = wire
    .send({
      method: "OPTIONS",
      uri: trunkUri(trunk),
      headers: { From: "<sip:ping@localhost>", Accept: "application/sdp" },
    })
    .then(({ from, status }) => from !== undefined && status !== 503)
    .catch((failure: unknown) => failure instanceof SignallingAway && ("away" as const));
  return withinOrElse(asked, { withinMs: ANSWER_WITHIN_MS, clock }, () => false);
}
