import type { ApplicationParts } from "./app.ts";

/** What an application process says to its parent, beside lines for the log. */
export type FromWorker =
  /** It can be sent its parts. */
  | { readonly kind: "listens" }
  /** It doesn't stand still. */
  | { readonly kind: "lives" }
  | { readonly kind: "ready" }
  | { readonly kind: "failed"; readonly reason: string };

/** What workers are told of restarts. */
export interface RestartsNews {
  readonly restarts: Readonly<Record<string, number>>;
}

/** To a worker: calls that go on are not waited for. */
export const HURRY = "hurry";

export type ToWorker = typeof HURRY | RestartsNews | ApplicationParts;

/** How often a worker says that it lives. */
export const LIVES_EACH_MS = 1_000;
