import { createServer, type Server } from "node:http";
import type { Counts } from "./counts.ts";

/** GET /counts tells what the engine holds, for leak tests and watchers. */
export function createCountsServer(counts: () => Counts): Server {
  return createServer((request, response) => {
    const isKnown = request.method === "GET" && request.url === "/counts";
    response.writeHead(isKnown ? 200 : 404, { "content-type": "application/json" });
    response.end(isKnown ? JSON.stringify(counts()) : "{}");
  });
}
