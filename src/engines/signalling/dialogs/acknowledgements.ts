import type { Alarm, Clock } from "../../../runtime/clock.ts";
import { canonicalName } from "../../../sip/message/headers.ts";
import type { Header, SipRequest } from "../../../sip/message/message.ts";
import type { Hop } from "../../sip/transport/hop.ts";

/** INVITEs of one dialog whose ACKs are remembered; the oldest goes first, and can't be repeated any more. */
const MAX_REMEMBERED = 8;

const CREDENTIALS: ReadonlySet<string> = new Set(["authorization", "proxy-authorization"]);

/** An ACK that was sent in a dialog, and where: to be sent again. */
export interface KeptAck {
  /** Without our Via. */
  readonly bare: SipRequest;
  readonly hop: Hop;
}

export interface SentAck extends KeptAck {
  /** As it stood on the wire. */
  readonly bytes: Uint8Array;
}

interface Acknowledgement {
  /** The INVITE's credentials, which its ACK carries too: no server may challenge an ACK (RFC 3261 §22.1). */
  readonly credentials: readonly Header[];
  readonly ack: KeptAck | undefined;
  /** Forgets it when no repetition of the 2xx is to be expected any more. */
  readonly forget: Alarm | undefined;
}

/** The ACKs to the 2xx of our INVITEs in one dialog, by the INVITE's CSeq: due, or sent and repeated (RFC 3261 §13.2.2.4). */
export class Acknowledgements implements Disposable {
  readonly #clock: Clock;
  readonly #replayMs: number;
  readonly #byInvite = new Map<number, Acknowledgement>();

  constructor(clock: Clock, replayMs: number) {
    this.#clock = clock;
    this.#replayMs = replayMs;
  }

  /** Our INVITE was answered 2xx: an ACK is due, and until it is there repetitions of the 2xx are swallowed. */
  owe(inviteSequence: number, invite: SipRequest): void {
    for (const [oldest, { forget }] of this.#byInvite) {
      if (this.#byInvite.size < MAX_REMEMBERED) break;
      forget?.disarm();
      this.#byInvite.delete(oldest);
    }
    const credentials = invite.headers.filter(({ name }) => CREDENTIALS.has(canonicalName(name)));
    this.#byInvite.set(inviteSequence, { credentials, ack: undefined, forget: undefined });
  }

  credentialsFor(inviteSequence: number): readonly Header[] {
    return this.#byInvite.get(inviteSequence)?.credentials ?? [];
  }

  /** The INVITE that the application's next ACK is for: the last one that has none; or the last one, ACKed again. */
  get nextInvite(): number | undefined {
    const all = [...this.#byInvite];
    return (all.findLast(([, { ack }]) => ack === undefined) ?? all.at(-1))?.[0];
  }

  /** Whether a 2xx of theirs has had no ACK. */
  get areOwed(): boolean {
    for (const { ack } of this.#byInvite.values()) if (ack === undefined) return true;
    return false;
  }

  /** The ACK went out: it is kept for repetitions of the 2xx. */
  keep(inviteSequence: number, { bare, hop }: KeptAck): void {
    const known = this.#byInvite.get(inviteSequence);
    known?.forget?.disarm();
    const forget = this.#clock.arm(this.#replayMs, () => this.#byInvite.delete(inviteSequence));
    this.#byInvite.set(inviteSequence, { credentials: known?.credentials ?? [], ack: { bare, hop }, forget });
  }

  find(inviteSequence: number): KeptAck | undefined {
    return this.#byInvite.get(inviteSequence)?.ack;
  }

  [Symbol.dispose](): void {
    for (const { forget } of this.#byInvite.values()) forget?.disarm();
    this.#byInvite.clear();
  }
}
