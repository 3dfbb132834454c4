import { createRequire } from "node:module";
import type { Socket } from "node:net";
import type { Srf, SrfDialog } from "../srf/srf.ts";

/**
 * The part of drachtio-fsmrf 4.1 and drachtio-modesl 1.3 that the adapter uses, as it really behaves: they have no
 * types. Promises of both may stay pending for ever; the adapter waits with limits of its own.
 */

export interface EslEvent {
  getHeader(name: string): string | undefined;
}

/** One event-socket connection of one endpoint. */
export interface EslConnection {
  /** Null once closed. */
  readonly socket: Socket | null;
  /** Only `maxAttempts` matters to us: with 1 the library leaves reconnecting to us. */
  reconnectOpts: { maxAttempts?: number };
  /** The other side has closed it, or is gone. */
  on(event: "esl::end", listener: () => void): unknown;
}

export interface FsmrfEndpoint {
  readonly uuid: string;
  readonly connected: boolean;
  readonly local: { readonly sdp: string };
  /** The media server's own connection to us, of this endpoint. */
  readonly conn: Pick<EslConnection, "on">;
  /** The dialog with the media server. */
  readonly dialog: Pick<SrfDialog, "connected" | "destroy" | "request"> | null;
  /** With the media server's cause, where it says one. */
  on(event: "destroy", listener: (how?: { readonly reason?: string }) => void): unknown;
  on(event: "dtmf", listener: (key: { dtmf: string }) => void): unknown;
  execute(app: string, argument: string): Promise<EslEvent>;
  /** Resolves with an event whose body is the text of the answer. */
  api(command: string, argument: string): Promise<unknown>;
}

export interface FsmrfServer {
  readonly conn: EslConnection;
  /** Takes the endpoints' connections. Private to the library, but the only way to hand it those of our own listener. */
  readonly _server: {
    readonly server: { emit(event: "connection", socket: Socket): unknown };
  };
  on(event: "end" | "error", listener: (failure?: unknown) => void): unknown;
  /** Resolves with the text of the answer. */
  api(command: string): Promise<string>;
  /** Where its SIP profile listens, host:port, as its event socket told. */
  readonly sip: { readonly ipv4: { readonly udp: { readonly address?: string } } };
  createEndpoint(options: { remoteSdp?: string }): Promise<FsmrfEndpoint>;
  disconnect(): void;
}

export interface FsmrfConnectOptions {
  readonly address: string;
  readonly port: number;
  readonly secret: string;
  readonly listenAddress: string;
  readonly listenPort: number;
  readonly advertisedAddress?: string;
  readonly advertisedPort: number;
}

export interface Fsmrf {
  connect(options: FsmrfConnectOptions): Promise<FsmrfServer>;
}

/** One `Mrf` a process: it serves every media server. @param srf  a connected drachtio-srf */
export function createFsmrf(srf: Srf): Fsmrf {
  const Mrf = createRequire(import.meta.url)("drachtio-fsmrf") as new (srf: Srf) => Fsmrf;
  return new Mrf(srf);
}
