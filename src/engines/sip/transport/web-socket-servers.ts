import { createServer, type IncomingMessage, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Connections } from "./connections.ts";
import type { ListenOn, WireLimits } from "./listen.ts";
import { unmapped } from "./networks.ts";
import type { ServerCredentials } from "./tls.ts";
import {
  answerPlainRequest,
  completeUpgrade,
  isWelcomeOrigin,
  readHandOver,
  refuseUpgrade,
} from "./web-socket-upgrade.ts";

/** Lines that a browser sends to open a WebSocket, with its cookies. */
const MAX_HEADER_BYTES = 16_384;

/** A port on which browsers and phones open WebSockets, WS or WSS. @throws Error where the certificate can't be used */
export function createWebSocketServer(
  { protocol, origins = [] }: ListenOn & { readonly protocol: "ws" | "wss" },
  credentials: ServerCredentials | undefined,
  limits: Pick<WireLimits, "halfOpenMs">,
  connections: Connections,
): Server {
  const options = optionsOf(limits);
  const server =
    protocol === "ws"
      ? createServer(options, answerPlainRequest)
      : createTlsServer({ ...options, ...credentials, handshakeTimeout: limits.halfOpenMs }, answerPlainRequest);
  server.on("connection", (socket: Socket) => void connections.mayEnter(socket));
  server.on("tlsClientError", (_problem: Error, socket: Socket) => socket.destroy());
  server.on("upgrade", (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
    const socket = duplex as Socket; // an HTTP server's are
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress === undefined || remotePort === undefined) socket.destroy();
    else if (!isWelcomeOrigin(request, origins)) refuseUpgrade(socket, "403 Forbidden", "this page may not connect");
    else
      completeUpgrade({ request, socket, head }, (webSocket) => {
        const remote = { address: unmapped(remoteAddress), port: remotePort };
        connections.acceptWebSocket(webSocket, socket, { protocol, remote, local: localOf(socket) });
      });
  });
  return server;
}

/** The port where the application's web server hands over what it was asked for: it has looked at the Origin, and says who asks. */
export function createHandOverServer(
  secret: string,
  limits: Pick<WireLimits, "halfOpenMs">,
  connections: Connections,
): Server {
  const server = createServer(optionsOf(limits), answerPlainRequest);
  server.on("upgrade", (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
    const socket = duplex as Socket;
    const peer = readHandOver(request, secret);
    if (peer === undefined) refuseUpgrade(socket, "401 Unauthorized", "only the application hands over WebSockets");
    else if (connections.mayEnter(socket, peer.address))
      completeUpgrade({ request, socket, head }, (webSocket) => {
        const { protocol, ...remote } = peer;
        connections.acceptWebSocket(webSocket, socket, { protocol, remote, local: localOf(socket) });
      });
  });
  return server;
}

const optionsOf = ({ halfOpenMs }: Pick<WireLimits, "halfOpenMs">) => ({
  maxHeaderSize: MAX_HEADER_BYTES,
  headersTimeout: halfOpenMs,
  requestTimeout: halfOpenMs,
  connectionsCheckingInterval: halfOpenMs,
  noDelay: true,
});

const localOf = ({ localAddress = "", localPort = 0 }: Socket): { address: string; port: number } => ({
  address: unmapped(localAddress),
  port: localPort,
});
