import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** A peer that knows no SIP: it sends what it is told and keeps what it gets. */
export interface RawPeer extends AsyncDisposable {
  readonly port: number;
  /** All that came, as text. */
  received(): string;
  readonly ended: boolean;
  send(text: string | Uint8Array): void;
}

export async function rawTcp(port: number, host = "127.0.0.1"): Promise<RawPeer & { readonly socket: Socket }> {
  const socket = connect({ port, host });
  let text = "";
  let ended = false;
  socket.on("data", (chunk) => (text += chunk.toString("latin1")));
  socket.on("error", () => undefined);
  socket.on("close", () => (ended = true));
  await once(socket, "connect");
  return {
    socket,
    port: socket.localPort ?? 0,
    received: () => text,
    get ended() {
      return ended;
    },
    send: (what) => void socket.write(what),
    async [Symbol.asyncDispose]() {
      socket.destroy();
      if (!ended) await once(socket, "close");
    },
  };
}

export async function rawUdp(
  to: number,
  host = "127.0.0.1",
  address = host,
): Promise<RawPeer & { readonly socket: UdpSocket }> {
  const socket = createSocket(host.includes(":") ? "udp6" : "udp4");
  let text = "";
  socket.on("message", (bytes) => (text += bytes.toString("latin1")));
  socket.bind(0, address);
  await once(socket, "listening");
  return {
    socket,
    port: socket.address().port,
    received: () => text,
    ended: false,
    send: (what) => socket.send(what, to, host),
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, "close");
    },
  };
}

/** A request as text; `via` is what follows "SIP/2.0/". */
export function text(method: string, via: string, more: readonly string[] = [], body = ""): string {
  const lines = [
    `${method} sip:bob@example.com SIP/2.0`,
    `Via: SIP/2.0/${via}`,
    "Max-Forwards: 70",
    "From: <sip:alice@example.com>;tag=a",
    "To: <sip:bob@example.com>",
    "Call-ID: raw-1",
    `CSeq: 1 ${method}`,
    ...more,
    `Content-Length: ${body.length}`,
  ];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}
