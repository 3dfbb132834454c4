import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import type { CallParty } from "../../events/event.ts";
import type { MediaEndpoint } from "../../media/media-port.ts";
import { isWebSocket } from "../../registrar/binding.ts";
import { phonesOf } from "../../registrar/phone-flows.ts";
import { parseCallId, type TenantId, type UserId } from "../../vocabulary/identifiers.ts";
import { AnsweredCaller } from "../caller/answered-caller.ts";
import { registeredPhone } from "../dial/registered-phone.ts";
import { LegNumbers, partsOf, publish, publishLeg, type Call, type CallOver, type CallServices } from "../call.ts";
import { executePlan } from "../execute-plan.ts";
import { runToEnd } from "../run-to-end.ts";
import { MOST_BRANCHES } from "../dial/fork.ts";
import { commonHeaders, toPhone } from "../identity.ts";
import type { LiveCalls } from "../live-calls.ts";
import { routeDialled, type RouteDecision } from "../route/route.ts";
import { RingingCalls } from "../pickup/ringing-calls.ts";
import type { Headers } from "../../srf/srf.ts";
import { dial, type DialTarget } from "../dial/dial.ts";
import { answeredCallerParts } from "../caller/connect-media.ts";
import { ClickToCallOrigin } from "./click-to-call.ts";

/** The user who asked for the call stands beside the phone, but not longer. */
const RING_MS = 30_000;
/** The user has refused their own call, or is in another one (RFC 3261 §21.4.24, §21.6). */
const DECLINED: ReadonlySet<number> = new Set([486, 600, 603]);
/** Max-Forwards of a request that begins here (RFC 3261 §8.1.1.6). */
const HOPS = 70;

/** A user's phones shall ring, and the first to answer calls this number. */
export interface CallOrder {
  readonly tenant: TenantId;
  readonly user: UserId;
  /** As they would dial it. */
  readonly dialled: string;
  /** The phone shall answer by itself, where it can. */
  readonly autoAnswer: boolean;
}

export type CallOrdered =
  | { readonly kind: "ringing"; readonly call: string }
  | { readonly kind: "refused"; readonly because: "no-phone" | "no-room" | "no-such-target" };

/** Begins the call; it goes on by itself. The rights are those of the person, exactly as if they dialled. */
export async function originate(order: CallOrder, live: LiveCalls, parts: CallServices): Promise<CallOrdered> {
  const { tenant, user, dialled } = order;
  const { snapshot } = parts.settings;
  const person = snapshot.user(user);
  if (person?.tenantId !== tenant) return { kind: "refused", because: "no-phone" };
  const dialling = { tenant, user, device: undefined, dialled };
  const { plan, decisions } = await routeDialled(dialling, { snapshot, parts }, "question");
  if (plan.kind === "reject" || plan.kind === "pick-up") return { kind: "refused", because: "no-such-target" };

  const id = randomBytes(8).toString("hex");
  const direction = plan.kind === "trunk" ? "outbound" : "internal";
  const startedAtMs = parts.clock.nowMs();
  const call = { id, tenant, snapshot, hopsLeft: HOPS, startedAtMs, parts: partsOf({ id, tenant, parts }) };
  const phones = await targetsOf(order, call);
  if (phones.length === 0) return { kind: "refused", because: "no-phone" };
  const from = person.extension;
  const about = { id, tenant, direction, from, to: dialled, startedAtMs, answeredAtMs: undefined } as const;
  const entry = live.admit({ ...about, state: "routing" });
  if (entry === undefined) return { kind: "refused", because: "no-room" };

  const party: CallParty = { user, name: person.name };
  const log = parts.logger.child({ call: id, leg: `${id}-0` });
  const begun: Begun = {
    ...{ ...call, entry, log, legs: new LegNumbers(), endReason: {} },
    caller: { number: from, name: person.name, party },
    origin: { tenant, caller: { kind: "user", user }, dialled: undefined, device: undefined },
  };
  carryOut(order, begun, phones, { path: { plan, decisions }, direction })
    .catch((fault: unknown) => log.error({ event: "call.fault", err: fault }, "call failed by a fault of ours"))
    .finally(() => entry[Symbol.dispose]());
  return { kind: "ringing", call: id };
}

type Begun = Omit<Call, "incoming">;
/** Where the number leads, decided before the phones ring and again when one has answered: it may be elsewhere then. */
type Path = Pick<RouteDecision, "plan" | "decisions">;

/** From the first ring to the call's last event. */
async function carryOut(
  order: CallOrder,
  begun: Begun,
  phones: readonly DialTarget[],
  { path, direction }: { readonly path: Path; readonly direction: "outbound" | "internal" },
): Promise<void> {
  const { parts, id, caller, log } = begun;
  const origin = new ClickToCallOrigin(parts.clock);
  const call: Call = { ...begun, incoming: origin };
  const callId = parseCallId(id);
  log.info({ event: "call.started", direction, dialled: order.dialled, origin: "api" }, "call started");
  if (callId !== undefined)
    publish(call, { kind: "call.started", direction, callId, caller: caller.party, dialled: order.dialled });
  publish(call, { kind: "call.routed", ...path });
  await runToEnd(call, direction, () => ringAndConnect(order, call, origin, { phones, path }));
}

async function ringAndConnect(
  order: CallOrder,
  call: Call,
  origin: ClickToCallOrigin,
  { phones, path }: { readonly phones: readonly DialTarget[]; readonly path: Path },
): Promise<CallOver> {
  const { parts, snapshot, tenant } = call;
  const { user, dialled } = order;
  const endpoint = await parts.media.open(undefined, call.entry.mustEnd.signal).catch((failure: unknown) => {
    call.log.error({ event: "media.unanswerable", err: failure }, "no media server for a call of the API");
    return undefined;
  });
  if (endpoint === undefined)
    return { kind: "over", outcome: "failed", status: 503, because: "no-media", hungUpBy: "system" };
  origin.offers(endpoint.localSdp);
  let came: OwnPhoneAnswered | CallOver | undefined;
  try {
    came = await ringOwnPhones(call, endpoint, phones);
  } finally {
    if (came?.kind !== "came" || came.endpoint !== endpoint) await endpoint[Symbol.asyncDispose](); // no caller has taken it over, also after a fault
  }
  if (came.kind === "over") return came;
  const { party, leg } = came;
  const { device } = party;
  try {
    await using incoming = came.caller;
    const onward: Call = {
      ...{ ...call, incoming, callerLeg: leg },
      caller: { ...call.caller, party: { ...call.caller.party, ...party } },
      origin: { ...call.origin, device },
    };
    publishLeg(onward, { leg, role: "caller", party, state: "confirmed" });
    const { plan, decisions, bindings } = await routeDialled({ tenant, user, device, dialled }, { snapshot, parts });
    if (!isDeepStrictEqual({ plan, decisions }, path)) publish(onward, { kind: "call.routed", plan, decisions });
    return await executePlan(plan, { ...onward, bindings });
  } finally {
    publishLeg(call, { leg, role: "caller", party, state: "terminated" });
  }
}

interface OwnPhoneAnswered {
  readonly kind: "came";
  readonly caller: AnsweredCaller;
  /** Where the caller is: what the phones were offered, or a browser's own. */
  readonly endpoint: MediaEndpoint;
  readonly party: CallParty;
  readonly leg: number;
}

/** The phones ring; the first to answer talks to the media server. Endpoint and leg are then the caller's. */
async function ringOwnPhones(
  call: Call,
  endpoint: MediaEndpoint,
  phones: readonly DialTarget[],
): Promise<OwnPhoneAnswered | CallOver> {
  // Not listed among the calls that ring: no colleague picks it up, and calls with the user's rights.
  const result = await dial({ ...call, parts: { ...call.parts, ringing: new RingingCalls() } }, phones, RING_MS);
  if (result.kind === "stopped")
    return { kind: "over", outcome: "failed", because: "ended-by-system", hungUpBy: "system" };
  if (result.kind === "failed" && DECLINED.has(result.status))
    return {
      kind: "over",
      outcome: "declined",
      status: result.status,
      because: "own-phone-declined",
      hungUpBy: "caller",
    };
  if (result.kind !== "answered")
    return { kind: "over", outcome: "no-answer", because: "own-phone-unanswered", hungUpBy: "system" };
  const { winner, party, leg: number } = result;
  if (winner.kind !== "direct") throw new Error("a user is not asked for a key on their own phone");
  const { callee } = winner;
  try {
    const leg = await callee.connect(undefined);
    if (callee.endpoint === undefined) await endpoint.acceptAnswer(leg.fromPeer(leg.remoteSdp));
    const at = callee.endpoint ?? endpoint;
    const caller = new AnsweredCaller(leg, at, answeredCallerParts(call));
    return { kind: "came", caller, endpoint: at, party, leg: number };
  } catch (failure) {
    call.log.warn({ event: "call.not-answered", err: failure }, "phone could not be answered");
    await callee.refuse(undefined);
    return { kind: "over", outcome: "failed", because: "answer-failed", hungUpBy: "system" };
  }
}

/** Their display shows whom they are about to call. */
async function targetsOf(
  { user, dialled, autoAnswer }: CallOrder,
  call: Pick<Call, "hopsLeft" | "tenant" | "snapshot" | "parts">,
): Promise<readonly DialTarget[]> {
  const devices = call.snapshot.devicesOf(user).map(({ id }) => id);
  const bindings = await call.parts.directory.bindingsOf(devices);
  const headers = {
    ...commonHeaders(call),
    ...toPhone({ number: dialled, name: undefined, party: {} }),
    ...(autoAnswer ? AUTO_ANSWER : {}),
  };
  const dialledPhones = devices.flatMap((device) =>
    phonesOf(bindings.get(device) ?? []).map((flows): DialTarget => {
      const called = registeredPhone({ device, user }, flows, headers, call);
      const isBrowser = isWebSocket(flows[0].transport);
      return { party: { user, device }, isBrowser, branch: { ...called, party: user } };
    }),
  );
  return dialledPhones.slice(0, MOST_BRANCHES);
}

/** RFC 5373 §4.1, and what desk phones understand instead. */
const AUTO_ANSWER: Headers = {
  "Answer-Mode": "Auto",
  "Call-Info": "<sip:localhost>;answer-after=0",
  "Alert-Info": "<http://localhost>;info=alert-autoanswer",
};
