import type { SrtpKey } from "./key.ts";
import { SrtpReceiver, SrtpSender } from "./srtp.ts";

/** The keys on which both sides of a stream have agreed: ours for what we send, the peer's for what it sends. */
export interface StreamKeys {
  readonly send: SrtpKey;
  readonly receive: SrtpKey;
}

/**
 * Whether a stream is encrypted, and its packets both ways. One that is lets nothing out in the clear and takes nothing in the
 * clear, also while its keys are still being agreed on; one that isn't passes packets as they are.
 */
export class StreamEncryption {
  #keys: StreamKeys | undefined;
  #awaitsKeys = false;
  #sender: SrtpSender | undefined;
  #receiver: SrtpReceiver | undefined;

  /** A new offer or answer holds. A key that stays goes on where it is (RFC 4568 §7.1.4: the rollover counter with it). */
  agree(keys: StreamKeys | undefined): void {
    this.#awaitsKeys = false;
    if (keys === undefined) this.#sender = this.#receiver = undefined;
    else {
      if (!isSame(this.#keys?.send, keys.send)) this.#sender = new SrtpSender(keys.send);
      if (!isSame(this.#keys?.receive, keys.receive)) this.#receiver = new SrtpReceiver(keys.receive);
    }
    this.#keys = keys;
  }

  /** There will be keys, which the stream's own two ends agree on (DTLS): until then nothing goes either way. */
  awaitKeys(): void {
    this.#awaitsKeys = true;
    this.#keys = this.#sender = this.#receiver = undefined;
  }

  /** Packets go both ways. */
  get isReady(): boolean {
    return !this.#awaitsKeys;
  }

  /** What is sent in the place of this RTP packet; undefined: nothing. */
  seal(packet: Buffer): Buffer | undefined {
    if (this.#awaitsKeys) return undefined;
    return this.#sender === undefined ? packet : this.#sender.protect(packet);
  }

  sealControl(packet: Buffer): Buffer | undefined {
    if (this.#awaitsKeys) return undefined;
    return this.#sender === undefined ? packet : this.#sender.protectControl(packet);
  }

  /** The RTP packet in a datagram; undefined: it isn't the peer's. */
  open(datagram: Buffer): Buffer | undefined {
    if (this.#awaitsKeys) return undefined;
    return this.#receiver === undefined ? datagram : this.#receiver.unprotect(datagram);
  }

  openControl(datagram: Buffer): Buffer | undefined {
    if (this.#awaitsKeys) return undefined;
    return this.#receiver === undefined ? datagram : this.#receiver.unprotectControl(datagram);
  }
}

function isSame(one: SrtpKey | undefined, other: SrtpKey): boolean {
  return one !== undefined && one.suite === other.suite && Buffer.compare(one.keySalt, other.keySalt) === 0;
}
