import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";

/** Where a media server's event sockets reach this process, and no other. */
export interface EventSocketListener extends AsyncDisposable {
  readonly port: number;
  /** The receiver of all connections from now on; until then they are closed. */
  accept(receive: (connection: Socket) => void): void;
}

/**
 * The library's own listener would be every worker's: in a cluster, Node gives each of them the same "free" port and
 * shares its connections out among them, and a worker knows nothing of another's endpoints.
 */
export async function openEventSocketListener(address: string): Promise<EventSocketListener> {
  let receive = (connection: Socket): void => void connection.destroy();
  const server = createServer((connection) => {
    connection.on("error", () => undefined); // its end is what counts
    connection.setNoDelay(true); // the library writes commands in pieces: with Nagle's algorithm each would take 40 ms
    receive(connection);
  });
  server.listen({ host: address, port: 0, exclusive: true });
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    accept: (next) => {
      receive = next;
    },
    [Symbol.asyncDispose]: () => {
      server.close(); // connections that are open end with their calls
      return Promise.resolve();
    },
  };
}
