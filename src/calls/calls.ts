import { randomBytes } from "node:crypto";
import { setMaxListeners } from "node:events";
import { parseCallId, type UserId } from "../vocabulary/identifiers.ts";
import type { Clock } from "../runtime/clock.ts";
import { settledWithin } from "../runtime/deadline.ts";
import type { Snapshot } from "../settings/snapshot.ts";
import { LegNumbers, partsOf, publish, publishLeg, type Call, type CallOver, type CallParts } from "./call.ts";
import { execute } from "./execute.ts";
import { explain, type Explained, type Question } from "./route/explain.ts";
import { describesSession, unknownExtensions } from "./route/request-identity.ts";
import { ConferenceRooms } from "./conference/conference-rooms.ts";
import type { Side } from "./leg/side.ts";
import { hopsLeft, timerPolicyOf } from "./identity.ts";
import { offeredByTrunk } from "./route/from-trunk.ts";
import { IncomingCall } from "./caller/incoming-call.ts";
import { LiveCalls, type LiveCall, type TransferOutcome } from "./live-calls.ts";
import { originate, type CallOrder, type CallOrdered } from "./originate/originate.ts";
import type { AcceptedCall, RefusedCall } from "./route/accepted-call.ts";
import { offeredByPhone } from "./route/from-phone.ts";
import { ParkedCalls } from "./parking/parked-calls.ts";
import type { CallsOptions } from "./parts.ts";
import { ENDED_BY_SYSTEM, SHUTTING_DOWN } from "./leg/reasons.ts";
import { COMPLETED_ELSEWHERE } from "./dial/fork-state.ts";
import type { DialogName } from "./leg/dialog-name.ts";
import { LegDirectory } from "./leg/leg-directory.ts";
import { findReplaced, replaceLeg, type ReplacesTarget } from "./pickup/replaces.ts";
import { RingingCalls } from "./pickup/ringing-calls.ts";
import { tooShortFor } from "./leg/session-timer.ts";
import type { SrfRequest } from "../srf/srf.ts";
import { TrunkCapacity } from "./capacity/trunk-capacity.ts";
import { identifySource } from "./route/call-source.ts";

/** After the grace time every call gets its BYE; phones have this long to answer it. */
const LAST_WORDS_MS = 3_000;
/** A house that is full may have room again soon (RFC 3261 §20.33). */
const COME_AGAIN_SECONDS = "5";

/** All calls of this process, from their INVITE to their end. */
export interface Calls {
  live(): readonly LiveCall[];
  /** Rings somebody's phones; whichever answers calls as if it had dialled. Resolves when they ring, or nothing will. */
  originate(order: CallOrder): Promise<CallOrdered>;
  /** Who is in conferences in this process. */
  readonly rooms: Pick<ConferenceRooms, "seen" | "orderMember" | "orderRoom">;
  /** What would happen if somebody called now. */
  explain(question: Question): Promise<Explained>;
  /** Ends one call, for both sides. False: there is none of this id. */
  hangUp(id: string): boolean;
  /**
   * Sends one of the two who talk in this call to what is dialled, as if the other one's phone had asked for it.
   *
   * @param by  with whose rights; absent: those of the other one, who must be somebody of the house on a phone of theirs
   */
  transfer(id: string, transferee: Side, dialled: string, by?: UserId): Promise<TransferOutcome>;
  /**
   * No more calls (503); messages that are being left come to their end; after the grace time everybody is hung up.
   * Resolves when the last call is over.
   */
  stop(graceMs: number): Promise<void>;
}

/** Takes every INVITE from now on. */
export function startCalls(options: CallsOptions): Calls {
  const { srf, clock, logger, limits, metrics } = options;
  const live = new LiveCalls(limits.concurrentCalls, (by) => metrics.liveCalls.inc(by));
  const trunkCapacity = new TrunkCapacity(options.network.concurrency);
  const ringing = new RingingCalls();
  const dialogs = new LegDirectory();
  const rooms = new ConferenceRooms();
  const parked = new ParkedCalls(options.network.concurrency);
  const going = new Set<string>();
  // What an engine held is gone with it; calls that come after its return have nothing to do with that.
  let engine = newEngine();
  srf.on("close", () => {
    engine.abort();
    engine = newEngine();
  });
  const partsNow = (): CallParts => ({
    ...options,
    trunkCapacity,
    ringing,
    parked,
    rooms,
    dialogs,
    engineLost: engine.signal,
  });
  srf.invite((req, res) => {
    const parts = partsNow();
    const incoming = new IncomingCall(req, res, parts); // first of all: its CANCEL may be right behind
    const request = requestKey(req);
    if (going.has(request)) {
      incoming.reject(482);
      return;
    }
    going.add(request);
    take(incoming, live, parts)
      .catch((fault: unknown) => {
        logger.error({ event: "call.fault", callId: req.get("Call-ID"), err: fault }, "call failed by a fault of ours");
        incoming.reject(500);
      })
      .finally(() => going.delete(request));
  });
  return {
    rooms,
    live: () => live.list(),
    originate: (order) => originate(order, live, partsNow()),
    explain: (question) => explain(question, options.settings.snapshot, partsNow()),
    hangUp: (id) => live.end(id, ENDED_BY_SYSTEM),
    transfer: (id, transferee, dialled, by) =>
      live.talk(id)?.transfer(transferee, dialled, by) ?? Promise.resolve("not-talking"),
    stop: async (graceMs) => {
      live.close();
      await settledWithin(live.empty(), { withinMs: graceMs, clock });
      live.endAll(SHUTTING_DOWN);
      await settledWithin(live.empty(), { withinMs: LAST_WORDS_MS, clock });
    },
  };
}

/** RFC 3261 §8.2.2.2: one request that reaches us by several ways is the same by these, and is one call: 482 to the rest. */
function requestKey(req: SrfRequest): string {
  return [req.get("Call-ID"), req.get("CSeq"), fromTagOf(req)].join("\n");
}

/** A dialog that isn't answered yet has no tag of ours that anybody could know for certain. */
function callingDialog(req: SrfRequest): DialogName {
  return { callId: req.get("Call-ID") ?? "", localTag: "", remoteTag: fromTagOf(req) };
}

function fromTagOf(req: SrfRequest): string {
  return /;\s*tag=([^;,\s]*)/i.exec(req.get("From") ?? "")?.[1] ?? "";
}

/** Every leg and branch listens for its engine's end: more listeners than Node thinks are normal. */
function newEngine(): AbortController {
  const engine = new AbortController();
  setMaxListeners(0, engine.signal);
  return engine;
}

/** One INVITE: is it a new call, who makes it, is there room, what happens to it. */
async function take(incoming: IncomingCall, live: LiveCalls, parts: CallParts): Promise<void> {
  const { req } = incoming;
  const hops = hopsLeft(req);
  if (/;\s*tag=/i.test(req.get("To") ?? "")) return incoming.reject(481); // of a dialog that is no more
  if (hops === undefined) return incoming.reject(483);
  if (!req.has("Contact")) return incoming.reject(400); // RFC 3261 §8.1.1.8: there is nobody to send a BYE to

  const required = unknownExtensions(req.get("Require"));
  if (required !== "") return incoming.reject(420, { Unsupported: required }); // RFC 3261 §8.2.2.3
  if (!describesSession(req, req.get("Content-Type"))) return incoming.reject(415, { Accept: "application/sdp" });

  const startedAtMs = parts.clock.nowMs();
  const { snapshot } = parts.settings;
  const offered = await offeredBy(incoming, snapshot, parts);
  if (offered.kind === "turned-away") {
    parts.logger.debug({ event: "call.turned-away", status: offered.status, because: offered.because }, "turned away");
    return incoming.reject(offered.status, offered.headers);
  }
  const place = findReplaced(req, offered, snapshot, parts.dialogs);
  if (place.kind === "refused") return incoming.reject(place.status);
  const timer = timerPolicyOf(offered.tenant, snapshot);
  const tooShort = tooShortFor(req, timer);
  if (tooShort !== undefined) return incoming.reject(422, tooShort);
  incoming.timerPolicy = timer;
  const id = randomBytes(8).toString("hex");
  using entry = live.admit({
    id,
    tenant: offered.tenant,
    direction: offered.direction,
    from: offered.caller.number ?? "",
    to: offered.dialled,
    state: "routing",
    startedAtMs,
    answeredAtMs: undefined,
  });
  if (entry === undefined) {
    parts.logger.warn({ event: "call.no-room" }, "too many calls");
    return incoming.reject(503, { "Retry-After": COME_AGAIN_SECONDS });
  }
  await carryOut(offered, { id, incoming, hopsLeft: hops, startedAtMs, entry, snapshot, parts }, place);
}

/** Who makes this call, and what shall happen to it. */
function offeredBy(incoming: IncomingCall, snapshot: Snapshot, parts: CallParts): Promise<AcceptedCall | RefusedCall> {
  const who = identifySource(incoming.req, snapshot, parts.network.trunks);
  switch (who.kind) {
    case "trunk":
      return offeredByTrunk(incoming, who.identity, snapshot, parts);
    case "phone":
      return offeredByPhone(incoming, snapshot, parts);
    case "stranger":
      return Promise.resolve({ kind: "turned-away", status: 403, because: "untrusted-source" });
  }
}

type Admitted = Omit<Call, "legs" | "endReason" | "tenant" | "caller" | "underWay" | "log" | "incoming"> & {
  readonly incoming: IncomingCall;
};

/** From the plan to the call's last event. */
async function carryOut(offered: AcceptedCall, admitted: Admitted, place: ReplacesTarget): Promise<void> {
  const { incoming, id } = admitted;
  const callId = incoming.req.get("Call-ID") ?? "";
  const log = admitted.parts.logger.child({ call: id, callId, leg: `${id}-0` });
  const { tenant, caller, underWay } = offered;
  const parts = partsOf({ id, tenant, parts: admitted.parts });
  const call: Call = { ...admitted, parts, legs: new LegNumbers(), endReason: {}, tenant, caller, underWay, log };
  // A trunk may bring more than it was told to: what counts is that the line is in use.
  using _line = offered.trunk === undefined ? undefined : await parts.trunkCapacity.take(offered.trunk, null);

  using _dialog = parts.dialogs.add(callingDialog(incoming.req), {
    state: "calling",
    tenant,
    user: caller.party.user,
    dialled: offered.dialled,
    giveUp: () => incoming.giveUp(COMPLETED_ELSEWHERE),
  });
  announce(call, offered, callId);
  let over: CallOver;
  try {
    over = await (place.kind === "leg"
      ? execute(offered.plan, call, () => replaceLeg(place.known, call))
      : execute(offered.plan, call));
  } catch (fault) {
    log.error({ event: "call.fault", err: fault }, "call failed by a fault of ours");
    incoming.reject(500);
    over = { kind: "over", outcome: "failed", status: 500, because: "fault", hungUpBy: "system" };
  }
  if (call.endReason.because !== undefined) over = { ...over, because: call.endReason.because, hungUpBy: "system" };
  const { kind: _, ...how } = over;
  log.info({ event: "call.ended", ...how }, "call ended");
  publishLeg(call, { leg: 0, role: "caller", party: call.caller.party, state: "terminated" });
  publish(call, { kind: "call.ended", ...how });
  parts.metrics.calls.inc({ direction: offered.direction, outcome: over.outcome });
}

function announce(call: Call, offered: AcceptedCall, callIdText: string): void {
  const { direction, dialled, plan, decisions, caller } = offered;
  call.log.info({ event: "call.started", direction, caller: caller.number, dialled }, "call started");
  call.log.info({ event: "route.decided", plan: plan.kind }, "route decided");
  call.log.debug({ event: "route.plan", plan }, "plan");
  const callId = parseCallId(callIdText);
  if (callId !== undefined) publish(call, { kind: "call.started", direction, callId, caller: caller.party, dialled });
  const user =
    plan.kind === "ring"
      ? plan.callee
      : plan.kind === "voicemail"
        ? call.snapshot.user(plan.mailbox as UserId)?.id
        : undefined;
  publishLeg(call, { leg: 0, role: "caller", party: caller.party, state: "trying" });
  publish(call, { kind: "call.routed", plan, decisions, ...(user === undefined ? {} : { user }) });
}
