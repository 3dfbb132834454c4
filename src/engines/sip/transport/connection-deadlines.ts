import type { WireLimits } from "./listen.ts";

/** Whether a registration or call goes over a peer's connection, and whom to tell when it does. */
export interface ConnectionProof {
  readonly isThere: () => boolean;
  readonly note: () => void;
}

/** How long a connection may be quiet, half say something, or prove nothing, and since when it does. */
export class ConnectionDeadlines {
  readonly #limits: Pick<WireLimits, "idleMs" | "halfOpenMs" | "unprovenMs">;
  readonly #proof: ConnectionProof | undefined;
  #movedAtMs: number;
  /** Since when something whole is awaited: the first message, or the rest of one. */
  #awaitedSinceMs: number | undefined;
  /** Since when it is open without a registration or call; undefined: there is one, or none is asked for. */
  #unprovenSinceMs: number | undefined;

  /** @param isPeers  a peer has opened it, and is to say something: of one that we connect to nothing is awaited but answers */
  constructor(
    limits: Pick<WireLimits, "idleMs" | "halfOpenMs" | "unprovenMs">,
    proof: ConnectionProof | undefined,
    { nowMs, isPeers }: { readonly nowMs: number; readonly isPeers: boolean },
  ) {
    this.#limits = limits;
    this.#proof = proof;
    this.#movedAtMs = nowMs;
    this.#awaitedSinceMs = isPeers ? nowMs : undefined;
    this.#unprovenSinceMs = proof === undefined ? undefined : nowMs;
  }

  /** When something was sent or heard last. */
  get movedAtMs(): number {
    return this.#movedAtMs;
  }

  moved(nowMs: number): void {
    this.#movedAtMs = nowMs;
  }

  /** Something whole came. */
  heard(): void {
    this.#awaitedSinceMs = undefined;
  }

  /** From now on the rest of what has begun is awaited, unless it is already. */
  await(nowMs: number): void {
    this.#awaitedSinceMs ??= nowMs;
  }

  /** Why the connection is to be cut now. */
  problemAt(nowMs: number): "idle" | "half open" | "unproven" | undefined {
    const { idleMs, halfOpenMs, unprovenMs } = this.#limits;
    if (this.#unprovenSinceMs !== undefined && this.#proof?.isThere() === true) {
      this.#unprovenSinceMs = undefined;
      this.#proof.note();
    }
    if (nowMs - this.#movedAtMs > idleMs) return "idle";
    if (this.#awaitedSinceMs !== undefined && nowMs - this.#awaitedSinceMs > halfOpenMs) return "half open";
    if (this.#unprovenSinceMs !== undefined && nowMs - this.#unprovenSinceMs > unprovenMs) return "unproven";
    return undefined;
  }
}
