import type { SipRequest } from "../../../sip/message/message.ts";
import type { Via } from "../../../sip/via.ts";
import { serverKey } from "../transaction/key.ts";
import type { Arrival, Hop } from "../transport/hop.ts";
import { AnsweredRequests } from "./answered-requests.ts";
import { responseHops } from "./response-hops.ts";
import { createServer, type ResponseHops, type RunningServer, type ServerParts } from "./server.ts";

/** Of senders who are known no account is kept. */
const KNOWN: Disposable = { [Symbol.dispose]: () => undefined };

/** The requests that we got and that are not done with, found by what their retransmissions, ACK and CANCEL say. */
export class ServerTable implements Disposable {
  readonly #parts: ServerParts;
  readonly #byKey = new Map<string, RunningServer>();
  readonly #answered: AnsweredRequests;
  #made = 0;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#answered = new AnsweredRequests(parts.clock, parts.wire, parts.timers.t1x64Ms);
  }

  get size(): number {
    return this.#byKey.size + this.#answered.size;
  }

  /** A request that is known already: a retransmission, or the ACK to our answer. @returns false when it is a new one */
  absorb(request: SipRequest, via: Via, arrival: Arrival): boolean {
    const key = serverKey(request, via);
    const running = this.#byKey.get(key);
    running?.receive(request, arrival);
    return running !== undefined || this.#answered.repeat(key);
  }

  /** The same REGISTER once more, by the key of its transaction. @returns false when that is gone */
  absorbAgain(key: string): boolean {
    const running = this.#byKey.get(key);
    running?.receiveAgain();
    return running !== undefined || this.#answered.repeat(key);
  }

  isKnown(request: SipRequest, via: Via): boolean {
    const key = serverKey(request, via);
    return this.#byKey.has(key) || this.#answered.has(key);
  }

  /** The INVITE that a CANCEL means (RFC 3261 §9.2). */
  findCancelled(cancel: SipRequest, via: Via): RunningServer | undefined {
    return this.#byKey.get(serverKey(cancel, via, "INVITE"));
  }

  /** Undefined: a stranger's, whose source has too many requests open. */
  start(request: SipRequest, via: Via, arrival: Arrival): RunningServer | undefined {
    const { guard } = this.#parts;
    const opened = guard?.isStranger(arrival) === true ? guard.openRequest(arrival) : KNOWN;
    return opened && this.#add(request, via, { arrival, hops: responseHops(arrival, via) }, opened);
  }

  /** A request that came before this process was there. */
  resume(request: SipRequest, via: Via, hop: Hop): RunningServer {
    const { protocol, address, port } = hop;
    const source = { address, port };
    const arrival: Arrival = { protocol, source, local: { address: "", port: 0 }, bytes: 0, atMs: 0 };
    return this.#add(request, via, { arrival, hops: { first: hop, fallback: undefined } }, KNOWN);
  }

  #add(
    request: SipRequest,
    via: Via,
    way: { readonly arrival: Arrival; readonly hops: ResponseHops },
    opened: Disposable,
  ): RunningServer {
    const key = serverKey(request, via);
    const facts = { id: String(++this.#made), request, ...way, isStrangers: opened !== KNOWN };
    const onEnded = (): void => {
      this.#byKey.delete(key);
      opened[Symbol.dispose]();
    };
    const server = createServer(facts, this.#parts, {
      onEnded,
      onAnswered: (bytes, hop) => {
        onEnded();
        this.#answered.add(key, bytes, hop);
      },
    });
    this.#byKey.set(key, server);
    server.begin(request);
    return server;
  }

  [Symbol.dispose](): void {
    for (const server of this.#byKey.values()) server[Symbol.dispose]();
    this.#byKey.clear();
    this.#answered[Symbol.dispose]();
  }
}
