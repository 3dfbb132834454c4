import { ServerResponse, type IncomingMessage, type Server } from "node:http";
import type { Duplex } from "node:stream";
import type { Api } from "./parts.ts";

/** A connection that shall speak another protocol than HTTP from now on, and what has come over it already. */
export interface Upgradable {
  readonly socket: Duplex;
  readonly head: Buffer;
  /** The route has taken the connection over: it answers by itself. */
  release(): void;
}

const UPGRADABLE = new WeakMap<IncomingMessage, Upgradable>();

/** The connection of a request that asks for another protocol; undefined: it asks for none. */
export function upgradableOf(request: IncomingMessage): Upgradable | undefined {
  return UPGRADABLE.get(request);
}

/**
 * Gives requests with an Upgrade header to the routes as well, so that they are limited, logged and refused as all others are. A route
 * that knows no other protocol answers in this one (RFC 9110 §7.8), and the connection ends with that.
 */
export function routeUpgrades(api: Api, server: Server): void {
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    const end = (): void => void socket.end();
    socket.on("error", () => socket.destroy());
    response.once("finish", end);
    response.assignSocket(socket as Parameters<ServerResponse["assignSocket"]>[0]);
    const release = (): void => {
      response.off("finish", end);
      response.detachSocket(socket as Parameters<ServerResponse["detachSocket"]>[0]);
    };
    UPGRADABLE.set(request, { socket, head, release });
    if (request.method === "GET" || request.method === "HEAD") api.routing(request, response);
    else response.writeHead(400).end(); // Node.js doesn't read the body of such a request
  });
}
