/** Whether it is over. A function, because it may have happened during any await. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}

/** Resolves when it is over. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/**
 * A signal that is aborted with the first of these, for as long as it is not released. For sources that outlive it: in each of them
 * `AbortSignal.any` leaves something behind for good (Node.js 20).
 */
export function linkedSignal(sources: readonly AbortSignal[]): Disposable & { readonly signal: AbortSignal } {
  const linked = new AbortController();
  const abort = (event: Event): void => linked.abort((event.target as AbortSignal).reason);
  for (const source of sources) {
    if (source.aborted) linked.abort(source.reason);
    else source.addEventListener("abort", abort);
  }
  return {
    signal: linked.signal,
    [Symbol.dispose]() {
      for (const source of sources) source.removeEventListener("abort", abort);
    },
  };
}
