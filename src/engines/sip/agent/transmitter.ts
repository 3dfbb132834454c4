import type { SipMessage } from "../../../sip/message/message.ts";
import { printMessage } from "../../../sip/message/print.ts";
import type { Hop } from "../transport/hop.ts";
import type { SendFailure, SipWire } from "../transport/wire.ts";

/** Sends the messages of one transaction; what is sent again is not printed again. */
export class Transmitter {
  hop: Hop;
  readonly #wire: SipWire;
  readonly #onFailed: (failure: SendFailure) => void;
  #message: SipMessage | undefined;
  #bytes: Uint8Array | undefined;

  constructor(wire: SipWire, hop: Hop, onFailed: (failure: SendFailure) => void) {
    this.#wire = wire;
    this.hop = hop;
    this.#onFailed = onFailed;
  }

  /** The message as it stands on the wire. */
  bytesOf(message: SipMessage): Uint8Array {
    return this.#message === message && this.#bytes !== undefined ? this.#bytes : printMessage(message);
  }

  /** @returns the stream connection that carries it */
  send(message: SipMessage): string | undefined {
    const bytes = this.bytesOf(message);
    this.#message = message;
    this.#bytes = bytes;
    return this.#wire.send(bytes, this.hop, this.#onFailed);
  }

  /** Nothing is to be sent again. */
  forget(): void {
    this.#message = undefined;
    this.#bytes = undefined;
  }

  /** The last message once more, after the hop was changed. */
  resend(): string | undefined {
    return this.#message === undefined ? undefined : this.send(this.#message);
  }
}
