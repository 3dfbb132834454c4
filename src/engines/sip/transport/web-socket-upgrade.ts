import type { IncomingMessage, ServerResponse } from "node:http";
import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { MAX_MESSAGE_BYTES } from "../../../sip/message/limits.ts";
import { isSame } from "./secret.ts";

/** The subprotocol of SIP (RFC 7118 §4.1). */
const SUBPROTOCOL = "sip";

/** A request to open a WebSocket, as the HTTP server gives it. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Whose WebSocket the application's web server hands over. */
export interface HandedOver {
  readonly address: string;
  readonly port: number;
  readonly protocol: "ws" | "wss";
}

/** Keeps nothing of what it has made. */
const SERVER = new WebSocketServer({
  noServer: true,
  maxPayload: MAX_MESSAGE_BYTES,
  perMessageDeflate: false,
  clientTracking: false,
  handleProtocols: () => SUBPROTOCOL,
});

/** Makes a WebSocket of an HTTP request, or answers why it doesn't. */
export function completeUpgrade({ request, socket, head }: Upgrade, use: (webSocket: WebSocket) => void): void {
  if (offersSip(request)) SERVER.handleUpgrade(request, socket, head, use);
  else refuseUpgrade(socket, "400 Bad Request", `the WebSocket subprotocol must be ${SUBPROTOCOL} (RFC 7118)`);
}

function offersSip({ headers }: IncomingMessage): boolean {
  const offered = headers["sec-websocket-protocol"] ?? "";
  return offered.split(",").some((each) => each.trim().toLowerCase() === SUBPROTOCOL);
}

/**
 * Whether the page that opens a WebSocket may (RFC 6455 §10.2): one of the server's own host, on whatever port, or of a site that
 * the operator names. A program isn't a page, and sends no Origin.
 */
export function isWelcomeOrigin({ headers }: IncomingMessage, origins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || origins.includes(origin)) return true;
  const ours = host === undefined || !URL.canParse(`http://${host}`) ? undefined : new URL(`http://${host}`).hostname;
  return ours !== undefined && URL.canParse(origin) && new URL(origin).hostname === ours;
}

/** What the application's web server says of the WebSocket that it hands over. Undefined: it isn't that server, or says nothing clear. */
export function readHandOver({ headers }: IncomingMessage, secret: string): HandedOver | undefined {
  const shown = headers.authorization?.replace(/^Bearer /, "") ?? "";
  if (!isSame(shown, secret)) return undefined;
  const address = String(headers["x-forwarded-for"] ?? "");
  const port = Number(headers["x-forwarded-port"]);
  const protocol = headers["x-forwarded-proto"] === "https" ? "wss" : "ws";
  if (isIP(address) === 0 || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined;
  return { address, port, protocol };
}

/** Ends an upgrade with an answer in HTTP. */
export function refuseUpgrade(socket: Duplex, status: string, why: string): void {
  socket.on("error", () => undefined);
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${why.length}\r\n\r\n${why}`,
  );
}

/** Of what is no WebSocket: this port speaks nothing else. */
export function answerPlainRequest(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(426, { connection: "close", upgrade: "websocket", "content-type": "text/plain" });
  response.end("SIP over WebSocket is served here (RFC 7118)\n");
}
