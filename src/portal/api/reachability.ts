import { createStore } from "./store.ts";

/** Asked in short while the system is away: it is on the same network as most who ask. */
const LOOK_AGAIN_MS = 2_000;

/** Whether the system answers; the banner shows it, and queries are asked again once it does. */
export const isAway = createStore(false);

let looking: ReturnType<typeof setTimeout> | undefined;

/** A request has had no answer: looks until there is one. */
export function noteAway(): void {
  isAway.set(true);
  looking ??= setTimeout(() => void look(), LOOK_AGAIN_MS);
}

/** A request has been answered. */
export function noteThere(): void {
  clearTimeout(looking);
  looking = undefined;
  isAway.set(false);
}

export async function look(): Promise<void> {
  clearTimeout(looking);
  looking = undefined;
  try {
    const { ok } = await fetch("/healthz", { cache: "no-store" });
    if (ok) return noteThere();
  } catch {
    // looked again below
  }
  noteAway();
}
