import type { Known } from "../../routing/branches.ts";
import type { InboundCall, OutboundCall, RoundRobinTurns } from "../../routing/call.ts";
import { decideInbound, prerequisitesOfInbound } from "../../routing/decide-inbound.ts";
import { decideOnward, prerequisitesOfOnward, type CallOrigin } from "../../routing/decide-onward.ts";
import { decideOutbound, prerequisitesOfOutbound } from "../../routing/decide-outbound.ts";
import { recordTrace, type Decision, type DecisionTrace } from "../../routing/decision-trace.ts";
import type { Branch, RoutingPlan } from "../../routing/plan.ts";
import type { Prerequisites } from "../../routing/prerequisites.ts";
import { prerequisitesOfRedirection, redirectTo } from "../../routing/redirect.ts";
import type { Overflow, RoutingTables } from "../../routing/tables.ts";
import { routingTables } from "../../settings/routing-tables.ts";
import type { Snapshot } from "../../settings/snapshot.ts";
import { trunkCandidates } from "../../trunks/select.ts";
import type { E164 } from "../../vocabulary/e164.ts";
import type { TenantId, TrunkId, UserId } from "../../vocabulary/identifiers.ts";
import type { CallServices, KnownBindings } from "../call.ts";

/** The settings that a call goes by, and where the rest is looked up; a `Call` is one. */
export interface RouteContext {
  readonly snapshot: Snapshot;
  readonly parts: Pick<CallServices, "network" | "trunkCapacity" | "clock" | "directory" | "busy">;
}

/** What for routing is asked: a call takes its turn in groups and is told of where a limit forbids it; a question does not. */
export type Purpose = "call" | "question";

/** What shall happen to a call, and why. */
export interface RouteDecision<Plan = RoutingPlan> {
  readonly plan: Plan;
  readonly decisions: readonly Decision[];
  /** Where the devices are registered that the decision looked at. */
  readonly bindings: KnownBindings;
}

/** A call that a trunk brings to a direct number. Read on in `routing/decide-inbound.ts`. */
export function routeInbound(
  call: InboundCall,
  context: RouteContext,
  purpose: Purpose = "call",
): Promise<RouteDecision> {
  return decide(context, purpose, {
    tenant: call.tenant,
    callback: context.parts.network.callbacks.callerOf(call.dialled),
    prerequisites: (tables, callback) => prerequisitesOfInbound(call, tables, callback),
    decide: (tables, known) => decideInbound(call, tables, known.reachable, known),
  });
}

/** What a user dials: on a phone, by the API, or for a caller whom they transfer. Read on in `routing/decide-outbound.ts`. */
export function routeDialled(
  dialling: Omit<OutboundCall, "trunks">,
  context: RouteContext,
  purpose: Purpose = "call",
): Promise<RouteDecision> {
  return decide(context, purpose, {
    tenant: dialling.tenant,
    prerequisites: (tables) => prerequisitesOfOutbound(dialling, tables),
    decide: (tables, known) =>
      decideOutbound({ ...dialling, trunks: known.trunks }, tables, known.reachable, { ...known }),
  });
}

/** A caller whom a receptionist puts through. Read on in `routing/decide-onward.ts`. */
export function routeOnward(to: Overflow, origin: CallOrigin, context: RouteContext): Promise<RouteDecision> {
  return decide(context, "call", {
    tenant: origin.tenant,
    prerequisites: (tables) => prerequisitesOfOnward(to, origin, tables),
    decide: (tables, known) => decideOnward(to, origin, tables, known),
  });
}

/** What rings where a user's phone redirects its call to by 302. Read on in `routing/redirect.ts`. */
export function routeRedirected(
  dialled: string,
  user: UserId,
  { tenant, caller }: Pick<CallOrigin, "tenant" | "caller">,
  context: RouteContext,
): Promise<RouteDecision<readonly Branch[]>> {
  return decide(context, "call", {
    tenant,
    prerequisites: (tables) => prerequisitesOfRedirection(dialled, tenant, tables),
    decide: (tables, { trace, callback: _callback, ...known }) => {
      const branches = redirectTo(dialled, user, { ...known, tables, tenant, caller });
      trace("redirection", { user, to: dialled }, branches.length === 0 ? "leads nowhere" : `rings ${branches.length}`);
      return branches;
    },
  });
}

/** One kind of decision: what it must know, and the decision itself, both pure. */
interface Question<Plan> {
  readonly tenant: TenantId;
  /** Who called an emergency service lately and showed the number that is called now. */
  readonly callback?: Promise<UserId | undefined>;
  prerequisites(tables: RoutingTables, callback?: UserId): Prerequisites;
  decide(
    tables: RoutingTables,
    known: Known & { readonly trace: DecisionTrace; readonly callback: UserId | undefined },
  ): Plan;
}

/** The preamble of every decision: what it must know is looked up, all at once; then routing decides, once. */
async function decide<Plan>(
  context: RouteContext,
  purpose: Purpose,
  question: Question<Plan>,
): Promise<RouteDecision<Plan>> {
  const { snapshot, parts } = context;
  const { network, trunkCapacity, clock, busy } = parts;
  const { tenant } = question;
  const forbidden = new Set<E164>();
  const tables = tablesFor(context, forbidden);
  const usual = question.prerequisites(tables);
  const [callback, known] = await Promise.all([question.callback, lookUp(usual, context, purpose)]);
  let { bindings, turns } = known;
  if (callback !== undefined) {
    // An emergency service calls back: what only such a call needs comes in a second step, as there is nearly none.
    const more = await lookUp(without(usual, question.prerequisites(tables, callback)), context, purpose);
    bindings = new Map([...bindings, ...more.bindings]);
    turns = new Map([...turns, ...more.turns]);
  }
  const callsOn = (trunk: TrunkId): number => trunkCapacity.callsOn(trunk);
  const trunks = trunkCandidates(snapshot.trunks(tenant), callsOn, network.trunks, clock.nowMs());
  const { trace, decisions } = recordTrace();
  const plan = question.decide(tables, { reachable: bindings, turns, trunks, occupied: busy, trace, callback });
  if (purpose === "call") for (const number of forbidden) void tellOfForbidden(number, tenant, context);
  return { plan, decisions, bindings };
}

/** Where these devices are registered, and whose turn it is in these groups; a call takes it. */
async function lookUp(
  { devices, roundRobin }: Prerequisites,
  { parts: { directory, network } }: RouteContext,
  purpose: Purpose,
): Promise<{ bindings: KnownBindings; turns: RoundRobinTurns }> {
  const [bindings, turns] = await Promise.all([
    directory.bindingsOf(devices),
    purpose === "call" ? network.roundRobin.take(roundRobin) : network.roundRobin.look(roundRobin),
  ]);
  return { bindings, turns };
}

/** What is needed beyond what is known. */
function without(known: Prerequisites, needed: Prerequisites): Prerequisites {
  return {
    devices: needed.devices.filter((device) => !known.devices.includes(device)),
    roundRobin: needed.roundRobin.filter((group) => !known.roundRobin.includes(group)),
  };
}

/**
 * What routing decides on: the settings, and which limits of the tenant are lifted now.
 *
 * @param forbidden  collects the numbers that a decision wanted to call and the limits forbid: a forward's, an overflow's
 */
function tablesFor({ snapshot, parts }: RouteContext, forbidden: Set<E164>): RoutingTables {
  const { limits } = parts.network;
  const tables = routingTables(snapshot, (tenant, obstacle) => limits.isLifted(tenant, obstacle));
  return {
    ...tables,
    mayCall: (tenant, number) => {
      const may = tables.mayCall(tenant, number);
      if (!may) forbidden.add(number);
      return may;
    },
  };
}

/** The limits are asked again, by which administrators hear that a call met one. */
async function tellOfForbidden(number: E164, id: TenantId, { snapshot, parts }: RouteContext): Promise<void> {
  const tenant = snapshot.tenant(id);
  if (tenant === undefined) return;
  const admission = await parts.network.limits.admit(tenant, { kind: "e164", number });
  if (admission.kind === "admitted") admission.call[Symbol.dispose](); // another process has just lifted the limit
}
