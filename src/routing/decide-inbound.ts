import type { DeviceId, UserId } from "../vocabulary/identifiers.ts";
import { devicesAskedFor } from "./asking.ts";
import { devicesOf, screenCaller, type Situation } from "./branches.ts";
import type { InboundCall, Occupied, Reachable } from "./call.ts";
import { planForDestination } from "./plan-for-destination.ts";
import { callerInShort, planInShort, type DecisionTrace } from "./decision-trace.ts";
import { mailboxOr, reject } from "./plan-for-user.ts";
import type { RoutingPlan } from "./plan.ts";
import { planForRefusal } from "./screening.ts";
import type { RoutedNumber, RoutedUser, RoutingTables } from "./tables.ts";

/** What else a decision rests on: where a call can be sent on to, whose turn it is, and who may be called back. */
export interface Resources extends Partial<Pick<Situation, "trunks" | "turns" | "occupied" | "trace">> {
  /** Who called an emergency service lately and showed the number that is called now. */
  readonly callback?: UserId | undefined;
}

/** An emergency service that calls back is patient, but others in the house shall hear it too. */
const CALLBACK_RING_MS = 60_000;

/** DID → destination → plan. Pure: the same call, tables and registrations always give the same plan. */
export function decideInbound(
  call: InboundCall,
  tables: RoutingTables,
  reachable: Reachable,
  { trunks = [], turns = new Map(), occupied = NOBODY, callback, trace = () => undefined }: Resources = {},
): RoutingPlan {
  const plan = planForNumber(call, tables, { reachable, trunks, turns, occupied, trace }, callback);
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
  if (callsBack) trace("emergency-call-back", { user: inNeed.extension }, "rings whoever called for help");
  const situation = { ...resources, tables, tenant, caller, dialled, callsBack };
  const unwanted = screenCaller(tenant, situation);
  trace("company-block-list", { caller: callerInShort(caller) }, unwanted ?? "passes");
  if (unwanted !== undefined) return planForRefusal(unwanted, tenant, mailboxAt(number, situation));
  const usual = planForDestination(number.destination, situation);
  return inNeed === undefined ? usual : callBack(inNeed, reachable, usual);
}

const NOBODY: Occupied = { callsOf: () => 0 };

/** Where somebody may leave a message whom the company doesn't let through; undefined: there is no mailbox there. */
function mailboxAt({ destination }: RoutedNumber, { tables, tenant }: Situation): RoutingPlan | undefined {
  if (destination?.kind !== "user" && destination?.kind !== "mailbox") return undefined;
  const user = tables.user(tenant.id, destination.id);
  return user?.voicemail.enabled === true ? mailboxOr(user, "unavailable", 480, "no-answer") : undefined;
}

/** First of all whoever called for help: no do not disturb, forward or call in progress keeps the service from their phones. */
function callBack(user: RoutedUser, reachable: Reachable, usual: RoutingPlan): RoutingPlan {
  const [first, ...rest] = devicesOf(user, reachable);
  if (first === undefined) return usual;
  const next = { otherwise: usual, toVoicemail: usual };
  return { kind: "ring", callee: user.id, branches: [first, ...rest], ringForMs: CALLBACK_RING_MS, ...next };
}

/** Whose registrations must be looked up before the decision. */
export function devicesForInbound(call: InboundCall, tables: RoutingTables, callback?: UserId): readonly DeviceId[] {
  return devicesAskedFor((reachable) => decideInbound(call, tables, reachable, { callback }));
}

/** A trunk brings calls to its own company only: another's number is as unknown to it as nobody's. */
function dialledNumber(call: InboundCall, tables: RoutingTables): RoutedNumber | undefined {
  const number = tables.number(call.dialled);
  return number?.tenant === call.tenant ? number : undefined;
}
