import { printHostPort } from "../sip/host-port.ts";
import { randomBytes } from "node:crypto";
import type { Logger } from "../observability/logging.ts";
import { isAborted } from "../runtime/aborted.ts";
import type { Clock } from "../runtime/clock.ts";
import { settledWithin } from "../runtime/deadline.ts";
import { printSipUri } from "../sip/uri.ts";
import type { TrunkRecord } from "../settings/kinds/trunk.ts";
import { SignallingAway } from "./errors.ts";
import { ASKED_SECONDS, registerOutcomeOf, refreshAfterMs, retryAfterMs } from "./registration.ts";
import { MOST_CHALLENGES } from "./request-proof.ts";
import type { RegistrationState } from "./state.ts";
import type { TrunkAccount } from "./trunk-accounts.ts";
import { trunkUri, type TrunkAnswer, type TrunkRequest, type TrunkWire } from "./wire.ts";

export interface RegistrationParts {
  readonly wire: TrunkWire;
  readonly account: TrunkAccount;
  readonly clock: Clock;
  readonly logger: Logger;
  /** User part of our Contact. */
  readonly contactUser: () => Promise<string>;
  readonly tell: (state: RegistrationState) => void;
}

/** Longest wait for a provider's answer to an un-REGISTER. */
const GOODBYE_WITHIN_MS = 3_000;
/** Pause before the next attempt while our signalling engine is away. */
export const AWAY_RETRY_MS = 1_000;
/** Longest wait for the answer to one REGISTER, with a challenge and a 423 in between. */
const MOST_CORRECTIONS = 2;

/**
 * Keeps one trunk registered with its provider until `signal` aborts: refreshes before the end, tries again with growing
 * pauses after a failure. Then un-registers, unless `lost` says that another process has taken over.
 */
export async function maintainRegistration(
  trunk: TrunkRecord,
  parts: RegistrationParts,
  signal: AbortSignal,
  lost: AbortSignal,
): Promise<void> {
  const { clock, tell, logger } = parts;
  const account = newAccount(trunk, parts);
  let state: RegistrationState = { kind: "registering", sinceMs: clock.nowMs() };
  let failures = 0;
  tell(state);
  while (!signal.aborted) {
    const outcome = await registerOnce(account);
    if (isAborted(signal)) break;
    const nowMs = clock.nowMs();
    let sleepMs: number;
    if (outcome.kind === "registered") {
      failures = 0;
      const sinceMs: number = state.kind === "registered" ? state.sinceMs : nowMs;
      sleepMs = refreshAfterMs(outcome.seconds);
      const expiresAtMs = nowMs + outcome.seconds * 1_000;
      state = { kind: "registered", sinceMs, expiresAtMs, from: outcome.from };
      if (sinceMs === nowMs) logger.info({ event: "trunk.registered", trunk: trunk.id }, "trunk registered");
    } else {
      if (outcome.kind === "failed") failures++;
      sleepMs = outcome.kind === "failed" ? retryAfterMs(failures) : AWAY_RETRY_MS;
      const sinceMs: number = state.kind === "failed" ? state.sinceMs : nowMs;
      state = { kind: "failed", sinceMs, reason: outcome.reason, retryAtMs: nowMs + sleepMs };
      logger.warn({ event: "trunk.unregistered", trunk: trunk.id, reason: outcome.reason }, "trunk not registered");
    }
    tell(state);
    await clock.sleep(sleepMs, signal).catch(() => undefined);
  }
  if (lost.aborted || state.kind !== "registered") return;
  await settledWithin(account.send(0), { withinMs: GOODBYE_WITHIN_MS, clock });
}

interface Account {
  readonly contactUser: () => Promise<string>;
  /** The provider's minimum (423) is remembered. */
  seconds: number;
  send(seconds: number): Promise<TrunkAnswer>;
}

/** All REGISTERs of a registrar share a Call-ID, and their CSeq grows (RFC 3261 §10.2.4). */
function newAccount(trunk: TrunkRecord, { wire, account, contactUser }: RegistrationParts): Account {
  const callId = randomBytes(12).toString("hex");
  const address = `<${printSipUri(trunk.username ?? "", printHostPort({ host: trunk.host, port: undefined }))}>`;
  let sequence = 0;
  return {
    contactUser,
    seconds: ASKED_SECONDS,
    async send(seconds) {
      sequence += MOST_CHALLENGES + 1; // the requests that answer challenges take the numbers between
      const transport = trunk.transport === "udp" ? "" : `;transport=${trunk.transport}`;
      const request: TrunkRequest = {
        method: "REGISTER",
        uri: trunkUri(trunk),
        account,
        headers: {
          From: address,
          To: address,
          "Call-ID": callId,
          CSeq: `${sequence} REGISTER`,
          Contact: `<sip:${await contactUser()}@localhost${transport}>;expires=${seconds}`,
          Expires: String(seconds),
        },
      };
      return wire.send(request);
    },
  };
}

type Outcome =
  | { readonly kind: "registered"; readonly seconds: number; readonly from: string }
  | { readonly kind: "failed" | "away"; readonly reason: string };

/** One registration, with a longer time where the provider asks for it. */
async function registerOnce(account: Account): Promise<Outcome> {
  try {
    for (let correction = 0; correction <= MOST_CORRECTIONS; correction++) {
      const answer = await account.send(account.seconds);
      const outcome = registerOutcomeOf(answer, await account.contactUser(), account.seconds);
      if (outcome.kind === "registered") return { ...outcome, from: answer.from ?? "" };
      if (outcome.kind === "failed") return outcome;
      account.seconds = outcome.leastSeconds;
    }
    return { kind: "failed", reason: "423 again and again" };
  } catch (failure) {
    const kind = failure instanceof SignallingAway ? "away" : "failed";
    return { kind, reason: failure instanceof Error ? failure.message : "unknown" };
  }
}
