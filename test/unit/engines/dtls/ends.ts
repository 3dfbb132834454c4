import { isAnnounced, newIdentity, type DtlsIdentity } from "../../../../src/engines/dtls/certificate.ts";
import { DtlsConnection } from "../../../../src/engines/dtls/connection.ts";
import type { ExportedKeys } from "../../../../src/engines/dtls/handshake.ts";
import type { Clock } from "../../../../src/runtime/clock.ts";
import { VirtualClock } from "../../../support/virtual-clock.ts";

/** One end of a connection, and what has become of it. */
export interface End {
  readonly connection: DtlsConnection;
  readonly identity: DtlsIdentity;
  /** What it has sent and the network still has. */
  readonly sent: Buffer[];
  keys: ExportedKeys | undefined;
  problem: string | undefined;
}

export interface EndOptions {
  readonly identity?: DtlsIdentity;
  readonly isPeers?: (certificate: Buffer) => boolean;
}

export function end(role: "client" | "server", clock: Clock, options: EndOptions = {}): End {
  const identity = options.identity ?? newIdentity(clock.nowMs());
  const sent: Buffer[] = [];
  const made: End = {
    identity,
    sent,
    keys: undefined,
    problem: undefined,
    connection: new DtlsConnection({
      role,
      identity,
      clock,
      isPeers: options.isPeers ?? (() => true),
      transmit: (datagram) => void sent.push(datagram),
      onKeys: (keys) => (made.keys = keys),
      onFailed: (problem) => (made.problem = problem),
    }),
  };
  return made;
}

export interface Pair {
  readonly clock: VirtualClock;
  readonly client: End;
  readonly server: End;
}

/** Two ends that know each other's fingerprints. */
export function pair(): Pair {
  const clock = new VirtualClock();
  const identities = { client: newIdentity(clock.nowMs()), server: newIdentity(clock.nowMs()) };
  const knows = (peer: DtlsIdentity) => (certificate: Buffer) =>
    isAnnounced(certificate, [{ algorithm: "sha-256", value: peer.fingerprint.toLowerCase() }]);
  return {
    clock,
    client: end("client", clock, { identity: identities.client, isPeers: knows(identities.server) }),
    server: end("server", clock, { identity: identities.server, isPeers: knows(identities.client) }),
  };
}

/** Carries datagrams both ways until none is left; each as `carry` has it: lost, changed, twice. */
export function exchange(
  { client, server }: Pair,
  carry: (datagram: Buffer, to: "client" | "server") => readonly Buffer[] = (datagram) => [datagram],
): void {
  while (client.sent.length + server.sent.length > 0) {
    for (const datagram of client.sent.splice(0))
      for (const each of carry(datagram, "server")) server.connection.receive(each);
    for (const datagram of server.sent.splice(0))
      for (const each of carry(datagram, "client")) client.connection.receive(each);
  }
}
