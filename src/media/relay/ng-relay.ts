import { isIP } from "node:net";
import type { Bencoded, BencodedDictionary } from "../../ng/bencode.ts";
import type { Clock } from "../../runtime/clock.ts";
import { defined } from "../../runtime/defined.ts";
import { randomHex } from "../../runtime/random-hex.ts";
import { RelayAway, RelayRefused } from "./errors.ts";
import { NgClient, type RelayAddress } from "./ng-client.ts";
import type { Relay, RelayedDescription, RelayParty, RelaySession } from "./relay-port.ts";

const CALL_ID_BYTES = 12;

/** An RTP relay that is told what to do by rtpengine's ng protocol: ours, or rtpengine. */
export class NgRelay implements Relay, Disposable {
  readonly #client: NgClient;

  constructor(at: RelayAddress, clock: Clock) {
    this.#client = new NgClient(at, clock);
  }

  open(): RelaySession {
    return new NgSession(this.#client);
  }

  /** Whether it is there. Rejects with RelayAway or RelayRefused. */
  async ping(): Promise<void> {
    const { result } = await this.#client.request({ command: "ping" });
    if (result !== "pong") throw new RelayRefused("ping", textOf(result));
  }

  /** Calls that it has now, as far as it tells them. */
  async calls(): Promise<number> {
    const { calls } = await this.#client.request({ command: "list", limit: 10_000 });
    return Array.isArray(calls) ? calls.length : 0;
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]();
  }
}

class NgSession implements RelaySession {
  readonly #client: NgClient;
  readonly #callId = `offhook-${randomHex(CALL_ID_BYTES)}`;
  #offerer: RelayParty = "peer";
  /** Both have spoken: an offer names its receiver. */
  #isAnswered = false;
  #state: "new" | "open" | "released" = "new";

  constructor(client: NgClient) {
    this.#client = client;
  }

  async offer(by: RelayParty, description: RelayedDescription): Promise<string> {
    if (this.#state === "released") throw new RelayAway("offer");
    this.#state = "open";
    this.#offerer = by;
    const toTag = this.#isAnswered ? { "to-tag": otherThan(by) } : {};
    return await this.#ask("offer", { ...described(description), "from-tag": by, ...toTag });
  }

  async answer(by: RelayParty, description: RelayedDescription): Promise<string> {
    if (this.#state === "released") throw new RelayAway("answer");
    this.#isAnswered = true;
    return await this.#ask("answer", { ...described(description), "from-tag": this.#offerer, "to-tag": by });
  }

  release(): void {
    const isOpen = this.#state === "open";
    this.#state = "released";
    // one that doesn't hear it ends the call when nothing is heard of it
    if (isOpen) this.#client.request({ command: "delete", "call-id": this.#callId }).catch(() => undefined);
  }

  async #ask(command: "offer" | "answer", request: BencodedDictionary): Promise<string> {
    const reply = await this.#client.request({ command, "call-id": this.#callId, ...request });
    const { result, sdp } = reply;
    if (result !== "ok" || typeof sdp !== "string")
      throw new RelayRefused(command, textOf(reply["error-reason"] ?? result));
    return sdp;
  }
}

/** The flags that make of rtpengine what our own relay is by itself: no ICE past it, an origin of its own. */
function described(description: RelayedDescription): BencodedDictionary {
  const { sdp, source, receiver, profile, offersKeys } = description;
  const isAddress = source !== undefined && isIP(source) !== 0;
  return {
    ...{ sdp, ICE: "remove", replace: ["origin", "session-connection"] },
    ...(isAddress ? { "received-from": [source.includes(":") ? "IP6" : "IP4", source] } : {}),
    ...(offersKeys === true ? { OSRTP: ["offer"] } : {}),
    ...defined({ receiver, "transport-protocol": profile }),
  };
}

function textOf(value: Bencoded | undefined): string {
  return typeof value === "string" ? value : "no reason given";
}

function otherThan(party: RelayParty): RelayParty {
  return party === "peer" ? "telephone" : "peer";
}
