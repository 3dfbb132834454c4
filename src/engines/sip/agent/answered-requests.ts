import type { Alarm, Clock } from "../../../runtime/clock.ts";
import type { Hop } from "../transport/hop.ts";
import type { SipWire } from "../transport/wire.ts";

/** Those whose time is over are looked for this often at most. */
const LOOK_EACH_MS = 100;

interface Answered {
  /** The answer, a character a byte: a tenth of what a small Buffer keeps, which shares its memory with many others. */
  readonly text: string;
  readonly hop: Hop;
  readonly untilMs: number;
}

/**
 * Requests other than INVITE that came over UDP and are answered: state Completed of RFC 3261 §17.2.2, in which nothing can happen but the
 * request once more, which gets its answer once more, and the end (timer J). For each the answer and its way alone are
 * kept, and one timer serves all: a registrar has tens of thousands of them at any time.
 */
export class AnsweredRequests implements Disposable {
  readonly #clock: Clock;
  readonly #wire: SipWire;
  readonly #keptForMs: number;
  /** In the order of their ends, as all are kept equally long. */
  readonly #byKey = new Map<string, Answered>();
  #alarm: Alarm | undefined;

  /** @param keptForMs  timer J */
  constructor(clock: Clock, wire: SipWire, keptForMs: number) {
    this.#clock = clock;
    this.#wire = wire;
    this.#keptForMs = keptForMs;
  }

  get size(): number {
    return this.#byKey.size;
  }

  add(key: string, bytes: Uint8Array, hop: Hop): void {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
    this.#byKey.set(key, { text, hop, untilMs: this.#clock.nowMs() + this.#keptForMs });
    this.#alarm ??= this.#clock.arm(this.#keptForMs, this.#look);
  }

  has(key: string): boolean {
    return this.#byKey.has(key);
  }

  /** The same request once more. @returns false when it isn't known, or no longer */
  repeat(key: string): boolean {
    const answered = this.#byKey.get(key);
    if (answered === undefined) return false;
    this.#wire.send(Buffer.from(answered.text, "latin1"), answered.hop);
    return true;
  }

  [Symbol.dispose](): void {
    this.#alarm?.disarm();
    this.#byKey.clear();
  }

  readonly #look = (): void => {
    const nowMs = this.#clock.nowMs();
    this.#alarm = undefined;
    for (const [key, { untilMs }] of this.#byKey) {
      if (untilMs > nowMs) {
        this.#alarm = this.#clock.arm(Math.max(untilMs - nowMs, LOOK_EACH_MS), this.#look);
        return;
      }
      this.#byKey.delete(key);
    }
  };
}
