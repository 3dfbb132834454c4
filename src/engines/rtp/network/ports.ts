import { createSocket } from "node:dgram";
import type { Socket } from "node:dgram";
import { defined } from "../../../runtime/defined.ts";
import { NoMediaPort } from "./errors.ts";

/** The audio of one channel, and the reports on it. */
export interface MediaSockets {
  readonly audio: Socket;
  /** On the next higher port; undefined when another program has that. */
  readonly control: Socket | undefined;
}

/** Opens a pair of UDP sockets for each channel, on the ports of a range: an even one and the next (RFC 3550 §11). */
export interface MediaPorts {
  /** @throws NoMediaPort when all of the range is taken, by us or by other programs */
  open(family: 4 | 6): Promise<MediaSockets>;
  /** Pairs that are open, or about to be. */
  readonly opened: number;
}

export interface MediaPortsOptions {
  readonly range: readonly [number, number];
  /** The address to bind to; absent: all of the family. */
  readonly address?: string;
  /** Packets that wait in the kernel; absent: as many as the kernel keeps by itself. */
  readonly receiveBufferBytes?: number;
}

export function createMediaPorts(options: MediaPortsOptions): MediaPorts {
  const [first, last] = options.range;
  const firstEven = first + (first % 2);
  const count = Math.floor((last - firstEven) / 2) + 1;
  const taken = new Set<number>();
  // Ports are given out in turn, so that a late packet of the last call does not reach the next one.
  let turn = Math.floor(Math.random() * count);

  return {
    async open(family) {
      for (let tries = 0; tries < count; tries++) {
        const port = firstEven + 2 * (turn++ % count);
        if (taken.has(port)) continue;
        taken.add(port);
        const socket = await bind(family, port, options);
        if (socket !== undefined) {
          socket.once("close", () => taken.delete(port));
          const control = port < last ? await bind(family, port + 1, options) : undefined;
          return { audio: socket, control };
        }
        taken.delete(port);
      }
      throw new NoMediaPort(first, last);
    },
    get opened() {
      return taken.size;
    },
  };
}

/** Packets go to addresses, never to names: each is sent at once, not behind a look-up. */
function itself(
  family: 4 | 6,
): (address: string, _: unknown, found: (failure: null, address: string, family: number) => void) => void {
  return (address, _, found) => found(null, address, family);
}

function bind(
  family: 4 | 6,
  port: number,
  { address, receiveBufferBytes: recvBufferSize }: Omit<MediaPortsOptions, "range">,
): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const type = family === 6 ? "udp6" : "udp4";
    const socket = createSocket({ type, lookup: itself(family), ...defined({ recvBufferSize }) });
    socket.once("error", () => {
      socket.close();
      resolve(undefined);
    });
    socket.bind({ port, ...defined({ address }), exclusive: true }, () => {
      socket.removeAllListeners("error");
      resolve(socket);
    });
  });
}
