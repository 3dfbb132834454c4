import { settledWithin } from "../runtime/deadline.ts";
import type { Scope } from "../runtime/scope.ts";
import type { SrfRequest, SrfResponse } from "../srf/srf.ts";
import type { UserId } from "../vocabulary/identifiers.ts";
import type { CallServices } from "./call.ts";
import { IncomingCall } from "./caller/incoming-call.ts";
import { TrunkCapacity } from "./capacity/trunk-capacity.ts";
import { ConferenceRooms } from "./conference/conference-rooms.ts";
import type { ReceivedInvite } from "./invite/invite.ts";
import { LegDirectory } from "./leg/leg-directory.ts";
import { receiveMoved } from "./leg/moved-peer.ts";
import { ENDED_BY_SYSTEM, SHUTTING_DOWN } from "./leg/reasons.ts";
import type { Side } from "./leg/side.ts";
import { LiveCalls, type LiveCall, type TransferOutcome } from "./live-calls.ts";
import { originate, type CallOrder, type CallOrdered } from "./originate/originate.ts";
import { ParkedCalls } from "./parking/parked-calls.ts";
import type { CallsOptions } from "./parts.ts";
import { RingingCalls } from "./pickup/ringing-calls.ts";
import { explain, type Explained, type Question } from "./route/explain.ts";
import { OneShotSource } from "../runtime/one-shot.ts";

/** At the end of the time that calls had: a message that is being left is brought to its end within this. */
const FINISH_MS = 2_000;
/** Then every call gets its BYE; phones have this long to answer it. */
const LAST_WORDS_MS = 3_000;

/** All calls of this process, from their INVITE to their end. */
export interface Calls {
  /**
   * An INVITE that has just come in, before anything is known of it.
   *
   * @param scope  ends with it
   */
  receive(req: SrfRequest, res: SrfResponse, scope: Scope): ReceivedInvite;
  /** A request in a dialog that came from elsewhere than its peer was: the peer has moved, or it isn't the peer. */
  receiveMoved(req: SrfRequest, res: SrfResponse): Promise<void>;
  live(): readonly LiveCall[];
  /** Rings a user's phones; the first to answer calls as if it had dialled. Resolves when they ring, or nothing will. */
  originate(order: CallOrder): Promise<CallOrdered>;
  /** Who is in conferences in this process. */
  readonly rooms: Pick<ConferenceRooms, "seen" | "orderMember" | "orderRoom">;
  /** What would happen to a call that came now. */
  explain(question: Question): Promise<Explained>;
  /** Ends one call, for both sides. False: there is none of this id. */
  hangUp(id: string): boolean;
  /**
   * Transfers one party of this call to what is dialled, as if the other party's phone had asked for it.
   *
   * @param by  with whose rights; absent: those of the other party, who must be a user on a phone of their own
   */
  transfer(id: string, transferee: Side, dialled: string, by?: UserId): Promise<TransferOutcome>;
  /**
   * No more calls (503) but to emergency services; those that go on have this long, then messages that are being left come to their end, and every call is
   * hung up. Resolves when the last call is over.
   *
   * @param hurry  aborted when an operator doesn't want to wait so long
   */
  stop(drainMs: number, hurry: AbortSignal): Promise<void>;
}

/** The calls over one signalling engine. */
export function startCalls(options: CallsOptions): Calls {
  const { srf, clock, limits, metrics } = options;
  const live = new LiveCalls(limits.concurrentCalls, (by) => metrics.liveCalls.inc(by));
  const rooms = new ConferenceRooms();
  const state = {
    trunkCapacity: new TrunkCapacity(options.network.concurrency),
    ringing: new RingingCalls(),
    parked: new ParkedCalls(options.network.concurrency),
    rooms,
    dialogs: new LegDirectory(),
  };
  const inProgress = new Set<string>();
  // What an engine held is gone with it; calls that come after its return have nothing to do with that.
  let engineLost = new OneShotSource();
  srf.on("close", () => {
    const lost = engineLost;
    engineLost = new OneShotSource();
    parts = { ...options, ...state, engineLost };
    lost.happen("engine lost");
  });
  // The same for each call until the engine is lost.
  let parts: CallServices = { ...options, ...state, engineLost };
  return {
    rooms,
    receive(req, res, scope) {
      const incoming = new IncomingCall(req, res, parts); // first of all: its CANCEL may be right behind
      const { snapshot } = parts.settings;
      return { incoming, receivedAtMs: clock.nowMs(), snapshot, parts, live, inProgress, scope };
    },
    receiveMoved: (req, res) =>
      receiveMoved(req, res, {
        ...{ dialogs: state.dialogs, authenticator: options.authenticator },
        ...{ snapshot: options.settings.snapshot, registrations: options.network.trunks },
      }),
    live: () => live.list(),
    originate: (order) => originate(order, live, parts),
    explain: (question) => explain(question, options.settings.snapshot, parts),
    hangUp: (id) => live.end(id, ENDED_BY_SYSTEM),
    transfer: (id, transferee, dialled, by) =>
      live.talk(id)?.transfer(transferee, dialled, by) ?? Promise.resolve("not-talking"),
    stop: (drainMs, hurry) => stop(live, options, drainMs, hurry),
  };
}

async function stop(
  live: LiveCalls,
  { clock, logger }: CallsOptions,
  drainMs: number,
  hurry: AbortSignal,
): Promise<void> {
  live.close();
  const hurried = new Promise<void>((resolve) => {
    if (hurry.aborted) resolve();
    else hurry.addEventListener("abort", () => resolve(), { once: true });
  });
  const overOrHurried = Promise.race([live.empty(), hurried]);
  if (live.size > 0 && !hurry.aborted)
    logger.info({ event: "calls.draining", calls: live.size, withinMs: drainMs }, "calls come to their end");
  await settledWithin(overOrHurried, { withinMs: Math.max(0, drainMs - FINISH_MS), clock });
  live.finishAll();
  await settledWithin(overOrHurried, { withinMs: FINISH_MS, clock });
  live.endAll(SHUTTING_DOWN);
  await settledWithin(live.empty(), { withinMs: LAST_WORDS_MS, clock });
}
