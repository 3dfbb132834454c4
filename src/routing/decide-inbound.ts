import type { UserId } from "../vocabulary/identifiers.ts";
import { devicesOf, screenCaller, type Situation } from "./branches.ts";
import type { InboundCall, Occupied, Reachable } from "./call.ts";
import { planForDestination } from "./plan-for-destination.ts";
import { callerInShort, planInShort, type DecisionTrace } from "./decision-trace.ts";
import { mailboxOr, reject } from "./plan-for-user.ts";
import type { RoutingPlan } from "./plan.ts";
import { NO_PREREQUISITES, prerequisitesOf, type Prerequisites } from "./prerequisites.ts";
import { planForRefusal } from "./screening.ts";
import type { RoutedNumber, RoutedUser, RoutingTables } from "./tables.ts";

/** What else a decision rests on: where a call can be sent on to, whose turn it is, and who may be called back. */
export interface Resources extends Partial<Pick<Situation, "trunks" | "turns" | "occupied" | "trace">> {
  /** Who called an emergency service lately and showed the number that is called now. */
  readonly callback?: UserId | undefined;
}

/** An emergency service that calls back is patient, but colleagues shall hear it too. */
const CALLBACK_RING_MS = 60_000;

/** DID → destination → plan. Pure: the same call, tables and registrations always give the same plan. */
export function decideInbound(
  call: InboundCall,
  tables: RoutingTables,
  reachable: Reachable,
  { trunks = [], turns = new Map(), occupied = NO_CALLS, callback, trace = () => undefined }: Resources = {},
): RoutingPlan {
  if (call.isReturned === true)
    trace("returned", { dialled: call.dialled }, "forwarded before: no trunk is used again");
  const usable = call.isReturned === true ? [] : trunks;
  const plan = planForNumber(call, tables, { reachable, trunks: usable, turns, occupied, trace }, callback);
  trace("plan", {}, planInShort(plan));
  return plan;
}

function planForNumber(
  call: InboundCall,
  tables: RoutingTables,
  resources: Pick<Situation, "reachable" | "trunks" | "turns" | "occupied"> & { readonly trace: DecisionTrace },
  callback: UserId | undefined,
): RoutingPlan {
  const { trace, reachable } = resources;
  const number = dialledNumber(call, tables);
  const tenant = tables.tenant(call.tenant);
  trace("number", { dialled: call.dialled }, number === undefined ? "not the company's" : "the company's");
  if (number === undefined || tenant === undefined) return reject(404, "unknown-number");
  const { caller, dialled } = call;
  const inNeed = callback === undefined ? undefined : tables.user(tenant.id, callback);
  const callsBack = inNeed !== undefined;
  if (callsBack) trace("emergency-call-back", { user: inNeed.extension }, "rings the user who called for help");
  if (tenant.isSuspended === true) {
    trace("suspended", {}, "the company takes no calls");
    const refused = reject(480, "company-suspended");
    return inNeed === undefined ? refused : callBack(inNeed, reachable, refused);
  }
  const situation = { ...resources, tables, tenant, caller, dialled, callsBack };
  const unwanted = screenCaller(tenant, situation);
  trace("company-block-list", { caller: callerInShort(caller) }, unwanted ?? "passes");
  if (unwanted !== undefined) return planForRefusal(unwanted, tenant, mailboxAt(number, situation));
  const usual = planForDestination(number.destination, situation);
  return inNeed === undefined ? usual : callBack(inNeed, reachable, usual);
}

const NO_CALLS: Occupied = { callsOf: () => 0 };

/** Where a caller whom the company refuses may leave a message; undefined: there is no mailbox there. */
function mailboxAt({ destination }: RoutedNumber, { tables, tenant }: Situation): RoutingPlan | undefined {
  if (destination?.kind !== "user" && destination?.kind !== "mailbox") return undefined;
  const user = tables.user(tenant.id, destination.id);
  return user?.voicemail.enabled === true ? mailboxOr(user, "unavailable", 480, "no-answer") : undefined;
}

/** First of all the user who called for help: no do not disturb, forward or call in progress keeps the service from their phones. */
function callBack(user: RoutedUser, reachable: Reachable, usual: RoutingPlan): RoutingPlan {
  const [first, ...rest] = devicesOf(user, reachable);
  if (first === undefined) return usual;
  const next = { otherwise: usual, toVoicemail: usual };
  return { kind: "ring", callee: user.id, branches: [first, ...rest], ringForMs: CALLBACK_RING_MS, ...next };
}

/**
 * What must be looked up before the decision; a call that the company refuses needs nothing.
 *
 * @param callback  who called an emergency service lately and showed the number that is called now
 */
export function prerequisitesOfInbound(call: InboundCall, tables: RoutingTables, callback?: UserId): Prerequisites {
  const number = dialledNumber(call, tables);
  const tenant = tables.tenant(call.tenant);
  if (number === undefined || tenant === undefined) return NO_PREREQUISITES;
  const inNeed = callback === undefined ? undefined : tables.user(tenant.id, callback);
  const isRefused = tenant.isSuspended === true || screenCaller(tenant, call) !== undefined;
  if (inNeed === undefined && isRefused) return NO_PREREQUISITES;
  const { devices, roundRobin } = prerequisitesOf(number.destination, tables, tenant);
  return { devices: [...new Set([...(inNeed?.devices ?? []), ...devices])], roundRobin };
}

/** A trunk brings calls to its own company only: another company's number is unknown to it. */
function dialledNumber(call: InboundCall, tables: RoutingTables): RoutedNumber | undefined {
  const number = tables.number(call.dialled);
  return number?.tenant === call.tenant ? number : undefined;
}
