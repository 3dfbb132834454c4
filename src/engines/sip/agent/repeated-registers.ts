import type { Alarm, Clock } from "../../../runtime/clock.ts";
import { fingerprint } from "../../../runtime/fingerprint.ts";
import type { Arrival, Hop } from "../transport/hop.ts";

/** A client repeats its request after 0.5, 1.5 and 3.5 s: each is remembered for so long at least, and for twice as long at most. */
export const REMEMBERED_MS = 4_000;
/** In that time: with answers of less than 1 KB some 8 MB when as many phones as that register. */
export const MAX_REMEMBERED = 8_192;
/** The same of senders of whom nothing is known: an attack takes no more, and no known phone's place. */
export const MAX_STRANGERS = 1_024;
const MAX_ANSWER_BYTES = 1_024;
const REGISTER = Buffer.from("REGISTER ");

/** Names one datagram of one source by its bytes: a retransmission has the same (RFC 3261 §17.1.2.2). */
export type DatagramName = string;

/** What was sent without a transaction. */
export interface SentAnswer {
  readonly bytes: Uint8Array;
  readonly hop: Hop;
}

/** What became of a REGISTER: an answer that was sent once, or a transaction by its key. */
export type Remembered = { readonly text: string; readonly hop: Hop } | { readonly transaction: string };

/** Those of the time before go all at once: nothing is looked through for what is old. */
class Generations {
  readonly #most: number;
  #young = new Map<DatagramName, Remembered>();
  #old = new Map<DatagramName, Remembered>();

  constructor(most: number) {
    this.#most = most;
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  get(name: DatagramName): Remembered | undefined {
    return this.#young.get(name) ?? this.#old.get(name);
  }

  set(name: DatagramName, remembered: Remembered): void {
    if (this.#young.size >= this.#most) this.age();
    this.#young.set(name, remembered);
  }

  delete(name: DatagramName): void {
    this.#young.delete(name);
    this.#old.delete(name);
  }

  age(): void {
    this.#old = this.#young;
    this.#young = new Map();
  }
}

/**
 * REGISTERs that came over UDP a moment ago. The more a registrar has to do, the more of what it reads is the same once more: here
 * that is known by its bytes, before it costs a parse, and gets the answer that it got (RFC 3261 §8.2.7, §17.2.2).
 */
export class RepeatedRegisters implements Disposable {
  readonly #clock: Clock;
  readonly #known = new Generations(MAX_REMEMBERED);
  readonly #strangers = new Generations(MAX_STRANGERS);
  #alarm: Alarm | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#known.size + this.#strangers.size;
  }

  get(name: DatagramName): Remembered | undefined {
    return this.#known.get(name) ?? this.#strangers.get(name);
  }

  /** Its transaction serves it, and repeats its answer. */
  noteServed(name: DatagramName, transaction: string, isStrangers: boolean): void {
    this.#note(name, { transaction }, isStrangers);
  }

  noteAnswer(name: DatagramName, { bytes, hop }: SentAnswer, isStrangers: boolean): void {
    if (bytes.length > MAX_ANSWER_BYTES) return;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
    this.#note(name, { text, hop }, isStrangers);
  }

  forget(name: DatagramName): void {
    this.#known.delete(name);
    this.#strangers.delete(name);
  }

  [Symbol.dispose](): void {
    this.#alarm?.disarm();
  }

  #note(name: DatagramName, remembered: Remembered, isStrangers: boolean): void {
    (isStrangers ? this.#strangers : this.#known).set(name, remembered);
    this.#alarm ??= this.#clock.arm(REMEMBERED_MS, this.#age);
  }

  readonly #age = (): void => {
    this.#known.age();
    this.#strangers.age();
    this.#alarm = this.size === 0 ? undefined : this.#clock.arm(REMEMBERED_MS, this.#age);
  };
}

/** Undefined: no REGISTER, or it came by a connection, where nothing is repeated. */
export function nameOfRegister(bytes: Uint8Array, { flow, source }: Arrival): DatagramName | undefined {
  if (flow !== undefined) return undefined;
  for (let at = 0; at < REGISTER.length; at++) if (bytes[at] !== REGISTER[at]) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  return `${source.port} ${source.address} ${bytes.length} ${fingerprint(text)}`;
}
