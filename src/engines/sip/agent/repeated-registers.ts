import crypto, { createHash } from "node:crypto";
import type { Alarm, Clock } from "../../../runtime/clock.ts";
import type { Arrival, Hop } from "../transport/hop.ts";

/** Answers of 1 KB at most, and names: some 8 MB when as many phones as that register within seconds. */
export const MAX_REMEMBERED = 8_192;
/** The same of senders of whom nothing is known: an attack takes no more, and no known phone's place. */
export const MAX_STRANGERS = 1_024;
const MAX_ANSWER_BYTES = 1_024;
/** Those whose time is over are looked for this often at most. */
const LOOK_EACH_MS = 1_000;
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

type Entry = Remembered & { readonly untilMs: number };

/**
 * REGISTERs that came over UDP a short while ago. The more a registrar has to do, the more of what it reads is the same once more:
 * here that is known by its bytes, before it costs a parse, and gets the answer that it got (RFC 3261 §8.2.7, §17.2.2).
 */
export class RepeatedRegisters implements Disposable {
  readonly #clock: Clock;
  readonly #keptForMs: number;
  readonly #known = new Map<DatagramName, Entry>();
  readonly #strangers = new Map<DatagramName, Entry>();
  #alarm: Alarm | undefined;

  /** @param keptForMs  for how long a client may repeat its request: 64*T1 */
  constructor(clock: Clock, keptForMs: number) {
    this.#clock = clock;
    this.#keptForMs = keptForMs;
  }

  get size(): number {
    return this.#known.size + this.#strangers.size;
  }

  get(name: DatagramName): Remembered | undefined {
    return this.#known.get(name) ?? this.#strangers.get(name);
  }

  /** Its transaction serves it, and repeats its answer. */
  noteServed(name: DatagramName, transaction: string, isStrangers: boolean): void {
    this.#note(name, { transaction, untilMs: this.#untilMs() }, isStrangers);
  }

  noteAnswer(name: DatagramName, { bytes, hop }: SentAnswer, isStrangers: boolean): void {
    if (bytes.length > MAX_ANSWER_BYTES) return;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
    this.#note(name, { text, hop, untilMs: this.#untilMs() }, isStrangers);
  }

  forget(name: DatagramName): void {
    this.#known.delete(name);
    this.#strangers.delete(name);
  }

  [Symbol.dispose](): void {
    this.#alarm?.disarm();
    this.#known.clear();
    this.#strangers.clear();
  }

  #note(name: DatagramName, entry: Entry, isStrangers: boolean): void {
    const [table, most] = isStrangers ? [this.#strangers, MAX_STRANGERS] : [this.#known, MAX_REMEMBERED];
    const [oldest] = table.size >= most ? table.keys() : [];
    if (oldest !== undefined) table.delete(oldest);
    table.delete(name);
    table.set(name, entry);
    this.#alarm ??= this.#clock.arm(this.#keptForMs, this.#look);
  }

  readonly #look = (): void => {
    const nowMs = this.#clock.nowMs();
    this.#alarm = undefined;
    for (const table of [this.#known, this.#strangers])
      for (const [name, { untilMs }] of table) {
        if (untilMs > nowMs) break; // all are kept equally long: those behind it are younger
        table.delete(name);
      }
    if (this.size > 0) this.#alarm = this.#clock.arm(LOOK_EACH_MS, this.#look);
  };

  #untilMs(): number {
    return this.#clock.nowMs() + this.#keptForMs;
  }
}

/** Undefined: no REGISTER, or it came by a connection, where nothing is repeated. */
export function nameOfRegister(bytes: Uint8Array, { flow, source }: Arrival): DatagramName | undefined {
  if (flow !== undefined) return undefined;
  for (let at = 0; at < REGISTER.length; at++) if (bytes[at] !== REGISTER[at]) return undefined;
  return `${source.port} ${source.address} ${fingerprint(bytes)}`;
}

/** Node.js has its one-shot `hash` from 20.12 on; without it an object is made for each. */
const fingerprint: (bytes: Uint8Array) => string =
  typeof crypto.hash === "function"
    ? (bytes) => crypto.hash("sha1", bytes, "base64url")
    : (bytes) => createHash("sha1").update(bytes).digest("base64url");
