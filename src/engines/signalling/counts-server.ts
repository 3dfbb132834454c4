import { createServer, type IncomingMessage, type Server } from "node:http";
import { isSame } from "../sip/transport/secret.ts";
import type { Counts } from "./counts.ts";
import { exchange, MAX_EXCHANGE_BYTES, type Ruled } from "./guard/exchange.ts";

/** Who may give rules: applications, by the secret of the control port. */
export interface RulesAccess extends Ruled {
  readonly secret: string;
}

/** GET /counts tells what the engine holds, for leak tests and watchers. POST /guard takes an application's rules, and gives offences. */
export function createCountsServer(counts: () => Counts, access?: RulesAccess): Server {
  return createServer((request, response) => {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    };
    if (request.method === "GET" && request.url === "/counts") {
      answer(200, counts());
    } else if (request.method === "POST" && request.url === "/guard" && access !== undefined) {
      const shown = request.headers.authorization?.replace(/^Bearer /, "") ?? "";
      if (!isSame(shown, access.secret)) answer(401, {});
      else
        void bodyOf(request).then((body) => {
          const given = body === undefined ? undefined : exchange(access, body);
          answer(given === undefined ? 400 : 200, given ?? {});
        });
    } else answer(404, {});
  });
}

/** Undefined: too large, or broken off. */
function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_EXCHANGE_BYTES) chunks.push(chunk);
    });
    request.on("error", () => resolve(undefined));
    request.on("close", () => resolve(undefined));
    request.on("end", () => resolve(bytes > MAX_EXCHANGE_BYTES ? undefined : Buffer.concat(chunks).toString()));
  });
}
