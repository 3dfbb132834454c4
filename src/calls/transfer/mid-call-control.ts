import { parseCSeq } from "../../sip/cseq.ts";
import { printEvent } from "../../sip/event.ts";
import type { RoutingPlan } from "../../routing/plan.ts";
import type { UserId } from "../../vocabulary/identifiers.ts";
import { publish, type Call, type Rights } from "../call.ts";
import type { HoldMusic } from "../hold/hold-music.ts";
import { otherThan, type Side } from "../leg/side.ts";
import type { DetachedLeg, KnownLeg } from "../leg/leg-directory.ts";
import type { LegRequest } from "../leg/leg.ts";
import type { Talk, TransferOutcome } from "../live-calls.ts";
import { routeDialled, type RouteDecision } from "../route/route.ts";
import { readRefer, type Referred } from "./refer.ts";
import { ReferSubscription, type Transferor } from "../leg/refer-subscription.ts";
import type { SessionChange } from "../leg/negotiated-leg.ts";

/** More transfers than this of one call are a circle, or a game. */
const MOST_TRANSFERS = 50;

/** Why a conversation ends without anybody hanging up. */
export type MidCallOrder =
  /** One of the two goes on to what this plan says. */
  | Transfer<{ readonly kind: "send"; readonly plan: RoutingPlan; readonly rights: Rights }>
  /** … or is joined with whom the transferor has talked to elsewhere. */
  | Transfer<{ readonly kind: "join"; readonly other: DetachedLeg }>
  /** Somebody took the place of one; the other one's leg is theirs now. */
  | { readonly kind: "taken"; readonly given: Side };

type Transfer<How> = How & {
  readonly transferee: Side;
  readonly referral: ReferSubscription;
  readonly dialled: string;
};

/**
 * Who two that talk may be sent to, and who may take a place among them: requests of their telephones, of other calls, of
 * the API. Carries none of it out: the first order ends the conversation. Owned by it.
 */
export class MidCallControl implements Talk, Disposable {
  readonly order: Promise<MidCallOrder>;
  readonly #call: Call;
  readonly #talkers: Readonly<Record<Side, Transferor>>;
  readonly #hold: HoldMusic | undefined;
  readonly #registered: readonly Disposable[];
  readonly #own: ReadonlySet<KnownLeg>;
  #decide: (order: MidCallOrder) => void = () => undefined;
  #state: "free" | "deciding" | "ordered" | "over" = "free";

  constructor(call: Call, talkers: Readonly<Record<Side, Transferor>>, hold: HoldMusic | undefined) {
    this.#call = call;
    this.#talkers = talkers;
    this.#hold = hold;
    this.order = new Promise((resolve) => {
      this.#decide = resolve;
    });
    const known = { caller: this.#known("caller"), callee: this.#known("callee") };
    this.#own = new Set([known.caller, known.callee]);
    const { dialogs } = call.parts;
    this.#registered = [
      dialogs.add(talkers.caller.leg.name, known.caller),
      dialogs.add(talkers.callee.leg.name, known.callee),
      call.entry.talk(this),
    ];
  }

  change(change: SessionChange): Promise<unknown> {
    return this.#hold === undefined ? change.pass() : this.#hold.change(change);
  }

  /** A telephone sends the other elsewhere: only one of the house may (RFC 3515 §2.4.2). */
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
    const transferor = this.#talkers[by];
    const event = silent ? undefined : eventOf(request);
    const referral = new ReferSubscription(transferor, event, this.#call.parts.clock);
    referral.trying();
    void this.#follow(referred, by, rights, referral);
  }

  /** Somebody else, by the API, sends one of the two elsewhere; with their own rights, or those of whoever talks to them. */
  async transfer(transferee: Side, dialled: string, by: UserId | undefined): Promise<TransferOutcome> {
    const sender = otherThan(transferee);
    const rights = by === undefined ? this.#rightsOf(sender) : { user: by, device: this.#talkers[sender].party.device };
    if (rights === undefined) return "not-allowed";
    if (this.#state !== "free") return "not-talking";
    const referral = new ReferSubscription(this.#talkers[sender], undefined, this.#call.parts.clock);
    const status = await this.#send(dialled, sender, rights, referral);
    if (status === undefined) return "accepted";
    return status === 481 ? "not-talking" : status === 404 ? "no-such-target" : "not-allowed";
  }

  [Symbol.dispose](): void {
    this.#state = "over";
    for (const registered of this.#registered) registered[Symbol.dispose]();
  }

  #rightsOf(side: Side): Rights | undefined {
    const { user, device } = this.#talkers[side].party;
    if (user === undefined || device === undefined || (this.#call.transfers ?? 0) >= MOST_TRANSFERS) return undefined;
    return { user, device };
  }

  async #follow(
    referred: Exclude<Referred, { kind: "refused" }>,
    by: Side,
    rights: Rights,
    referral: ReferSubscription,
  ): Promise<void> {
    const status =
      referred.kind === "to"
        ? await this.#send(referred.dialled, by, rights, referral)
        : await this.#replace(referred, by, rights, referral);
    if (status !== undefined) referral.failed(status);
  }

  /** @returns the status with which it fails; undefined: ordered */
  async #send(dialled: string, by: Side, rights: Rights, referral: ReferSubscription): Promise<number | undefined> {
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
    if (!this.#give({ kind: "send", plan, rights, transferee: otherThan(by), referral, dialled })) return 481;
    publish(this.#call, { kind: "call.routed", plan, decisions });
    return undefined;
  }

  async #replace(
    { dialog, dialled }: Extract<Referred, { kind: "replacing" }>,
    by: Side,
    rights: Rights,
    referral: ReferSubscription,
  ): Promise<number | undefined> {
    const known = this.#call.parts.dialogs.find(dialog);
    if (known === undefined || known.tenant !== this.#call.tenant || this.#own.has(known)) return 481;
    if (known.state === "ringing") return 481; // that is no telephone of theirs (RFC 3891 §3)
    if (known.user !== rights.user) return 481; // a colleague's call is not theirs to give away
    switch (known.state) {
      case "confirmed": {
        const other = this.#state === "free" && this.#isUp() ? known.detach() : undefined;
        if (other === undefined) return 481;
        this.#give({ kind: "join", other, transferee: otherThan(by), referral, dialled });
        return undefined;
      }
      case "calling":
        return known.giveUp() ? this.#send(known.dialled, by, rights, referral) : 481;
    }
  }

  /** Another call takes whom this leg talks to. */
  #known(side: Side): KnownLeg {
    return {
      state: "confirmed",
      tenant: this.#call.tenant,
      user: this.#talkers[side].party.user,
      detach: () => {
        const given = otherThan(side);
        if (!this.#give({ kind: "taken", given })) return undefined;
        return this.#talkers[given];
      },
    };
  }

  /** @returns false: the conversation is over, or another order was sooner */
  #give(order: MidCallOrder): boolean {
    if (this.#state === "ordered" || this.#state === "over" || !this.#isUp()) return false;
    this.#state = "ordered";
    this.#decide(order);
    return true;
  }

  /** Nobody has hung up. */
  #isUp(): boolean {
    return !this.#talkers.caller.leg.over && !this.#talkers.callee.leg.over;
  }

  #free(): void {
    if (this.#state === "deciding") this.#state = "free";
  }
}

/** Each REFER of a dialog has news of its own, by its CSeq (RFC 3515 §2.4.6). */
function eventOf(request: LegRequest): string {
  const cseq = parseCSeq(request.headers.get("CSeq") ?? "");
  return printEvent({ package: "refer", id: cseq.ok ? String(cseq.value.sequence) : undefined });
}

/** Nobody else hears the transferor's mailbox, or changes their settings; undefined: the plan may be tried. */
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
