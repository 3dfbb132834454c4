import { openingStateOf } from "../../receptionist/opening-hours.ts";
import type { Decision } from "../../routing/decision-trace.ts";
import { reject } from "../../routing/plan-for-user.ts";
import type { RoutingPlan } from "../../routing/plan.ts";
import type { TrunkRecord } from "../../settings/kinds/trunk.ts";
import type { Snapshot } from "../../settings/snapshot.ts";
import { inboundCallFrom } from "../../trunks/identify.ts";
import type { DeviceId, ReceptionistId, TenantId, UserId } from "../../vocabulary/identifiers.ts";
import type { CallServices } from "../call.ts";
import { routeDialled, routeInbound, type RouteDecision } from "./route.ts";

/** A call that might be made, of which is asked what would happen to it. */
export type Question = { readonly tenant: TenantId; readonly to: string; readonly atMs: number } & (
  | { readonly by: "phone"; readonly user: UserId; readonly device: DeviceId | undefined }
  /** Null: the caller hides their number. */
  | { readonly by: "trunk"; readonly trunk: TrunkRecord; readonly caller: string | null }
);

/** The path that the call would take, and why. */
export interface Explained {
  readonly plan: RoutingPlan;
  readonly decisions: readonly Decision[];
  /** The receptionists on this path, as they stand at the time asked for. */
  readonly receptionists: readonly ReceptionistThen[];
}

export interface ReceptionistThen {
  readonly receptionist: ReceptionistId;
  readonly open: boolean;
  readonly because: string;
}

/** Asks what a call would be decided by, and with the same words; nothing happens by it. */
export async function explain(question: Question, snapshot: Snapshot, parts: CallServices): Promise<Explained> {
  const { plan, decisions } = await decided(question, snapshot, parts);
  const timeZone = snapshot.tenant(question.tenant)?.timeZone ?? "UTC";
  const met = receptionistsIn(plan).flatMap((receptionist) => {
    const record = snapshot.receptionist(receptionist);
    return record === undefined ? [] : [{ receptionist, ...openingStateOf(record, timeZone, question.atMs) }];
  });
  return {
    plan,
    // A live call meets the others later, when they may stand otherwise.
    decisions: [...decisions, ...met.filter(() => plan.kind === "receptionist").map(({ decision }) => decision)],
    receptionists: met.map(({ receptionist, open, because }) => ({ receptionist, open, because: because.kind })),
  };
}

function decided(
  question: Question,
  snapshot: Snapshot,
  parts: CallServices,
): Promise<Pick<RouteDecision, "plan" | "decisions">> {
  const { tenant, to } = question;
  const context = { snapshot, parts };
  if (question.by === "phone") {
    const { user, device } = question;
    return routeDialled({ tenant, user, device, dialled: to }, context, "question");
  }
  const { trunk, caller } = question;
  const said = { calledUser: to, callingUser: caller ?? undefined, withheld: caller === null };
  const call = inboundCallFrom(trunk, { sourceAddress: "", ...said }, snapshot);
  if (call === undefined) return Promise.resolve({ plan: reject(404, "unknown-number"), decisions: [] });
  return routeInbound(call, context, "question");
}

/** Each once, in the order in which they are met. */
function receptionistsIn(plan: RoutingPlan): readonly ReceptionistId[] {
  if (plan.kind === "receptionist") return [plan.receptionist];
  if (plan.kind === "park") return receptionistsIn(plan.otherwise);
  if (plan.kind !== "ring") return [];
  const next = [plan.otherwise, plan.toVoicemail, ...(plan.whenBusy === undefined ? [] : [plan.whenBusy])];
  return [...new Set(next.flatMap(receptionistsIn))];
}
