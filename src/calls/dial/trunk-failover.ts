import type { Alarm } from "../../runtime/clock.ts";
import type { LegParts } from "../leg/leg-parts.ts";
import { isTrunkFailure } from "../leg/status.ts";
import type { BranchInProgress, InviteEvent, StartBranch } from "./branch.ts";
import { inviteBranch, type InviteTarget } from "./invite-branch.ts";
import { releaseWithLeg } from "./release-with-leg.ts";

/** One trunk over which a callee can be reached, and the trunk's capacity that the call uses. */
export interface TrunkAttempt {
  readonly target: InviteTarget;
  readonly reservation: Disposable;
}

/** Reserves the next trunk; undefined: there is no further one. */
export type NextTrunk = () => Promise<TrunkAttempt | undefined>;

const SILENT = 408;
const NO_TRUNK = 503;

/**
 * A branch that tries one trunk after the other: the next one where a trunk fails or says nothing, never on the callee's
 * own refusal.
 */
export function trunkFailover(next: NextTrunk, parts: LegParts): StartBranch {
  return (offer, tell) => new TrunkFailover(next, offer, tell, parts);
}

/** One INVITE over one trunk. */
interface Trial {
  readonly silence: Alarm;
  readonly release: () => void;
  /** The trunk has said nothing for too long: the next one is tried, and this INVITE is cancelled. */
  isPassedOver: boolean;
}

class TrunkFailover implements BranchInProgress {
  readonly #next: NextTrunk;
  readonly #offer: string | undefined;
  readonly #tell: (event: InviteEvent) => void;
  readonly #parts: LegParts;
  #current: BranchInProgress | undefined;
  #cancelled = false;

  constructor(next: NextTrunk, offer: string | undefined, tell: (event: InviteEvent) => void, parts: LegParts) {
    this.#next = next;
    this.#offer = offer;
    this.#tell = tell;
    this.#parts = parts;
    void this.#try(NO_TRUNK); // it awaits first: nothing is told before the constructor has returned
  }

  cancel(reason: string | undefined): void {
    this.#cancelled = true;
    this.#current?.cancel(reason);
  }

  /** @param status  why the trunk before has failed */
  async #try(status: number): Promise<void> {
    const attempt = await this.#reserve();
    if (attempt === undefined) {
      this.#tell({ kind: "refused", status });
      return;
    }
    const { target, reservation } = attempt;
    const trial: Trial = {
      silence: this.#parts.clock.arm(target.silentForMs, () => this.#passOver(trial)),
      release: () => reservation[Symbol.dispose](),
      isPassedOver: false,
    };
    this.#current = inviteBranch(target, this.#parts)(this.#offer, (event) => this.#onEvent(event, trial));
  }

  /** Undefined: there is no further trunk, or the branch was cancelled. */
  async #reserve(): Promise<TrunkAttempt | undefined> {
    await Promise.resolve();
    const attempt = this.#isCancelled() ? undefined : await this.#next();
    if (!this.#isCancelled()) return attempt;
    attempt?.reservation[Symbol.dispose]();
    return undefined;
  }

  /** A function: it may have been cancelled during any await. */
  #isCancelled(): boolean {
    return this.#cancelled;
  }

  #passOver(trial: Trial): void {
    trial.isPassedOver = true;
    this.#current?.cancel(undefined);
    void this.#try(SILENT);
  }

  #onEvent(event: InviteEvent, trial: Trial): void {
    switch (event.kind) {
      // No early dialog is passed on: a telephone of the PSTN can't be picked up by it.
      case "ringing":
        this.#onProvisional({ kind: "ringing", status: event.status }, trial);
        return;
      case "early-media":
        this.#onProvisional({ kind: "early-media", status: event.status, sdp: event.sdp }, trial);
        return;
      case "answered": {
        trial.silence.disarm();
        const callee = releaseWithLeg(event.callee, trial.release);
        if (trial.isPassedOver) void callee.refuse(undefined);
        else this.#tell({ kind: "answered", callee });
        return;
      }
      case "refused":
        this.#onRefused(event.status, trial);
        return;
    }
  }

  #onProvisional(event: InviteEvent, trial: Trial): void {
    if (trial.isPassedOver) return;
    trial.silence.disarm();
    this.#tell(event);
  }

  #onRefused(status: number, trial: Trial): void {
    trial.silence.disarm();
    if (!trial.isPassedOver && isTrunkFailure(status)) {
      void this.#try(status).then(trial.release); // what both trunks count for (a limit) is held on
      return;
    }
    trial.release();
    if (!trial.isPassedOver) this.#tell({ kind: "refused", status });
  }
}
