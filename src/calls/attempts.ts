import { invite, type Answered, type BranchInProgress, type BranchTarget } from "./branch.ts";
import type { ForkListener, StartBranch } from "./fork.ts";
import type { Leg, LegParts } from "./leg.ts";
import { isTrunkFailure } from "./status.ts";

/** One way to reach a callee outside, and the trunk's line that it takes. */
export interface Attempt {
  readonly target: BranchTarget;
  readonly line: Disposable;
}

const SILENT = 408;

/** A branch that is one INVITE. */
export function oneInvite(target: BranchTarget, parts: LegParts): StartBranch {
  return (offer, listener) => invite(target, offer, listener, parts);
}

/**
 * A branch that tries one trunk after the other: the next one where a trunk fails or says nothing, never on the callee's
 * own refusal.
 *
 * @param next  takes the next trunk's line; undefined when there is no further trunk
 */
export function inTurn(next: () => Attempt | undefined, parts: LegParts): StartBranch {
  return (offer, listener) => new Attempts(next, offer, listener, parts);
}

class Attempts implements BranchInProgress {
  readonly #next: () => Attempt | undefined;
  readonly #offer: string | undefined;
  readonly #listener: ForkListener;
  readonly #parts: LegParts;
  #current: BranchInProgress | undefined;
  #cancelled = false;

  constructor(next: () => Attempt | undefined, offer: string | undefined, listener: ForkListener, parts: LegParts) {
    this.#next = next;
    this.#offer = offer;
    this.#listener = listener;
    this.#parts = parts;
    queueMicrotask(() => this.#try(503)); // never before we have returned
  }

  cancel(reason: string | undefined): void {
    this.#cancelled = true;
    this.#current?.cancel(reason);
  }

  /** @param status  why the one before failed */
  #try(status: number): void {
    const attempt = this.#cancelled ? undefined : this.#next();
    if (attempt === undefined) {
      this.#listener.refused(status, "");
      return;
    }
    const { target, line } = attempt;
    const release = (): void => line[Symbol.dispose]();
    let passedOver = false;
    const silence = this.#parts.clock.arm(target.silentForMs, () => {
      passedOver = true;
      this.#current?.cancel(undefined);
      this.#try(SILENT);
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
          const held = releasing(callee, release);
          if (passedOver) void held.refuse(undefined);
          else this.#listener.answered(held);
        },
        refused: (code) => {
          silence.disarm();
          release();
          if (passedOver) return;
          if (isTrunkFailure(code)) this.#try(code);
          else this.#listener.refused(code, "");
        },
      },
      this.#parts,
    );
  }
}

/** The line is free again when the callee's leg is over. */
function releasing(callee: Answered, release: () => void): Answered {
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
export function followingOnce(
  start: StartBranch,
  elsewhere: (contact: string) => { readonly start: StartBranch; readonly silentForMs: number } | undefined,
): StartBranch {
  return (offer, listener) => {
    let cancelled = false;
    let current: BranchInProgress | undefined = undefined;
    const refused = (status: number, contact: string): void => {
      const isRedirection = status >= 300 && status < 400;
      const other = isRedirection && contact !== "" && !cancelled ? elsewhere(contact) : undefined;
      if (other === undefined) {
        listener.refused(isRedirection ? 480 : status, "");
        return;
      }
      listener.redirected(other.silentForMs);
      current = other.start(offer, listener);
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
