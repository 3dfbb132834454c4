/** How often each part of this system died and was started again; there are as many names as parts. */
export class Restarts {
  readonly #counts = new Map<string, number>();
  readonly #listeners = new Set<(counts: Readonly<Record<string, number>>) => void>();

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  note(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    for (const listener of this.#listeners) listener(this.counts);
  }

  /** Called at each restart, until disposed. */
  onChange(listener: (counts: Readonly<Record<string, number>>) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }
}
