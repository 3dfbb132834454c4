import { createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";
import { MediaListenFailed, MediaPortTaken } from "../errors.ts";
import type { Endpoint } from "../settings.ts";

/** Opens a TCP port. @throws MediaPortTaken, MediaListenFailed */
export function listen(purpose: string, at: Endpoint, onSocket: (socket: Socket) => void): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(onSocket);
    server.once("error", (failure: NodeJS.ErrnoException) => {
      const taken = failure.code === "EADDRINUSE";
      const options = { cause: failure };
      reject(
        taken
          ? new MediaPortTaken(purpose, at.address, at.port, options)
          : new MediaListenFailed(purpose, at.address, at.port, options),
      );
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
