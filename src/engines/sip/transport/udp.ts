import { createSocket, type Socket } from "node:dgram";
import type { Clock } from "../../../runtime/clock.ts";
import { SipListenFailed, SipPortTaken } from "./errors.ts";
import type { FacingAddresses } from "./facing.ts";
import type { Arrival } from "./hop.ts";
import { UDP_RECEIVE_BUFFER_BYTES } from "./limits.ts";
import type { ListenOn } from "./listen.ts";
import { familyOf, isWildcard } from "./networks.ts";
import type { SendFailure } from "./wire.ts";

/** Keep-alives: CRLF CRLF (RFC 5626 §3.5.1 has none for UDP, phones send it all the same), or a few zero bytes. */
const LONGEST_KEEP_ALIVE = 4;

export interface UdpParts {
  readonly clock: Clock;
  readonly facing: FacingAddresses;
  onMessage(bytes: Uint8Array, arrival: Arrival): void;
}

/** One bound datagram socket. */
export class UdpSocket implements AsyncDisposable {
  readonly address: string;
  readonly port: number;
  readonly #socket: Socket;
  #closed = false;

  private constructor(socket: Socket) {
    const { address, port } = socket.address();
    this.#socket = socket;
    this.address = address;
    this.port = port;
  }

  /** @throws SipPortTaken, SipListenFailed */
  static async open({ address, port }: ListenOn, parts: UdpParts): Promise<UdpSocket> {
    const ipv6 = familyOf(address) === "ipv6";
    const socket = createSocket({
      type: ipv6 ? "udp6" : "udp4",
      ipv6Only: ipv6,
      recvBufferSize: UDP_RECEIVE_BUFFER_BYTES,
      // Only IP literals come here: answering at once saves a turn of the event loop a datagram.
      lookup: (host, _options, callback) => callback(null, host, ipv6 ? 6 : 4),
    });
    await bind(socket, address, port);
    socket.on("error", () => undefined); // of a single datagram; its sender's time-out deals with it
    const opened = new UdpSocket(socket);
    opened.#listen(parts);
    return opened;
  }

  send(bytes: Uint8Array, address: string, port: number, onFailed?: (failure: SendFailure) => void): void {
    if (this.#closed) {
      if (onFailed !== undefined) queueMicrotask(() => onFailed("transport"));
      return;
    }
    // Too large, no route, forbidden. A peer that is not there is not seen by an unconnected socket: that takes timer B or F.
    const done = (failure: Error | null): void => {
      if (failure !== null) onFailed?.("transport");
    };
    try {
      this.#socket.send(bytes, port, address, done);
    } catch {
      // Node.js refuses port 0 and the like with an exception; such a hop came out of a peer's header.
      if (onFailed !== undefined) queueMicrotask(() => onFailed("transport"));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await new Promise<void>((resolve) => this.#socket.close(resolve));
  }

  #listen(parts: UdpParts): void {
    const { clock, facing } = parts;
    const wildcard = isWildcard(this.address);
    const bound = { address: this.address, port: this.port };
    this.#socket.on("message", (bytes, { address, port }) => {
      if (bytes.length <= LONGEST_KEEP_ALIVE) return;
      const local = wildcard ? { address: facing.towards(address) ?? this.address, port: this.port } : bound;
      parts.onMessage(bytes, {
        protocol: "udp",
        source: { address, port },
        local,
        bytes: bytes.length,
        atMs: clock.nowMs(),
      });
    });
  }
}

function bind(socket: Socket, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException): void => {
      socket.close();
      const failed = cause.code === "EADDRINUSE" ? SipPortTaken : SipListenFailed;
      reject(new failed("udp", address, port, { cause }));
    };
    socket.once("error", onError);
    socket.bind(port, address, () => {
      socket.off("error", onError);
      resolve();
    });
  });
}
