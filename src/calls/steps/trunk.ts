import { defined } from "../../runtime/defined.ts";
import type { CallParty } from "../../events/event.ts";
import { parseCountry } from "../../numbering/country.ts";
import type { LimitKind } from "../../limits/limit.ts";
import { reject } from "../../routing/plan-for-user.ts";
import type { Announce, ToTrunk } from "../../routing/plan.ts";
import type { TrunkRecord } from "../../settings/kinds/trunk.ts";
import { outboundTarget, type OutboundTarget } from "../../trunks/outbound-target.ts";
import { admit } from "../capacity/limit-admission.ts";
import { abandoned, isAbandoned, publish, type Call, type CallOver, type StepOutcome } from "../call.ts";
import { mediaTo } from "../media-policy.ts";
import { commonHeaders } from "../identity.ts";
import { inviteBranch } from "../dial/invite-branch.ts";
import { releaseWithLeg } from "../dial/release-with-leg.ts";
import type { Winner } from "../dial/answer-confirmation.ts";
import { SharedReservation } from "../capacity/shared-reservation.ts";
import { isTrunkFailure, statusForCaller } from "../leg/status.ts";
import { connect } from "../bridge/connect.ts";
import { dial } from "../dial/dial.ts";
import type { PromptName } from "../../vocabulary/prompt.ts";

/** No caller lets it ring longer; the engine's timer C would end it soon after (RFC 3261 §16.6 step 11). */
const RING_OUTSIDE_MS = 180_000;
/** A provider that says nothing for so long is passed over where there is another. Routing abroad takes some seconds. */
const TRUNK_SILENT_MS = 10_000;
/** The last one gets as long as the engine tries (timer B, 32 s). */
const LAST_TRUNK_SILENT_MS = 40_000;

/**
 * Out to the public network, over the first trunk that works; what the callee says is final. Within the tenant's limits,
 * unless it is an emergency: then administrators are told, and the service may call back.
 */
export async function trunk(step: ToTrunk, call: Call): Promise<StepOutcome> {
  if (step.emergency) {
    raiseAlarm(step, call);
    return overTrunks(step, call, undefined);
  }
  const admission = await admit(step.number, call);
  if (admission.kind === "refused") return { kind: "go-on", plan: refusal(admission.limit, call) };
  using counted = new SharedReservation(admission.call);
  return await overTrunks(step, call, counted);
}

function raiseAlarm({ number, callerId }: ToTrunk, call: Call): void {
  const { user, device } = call.sentBy ?? call.caller.party;
  if (user === undefined || device === undefined || number.kind !== "service") return;
  if (callerId !== null) call.parts.network.callbacks.note(callerId.number, user);
  const site = call.snapshot.device(device)?.siteId ?? undefined;
  call.log.warn({ event: "emergency.called", user, device }, "emergency service called");
  const details = defined({ callbackNumber: callerId?.number, site });
  publish(call, { kind: "emergency.called", user, device, service: number.digits, ...details });
}

/** What a caller hears of each limit. */
const PROMPTS: Readonly<Record<LimitKind, PromptName>> = {
  countries: "limit-country",
  premiumNumbers: "limit-premium",
  simultaneousCalls: "limit-lines",
  callsPerHour: "limit-calls",
  callsPerDay: "limit-calls",
};

function refusal(limit: LimitKind, call: Call): Announce {
  const { user } = call.sentBy ?? call.caller.party;
  const language = user === undefined ? undefined : call.snapshot.user(user)?.language;
  return {
    kind: "announce",
    prompt: PROMPTS[limit],
    language: language ?? call.snapshot.tenant(call.tenant)?.language ?? "en",
    then: reject(403, "limit-reached"),
  };
}

async function overTrunks(step: ToTrunk, call: Call, counted: SharedReservation | undefined): Promise<StepOutcome> {
  let status = 503;
  for (const [index, candidate] of step.candidates.entries()) {
    const record = call.snapshot.trunk(candidate);
    if (record === undefined) continue;
    const taken = await call.parts.trunkCapacity.take(candidate, step.emergency ? null : record.capacity);
    if (taken === undefined) continue; // another call took its last free line meanwhile
    using line = new SharedReservation(taken);
    const held = counted === undefined ? [line] : [line, counted];
    const isLast = index === step.candidates.length - 1;
    const result = await tryTrunk(step, call, { record, isLast, held });
    if (typeof result !== "number") return result;
    status = result;
    if (isAbandoned(call)) return abandoned(call);
    if (!isTrunkFailure(status)) break;
    call.log.warn({ event: "trunk.failed", trunk: candidate, status }, "trunk failed");
  }
  const answer = statusForCaller(status);
  call.incoming.reject(answer);
  return { kind: "over", outcome: outcomeOf(status), status: answer, because: "refused-outside", hungUpBy: "callee" };
}

interface TrunkAttempt {
  readonly record: TrunkRecord;
  readonly isLast: boolean;
  /** What the callee's leg uses as long as it lasts. */
  readonly held: readonly SharedReservation[];
}

/** How the call over this trunk ended, or the status that refused it. */
async function tryTrunk(
  step: ToTrunk,
  call: Call,
  { record, isLast, held }: TrunkAttempt,
): Promise<StepOutcome | number> {
  const target = targetFor(step, record, call);
  if (target === undefined || (await call.parts.network.trunkHosts.isRefused(record))) return 503;
  const branch = {
    ...target,
    account: call.parts.network.accounts.of(record),
    headers: { ...commonHeaders(call, record), ...target.headers },
    media: mediaTo(record),
    silentForMs: isLast ? LAST_TRUNK_SILENT_MS : TRUNK_SILENT_MS,
  };
  const party: CallParty = {
    ...(step.number.kind === "e164" ? { number: step.number.number } : {}),
    trunk: record.id,
  };
  const { alertedAtMs } = call.incoming;
  const rangForMs = alertedAtMs === undefined ? 0 : call.parts.clock.nowMs() - alertedAtMs;
  const fork = { start: inviteBranch(branch, call.parts), party: record.id, silentForMs: branch.silentForMs };
  const result = await dial(call, [{ branch: fork, party }], Math.max(0, RING_OUTSIDE_MS - rangForMs));
  switch (result.kind) {
    case "answered": {
      const talked = await connect(call, holding(result.winner, held), { leg: result.leg, party });
      return talked ?? 480;
    }
    case "to-voicemail":
    case "stopped":
      return abandoned(call);
    case "unanswered":
      return 480;
    case "failed":
      return result.status;
  }
}

/** The callee's leg keeps what was reserved for it. */
function holding(winner: Winner, held: readonly SharedReservation[]): Winner {
  if (winner.kind !== "direct") return winner;
  const releases = held.map((each) => each.share());
  return { kind: "direct", callee: releaseWithLeg(winner.callee, () => releases.forEach((release) => release())) };
}

/** Undefined: the company's country is none whose numbers we can write. */
function targetFor(step: ToTrunk, record: TrunkRecord, call: Call): OutboundTarget | undefined {
  const country = parseCountry(call.snapshot.tenant(call.tenant)?.country ?? "");
  return country === undefined ? undefined : outboundTarget(record, step.number, step.callerId, country);
}

function outcomeOf(status: number): CallOver["outcome"] {
  if (status === 486 || status === 600 || status === 603) return "busy";
  if (status === 480 || status === 408) return "no-answer";
  return isTrunkFailure(status) ? "failed" : "rejected";
}
