import { createServer } from "node:http";
import { MediaListenFailed, MediaPortTaken } from "./errors.ts";
import { boundTo } from "./event-socket/event-socket-server.ts";
import type { MediaCounts } from "./counts.ts";
import type { Endpoint } from "./settings.ts";

/** GET /counts tells what is alive, for leak tests and watchers. */
export interface CountsServer extends AsyncDisposable {
  readonly at: Endpoint;
}

/** @throws MediaPortTaken, MediaListenFailed */
export function serveCounts(at: Endpoint, counts: () => MediaCounts): Promise<CountsServer> {
  const server = createServer((request, response) => {
    const known = request.method === "GET" && request.url === "/counts";
    response.writeHead(known ? 200 : 404, { "content-type": "application/json", connection: "close" });
    response.end(JSON.stringify(known ? counts() : { title: "not found" }));
  });
  return new Promise((resolve, reject) => {
    server.once("error", (failure: NodeJS.ErrnoException) => {
      const Failed = failure.code === "EADDRINUSE" ? MediaPortTaken : MediaListenFailed;
      reject(new Failed("metrics", at.address, at.port, { cause: failure }));
    });
    server.listen({ host: at.address, port: at.port, exclusive: true }, () =>
      resolve({
        at: boundTo(server),
        [Symbol.asyncDispose]: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      }),
    );
  });
}
