const LOCK = "offhook.browser-phone";

/** What becomes of a tab that would be the phone. */
export interface TabLock {
  /** Another tab is the phone; this one will be when that one is closed. */
  readonly onElsewhere: () => void;
  readonly onHeld: () => void;
  /** Another tab has taken it over. */
  readonly onLost: () => void;
}

/**
 * One tab of a browser is the phone, by a lock that the browser itself gives and takes: a tab that is closed or crashes has lost it at
 * once, and the next one that waits gets it.
 *
 * @param isUrgent  the person wants it here: the tab that has it loses it
 */
export function holdTabLock({ onElsewhere, onHeld, onLost }: TabLock, isUrgent: boolean): Disposable {
  const end = new AbortController();
  const held = (): Promise<void> =>
    new Promise((resolve) => {
      onHeld();
      end.signal.addEventListener("abort", () => resolve(), { once: true });
    });
  const wait = (): Promise<void> =>
    navigator.locks.request(LOCK, { signal: end.signal }, () => (end.signal.aborted ? undefined : held()));
  const request = async (): Promise<void> => {
    if (isUrgent) return navigator.locks.request(LOCK, { steal: true }, held);
    const isFree = await navigator.locks.query().then(({ held: all }) => !all?.some(({ name }) => name === LOCK));
    if (end.signal.aborted) return;
    if (!isFree) onElsewhere();
    await wait();
  };
  const hold = async (ask: () => Promise<void>): Promise<void> => {
    await ask().catch(() => {
      if (end.signal.aborted) return;
      onLost();
      void hold(wait); // until the tab that has it is closed
    });
  };
  void hold(request);
  return { [Symbol.dispose]: () => end.abort() };
}
