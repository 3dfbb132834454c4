import type { AnsweredCallee } from "../leg/answered-callee.ts";
import { invite, type BranchInProgress, type InviteTarget } from "./branch.ts";
import type { ForkListener, StartBranch } from "./fork.ts";
import type { Leg, LegParts } from "../leg/leg.ts";
import { isTrunkFailure } from "../leg/status.ts";

/** One way to reach a callee outside, and the trunk's line that it takes. */
export interface TrunkAttempt {
  readonly target: InviteTarget;
  readonly reservation: Disposable;
}

const SILENT = 408;
/** Given up before it was sent elsewhere. */
const NOT_WANTED = 487;

/** A branch that is one INVITE. */
export function inviteBranch(target: InviteTarget, parts: LegParts): StartBranch {
  return (offer, listener) => invite(target, offer, listener, parts);
}

/**
 * A branch that tries one trunk after the other: the next one where a trunk fails or says nothing, never on the callee's
 * own refusal.
 *
 * @param next  takes the next trunk's line; undefined when there is no further trunk
 */
export function trunkFailover(next: () => Promise<TrunkAttempt | undefined>, parts: LegParts): StartBranch {
  return (offer, listener) => new Attempts(next, offer, listener, parts);
}

class Attempts implements BranchInProgress {
  readonly #next: () => Promise<TrunkAttempt | undefined>;
  readonly #offer: string | undefined;
  readonly #listener: ForkListener;
  readonly #parts: LegParts;
  #current: BranchInProgress | undefined;
  #cancelled = false;

  constructor(
    next: () => Promise<TrunkAttempt | undefined>,
    offer: string | undefined,
    listener: ForkListener,
    parts: LegParts,
  ) {
    this.#next = next;
    this.#offer = offer;
    this.#listener = listener;
    this.#parts = parts;
    void this.#try(503); // it waits first: nobody is told before we have returned
  }

  cancel(reason: string | undefined): void {
    this.#cancelled = true;
    this.#current?.cancel(reason);
  }

  /** The next trunk with a line of its; undefined: there is none, or nobody wants the call any more. */
  async #taken(): Promise<TrunkAttempt | undefined> {
    await Promise.resolve();
    const attempt = this.#cancelled ? undefined : await this.#next();
    if (!this.#isCancelled()) return attempt;
    attempt?.reservation[Symbol.dispose]();
    return undefined;
  }

  #isCancelled(): boolean {
    return this.#cancelled;
  }

  /** @param status  why the one before failed */
  async #try(status: number): Promise<void> {
    const attempt = await this.#taken();
    if (attempt === undefined) {
      this.#listener.refused(status, "");
      return;
    }
    const { target, reservation } = attempt;
    const release = (): void => reservation[Symbol.dispose]();
    let passedOver = false;
    const silence = this.#parts.clock.arm(target.silentForMs, () => {
      passedOver = true;
      this.#current?.cancel(undefined);
      void this.#try(SILENT);
    });
    this.#current = invite(
      target,
      this.#offer,
      {
        provisional: (code, sdp) => {
          if (passedOver) return;
          if (code > 100) silence.disarm();
          this.#listener.provisional(code, sdp);
        },
        answered: (callee) => {
          silence.disarm();
          const held = releaseWithLeg(callee, release);
          if (passedOver) void held.refuse(undefined);
          else this.#listener.answered(held);
        },
        refused: (code) => {
          silence.disarm();
          if (!passedOver && isTrunkFailure(code)) {
            void this.#try(code).then(release); // what both trunks hold is held on
            return;
          }
          release();
          if (!passedOver) this.#listener.refused(code, "");
        },
      },
      this.#parts,
    );
  }
}

/** The line is free again when the callee's leg is over. */
export function releaseWithLeg(callee: AnsweredCallee, release: () => void): AnsweredCallee {
  return {
    sdp: callee.sdp,
    connect: async (answer) => {
      let leg: Leg;
      try {
        leg = await callee.connect(answer);
      } catch (failure) {
        release();
        throw failure;
      }
      void leg.ended.then(release);
      return leg;
    },
    refuse: async (reason) => {
      await callee.refuse(reason);
      release();
    },
  };
}

/** A branch that is sent elsewhere, once, where its phone says so (302). */
export function followRedirectOnce(
  start: StartBranch,
  elsewhere: (contact: string) => Promise<{ readonly start: StartBranch; readonly silentForMs: number } | undefined>,
): StartBranch {
  return (offer, listener) => {
    let cancelled = false;
    let current: BranchInProgress | undefined = undefined;
    const follow = async (contact: string): Promise<void> => {
      const other = await elsewhere(contact).catch(() => undefined); // nobody knows who can be reached there
      if (other === undefined || isCancelled()) {
        listener.refused(isCancelled() ? NOT_WANTED : 480, "");
        return;
      }
      listener.redirected(other.silentForMs);
      current = other.start(offer, listener);
    };
    const isCancelled = (): boolean => cancelled;
    const refused = (status: number, contact: string): void => {
      const isRedirection = status >= 300 && status < 400;
      if (isRedirection && contact !== "" && !cancelled) void follow(contact);
      else listener.refused(isRedirection ? 480 : status, "");
    };
    current = start(offer, { ...listener, refused });
    return {
      cancel: (reason) => {
        cancelled = true;
        current?.cancel(reason);
      },
    };
  };
}
