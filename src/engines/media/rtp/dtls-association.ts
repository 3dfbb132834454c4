import { isAnnounced, type DtlsIdentity } from "../../dtls/certificate.ts";
import { DtlsConnection, HANDSHAKE_WITHIN_MS } from "../../dtls/connection.ts";
import type { StreamKeys } from "../../rtp/srtp/stream-encryption.ts";
import type { Alarm, Clock } from "../../../runtime/clock.ts";
import type { Fingerprint } from "../../../vocabulary/fingerprint.ts";
import type { HandshakeLimit } from "./handshake-limit.ts";

/** What offer and answer say of a stream whose keys are agreed on by DTLS (RFC 5763). */
export interface DtlsAgreement {
  /** Ours: the active side is the client. */
  readonly role: "client" | "server";
  /** Of the peer's certificate. */
  readonly fingerprints: readonly Fingerprint[];
}

export interface DtlsAssociationParts {
  readonly clock: Clock;
  readonly identity: DtlsIdentity;
  readonly limit: HandshakeLimit;
  transmit(datagram: Buffer): void;
  onKeys(keys: StreamKeys): void;
  /** There will be no keys; why, in plain words. */
  onFailed(problem: string): void;
}

/** A handshake that waits for its turn looks again after this time. */
const TURN_MS = 100;

/** The DTLS connection of one stream with one peer: from the moment on at which the peer can be reached, or is heard. */
export class DtlsAssociation implements Disposable {
  readonly #agreement: DtlsAgreement;
  readonly #parts: DtlsAssociationParts;
  #place: Disposable | undefined;
  #connection: DtlsConnection | undefined;
  #turn: Alarm | undefined;
  /** Turns that it has waited for in vain. */
  #waited = 0;

  constructor(agreement: DtlsAgreement, parts: DtlsAssociationParts) {
    this.#agreement = agreement;
    this.#parts = parts;
  }

  /** Whether it is the connection that another offer and answer ask for: with the same peer, in the same role (RFC 8842 §5). */
  isOf({ role, fingerprints }: DtlsAgreement): boolean {
    const names = ({ algorithm, value }: Fingerprint): string => `${algorithm} ${value}`.toLowerCase();
    const [own, other] = [this.#agreement.fingerprints, fingerprints].map((each) => each.map(names).sort().join());
    return this.#agreement.role === role && own === other;
  }

  /** The peer can be reached from now on. */
  begin(): void {
    if (this.#connection !== undefined || this.#turn !== undefined) return;
    this.#place = this.#parts.limit.take();
    if (this.#place === undefined) {
      this.#awaitTurn();
      return;
    }
    const { clock, identity } = this.#parts;
    this.#connection = new DtlsConnection({
      role: this.#agreement.role,
      identity,
      clock,
      isPeers: (certificate) => isAnnounced(certificate, this.#agreement.fingerprints),
      transmit: (datagram) => this.#parts.transmit(datagram),
      onKeys: (keys) => {
        this.#place?.[Symbol.dispose]();
        this.#parts.onKeys(keys);
      },
      onFailed: (problem) => {
        this.#place?.[Symbol.dispose]();
        this.#parts.onFailed(problem);
      },
    });
    this.#connection.start();
  }

  /** A datagram of the peer's. */
  receive(datagram: Buffer): void {
    this.begin();
    this.#connection?.receive(datagram);
  }

  [Symbol.dispose](): void {
    this.#turn?.disarm();
    this.#place?.[Symbol.dispose]();
    this.#connection?.[Symbol.dispose]();
  }

  #awaitTurn(): void {
    if (++this.#waited * TURN_MS > HANDSHAKE_WITHIN_MS) {
      this.#parts.onFailed("too many handshakes at once");
      return;
    }
    this.#turn = this.#parts.clock.arm(TURN_MS, () => {
      this.#turn = undefined;
      this.begin();
    });
  }
}
