import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, Server as TlsServer } from "node:tls";
import type { Connections } from "./connections.ts";
import { SipListenFailed, SipPortTaken } from "./errors.ts";
import type { HandOver, ListenOn, WireLimits } from "./listen.ts";
import { familyOf } from "./networks.ts";
import type { StreamProtocol } from "./stream-connection.ts";
import type { ServerCredentials } from "./tls.ts";
import { createHandOverServer, createWebSocketServer } from "./web-socket-servers.ts";

/** Connections that the kernel keeps for us while we are busy; it caps this at net.core.somaxconn. */
const BACKLOG = 1_024;

/** One TCP, TLS or WebSocket socket that peers connect to. What they open belongs to `Connections`. */
export class StreamListener implements AsyncDisposable {
  readonly address: string;
  readonly port: number;
  readonly #server: Server;
  /** Whatever is open on it, TLS handshakes too: it closes only when they have. */
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    const bound = server.address();
    if (bound === null || typeof bound === "string")
      throw new Error("a listening TCP server has an address and a port");
    this.#server = server;
    this.address = bound.address;
    this.port = bound.port;
    server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    server.on("error", () => undefined); // out of file descriptors: this connection is lost, the next may not be
  }

  /** @throws SipPortTaken, SipListenFailed */
  static async open(
    on: ListenOn & { readonly protocol: StreamProtocol },
    credentials: ServerCredentials | undefined,
    limits: WireLimits,
    connections: Connections,
  ): Promise<StreamListener> {
    return StreamListener.#listen(makeServer(on, credentials, limits, connections), on, limits, connections);
  }

  /**
   * The port where the application's web server hands over WebSockets.
   * @throws SipPortTaken, SipListenFailed
   */
  static async openHandOver(
    { address, port, secret }: HandOver,
    limits: WireLimits,
    connections: Connections,
  ): Promise<StreamListener> {
    const server = createHandOverServer(secret, limits, connections);
    return StreamListener.#listen(server, { protocol: "ws", address, port }, limits, connections);
  }

  static async #listen(
    server: Server,
    { protocol, address, port }: ListenOn & { readonly protocol: StreamProtocol },
    limits: WireLimits,
    connections: Connections,
  ): Promise<StreamListener> {
    server.maxConnections = limits.maxConnections;
    server.on("drop", () => connections.noteRefusal(protocol));
    await new Promise<void>((resolve, reject) => {
      const onError = (cause: NodeJS.ErrnoException): void => {
        const failed = cause.code === "EADDRINUSE" ? SipPortTaken : SipListenFailed;
        reject(new failed(protocol, address, port, { cause }));
      };
      server.once("error", onError);
      server.listen({ host: address, port, ipv6Only: familyOf(address) === "ipv6", backlog: BACKLOG }, () => {
        server.off("error", onError);
        resolve();
      });
    });
    return new StreamListener(server);
  }

  /** Connections that are opened from now on are shown this certificate; those that are open go on. */
  show(credentials: ServerCredentials): void {
    if (this.#server instanceof TlsServer) this.#server.setSecureContext(credentials);
  }

  /** Call it after the connections' own release, which lets last words out. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }
}

function makeServer(
  on: ListenOn & { readonly protocol: StreamProtocol },
  credentials: ServerCredentials | undefined,
  limits: Pick<WireLimits, "halfOpenMs">,
  connections: Connections,
): Server {
  const { protocol, address, port } = on;
  const { halfOpenMs: handshakeTimeout } = limits;
  if (protocol === "tcp")
    return createServer((socket) => {
      if (connections.mayEnter(socket)) connections.accept(socket, "tcp");
    });
  try {
    if (protocol !== "tls") return createWebSocketServer({ ...on, protocol }, credentials, limits, connections);
    const server = createTlsServer({ ...credentials, handshakeTimeout });
    server.on("connection", (socket: Socket) => void connections.mayEnter(socket));
    server.on("secureConnection", (socket) => connections.accept(socket, "tls"));
    server.on("tlsClientError", (_problem, socket) => socket.destroy());
    return server;
  } catch (cause) {
    throw new SipListenFailed(protocol, address, port, { cause });
  }
}
