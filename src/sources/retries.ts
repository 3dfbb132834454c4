/** The time between two messages is counted in these; RFC 3261's timers are multiples of 500 ms. */
const TICK_MS = 25;
const FLOWS = 65_536;
const TICKS = 65_536;
/** The first repetition: T1 is 500 ms (RFC 3261 §17.1.1.1); some phones take a second. */
const FIRST_GAP = { least: 350 / TICK_MS, most: 1_200 / TICK_MS };
/** T2, from where on a request that isn't an INVITE is repeated at even intervals (RFC 3261 §17.1.2.2). */
const EVEN_GAP = { least: 3_800 / TICK_MS, most: 4_400 / TICK_MS };
const GAP_DOUBLES = { least: 1.8, most: 2.2 };

/** Steps of the schedule that are told apart: the eighth repetition comes after 23.5 s. */
export const MOST_STEPS = 8;

/**
 * How faithfully each UDP port of one source repeats its request by the schedule of RFC 3261 §17.1.2.2: after 0.5, 1, 2, 4, 4 … s.
 * A telephone without an answer does; a sender that takes a new port for each message doesn't. Of fixed size, 256 KB: one
 * word a port, with the tick of its last message, the gap before it and the steps of the schedule so far.
 */
export class Retries {
  readonly #ports = new Uint32Array(FLOWS);
  lastUsedMs: number;

  constructor(nowMs: number) {
    this.lastUsedMs = nowMs;
  }

  /** A message of this port. How many repetitions in a row have come when they should; 0: a first one, or out of schedule. */
  note(port: number, nowMs: number): number {
    this.lastUsedMs = nowMs;
    const tick = Math.floor(nowMs / TICK_MS) % TICKS;
    const word = this.#ports[port] ?? 0;
    const gap = word === 0 ? TICKS : (tick - (word >>> 16) + TICKS) % TICKS;
    const steps = stepsAfter(gap, (word >>> 8) & 0xff, word & 0x7f);
    // The bit says that the word isn't an empty one.
    this.#ports[port] = ((tick << 16) | (Math.min(gap, 0xff) << 8) | 0x80 | steps) >>> 0;
    return steps;
  }
}

function stepsAfter(gap: number, gapBefore: number, steps: number): number {
  const isNext =
    steps > 0 && (isWithin(gap / gapBefore, GAP_DOUBLES) || (isWithin(gapBefore, EVEN_GAP) && isWithin(gap, EVEN_GAP)));
  if (isNext) return Math.min(steps + 1, MOST_STEPS);
  return isWithin(gap, FIRST_GAP) ? 1 : 0;
}

const isWithin = (value: number, { least, most }: { readonly least: number; readonly most: number }): boolean =>
  value >= least && value <= most;

/** The retries of those banned sources that send most lately: a bounded number of them. */
export class RetriesOfSources {
  readonly #all = new Map<string, Retries>();
  readonly #most: number;
  readonly #idleMs: number;
  #fullUntilMs = -Infinity;

  constructor({ sources, idleMs }: { readonly sources: number; readonly idleMs: number }) {
    this.#most = sources;
    this.#idleMs = idleMs;
  }

  get size(): number {
    return this.#all.size;
  }

  /** Undefined: as many other sources are repeating now. */
  of(name: string, nowMs: number): Retries | undefined {
    const known = this.#all.get(name);
    if (known !== undefined) return known;
    if (this.#all.size >= this.#most && !this.#makeRoom(nowMs)) return undefined;
    const retries = new Retries(nowMs);
    this.#all.set(name, retries);
    return retries;
  }

  /** Of these sources nothing is remembered any more. */
  keepOnly(isBanned: (name: string) => boolean): void {
    for (const name of this.#all.keys()) if (!isBanned(name)) this.#all.delete(name);
    this.#fullUntilMs = -Infinity;
  }

  /** Looked for once a second at most: a flood must not cost a search for each message. */
  #makeRoom(nowMs: number): boolean {
    if (nowMs < this.#fullUntilMs) return false;
    for (const [name, { lastUsedMs }] of this.#all) if (nowMs - lastUsedMs > this.#idleMs) this.#all.delete(name);
    if (this.#all.size < this.#most) return true;
    this.#fullUntilMs = nowMs + 1_000;
    return false;
  }
}
