/** What can be known of a one-shot by those who wait for it. */
export interface OneShot<Reason = unknown> {
  /** It may have happened during any await. */
  readonly happened: boolean;
  /** Why; undefined until it has happened. */
  readonly reason: Reason | undefined;
  /** Calls this once, when it happens; never where it has happened already. */
  listen(listener: () => void): void;
  /** The listener is not called any more. */
  ignore(listener: () => void): void;
  /** For what waits by an AbortSignal: aborted when it happens, or aborted already. */
  readonly signal: AbortSignal;
}

/**
 * Something that happens once, or never: a caller gives up, an engine is lost. Of these each call has several, and nearly none ever
 * happens, so it costs next to nothing until something listens, and a listener is added and removed at the same price however many
 * there are: an AbortSignal looks through them all.
 */
export class OneShotSource<Reason = unknown> implements OneShot<Reason> {
  #happened = false;
  #reason: Reason | undefined;
  #listeners: Set<() => void> | undefined;
  #controller: AbortController | undefined;

  get happened(): boolean {
    return this.#happened;
  }

  get reason(): Reason | undefined {
    return this.#reason;
  }

  get signal(): AbortSignal {
    this.#controller ??= this.#begin();
    return this.#controller.signal;
  }

  listen(listener: () => void): void {
    if (!this.#happened) (this.#listeners ??= new Set()).add(listener);
  }

  ignore(listener: () => void): void {
    this.#listeners?.delete(listener);
  }

  /** It happens now, and only now: a second time changes nothing. */
  happen(reason: Reason): void {
    if (this.#happened) return;
    this.#happened = true;
    this.#reason = reason;
    const listeners = [...(this.#listeners ?? [])];
    this.#listeners = undefined;
    this.#controller?.abort(reason);
    for (const listener of listeners) {
      try {
        listener();
      } catch (fault) {
        queueMicrotask(() => {
          throw fault; // a fault of ours, as such; the other listeners are told all the same
        });
      }
    }
  }

  #begin(): AbortController {
    const controller = new AbortController();
    if (this.#happened) controller.abort(this.#reason);
    return controller;
  }
}

/** What never happens. */
export const NEVER: OneShot<never> = Object.freeze({
  happened: false,
  reason: undefined,
  listen: () => undefined,
  ignore: () => undefined,
  signal: new AbortController().signal,
});
