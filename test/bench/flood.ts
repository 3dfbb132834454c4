import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { randomBytes } from "node:crypto";

const ADDRESSES = 100;
const PER_SECOND = 20_000;
const TICK_MS = 5;

/** An attack: REGISTERs without a password from 100 addresses, as many a second as `PER_SECOND` says. */
export class Flood implements AsyncDisposable {
  readonly #sockets: readonly Socket[];
  readonly #timer: NodeJS.Timeout;
  readonly #startedMs = performance.now();
  #sent = 0;

  private constructor(sockets: readonly Socket[], { host, port }: { readonly host: string; readonly port: number }) {
    this.#sockets = sockets;
    this.#timer = setInterval(() => {
      const due = ((performance.now() - this.#startedMs) / 1_000) * PER_SECOND - this.#sent;
      for (let i = 0; i < Math.min(due, PER_SECOND / 50); i++) {
        const index = this.#sent++ % ADDRESSES;
        this.#sockets[index]?.send(registerFrom(addressOf(index), host), port, host);
      }
    }, TICK_MS);
  }

  static async start(target: { readonly host: string; readonly port: number }): Promise<Flood> {
    const sockets = Array.from({ length: ADDRESSES }, () => createSocket("udp4"));
    await Promise.all(
      sockets.map((socket, index) => {
        socket.on("error", () => undefined);
        socket.bind(0, addressOf(index));
        return once(socket, "listening");
      }),
    );
    return new Flood(sockets, target);
  }

  /** Requests a second that it has come to: a busy machine sends fewer than asked. */
  get perSecond(): number {
    return this.#sent / ((performance.now() - this.#startedMs) / 1_000);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#sockets.map((socket) => new Promise<void>((resolve) => socket.close(resolve))));
  }
}

const addressOf = (index: number): string => `127.0.3.${index + 1}`;

function registerFrom(address: string, host: string): string {
  const name = randomBytes(6).toString("hex");
  return [
    `REGISTER sip:${host} SIP/2.0`,
    `Via: SIP/2.0/UDP ${address};rport;branch=z9hG4bK${name}`,
    "Max-Forwards: 70",
    `From: <sip:${name}@${host}>;tag=${name}`,
    `To: <sip:${name}@${host}>`,
    `Call-ID: ${name}@${address}`,
    "CSeq: 1 REGISTER",
    `Contact: <sip:${name}@${address}>`,
    "Content-Length: 0",
    "",
    "",
  ].join("\r\n");
}
