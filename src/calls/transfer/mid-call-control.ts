import { parseCSeq } from "../../sip/cseq.ts";
import { printEvent } from "../../sip/event.ts";
import type { CallTransferred, LinkKind } from "../../events/event.ts";
import type { RoutingPlan } from "../../routing/plan.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { publish, type Call, type Rights } from "../call.ts";
import type { HoldMusic } from "../hold/hold-music.ts";
import type { KnownLeg, LentLeg } from "../leg/leg-directory.ts";
import type { LegRequest } from "../leg/leg-request.ts";
import type { MediaPlace } from "../leg/media-place.ts";
import type { SessionChange } from "../leg/negotiated-leg.ts";
import { ReferSubscription, type Transferor, type TransferResult } from "../leg/refer-subscription.ts";
import { otherThan, type Side } from "../leg/side.ts";
import type { ConnectedParties, TransferOutcome } from "../live-calls.ts";
import { routeDialled, type RouteDecision } from "../route/route.ts";
import { readRefer, type Referred } from "./refer.ts";

/** More transfers than this of one call are a circle, or a game. */
const MOST_TRANSFERS = 50;

/** Why a conversation ends although both legs are up. */
export type MidCallOrder =
  | TransferOrder
  /** Another call wants to have one of the two (RFC 3891, RFC 5589 §7): the conversation waits for what becomes of it. */
  | { readonly kind: "lent"; readonly lent: Side; readonly outcome: Promise<"taken" | "given-back"> };

/** One of the two, the transferee, goes on elsewhere; the other one, the transferor, has asked for it (RFC 5589). */
export type TransferOrder =
  /** By a plan: to what was dialled, or to what the PBX serves the transferor with in another call, `inPlaceOf`. */
  | Transfer<{
      readonly kind: "plan-transfer";
      readonly plan: RoutingPlan;
      readonly rights: Rights;
      readonly inPlaceOf?: MediaPlace;
    }>
  /** To the party whom the transferor has talked to in another call. */
  | Transfer<{ readonly kind: "attended-transfer"; readonly other: LentLeg }>;

type Transfer<How> = How &
  Pick<CallTransferred, "to" | "how"> & { readonly transferee: Side; readonly subscription: ReferSubscription };

/** Who asks for a transfer: the transferor's side, the rights it is done with, and how it is told what comes of it. */
interface Request {
  readonly by: Side;
  readonly rights: Rights;
  readonly subscription: ReferSubscription;
  /** What was dialled, and whether the transferor has called it before. */
  readonly transfer: Pick<CallTransferred, "to" | "how">;
}

/**
 * Decides what may be done to a conversation: blind and attended transfer, by a telephone's REFER or by API, and being
 * replaced by another telephone. Carries none of it out: the first order ends the conversation, which owns this.
 */
export class MidCallControl implements ConnectedParties, Disposable {
  readonly #call: Call;
  readonly #talkers: Readonly<Record<Side, Transferor>>;
  readonly #hold: HoldMusic | undefined;
  readonly #registered: readonly Disposable[];
  readonly #own: ReadonlySet<KnownLeg>;
  #order: Promise<MidCallOrder>;
  #decide: (order: MidCallOrder) => void = () => undefined;
  #state: "free" | "deciding" | "ordered" | "over" = "free";

  constructor(call: Call, talkers: Readonly<Record<Side, Transferor>>, hold: HoldMusic | undefined) {
    this.#call = call;
    this.#talkers = talkers;
    this.#hold = hold;
    this.#order = this.#nextOrder();
    const known = { caller: this.#known("caller"), callee: this.#known("callee") };
    this.#own = new Set([known.caller, known.callee]);
    const { dialogs } = call.parts;
    this.#registered = [
      dialogs.add(talkers.caller.leg.name, known.caller),
      dialogs.add(talkers.callee.leg.name, known.callee),
      call.entry.talk(this),
    ];
  }

  get order(): Promise<MidCallOrder> {
    return this.#order;
  }

  /** A telephone changes the session: it may be put on hold or resumed by it. */
  change(change: SessionChange): Promise<unknown> {
    return this.#hold === undefined ? change.pass() : this.#hold.change(change);
  }

  /** A telephone transfers the other party: only a user's own device may (RFC 3515 §2.4.2). */
  refer(by: Side, request: LegRequest): void {
    const rights = this.#rightsOf(by);
    if (rights === undefined) {
      request.answer(603);
      return;
    }
    if (this.#state !== "free") {
      request.answer(491);
      return;
    }
    const { referred, silent } = readRefer(request);
    if (referred.kind === "refused") {
      request.answer(referred.status);
      return;
    }
    request.answer(202, silent ? { headers: { "Refer-Sub": "false" } } : {});
    const transfer = { to: referred.dialled, how: referred.kind === "to" ? "blind" : "attended" } as const;
    const subscription = this.#subscribe(by, silent ? undefined : eventOf(request), transfer);
    subscription.trying();
    void this.#follow(referred, { by, rights, subscription, transfer });
  }

  /** A transfer by API, with the rights of the user who asks for it, or of the transferor where none does. */
  async transfer(transferee: Side, dialled: string, user: UserId | undefined): Promise<TransferOutcome> {
    const by = otherThan(transferee);
    const rights = user === undefined ? this.#rightsOf(by) : { user, device: this.#talkers[by].party.device };
    if (rights === undefined) return "not-allowed";
    if (this.#state !== "free") return "not-talking";
    const transfer = { to: dialled, how: "blind" } as const;
    const subscription = this.#subscribe(by, undefined, transfer);
    const status = await this.#transferTo(dialled, { by, rights, subscription, transfer });
    if (status === undefined) return "accepted";
    subscription.failed(status);
    return status === 481 ? "not-talking" : status === 404 ? "no-such-target" : "not-allowed";
  }

  [Symbol.dispose](): void {
    this.#state = "over";
    for (const registered of this.#registered) registered[Symbol.dispose]();
  }

  /** What came of it is told to the transferor, and in an event. */
  #subscribe(by: Side, event: string | undefined, transfer: Pick<CallTransferred, "to" | "how">): ReferSubscription {
    const { [by]: transferor, [otherThan(by)]: transferee } = this.#talkers;
    const parties = { by: transferor.party, transferee: transferee.party };
    const onResult = (result: TransferResult): void =>
      publish(
        this.#call,
        result.outcome === "completed"
          ? { kind: "call.transferred", ...parties, ...transfer }
          : { kind: "call.transfer-failed", ...parties, ...transfer, status: result.status },
      );
    return new ReferSubscription({ by: transferor, event, clock: this.#call.parts.clock, onResult });
  }

  #rightsOf(side: Side): Rights | undefined {
    const { user, device } = this.#talkers[side].party;
    if (user === undefined || device === undefined || (this.#call.transfers ?? 0) >= MOST_TRANSFERS) return undefined;
    return { user, device };
  }

  async #follow(referred: Exclude<Referred, { kind: "refused" }>, request: Request): Promise<void> {
    const status =
      referred.kind === "to"
        ? await this.#transferTo(referred.dialled, request)
        : await this.#transferReplacing(referred, request);
    if (status !== undefined) request.subscription.failed(status);
  }

  /** Blind transfer. @returns the status with which it fails; undefined: ordered */
  async #transferTo(dialled: string, request: Request): Promise<number | undefined> {
    const { rights } = request;
    this.#state = "deciding";
    const { tenant, log } = this.#call;
    let decided: RouteDecision;
    try {
      decided = await routeDialled({ tenant, ...rights, dialled }, this.#call);
    } catch (failure) {
      log.error({ event: "transfer.undecided", err: failure }, "transfer could not be decided");
      this.#free();
      return 503;
    }
    const { plan, decisions } = decided;
    const status = refusal(plan);
    if (status !== undefined) {
      publish(this.#call, { kind: "call.decided", decisions });
      this.#free();
      return status;
    }
    if (!this.#give({ kind: "plan-transfer", plan, rights, ...asTransfer(request) })) return 481;
    publish(this.#call, { kind: "call.routed", plan, decisions });
    return undefined;
  }

  /** Attended transfer, by the dialog of the transferor's other call. @returns as `#transferTo` */
  async #transferReplacing(
    { dialog }: Extract<Referred, { kind: "replacing" }>,
    request: Request,
  ): Promise<number | undefined> {
    const known = this.#call.parts.dialogs.find(dialog);
    if (known === undefined || known.tenant !== this.#call.tenant || this.#own.has(known)) return 481;
    if (known.state === "ringing") return 481; // that is no telephone of the transferor's (RFC 3891 §3)
    if (known.user !== request.rights.user) return 481; // a colleague's call is not the transferor's to give away
    switch (known.state) {
      case "confirmed": {
        const other = this.#state === "free" && this.#isUp() ? known.lend("transfer") : undefined;
        if (other === undefined) return 481;
        if (this.#give({ kind: "attended-transfer", other, ...asTransfer(request) })) return undefined;
        await other.giveBack();
        return 481;
      }
      case "at-media":
        return this.#transferToPlace(known.place, request);
      case "calling":
        return known.giveUp() ? this.#transferTo(known.dialled, request) : 481;
    }
  }

  /** The transferee takes the transferor's place in a conference, at a mailbox, in a parking slot. @returns as `#transferTo` */
  #transferToPlace(place: MediaPlace, request: Request): number | undefined {
    const status = place.isTaken ? 481 : refusal(place.plan);
    if (status !== undefined) return status;
    const order = { kind: "plan-transfer", plan: place.plan, inPlaceOf: place, rights: request.rights } as const;
    return this.#give({ ...order, ...asTransfer(request) }) ? undefined : 481;
  }

  /** A leg of this conversation, for other calls: they may replace it, and get the party whom it talks to. */
  #known(side: Side): KnownLeg {
    return {
      state: "confirmed",
      tenant: this.#call.tenant,
      user: this.#talkers[side].party.user,
      lend: (how) => this.#lend(otherThan(side), how),
      accept: (req, res) => this.#talkers[side].leg.accept(req, res),
    };
  }

  #lend(lent: Side, how: LinkKind): LentLeg | undefined {
    let settle: (outcome: "taken" | "given-back") => void = () => undefined;
    const outcome = new Promise<"taken" | "given-back">((resolve) => {
      settle = resolve;
    });
    if (!this.#give({ kind: "lent", lent, outcome })) return undefined;
    let isSettled = false;
    return {
      ...this.#talkers[lent],
      link: { call: this.#call.id, how },
      take: () => {
        isSettled = true;
        settle("taken");
      },
      giveBack: () => {
        if (!isSettled) {
          isSettled = true;
          this.#order = this.#nextOrder();
          if (this.#state === "ordered") this.#state = "free";
          settle("given-back");
        }
        return Promise.resolve();
      },
    };
  }

  #nextOrder(): Promise<MidCallOrder> {
    return new Promise((resolve) => {
      this.#decide = resolve;
    });
  }

  /** @returns false: the conversation is over, or another order was sooner */
  #give(order: MidCallOrder): boolean {
    if (this.#state === "ordered" || this.#state === "over" || !this.#isUp()) return false;
    this.#state = "ordered";
    this.#decide(order);
    return true;
  }

  /** Neither of the two has hung up. */
  #isUp(): boolean {
    return !this.#talkers.caller.leg.over && !this.#talkers.callee.leg.over;
  }

  #free(): void {
    if (this.#state === "deciding") this.#state = "free";
  }
}

function asTransfer({ by, subscription, transfer }: Request): Transfer<object> {
  return { transferee: otherThan(by), subscription, ...transfer };
}

/** Each REFER of a dialog has a subscription of its own, by its CSeq (RFC 3515 §2.4.6). */
function eventOf(request: LegRequest): string {
  const cseq = parseCSeq(request.headers.get("CSeq") ?? "");
  return printEvent({ package: "refer", id: cseq.ok ? String(cseq.value.sequence) : undefined });
}

/** A transferee must not hear the transferor's mailbox, or change their settings; undefined: the plan may be tried. */
function refusal(plan: RoutingPlan): number | undefined {
  switch (plan.kind) {
    case "reject":
      return plan.status;
    case "announce":
      return plan.then.status;
    case "listen":
    case "change-setting":
    case "pick-up":
      return 403;
    case "ring":
    case "trunk":
    case "voicemail":
    case "conference":
    case "receptionist":
    case "park":
    case "retrieve":
    case "echo":
      return undefined;
  }
}
