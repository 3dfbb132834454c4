import type { Headers, SrfRequest, SrfResponse } from "../../srf/srf.ts";
import { ourContact } from "../leg/our-contact.ts";
import { hasToken } from "../../sip/tokens.ts";

/** An 18x to the caller; `sdp` is "" where it plays nothing. */
interface Provisional {
  readonly status: 180 | 183;
  readonly sdp: string;
}

/** More 18x than these don't wait for a PRACK: the newest say how the call does. */
const MOST_WAITING = 4;

/** How the caller takes provisional responses. */
type Manner =
  | "plain"
  /** It insists on reliable ones (RFC 3262 §3). */
  | "reliable"
  /** It insists, and leaves the offer to us: a reliable response would have to make it (RFC 3262 §5), so there is none. */
  | "none";

/**
 * The provisional responses to one INVITE. To a caller who insists on reliable ones (Require: 100rel) they go one after the
 * other, each once the PRACK of the one before has come; the signalling engine numbers and repeats them, and ends the call
 * of a caller who acknowledges none.
 */
export class Provisionals {
  readonly #res: SrfResponse;
  /** They have a To tag, so they make an early dialog, and say where its requests go (RFC 3261 §12.1.1). */
  readonly #contact: Headers;
  readonly #manner: Manner;
  readonly #waiting: Provisional[] = [];
  /** The PRACK that is waited for. */
  #unacknowledged: PromiseWithResolver | undefined;
  #answer: string | undefined;

  constructor(req: SrfRequest, res: SrfResponse, offer: string | undefined) {
    this.#res = res;
    this.#contact = { Contact: ourContact(req) };
    if (!hasToken(req.get("Require"), "100rel")) this.#manner = "plain";
    else this.#manner = offer === undefined ? "none" : "reliable";
  }

  /** The SDP of a reliable response: it has answered the caller's offer, and what comes later is no answer (RFC 3262 §5). */
  get answer(): string | undefined {
    return this.#answer;
  }

  /** Undefined: a 2xx may be sent now. Else once the caller has acknowledged its answer (RFC 3262 §3). */
  get acknowledged(): Promise<void> | undefined {
    return this.#answer === undefined ? undefined : this.#unacknowledged?.promise;
  }

  send(status: 180 | 183, sdp: string): void {
    if (this.#manner === "none") return;
    if (this.#manner === "plain") {
      const headers = this.#contact;
      const options = sdp === "" ? { headers } : { body: sdp, headers: { ...headers, ...SDP } };
      this.#res.send(status, options, () => undefined);
      return;
    }
    if (this.#unacknowledged === undefined) {
      this.#sendReliably({ status, sdp });
      return;
    }
    this.#waiting.push({ status, sdp });
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
  }

  /** The INVITE has its final response, or will get it now. */
  end(): void {
    this.#waiting.length = 0;
    this.#unacknowledged?.resolve();
  }

  #sendReliably({ status, sdp }: Provisional): void {
    const isAnswer = sdp !== "" && this.#answer === undefined;
    if (isAnswer) this.#answer = sdp;
    const unacknowledged = promiseWithResolver();
    this.#unacknowledged = unacknowledged;
    void unacknowledged.promise.then(() => this.#onAcknowledged());
    const headers = { ...this.#contact, Require: "100rel", ...(isAnswer ? SDP : {}) };
    const options = { headers, ...(isAnswer ? { body: sdp } : {}) };
    // srf keeps what it calls at the PRACK for as long as none comes: it must hold nothing else.
    const { resolve } = unacknowledged;
    this.#res.send(
      status,
      options,
      (failure) => failure && resolve(), // the engine hasn't sent it
      () => resolve(),
    );
  }

  #onAcknowledged(): void {
    this.#unacknowledged = undefined;
    const next = this.#waiting.shift();
    if (next !== undefined) this.#sendReliably(next);
  }
}

const SDP: Headers = { "Content-Type": "application/sdp" };

interface PromiseWithResolver {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

function promiseWithResolver(): PromiseWithResolver {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((resolveIt) => {
    resolve = resolveIt;
  });
  return { promise, resolve };
}
