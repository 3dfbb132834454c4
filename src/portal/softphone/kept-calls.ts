/** A call that goes on while the page of its phone is loaded anew. */
export interface KeptCall {
  /** Its dialog, as the phone that takes it back names it (RFC 3891). */
  readonly replaces: string;
  readonly party: string;
  readonly number: string;
  readonly sinceMs: number | undefined;
  readonly isHeld: boolean;
}

/** In the storage of the tab, which no other tab has. */
const KEY = "offhook.browser-calls";
/** The system misses the phone of a call for no longer. */
const KEPT_FOR_MS = 15_000;

/** The page goes. */
export function keepCalls(calls: readonly KeptCall[]): void {
  sessionStorage.setItem(KEY, JSON.stringify({ atMs: Date.now(), calls }));
}

/** The calls that the page before this one has kept, once; none where it is too late. */
export function takeKeptCalls(): readonly KeptCall[] {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  if (text === null) return [];
  const { atMs, calls } = JSON.parse(text) as { readonly atMs: number; readonly calls: readonly KeptCall[] };
  return Date.now() - atMs < KEPT_FOR_MS ? calls : [];
}
