import type { Admission } from "../../limits/limits.ts";
import type { PublicTarget } from "../../routing/plan.ts";
import type { Call } from "../call.ts";

/** Counts a call outside for its company, or says which of its limits it runs into. Emergencies never ask. */
export async function admit(target: PublicTarget, call: Call): Promise<Admission> {
  const tenant = call.snapshot.tenant(call.tenant);
  if (tenant === undefined) return { kind: "refused", limit: "countries" }; // it was removed as the call came in
  const admission = await call.parts.network.limits.admit(tenant, target);
  if (admission.kind === "refused")
    call.log.warn({ event: "call.limited", limit: admission.limit }, "call outside refused by a limit");
  return admission;
}
