/**
 * Owns what a piece of work has acquired and releases it in reverse order, once, even when a release fails.
 * Node 20 has no AsyncDisposableStack; this is the part of it that we use.
 */
export class Scope implements AsyncDisposable {
  readonly #releases: (() => void | PromiseLike<void>)[] = [];
  #closed = false;

  /** Takes ownership; returns what it was given, for `const x = scope.own(await open())`. */
  own<Resource extends AsyncDisposable | Disposable>(resource: Resource): Resource {
    this.defer(() => (Symbol.asyncDispose in resource ? resource[Symbol.asyncDispose]() : resource[Symbol.dispose]()));
    return resource;
  }

  /** Runs `release` when the scope ends. A scope that has ended already releases at once. */
  defer(release: () => void | PromiseLike<void>): void {
    if (this.#closed) {
      void Promise.resolve()
        .then(release)
        .catch(() => undefined);
      return;
    }
    this.#releases.push(release);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    const failures: unknown[] = [];
    for (let release = this.#releases.pop(); release !== undefined; release = this.#releases.pop()) {
      try {
        await release();
      } catch (failure) {
        failures.push(failure);
      }
    }
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, "several releases failed");
  }
}
