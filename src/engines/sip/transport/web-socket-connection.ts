import { isUtf8 } from "node:buffer";
import type WebSocket from "ws";
import type { Alarm } from "../../../runtime/clock.ts";
import { framedMessage } from "../../../sip/message/framing.ts";
import { ConnectionDeadlines } from "./connection-deadlines.ts";
import type { Arrival } from "./hop.ts";
import { LAST_WORDS_MS, MAX_KEEP_ALIVES, WEB_SOCKET_PING_MS, WEB_SOCKET_PONG_WITHIN_MS } from "./limits.ts";
import type { ConnectionParts, StreamConnection } from "./stream-connection.ts";
import type { SendFailure } from "./wire.ts";

const CRLF = "\r\n";
/** Status codes of RFC 6455 §7.4.1. */
const GOING_AWAY = 1001;
const PROTOCOL_ERROR = 1002;

/** Where a WebSocket leads, and the name that it is known by. */
export interface WebSocketFacts {
  readonly flow: string;
  readonly protocol: "ws" | "wss";
  readonly remote: { readonly address: string; readonly port: number };
  readonly local: { readonly address: string; readonly port: number };
  readonly reuseKey: string;
}

/** One WebSocket that a browser or phone has opened: each of its messages is one of SIP (RFC 7118 §5). */
export class WebSocketConnection implements StreamConnection {
  readonly flow: string;
  readonly protocol: "ws" | "wss";
  readonly remote: { readonly address: string; readonly port: number };
  readonly reuseKey: string;
  readonly established = true;
  readonly #local: WebSocketFacts["local"];
  readonly #socket: WebSocket;
  readonly #parts: ConnectionParts;
  readonly #deadlines: ConnectionDeadlines;
  readonly #ended: Promise<void>;
  #problem: string | undefined;
  /** Pings, pongs that answer nothing, keep-alives of SIP and messages without content, since it was last looked at. */
  #keepAlives = 0;
  #heardAtMs: number;
  /** Since when an answer to our ping is awaited. */
  #pingedAtMs: number | undefined;
  #lastWords: Alarm | undefined;

  constructor(socket: WebSocket, facts: WebSocketFacts, parts: ConnectionParts) {
    this.flow = facts.flow;
    this.protocol = facts.protocol;
    this.remote = facts.remote;
    this.reuseKey = facts.reuseKey;
    this.#local = facts.local;
    this.#socket = socket;
    this.#parts = parts;
    const nowMs = parts.clock.nowMs();
    this.#heardAtMs = nowMs;
    this.#deadlines = new ConnectionDeadlines(parts.limits, parts.proof, { nowMs, isPeers: true });
    socket.on("message", (data) => this.#onMessage(bytesOf(data)));
    socket.on("ping", () => this.#noteKeepAlive());
    socket.on("pong", () => (this.#pingedAtMs === undefined ? this.#noteKeepAlive() : this.#noteHeard()));
    // What isn't a WebSocket's frame, too large, or no text where it says so: the library ends the connection.
    socket.on("error", (cause: NodeJS.ErrnoException) => {
      this.#problem ??= cause.code ?? "error";
      if (cause.code?.startsWith("WS_ERR_") === true) parts.onBroken(this.#arrival(0));
    });
    this.#ended = new Promise((resolve) => {
      socket.once("close", () => {
        this.#lastWords?.disarm();
        parts.onClosed(this, this.#problem);
        resolve();
      });
    });
  }

  get usable(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  send(bytes: Uint8Array, onFailed?: (failure: SendFailure) => void): void {
    this.#deadlines.moved(this.#parts.clock.nowMs());
    if (this.#socket.bufferedAmount + bytes.length > this.#parts.limits.maxUnsentBytes) this.cut("peer does not read");
    // SIP is UTF-8, but its bodies may be anything (RFC 7118 §4.2): text where it is text, as older browsers' phones expect.
    this.#socket.send(bytes, { binary: !isUtf8(bytes) }, (failure) => {
      if (failure != null) onFailed?.("transport");
    });
  }

  sweep(nowMs: number): void {
    const problem = this.#deadlines.problemAt(nowMs) ?? this.#silence(nowMs);
    if (problem !== undefined) this.cut(problem);
    this.#keepAlives = 0;
  }

  cut(problem: string): void {
    this.#problem ??= problem;
    this.#socket.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#close(GOING_AWAY, "the server ends");
    return this.#ended;
  }

  /** Asks a peer that says nothing whether it is there. Why it isn't; undefined: it may be. */
  #silence(nowMs: number): string | undefined {
    if (this.#pingedAtMs !== undefined)
      return nowMs - this.#pingedAtMs > WEB_SOCKET_PONG_WITHIN_MS ? "peer is gone" : undefined;
    if (nowMs - this.#heardAtMs < WEB_SOCKET_PING_MS || !this.usable) return undefined;
    this.#pingedAtMs = nowMs;
    this.#socket.ping();
    return undefined;
  }

  #noteHeard(): void {
    this.#heardAtMs = this.#parts.clock.nowMs();
    this.#pingedAtMs = undefined;
    this.#deadlines.moved(this.#heardAtMs);
  }

  #noteKeepAlive(): void {
    this.#noteHeard();
    if (++this.#keepAlives <= MAX_KEEP_ALIVES || !this.usable) return;
    this.#parts.onBroken(this.#arrival(0));
    this.cut("too many keep-alives");
  }

  #onMessage(data: Buffer): void {
    if (!this.usable) return; // it has begun to end
    this.#noteHeard();
    this.#deadlines.heard();
    const framed = framedMessage(data);
    switch (framed.kind) {
      case "ping":
        this.#noteKeepAlive();
        this.#socket.send(CRLF); // not where that was one too many: it is closed then
        return;
      case "nothing":
        this.#noteKeepAlive();
        return;
      case "several":
        // RFC 7118 §5: a WebSocket message holds no more than one SIP message.
        this.#problem ??= "more than one message in a frame";
        this.#parts.onBroken(this.#arrival(data.length));
        this.#close(PROTOCOL_ERROR, "one SIP message in each WebSocket message");
        return;
      case "message":
        this.#parts.onMessage(data, this.#arrival(data.length));
        return;
    }
  }

  #close(code: number, reason: string): void {
    this.#socket.close(code, reason);
    this.#lastWords ??= this.#parts.clock.arm(LAST_WORDS_MS, () => this.#socket.terminate());
  }

  #arrival(bytes: number): Arrival {
    const { protocol, remote, flow } = this;
    const cut = (): void => this.cut("not heard");
    return { protocol, source: remote, local: this.#local, flow, bytes, atMs: this.#deadlines.movedAtMs, cut };
  }
}

/** The library gives a Buffer unless it is asked for something else. */
function bytesOf(data: WebSocket.RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? Buffer.from(data) : data;
}
