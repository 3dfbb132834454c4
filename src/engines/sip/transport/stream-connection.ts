import type { Clock } from "../../../runtime/clock.ts";
import type { ConnectionProof } from "./connection-deadlines.ts";
import type { Arrival, Protocol } from "./hop.ts";
import type { WireLimits } from "./listen.ts";
import type { SendFailure } from "./wire.ts";

export type StreamProtocol = Exclude<Protocol, "udp">;

/** One connection over which SIP goes in both directions, whichever side opened it. */
export interface StreamConnection extends AsyncDisposable {
  readonly flow: string;
  readonly protocol: StreamProtocol;
  readonly remote: { readonly address: string; readonly port: number };
  readonly reuseKey: string;
  readonly established: boolean;
  /** False once it has begun to end: nothing more can be sent. */
  readonly usable: boolean;
  send(bytes: Uint8Array, onFailed?: (failure: SendFailure) => void): void;
  /** Ends it when it has been quiet, or half said something, for longer than the limits allow. */
  sweep(nowMs: number): void;
  cut(problem: string): void;
}

export interface ConnectionParts {
  readonly clock: Clock;
  readonly limits: WireLimits;
  /** Of a peer's connection alone. */
  readonly proof: ConnectionProof | undefined;
  onMessage(bytes: Uint8Array, arrival: Arrival): void;
  /** The peer breaks the rules of the transport. */
  onBroken(arrival: Arrival): void;
  /** Called once, whichever side ended it. */
  onClosed(connection: StreamConnection, problem: string | undefined): void;
}
