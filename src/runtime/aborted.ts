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
