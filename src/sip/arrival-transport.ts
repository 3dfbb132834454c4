import { splitValues } from "./message/headers.ts";
import { parseVia } from "./via.ts";

const WEB_SOCKET_OVER: Readonly<Record<string, string>> = { tcp: "ws", tls: "wss" };

/**
 * What a request came by: "udp", "tcp", "tls", "ws" or "wss". drachtio-server says of WebSockets what they run on, "tcp" or "tls": the Via
 * tells them (RFC 7118 §5.2). Behind a proxy that ends TLS a browser writes WSS into it all the same.
 */
export function arrivalTransport(request: {
  readonly protocol: string;
  get(name: string): string | undefined;
}): string {
  const carrier = request.protocol.toLowerCase();
  const webSocket = WEB_SOCKET_OVER[carrier];
  if (webSocket === undefined) return carrier;
  const via = parseVia(splitValues(request.get("via") ?? "")[0] ?? "");
  return via.ok && /^wss?$/i.test(via.value.transport) ? webSocket : carrier;
}
