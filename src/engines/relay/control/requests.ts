import type { Clock, Alarm } from "../../../runtime/clock.ts";
import { isDictionary, type Bencoded, type BencodedDictionary } from "../../../ng/bencode.ts";
import { NoMediaPort } from "../../rtp/network/errors.ts";
import type { Described } from "../call/described.ts";
import { RelayCall, type RelayCallParts } from "../call/relay-call.ts";
import { RequestRefused } from "../errors.ts";
import { LOOK_EVERY_MS, MAX_CALLS, SILENT_MS } from "../limits.ts";
import type { RelayLogger } from "../logger.ts";

export interface RequestsParts extends RelayCallParts {
  readonly clock: Clock;
  readonly logger: RelayLogger;
}

interface KnownCall {
  readonly call: RelayCall;
  /** Packets of all its streams when they were last looked at, and since when there are no more. */
  packets: number;
  silentSinceMs: number;
}

/** Carries out what rtpengine's ng protocol asks: ping, offer, answer, delete, query, list. Disposing ends all calls. */
export class Requests implements Disposable {
  readonly #parts: RequestsParts;
  readonly #calls = new Map<string, KnownCall>();
  #look: Alarm;

  constructor(parts: RequestsParts) {
    this.#parts = parts;
    this.#look = parts.clock.arm(LOOK_EVERY_MS, () => this.#endSilent());
  }

  get calls(): number {
    return this.#calls.size;
  }

  /** Never rejects: what can't be done is told as `error-reason`. */
  async answer(request: BencodedDictionary): Promise<BencodedDictionary> {
    try {
      return await this.#carryOut(request);
    } catch (failure) {
      if (failure instanceof RequestRefused || failure instanceof NoMediaPort)
        return { result: "error", "error-reason": failure.message };
      this.#parts.logger.warn({ event: "relay.failed", err: failure }, "request failed");
      return { result: "error", "error-reason": "Internal error" };
    }
  }

  [Symbol.dispose](): void {
    this.#look.disarm();
    for (const { call } of this.#calls.values()) call[Symbol.dispose]();
    this.#calls.clear();
  }

  async #carryOut(request: BencodedDictionary): Promise<BencodedDictionary> {
    switch (request["command"]) {
      case "ping":
        return { result: "pong" };
      case "offer":
        return await this.#offer(request);
      case "answer":
        return await this.#answer(request);
      case "delete":
        return this.#delete(request);
      case "query":
        return { result: "ok", ...this.#told(this.#known(request)) };
      case "list":
        return { result: "ok", calls: [...this.#calls.keys()].slice(0, limitOf(request)) };
      case undefined:
      default:
        throw new RequestRefused("Unrecognized command");
    }
  }

  async #offer(request: BencodedDictionary): Promise<BencodedDictionary> {
    const [id, tag, described] = [required(request, "call-id"), required(request, "from-tag"), describedIn(request)];
    const { call } = this.#calls.get(id) ?? this.#begin(id);
    try {
      return { result: "ok", sdp: await call.offer(tag, textIn(request, "to-tag"), described) };
    } catch (failure) {
      if (call.tags.length < 2) this.#end(id); // nothing passes yet, and what it would have is given back
      throw failure;
    }
  }

  async #answer(request: BencodedDictionary): Promise<BencodedDictionary> {
    const { call } = this.#known(request);
    const [from, to] = [required(request, "from-tag"), required(request, "to-tag")];
    return { result: "ok", sdp: await call.answer(from, to, describedIn(request)) };
  }

  #delete(request: BencodedDictionary): BencodedDictionary {
    const known = this.#known(request);
    const told = this.#told(known);
    this.#end(required(request, "call-id"));
    return { result: "ok", ...told };
  }

  #begin(id: string): KnownCall {
    if (this.#calls.size >= MAX_CALLS) throw new RequestRefused("Parallel session limit reached");
    const nowMs = this.#parts.clock.nowMs();
    const known = { call: new RelayCall(this.#parts, nowMs), packets: 0, silentSinceMs: nowMs };
    this.#calls.set(id, known);
    return known;
  }

  #end(id: string): void {
    this.#calls.get(id)?.call[Symbol.dispose]();
    this.#calls.delete(id);
  }

  #known(request: BencodedDictionary): KnownCall {
    const known = this.#calls.get(required(request, "call-id"));
    if (known === undefined) throw new RequestRefused("Unknown call-id");
    return known;
  }

  /** RTP that each party has sent, as rtpengine tells it. */
  #told({ call }: KnownCall): BencodedDictionary {
    const streams = call.counts.map((sides) => ({
      sides: sides.map(({ packets, bytes }) => ({ packets, bytes, errors: 0 })),
    }));
    const all = call.counts.flat();
    const packets = all.reduce((sum, side) => sum + side.packets, 0);
    const bytes = all.reduce((sum, side) => sum + side.bytes, 0);
    return {
      created: Math.floor(call.startedAtMs / 1_000),
      tags: Object.fromEntries(call.tags.map((tag) => [tag, { tag }])),
      streams,
      totals: { RTP: { packets, bytes, errors: 0 } },
    };
  }

  /** What has said nothing for so long has lost its end, and gives its ports back. */
  #endSilent(): void {
    const nowMs = this.#parts.clock.nowMs();
    for (const [id, known] of this.#calls) {
      const packets = known.call.counts.flat().reduce((sum, side) => sum + side.packets, 0);
      if (packets !== known.packets) [known.packets, known.silentSinceMs] = [packets, nowMs];
      else if (nowMs - known.silentSinceMs >= SILENT_MS) {
        this.#parts.logger.info({ event: "relay.silent", call: id }, "call was silent for too long");
        this.#end(id);
      }
    }
    this.#look = this.#parts.clock.arm(LOOK_EVERY_MS, () => this.#endSilent());
  }
}

/** The flags of an offer or answer that mean something here; all others are passed over, as rtpengine does. */
function describedIn(request: BencodedDictionary): Described {
  const [flags, mux, replace] = [words(request["flags"]), words(request["rtcp-mux"]), words(request["replace"])];
  const osrtp = words(request["OSRTP"]);
  const [, source] = words(request["received-from"]);
  const strips = mux.includes("demux") || mux.includes("remove") || mux.includes("reject");
  return {
    sdp: required(request, "sdp"),
    receivedFrom: source,
    receiver: textIn(request, "receiver"),
    protocol: textIn(request, "transport-protocol"),
    offersKeys: osrtp.includes("offer") || flags.includes("OSRTP-offer"),
    mux: strips ? "without" : "as-is",
    replacesOrigin: replace.includes("origin") || flags.includes("replace-origin"),
  };
}

function required(request: BencodedDictionary, key: string): string {
  const value = textIn(request, key);
  if (value === undefined) throw new RequestRefused(`Missing ${key} in message`);
  return value;
}

function textIn(request: BencodedDictionary, key: string): string | undefined {
  const value = request[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

function words(value: Bencoded | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  if (value === undefined || typeof value === "number" || isDictionary(value)) return [];
  return value.filter((word) => typeof word === "string");
}

function limitOf(request: BencodedDictionary): number {
  const limit = request["limit"];
  return typeof limit === "number" && limit > 0 ? limit : 32;
}
