import type { Socket } from "node:net";
import type { Alarm, Clock } from "../../../runtime/clock.ts";
import { parseCommand, type Command } from "./commands.ts";
import type { Backlog } from "../overload/backlog.ts";
import { frame, frameBytes, FrameReader } from "./frames.ts";

/** Bytes that may wait for a slow application; then its connection is closed, as calls can't wait for it. */
const MAX_UNSENT_BYTES = 16 * 1024 * 1024;

/** As the original: a dead application is noticed by the network within minutes. */
const KEEP_ALIVE_MS = 45_000;

/** What the application doesn't wait for, and what may wait for company, leaves by then, or with the next message. */
const PATIENCE_MS = 10;

export interface ControlClientHandlers {
  onCommand(client: ControlClient, command: Command): void;
  /** Called once. */
  onClosed(client: ControlClient): void;
}

/** One application's control connection. */
export class ControlClient implements Disposable {
  /** What waits at the application, if it tells. */
  readonly backlog: Backlog;
  readonly #socket: Socket;
  readonly #frames = new FrameReader();
  readonly #handlers: ControlClientHandlers;
  #authenticated = false;
  #closed = false;
  readonly #clock: Clock;
  /** What was written stays in the socket: until the end of this turn of the event loop, or for as long as its patience lasts. */
  #held: "no" | "this-turn" | Alarm = "no";
  /** When something was written to the network for the last time. */
  #leftAtMs = -Infinity;

  constructor(socket: Socket, clock: Clock, backlog: Backlog, handlers: ControlClientHandlers) {
    this.backlog = backlog;
    this.#socket = socket;
    this.#clock = clock;
    this.#handlers = handlers;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on("data", (bytes: Buffer) => this.#read(bytes));
    socket.on("error", () => this.#end());
    socket.on("close", () => this.#end());
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The right secret was shown; nothing else is answered before. */
  get authenticated(): boolean {
    return this.#authenticated;
  }

  authenticate(): void {
    this.#authenticated = true;
  }

  /**
   * One message: a first line, and the SIP message that belongs to it. Dropped when the connection is gone. All
   * messages of one turn of the event loop leave in one write.
   */
  send(firstLine: string, message?: Uint8Array): void {
    if (this.#closed) return;
    if (this.#held === "no") this.#socket.cork();
    if (this.#held !== "this-turn") {
      if (this.#held !== "no") this.#held.disarm();
      this.#held = "this-turn";
      // oxlint-disable-next-line no-restricted-globals -- waits for no time, only for the end of this turn
      setImmediate(this.#release);
    }
    this.#write(firstLine, message);
  }

  /** The same of a message that the application counts but doesn't wait for: it may leave with the next one. */
  sendPatiently(firstLine: string, message: Uint8Array): void {
    if (this.#closed) return;
    if (this.#held === "no") {
      this.#socket.cork();
      this.#held = this.#clock.arm(PATIENCE_MS, this.#release);
    }
    this.#write(firstLine, message);
  }

  /**
   * The same of a message whose answer isn't awaited by a person: at once while there are few, else with those of the next moment, so
   * that a storm of registrations costs some hundred writes a second, however large it is.
   */
  sendUnhurried(firstLine: string, message: Uint8Array): void {
    if (this.#clock.nowMs() - this.#leftAtMs < PATIENCE_MS) this.sendPatiently(firstLine, message);
    else this.send(firstLine, message);
  }

  /** Says a last word and hangs up. */
  refuse(lastLine: string): void {
    if (this.#closed) return;
    this.#end();
    this.#socket.end(frame(lastLine), () => this.#socket.destroy());
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
    this.#end();
  }

  #write(firstLine: string, message: Uint8Array | undefined): void {
    this.#socket.write(message === undefined ? frame(firstLine) : frameBytes(firstLine, message));
    if (this.#socket.writableLength > MAX_UNSENT_BYTES) this[Symbol.dispose]();
  }

  readonly #release = (): void => {
    this.#held = "no";
    this.#leftAtMs = this.#clock.nowMs();
    this.#socket.uncork();
  };

  #read(bytes: Buffer): void {
    const framed = this.#frames.read(bytes);
    if (framed.kind === "broken") {
      this[Symbol.dispose]();
      return;
    }
    for (const message of framed.messages) {
      if (this.#closed) return;
      this.#handlers.onCommand(this, parseCommand(message));
    }
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (typeof this.#held === "object") this.#held.disarm();
    this.#handlers.onClosed(this);
  }
}
