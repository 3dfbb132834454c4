import type { Branch, DeviceBranch, PstnBranch, Ring, RingStage } from "../../routing/plan.ts";
import { isWebSocket } from "../../registrar/binding.ts";
import { phonesOf, type PhoneFlows } from "../../registrar/phone-flows.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { followRedirectOnce } from "../dial/follow-redirect.ts";
import { registeredPhone } from "../dial/registered-phone.ts";
import { abandoned, isAbandoned, type Call, type StepOutcome } from "../call.ts";
import { MOST_BRANCHES } from "../dial/fork.ts";
import { commonHeaders, toPhone } from "../identity.ts";
import { interpretRefusals } from "../dial/phone-refusal.ts";
import { isIncompatible } from "../leg/status.ts";
import { connect } from "../bridge/connect.ts";
import { dial, type DialTarget } from "../dial/dial.ts";
import { pstnBranch } from "../dial/external-branch.ts";
import { redirectedBranch } from "../dial/redirected-branch.ts";

/** Rings everything that the plan's branches name, phones of ours and of the PSTN, one stage after the other (DESIGN.md §5). */
export async function ring(step: Ring, call: Call): Promise<StepOutcome> {
  let outcome: StepOutcome = { kind: "go-on", plan: step.otherwise };
  for (const stage of [step, ...(step.turns ?? [])]) {
    const taken = await ringStage(stage, step, stage === step ? call : { ...call, bindings: undefined });
    if (taken.kind !== "go-on" || taken.isLast) return taken;
    outcome = taken;
  }
  return outcome;
}

type StageOutcome =
  Exclude<StepOutcome, { kind: "go-on" }> | (Extract<StepOutcome, { kind: "go-on" }> & { readonly isLast: boolean });

/** One stage; `isLast`: the later ones needn't ring any more. */
async function ringStage(stage: RingStage, step: Ring, call: Call): Promise<StageOutcome> {
  const called = await targetsOf(stage, call);
  if (isAbandoned(call)) return abandoned(call);
  if (called.length === 0) return { kind: "go-on", plan: step.otherwise, isLast: false };

  const result = await dial(call, called, stage.ringForMs);
  switch (result.kind) {
    case "answered": {
      const talked = await connect(call, result.winner, result);
      if (talked?.kind === "go-on") return { ...talked, isLast: true };
      return talked ?? { kind: "go-on", plan: step.otherwise, isLast: true };
    }
    case "stopped":
      return abandoned(call);
    case "to-voicemail":
      return { kind: "go-on", plan: step.toVoicemail, isLast: true };
    case "unanswered":
      return { kind: "go-on", plan: step.otherwise, isLast: false };
    case "failed":
      return {
        ...{ kind: "go-on", isLast: false },
        plan: result.busy ? (step.whenBusy ?? step.otherwise) : step.otherwise,
        ...(isIncompatible(result.status) ? { refusedWith: result.status } : {}),
      };
  }
}

/** What the step's branches call; each phone may send its call elsewhere, once. */
async function targetsOf(stage: RingStage, call: Call): Promise<readonly DialTarget[]> {
  const rings = (branches: readonly Branch[]): Promise<readonly DialTarget[]> =>
    placesOf(branches, { ...call, bindings: undefined });
  return await placesOf(stage.branches, call, (contact, user) => redirectedBranch(contact, user, call, rings));
}

type Follow = (contact: string, user: UserId) => ReturnType<typeof redirectedBranch>;

/** Telephones of the PSTN, and each phone that has registered as a device, the newest first; more than a call can ring stay silent. */
async function placesOf(branches: readonly Branch[], call: Call, follow?: Follow): Promise<readonly DialTarget[]> {
  const devices = branches.filter((branch) => branch.kind === "device");
  const bindings = call.bindings ?? (await call.parts.directory.bindingsOf(devices.map(({ device }) => device)));
  const places = devices.flatMap((branch) =>
    phonesOf(bindings.get(branch.device) ?? []).map((flows) => ({ branch, flows })),
  );
  places.sort(({ flows: [one] }, { flows: [other] }) => other.registeredAtMs - one.registeredAtMs);
  const called = [
    ...branches.filter(isOutside).map((branch) => pstnBranch(branch, call)),
    ...places.map(({ branch, flows }) =>
      phone(branch, flows, call, { isOnly: branches.length === 1 && places.length === 1, follow }),
    ),
  ];
  if (called.length > MOST_BRANCHES)
    call.log.warn({ event: "fork.too-wide", branches: called.length }, "some phones don't ring");
  return called.slice(0, MOST_BRANCHES);
}

/** @param how  whether nothing else rings with it, and where it may send its call */
function phone(
  { device, user, declines }: DeviceBranch,
  flows: PhoneFlows,
  call: Call,
  { isOnly, follow }: { readonly isOnly: boolean; readonly follow: Follow | undefined },
): DialTarget {
  const headers = { ...commonHeaders(call), ...toPhone(call.caller) };
  const called = registeredPhone({ device, user }, flows, headers, call);
  const rules = { isOnly, declinesAlone: declines === "alone" };
  const asked = interpretRefusals(called.start, rules, call.parts.clock);
  const start = follow === undefined ? asked : followRedirectOnce(asked, (contact) => follow(contact, user));
  return {
    ...{ party: { user, device }, isBrowser: isWebSocket(flows[0].transport) },
    branch: { start, party: user, silentForMs: called.silentForMs },
  };
}

function isOutside(branch: Branch): branch is PstnBranch {
  return branch.kind === "outside";
}
