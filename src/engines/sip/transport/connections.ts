import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Alarm, Clock } from "../../../runtime/clock.ts";
import type { WebSocket } from "ws";
import { Connection } from "./connection.ts";
import type { Arrival, Hop } from "./hop.ts";
import { SWEEP_MS } from "./limits.ts";
import type { WireLimits } from "./listen.ts";
import type { SipLogger } from "./logger.ts";
import { unmapped } from "./networks.ts";
import type { ClientCredentials } from "./tls.ts";
import type { GuardedConnection, SourceGuard } from "./source-guard.ts";
import type { ConnectionParts, StreamConnection, StreamProtocol } from "./stream-connection.ts";
import { WebSocketConnection, type WebSocketFacts } from "./web-socket-connection.ts";
import type { SendFailure } from "./wire.ts";

/** The other end of a WebSocket, as we know it: not that of its socket where another server has handed it over. */
export type WebSocketPeer = Pick<WebSocketFacts, "protocol" | "remote" | "local">;

export interface ConnectionsParts {
  readonly clock: Clock;
  readonly limits: WireLimits;
  readonly logger: SipLogger;
  readonly guard: SourceGuard | undefined;
  onMessage(bytes: Uint8Array, arrival: Arrival): void;
  onFlowClosed(flow: string): void;
}

/** How to leave: the address to bind to, and for TLS what to show and to check. */
export interface Departure {
  readonly localAddress: string | undefined;
  readonly credentials: ClientCredentials | undefined;
}

/** All stream connections of an agent, found by flow or by where they lead. */
export class Connections implements AsyncDisposable {
  readonly #parts: ConnectionsParts;
  readonly #byFlow = new Map<string, StreamConnection>();
  /** The latest connection to each hop. */
  readonly #byReuseKey = new Map<string, StreamConnection>();
  /** Sockets that peers have opened, in their sources' accounts; TLS handshakes too. */
  readonly #accounts = new Map<string, GuardedConnection>();
  /** A binding outlives this process in the registrar: its flow must not name another connection after a restart. */
  readonly #run = randomBytes(4).toString("hex");
  #made = 0;
  #sweep: Alarm | undefined;
  #refusing = false;
  #closed = false;

  constructor(parts: ConnectionsParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#byFlow.size;
  }

  /** Takes over a connection that a peer has opened. */
  accept(socket: Socket, protocol: "tcp" | "tls"): void {
    const { remoteAddress, remotePort } = socket;
    if (!this.#hasRoom(protocol) || remoteAddress === undefined || remotePort === undefined) socket.destroy();
    else this.#add(socket, { protocol, address: unmapped(remoteAddress), port: remotePort }, undefined);
  }

  /** Takes over a WebSocket that a peer has opened over this socket. */
  acceptWebSocket(webSocket: WebSocket, socket: Socket, peer: WebSocketPeer): void {
    const { protocol, remote } = peer;
    if (!this.#hasRoom(protocol)) {
      webSocket.terminate();
      return;
    }
    const flow = this.#newFlow(protocol);
    const account = this.#accounts.get(accountKey(socket));
    const facts = { ...peer, flow, reuseKey: reuseKeyOf({ protocol, ...remote }) };
    this.#keep(new WebSocketConnection(webSocket, facts, this.#partsFor(flow, remote.address, account)));
  }

  /**
   * A socket that a peer has opened, before any handshake: whether its source may have one more; then it is in its account until it ends.
   * @param from  where the peer is, if another server has handed the socket over
   */
  mayEnter(socket: Socket, from = socket.remoteAddress): boolean {
    const { guard } = this.#parts;
    if (guard === undefined || from === undefined) return true;
    const account = guard.openConnection(unmapped(from), () => socket.destroy());
    if (account === undefined) {
      socket.resetAndDestroy(); // no TIME_WAIT for what floods us
      return false;
    }
    const key = accountKey(socket);
    this.#accounts.set(key, account);
    socket.once("close", () => {
      account[Symbol.dispose]();
      this.#accounts.delete(key);
    });
    return true;
  }

  /** Sends over the connection that the hop names, else over one that leads there, else over a new one. */
  send(
    bytes: Uint8Array,
    hop: Hop,
    departure: Departure,
    onFailed?: (failure: SendFailure) => void,
  ): string | undefined {
    const connection = this.#choose(hop, departure);
    if (connection === undefined) {
      if (onFailed !== undefined) {
        const failure = hop.flow === undefined ? "transport" : "flow-closed";
        queueMicrotask(() => onFailed(failure));
      }
      return undefined;
    }
    connection.send(bytes, onFailed);
    return connection.flow;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#sweep?.disarm();
    await Promise.all([...this.#byFlow.values()].map((connection) => connection[Symbol.asyncDispose]()));
  }

  #choose(hop: Hop, departure: Departure): StreamConnection | undefined {
    if (hop.flow !== undefined) {
      const connection = this.#byFlow.get(hop.flow);
      return connection?.usable === true ? connection : undefined;
    }
    const connection = this.#byReuseKey.get(reuseKeyOf(hop));
    return connection?.usable === true ? connection : this.#connect(hop, departure);
  }

  #connect(hop: Hop, { localAddress, credentials }: Departure): StreamConnection | undefined {
    const { protocol, address, port, name } = hop;
    // The engine can't connect to a browser: only its own WebSocket leads to it (RFC 7118 §5.3).
    if (protocol === "udp" || protocol === "ws" || protocol === "wss") return undefined;
    if (this.#closed || this.size >= this.#parts.limits.maxConnections) return undefined;
    if (port < 1 || port > 65_535) return undefined;
    const to = { host: address, port, ...(localAddress === undefined ? {} : { localAddress }) };
    if (protocol === "tcp") return this.#add(connect(to), { protocol, address, port }, "connect");
    const socket = connectTls({ ...to, ...credentials, ...(name === undefined ? {} : { servername: name }) });
    return this.#add(socket, { ...hop, protocol }, "secureConnect");
  }

  #hasRoom(protocol: StreamProtocol): boolean {
    if (this.#closed) return false;
    const hasRoom = this.size < this.#parts.limits.maxConnections;
    if (!hasRoom) this.noteRefusal(protocol);
    return hasRoom;
  }

  #add(
    socket: Socket,
    hop: Hop & { readonly protocol: "tcp" | "tls" },
    establishedEvent: "connect" | "secureConnect" | undefined,
  ): StreamConnection {
    const { protocol, address, port } = hop;
    const isPeers = establishedEvent === undefined;
    const account = isPeers ? this.#accounts.get(accountKey(socket)) : undefined;
    const flow = this.#newFlow(protocol);
    const facts = { flow, protocol, remote: { address, port }, reuseKey: reuseKeyOf(hop), establishedEvent };
    if (!isPeers) this.#parts.guard?.noteSentTo({ protocol, address, port, flow });
    return this.#keep(new Connection(socket, facts, this.#partsFor(flow, address, account)));
  }

  #newFlow(protocol: StreamProtocol): string {
    return `${protocol}-${this.#run}-${++this.#made}`;
  }

  #partsFor(flow: string, address: string, account: GuardedConnection | undefined): ConnectionParts {
    const { clock, limits, guard } = this.#parts;
    return {
      clock,
      limits,
      proof: account && { isThere: () => guard?.isProven(flow, address) !== false, note: () => account.prove() },
      onMessage: (bytes, arrival) => this.#parts.onMessage(bytes, arrival),
      onBroken: (arrival) => guard?.noteMalformed(arrival),
      onClosed: (ended, problem) => this.#forget(ended, problem),
    };
  }

  #keep(connection: StreamConnection): StreamConnection {
    this.#byFlow.set(connection.flow, connection);
    this.#byReuseKey.set(connection.reuseKey, connection);
    this.#sweep ??= this.#parts.clock.arm(SWEEP_MS, () => this.#sweepAll());
    return connection;
  }

  #forget(connection: StreamConnection, problem: string | undefined): void {
    const { flow, reuseKey, established, remote } = connection;
    this.#parts.guard?.noteClosed(flow, remote.address);
    this.#byFlow.delete(flow);
    this.#refusing = false;
    if (this.#byReuseKey.get(reuseKey) === connection) this.#byReuseKey.delete(reuseKey);
    if (this.size === 0) {
      this.#sweep?.disarm();
      this.#sweep = undefined;
    }
    this.#parts.logger.debug({ event: "sip.connection.closed", flow, problem }, "SIP connection closed");
    if (established) this.#parts.onFlowClosed(flow);
  }

  /** Once, until a connection has ended. */
  noteRefusal(protocol: StreamProtocol): void {
    if (!this.#refusing) {
      const facts = { event: "sip.connection.refused", protocol, open: this.size };
      this.#parts.logger.warn(facts, "too many SIP connections: new ones are refused");
    }
    this.#refusing = true;
  }

  #sweepAll(): void {
    this.#sweep = this.#parts.clock.arm(SWEEP_MS, () => this.#sweepAll());
    const nowMs = this.#parts.clock.nowMs();
    for (const connection of this.#byFlow.values()) connection.sweep(nowMs);
  }
}

function accountKey({ remoteAddress = "", remotePort = 0, localPort = 0 }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localPort}`;
}

/** RFC 5923 §8.2: a TLS connection is only as good as the name that was checked when it was made. */
function reuseKeyOf({ protocol, address, port, name }: Hop): string {
  return `${protocol} ${address} ${port} ${protocol === "tls" ? (name ?? "") : ""}`;
}
