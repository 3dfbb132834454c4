import { isIP } from "node:net";
import type { Bencoded, BencodedDictionary } from "../../ng/bencode.ts";
import type { Clock } from "../../runtime/clock.ts";
import { defined } from "../../runtime/defined.ts";
import { randomHex } from "../../runtime/random-hex.ts";
import { RelayAway, RelayRefused } from "./errors.ts";
import { NgClient, type RelayAddress } from "./ng-client.ts";
import type { Relay, RelayedDescription, RelayParty, RelaySession } from "./relay-port.ts";

const CALL_ID_BYTES = 12;
/** At once: rtpengine keeps a call for another 30 s unless told otherwise. */
const DELETE = { command: "delete", "delete-delay": 0 } as const;

/** An RTP relay that is told what to do by rtpengine's ng protocol: ours, or rtpengine. */
export class NgRelay implements Relay, Disposable {
  readonly #client: NgClient;
  readonly #isOurs: boolean;

  /** @param isOurs  it takes a key of our own: where a description goes to */
  constructor(at: RelayAddress, clock: Clock, isOurs = true) {
    this.#client = new NgClient(at, clock);
    this.#isOurs = isOurs;
  }

  open(): RelaySession {
    return new NgSession(this.#client, this.#isOurs);
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
  readonly #isOurs: boolean;
  readonly #callId = `offhook-${randomHex(CALL_ID_BYTES)}`;
  #offerer: RelayParty = "peer";
  /** Both have spoken: an offer names its receiver. */
  #isAnswered = false;
  #state: "new" | "open" | "released" = "new";

  constructor(client: NgClient, isOurs: boolean) {
    this.#client = client;
    this.#isOurs = isOurs;
  }

  async offer(by: RelayParty, description: RelayedDescription): Promise<string> {
    if (this.#state === "released") throw new RelayAway("offer");
    this.#state = "open";
    this.#offerer = by;
    const toTag = this.#isAnswered ? { "to-tag": otherThan(by) } : {};
    return await this.#ask("offer", { ...described(description, this.#isOurs), "from-tag": by, ...toTag });
  }

  async answer(by: RelayParty, description: RelayedDescription): Promise<string> {
    if (this.#state === "released") throw new RelayAway("answer");
    this.#isAnswered = true;
    return await this.#ask("answer", {
      ...described(description, this.#isOurs),
      "from-tag": this.#offerer,
      "to-tag": by,
    });
  }

  release(): void {
    const isOpen = this.#state === "open";
    this.#state = "released";
    // one that doesn't hear it ends the call when nothing is heard of it
    if (isOpen) this.#client.request({ ...DELETE, "call-id": this.#callId }).catch(() => undefined);
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
function described(description: RelayedDescription, isOurs: boolean): BencodedDictionary {
  const { sdp, source, receiver, profile, offersKeys } = description;
  const isAddress = source !== undefined && isIP(source) !== 0;
  return {
    ...{ sdp, ICE: "remove", replace: ["origin", "session-connection"] },
    ...(isAddress ? { "received-from": [source.includes(":") ? "IP6" : "IP4", source] } : {}),
    ...(offersKeys === true ? { OSRTP: ["offer"] } : {}),
    ...defined({ "transport-protocol": profile }),
    ...(isOurs ? defined({ receiver }) : {}),
  };
}

function textOf(value: Bencoded | undefined): string {
  return typeof value === "string" ? value : "no reason given";
}

function otherThan(party: RelayParty): RelayParty {
  return party === "peer" ? "telephone" : "peer";
}
