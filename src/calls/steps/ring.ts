import { targetOf } from "../../registrar/target.ts";
import type { Ring } from "../../routing/plan.ts";
import { abandoned, isAbandoned, type Call, type StepOutcome } from "../call.ts";
import { MOST_BRANCHES } from "../fork.ts";
import { commonHeaders, toPhone } from "../identity.ts";
import { isIncompatible } from "../status.ts";
import { connect } from "./connect.ts";
import { dial, type Dialled } from "./dial.ts";

/** A registered phone rings within a moment; one that is silent for so long has left without a word. */
const PHONE_SILENT_MS = 4_000;

/** Rings every registered phone of the plan's branches at once (DESIGN.md §5). */
export async function ring(step: Ring, call: Call): Promise<StepOutcome> {
  const phones = await phonesOf(step, call);
  if (isAbandoned(call)) return abandoned(call);
  if (phones.length === 0) return { kind: "go-on", plan: step.otherwise };

  const result = await dial(call, phones, step.ringForMs);
  switch (result.kind) {
    case "answered":
      return connect(call, result.callee, phones[result.branch]?.party ?? {}, result.branch + 1);
    case "stopped":
      return abandoned(call);
    case "unanswered":
      return { kind: "go-on", plan: step.otherwise };
    case "failed":
      return {
        kind: "go-on",
        plan: result.busy ? step.whenBusy : step.otherwise,
        ...(isIncompatible(result.status) ? { refusedWith: result.status } : {}),
      };
  }
}

/** One branch for each place where a device has registered, the newest first; more than a call can ring stay silent. */
async function phonesOf(step: Ring, call: Call): Promise<readonly Dialled[]> {
  const bindings = await call.parts.directory.bindingsOf(step.branches.map(({ device }) => device));
  const phones = step.branches.flatMap(({ device, user }) =>
    (bindings.get(device) ?? []).map((binding) => ({ device, user, binding })),
  );
  phones.sort((one, other) => other.binding.registeredAtMs - one.binding.registeredAtMs);
  if (phones.length > MOST_BRANCHES)
    call.log.warn({ event: "fork.too-wide", branches: phones.length }, "some phones don't ring");
  return phones.slice(0, MOST_BRANCHES).map(({ device, user, binding }) => ({
    party: { user, device },
    target: {
      ...targetOf(binding),
      headers: { ...commonHeaders(call.hopsLeft), ...toPhone(call.caller) },
      silentForMs: PHONE_SILENT_MS,
    },
  }));
}
