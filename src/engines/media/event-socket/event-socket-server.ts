import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { MediaListenFailed, MediaPortTaken } from "../errors.ts";
import { MAX_CONNECTIONS } from "../limits.ts";
import type { Endpoint, MediaEngineSettings } from "../settings.ts";
import { EventSocketConnection, type CommandTarget } from "./connection.ts";
import type { EventHub } from "./hub.ts";

/** The port that applications connect to, as to FreeSWITCH's event socket. */
export interface EventSocket extends Disposable {
  readonly at: Endpoint;
}

/** @throws MediaPortTaken, MediaListenFailed */
export async function openEventSocket(
  settings: MediaEngineSettings["eventSocket"],
  hub: EventHub,
  target: CommandTarget,
): Promise<EventSocket> {
  const connections = new Set<EventSocketConnection>();
  const server = await listen("event socket", settings, (socket) => {
    if (connections.size >= MAX_CONNECTIONS) {
      socket.destroy();
      return;
    }
    const connection: EventSocketConnection = new EventSocketConnection({
      socket,
      hub,
      target,
      password: settings.password,
      onClosed: () => connections.delete(connection),
    });
    connections.add(connection);
    connection.greet();
  });
  return {
    at: boundTo(server),
    [Symbol.dispose]() {
      for (const connection of connections) connection[Symbol.dispose]();
      server.close();
    },
  };
}

function listen(purpose: string, at: Endpoint, onSocket: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(onSocket);
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const Failed = cause.code === "EADDRINUSE" ? MediaPortTaken : MediaListenFailed;
      reject(new Failed(purpose, at.address, at.port, { cause }));
    });
    server.listen({ host: at.address, port: at.port, exclusive: true }, () => {
      server.removeAllListeners("error");
      server.on("error", () => undefined); // one connection that could not be accepted; the next one may
      resolve(server);
    });
  });
}

/** Where a server listens, with the port that was found for 0. */
export function boundTo(server: Server): Endpoint {
  const { address, port } = server.address() as AddressInfo;
  return { address, port };
}
