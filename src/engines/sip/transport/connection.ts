import type { Socket } from "node:net";
import type { Alarm } from "../../../runtime/clock.ts";
import { StreamFramer } from "../../../sip/message/framing.ts";
import { ConnectionDeadlines } from "./connection-deadlines.ts";
import type { Arrival } from "./hop.ts";
import { LAST_WORDS_MS, MAX_KEEP_ALIVES, TCP_KEEP_ALIVE_MS } from "./limits.ts";
import { unmapped } from "./networks.ts";
import type { ConnectionParts, StreamConnection } from "./stream-connection.ts";
import type { SendFailure } from "./wire.ts";

const CRLF = Buffer.from("\r\n");

/** Where a connection leads, and the name that it is known by. */
export interface ConnectionFacts {
  readonly flow: string;
  readonly protocol: "tcp" | "tls";
  readonly remote: { readonly address: string; readonly port: number };
  /** Messages to hops of the same key may use it. */
  readonly reuseKey: string;
  /** Ours: established only when `establishedEvent` comes. Theirs: established from the start. */
  readonly establishedEvent: "connect" | "secureConnect" | undefined;
}

/** One TCP or TLS connection, whichever side opened it. */
export class Connection implements StreamConnection {
  readonly flow: string;
  readonly protocol: "tcp" | "tls";
  readonly remote: { readonly address: string; readonly port: number };
  readonly reuseKey: string;
  readonly #socket: Socket;
  readonly #parts: ConnectionParts;
  readonly #framer = new StreamFramer();
  readonly #ended: Promise<void>;
  #established: boolean;
  #connectAlarm: Alarm | undefined;
  /** What is to be sent once it is established; Node.js would not say that it could not. */
  #waiting: { readonly bytes: Uint8Array; readonly onFailed: ((failure: SendFailure) => void) | undefined }[] = [];
  #waitingBytes = 0;
  #local = { address: "", port: 0 };
  #problem: string | undefined;
  /** Keep-alives since it was last looked at. */
  #keepAlives = 0;
  readonly #deadlines: ConnectionDeadlines;

  constructor(socket: Socket, facts: ConnectionFacts, parts: ConnectionParts) {
    this.flow = facts.flow;
    this.protocol = facts.protocol;
    this.remote = facts.remote;
    this.reuseKey = facts.reuseKey;
    this.#socket = socket;
    this.#parts = parts;
    this.#established = facts.establishedEvent === undefined;
    const isPeers = facts.establishedEvent === undefined;
    this.#deadlines = new ConnectionDeadlines(parts.limits, parts.proof, { nowMs: parts.clock.nowMs(), isPeers });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, TCP_KEEP_ALIVE_MS);
    if (facts.establishedEvent === undefined) this.#onEstablished();
    else this.#awaitConnect(facts.establishedEvent);
    socket.on("data", (chunk) => this.#onData(chunk));
    socket.on("error", (cause: NodeJS.ErrnoException) => (this.#problem ??= cause.code ?? "error"));
    this.#ended = new Promise((resolve) => {
      socket.once("close", () => {
        this.#connectAlarm?.disarm();
        for (const { onFailed } of this.#waiting) onFailed?.("transport");
        parts.onClosed(this, this.#problem);
        resolve();
      });
    });
  }

  get established(): boolean {
    return this.#established;
  }

  /** False once it has begun to end: nothing more can be sent. */
  get usable(): boolean {
    return this.#socket.writable && !this.#socket.destroyed;
  }

  send(bytes: Uint8Array, onFailed?: (failure: SendFailure) => void): void {
    this.#deadlines.moved(this.#parts.clock.nowMs());
    if (this.#unsentBytes() + bytes.length > this.#parts.limits.maxUnsentBytes) this.cut("peer does not read");
    if (!this.#established) {
      this.#waiting.push({ bytes, onFailed });
      this.#waitingBytes += bytes.length;
      return;
    }
    // Written to a socket that has ended, Node.js calls back with an error, in a later turn.
    this.#socket.write(bytes, (failure) => {
      if (failure !== undefined && failure !== null) onFailed?.("transport");
    });
  }

  sweep(nowMs: number): void {
    const problem = this.#deadlines.problemAt(nowMs);
    if (problem !== undefined) this.cut(problem);
    this.#keepAlives = 0;
  }

  cut(problem: string): void {
    this.#problem ??= problem;
    this.#socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#socket.writableLength === 0) {
      this.#socket.destroy();
      return this.#ended;
    }
    this.#socket.destroySoon();
    const alarm = this.#parts.clock.arm(LAST_WORDS_MS, () => this.#socket.destroy());
    await this.#ended;
    alarm.disarm();
  }

  #awaitConnect(event: "connect" | "secureConnect"): void {
    const { clock, limits } = this.#parts;
    this.#connectAlarm = clock.arm(limits.connectWithinMs, () => this.cut("connect timed out"));
    this.#socket.once(event, () => {
      this.#connectAlarm?.disarm();
      this.#onEstablished();
    });
  }

  #onEstablished(): void {
    this.#established = true;
    this.#local = { address: unmapped(this.#socket.localAddress ?? ""), port: this.#socket.localPort ?? 0 };
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    for (const { bytes, onFailed } of waiting) this.send(bytes, onFailed);
  }

  #unsentBytes(): number {
    return this.#waitingBytes + this.#socket.writableLength;
  }

  #onData(chunk: Buffer): void {
    const atMs = this.#parts.clock.nowMs();
    this.#deadlines.moved(atMs);
    for (const event of this.#framer.feed(chunk)) {
      if (this.#socket.destroyed) return;
      switch (event.kind) {
        case "message":
          this.#deadlines.heard();
          this.#deliver(event.bytes);
          break;
        case "ping":
          this.#deadlines.heard();
          if (++this.#keepAlives > MAX_KEEP_ALIVES) return this.#endFlood();
          this.send(CRLF);
          break;
        case "close":
          this.#problem ??= event.problem;
          if (event.bytes !== undefined) this.#deliver(event.bytes); // to be refused with a reason
          this.#deadlines.await(atMs); // should it not read that reason, the sweep cuts it
          this.#socket.destroySoon();
          return;
      }
    }
    if (this.#framer.waiting > CRLF.length) this.#deadlines.await(atMs); // up to a CRLF may be half a keep-alive
  }

  #endFlood(): void {
    this.#parts.onBroken(this.#arrival(0));
    this.cut("too many keep-alives");
  }

  #deliver(bytes: Uint8Array): void {
    this.#parts.onMessage(bytes, this.#arrival(bytes.length));
  }

  #arrival(bytes: number): Arrival {
    const { protocol, remote, flow } = this;
    const cut = (): void => this.cut("not heard");
    return { protocol, source: remote, local: this.#local, flow, bytes, atMs: this.#deadlines.movedAtMs, cut };
  }
}
