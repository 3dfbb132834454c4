import type { Alarm, Clock } from "../../runtime/clock.ts";
import type { DtlsIdentity } from "./certificate.ts";
import { ClientHandshake } from "./client-handshake.ts";
import { FINISHED, readFragments, Reassembly } from "./handshake-message.ts";
import { HandshakeFailed, type ExportedKeys, type Flight, type FlightItem, type Handshake } from "./handshake.ts";
import { ALERT, CHANGE_CIPHER_SPEC, HANDSHAKE, readRecords, recordNumber, writeRecord } from "./record.ts";
import type { DtlsRecord } from "./record.ts";
import { ServerHandshake } from "./server-handshake.ts";

export interface DtlsParts {
  /** RFC 4145 §4: the active side begins, as a client. */
  readonly role: "client" | "server";
  readonly identity: DtlsIdentity;
  /** Whether this certificate is the peer's, as its session description says. */
  isPeers(certificate: Buffer): boolean;
  readonly clock: Clock;
  transmit(datagram: Buffer): void;
  /** Both sides have proved who they are. At most once. */
  onKeys(keys: ExportedKeys): void;
  /** There will be no keys; why, in plain words. At most once. */
  onFailed(problem: string): void;
}

/** A handshake takes two round trips and, by a bad network, some repeats: what takes longer never ends. */
export const HANDSHAKE_WITHIN_MS = 10_000;
/** RFC 6347 §4.2.4.1: when a flight gets no answer it is sent again, each time after twice as long. */
const FIRST_REPEAT_MS = 250;
const LONGEST_REPEAT_MS = 2_000;
/** So often a flight is sent again because the peer's came again; its own time brings it more seldom. */
const MAX_ANSWERED_REPEATS = 16;
/** Fits through every network, with room for IP and UDP (RFC 8261 §5). */
const MAX_DATAGRAM_BYTES = 1_200;
const FATAL = 2;
const WARNING = 1;
const CLOSE_NOTIFY = 0;

/**
 * One DTLS 1.2 connection (RFC 6347), by which both ends of a stream agree on its keys and prove who they are (RFC 5764). Nothing
 * else goes through it: application data is passed over.
 */
export class DtlsConnection implements Disposable {
  readonly #parts: DtlsParts;
  readonly #handshake: Handshake;
  readonly #reassembly = new Reassembly();
  #flight: Flight = [];
  #repeat: Alarm | undefined;
  #repeatAfterMs = FIRST_REPEAT_MS;
  #answeredRepeats = 0;
  #deadline: Alarm | undefined;
  /** Of the next record, by epoch. */
  #sequences: [number, number] = [0, 0];
  #over = false;

  constructor(parts: DtlsParts) {
    this.#parts = parts;
    const { identity } = parts;
    const own = { identity, isPeers: (certificate: Buffer) => parts.isPeers(certificate) };
    this.#handshake = parts.role === "client" ? new ClientHandshake(own) : new ServerHandshake(own);
  }

  /** From now on the handshake has its time. */
  start(): void {
    this.#deadline = this.#parts.clock.arm(HANDSHAKE_WITHIN_MS, () => this.#fail("it took too long"));
    const flight = this.#handshake.begin();
    if (flight !== undefined) this.#send(flight);
  }

  /** A datagram of the peer's; what can't be read, or isn't authentic where it must be, is passed over. */
  receive(datagram: Buffer): void {
    for (const record of readRecords(datagram)) {
      if (this.#over) return;
      this.#take(record);
    }
  }

  /** Tells the peer that we are leaving, once it knows us. */
  [Symbol.dispose](): void {
    if (this.#handshake.keys !== undefined && !this.#over) this.#alert(WARNING, CLOSE_NOTIFY);
    this.#end();
  }

  #take(record: DtlsRecord): void {
    if (record.type !== HANDSHAKE) return; // an alert in the clear may be anyone's: the deadline ends what doesn't go on
    const isEncrypted = record.epoch === 1;
    const content = isEncrypted ? this.#handshake.protection?.open(record) : record.fragment;
    if (content === undefined || record.epoch > 1) return;
    let isRepeated = false;
    for (const fragment of readFragments(content)) {
      if ((fragment.type === FINISHED) !== isEncrypted) continue;
      isRepeated = this.#reassembly.add(fragment) || isRepeated;
    }
    if (isRepeated) this.#answerRepeat();
    this.#goOn();
  }

  #goOn(): void {
    try {
      for (let message = this.#reassembly.take(); message !== undefined; message = this.#reassembly.take()) {
        const flight = this.#handshake.take(message);
        if (flight !== undefined) this.#send(flight);
        if (this.#handshake.keys !== undefined) {
          this.#establish(this.#handshake.keys);
          return;
        }
      }
    } catch (failure) {
      if (!(failure instanceof HandshakeFailed)) throw failure;
      this.#alert(FATAL, failure.alert);
      this.#fail(failure.message);
    }
  }

  #establish(keys: ExportedKeys): void {
    this.#deadline?.disarm();
    this.#repeat?.disarm();
    this.#parts.onKeys(keys);
  }

  /** The peer has not had our last flight, or not all of it. */
  #answerRepeat(): void {
    // The server's flight is the last one: a client that has it would only make the server send it again (RFC 6347 §4.2.4).
    if (this.#parts.role === "client" && this.#handshake.keys !== undefined) return;
    if (this.#flight.length === 0 || this.#answeredRepeats >= MAX_ANSWERED_REPEATS) return;
    this.#answeredRepeats++;
    this.#transmit(this.#flight);
  }

  #send(flight: Flight): void {
    this.#flight = flight;
    this.#repeatAfterMs = FIRST_REPEAT_MS;
    this.#transmit(flight);
    this.#armRepeat();
  }

  #armRepeat(): void {
    this.#repeat?.disarm();
    this.#repeat = this.#parts.clock.arm(this.#repeatAfterMs, () => {
      this.#repeatAfterMs = Math.min(2 * this.#repeatAfterMs, LONGEST_REPEAT_MS);
      this.#transmit(this.#flight);
      this.#armRepeat();
    });
  }

  /** As few datagrams as may be. */
  #transmit(flight: Flight): void {
    let datagram: Buffer[] = [];
    let bytes = 0;
    for (const item of flight) {
      const record = this.#record(item);
      if (bytes > 0 && bytes + record.length > MAX_DATAGRAM_BYTES) {
        this.#parts.transmit(Buffer.concat(datagram));
        [datagram, bytes] = [[], 0];
      }
      datagram.push(record);
      bytes += record.length;
    }
    if (bytes > 0) this.#parts.transmit(Buffer.concat(datagram));
  }

  #record(item: FlightItem): Buffer {
    if (item.kind === "change-cipher-spec") return writeRecord(CHANGE_CIPHER_SPEC, this.#number(0), Buffer.from([1]));
    return item.isEncrypted ? this.#sealed(HANDSHAKE, item.bytes) : writeRecord(HANDSHAKE, this.#number(0), item.bytes);
  }

  #sealed(type: number, content: Buffer): Buffer {
    const number = this.#number(1);
    const { protection } = this.#handshake;
    if (protection === undefined) throw new Error("no keys to encrypt a record with");
    return writeRecord(type, number, protection.seal(type, number, content));
  }

  #number(epoch: 0 | 1): Buffer {
    return recordNumber(epoch, this.#sequences[epoch]++);
  }

  #alert(level: number, description: number): void {
    const content = Buffer.from([level, description]);
    const isKnown = this.#handshake.keys !== undefined;
    this.#parts.transmit(isKnown ? this.#sealed(ALERT, content) : writeRecord(ALERT, this.#number(0), content));
  }

  #fail(problem: string): void {
    if (this.#over) return;
    this.#end();
    this.#parts.onFailed(problem);
  }

  #end(): void {
    this.#over = true;
    this.#deadline?.disarm();
    this.#repeat?.disarm();
  }
}
