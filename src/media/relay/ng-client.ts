import { createSocket, type Socket } from "node:dgram";
import { isIP } from "node:net";
import type { BencodedDictionary } from "../../ng/bencode.ts";
import { readNgMessage, writeNgMessage } from "../../ng/message.ts";
import type { Alarm, Clock } from "../../runtime/clock.ts";
import { randomHex } from "../../runtime/random-hex.ts";
import { RelayAway } from "./errors.ts";

/** A datagram may be lost: the request goes again so long after the last time. */
const AGAIN_AFTER_MS = [100, 300, 600] as const;
/** A relay that says nothing for so long isn't there: a caller waits meanwhile. */
const REPLY_WITHIN_MS = 2_000;
/** Requests without a reply yet; more than a relay that is there ever has. */
const MAX_WAITING = 2_000;

export interface RelayAddress {
  readonly host: string;
  readonly port: number;
}

interface Waiting {
  readonly resolve: (reply: BencodedDictionary) => void;
  alarm: Alarm;
}

/** Asks an RTP relay by the ng protocol: one UDP datagram there, one back. */
export class NgClient implements Disposable {
  readonly #to: RelayAddress;
  readonly #clock: Clock;
  readonly #socket: Socket;
  readonly #waiting = new Map<string, Waiting>();
  /** 96 bits: no stranger guesses what a reply begins with. */
  readonly #prefix = randomHex(12);
  #asked = 0;
  #isClosed = false;

  constructor(to: RelayAddress, clock: Clock) {
    this.#to = to;
    this.#clock = clock;
    this.#socket = createSocket({ type: isIP(to.host) === 6 ? "udp6" : "udp4" });
    this.#socket.on("message", (datagram) => this.#take(datagram));
    this.#socket.on("error", () => undefined); // nothing listens there: the limit tells
    this.#socket.unref();
  }

  /** Rejects with RelayAway. */
  request(body: BencodedDictionary): Promise<BencodedDictionary> {
    const command = typeof body["command"] === "string" ? body["command"] : "";
    if (this.#isClosed || this.#waiting.size >= MAX_WAITING) return Promise.reject(new RelayAway(command));
    const cookie = `${this.#prefix}_${++this.#asked}`;
    const datagram = writeNgMessage({ cookie, body });
    return new Promise((resolve, reject) => {
      const sentAtMs = this.#clock.nowMs();
      const sendFor = (time: number): Alarm => {
        this.#send(datagram);
        const leftMs = REPLY_WITHIN_MS - (this.#clock.nowMs() - sentAtMs);
        const again = AGAIN_AFTER_MS[time];
        return this.#clock.arm(again === undefined ? leftMs : Math.min(again, leftMs), () => {
          const waiting = this.#waiting.get(cookie);
          if (waiting === undefined) return;
          if (again !== undefined) waiting.alarm = sendFor(time + 1);
          else {
            this.#waiting.delete(cookie);
            reject(new RelayAway(command));
          }
        });
      };
      this.#waiting.set(cookie, { resolve, alarm: sendFor(0) });
    });
  }

  [Symbol.dispose](): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#socket.close();
  }

  #send(datagram: Buffer): void {
    if (!this.#isClosed) this.#socket.send(datagram, this.#to.port, this.#to.host, () => undefined);
  }

  #take(datagram: Buffer): void {
    const message = readNgMessage(datagram);
    const waiting = message === undefined ? undefined : this.#waiting.get(message.cookie);
    if (message === undefined || waiting === undefined) return;
    this.#waiting.delete(message.cookie);
    waiting.alarm.disarm();
    waiting.resolve(message.body);
  }
}
