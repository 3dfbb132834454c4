import { BoundedMap } from "../../../runtime/bounded-map.ts";
import { REMEMBERED } from "../../../sources/limits.ts";
import type { Source } from "../../../sources/source.ts";
import { SourceTable, type SourceRules } from "../../../sources/source-table.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import type { SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { parseNameAddress } from "../../../sip/name-addr.ts";
import { parseSipUri } from "../../../sip/uri.ts";
import type { Arrival, Hop } from "../../sip/transport/hop.ts";
import type { GuardedConnection, SourceGuard } from "../../sip/transport/source-guard.ts";
import { outcomeOf } from "./outcome.ts";
import { isScanner } from "./scanners.ts";

/** What a source did that the application can't see. */
export type Offence =
  /** Messages beyond its share, which were dropped. */
  | "flood"
  | "malformed"
  /** A tool that looks for open switches. */
  | "scanner";

/** Offences of one source since the application last asked. */
export interface Offences {
  readonly source: string;
  readonly offence: Offence;
  readonly times: number;
}

/** The guard before the parser: bounded state for each source, rules from the application, offences told to it. */
export class Guard implements SourceGuard {
  readonly #nowMs: () => number;
  readonly #table: SourceTable;
  readonly #offences = new BoundedMap<string, number>(REMEMBERED.bans);
  /** Names the rules that are obeyed; the application sees by it whether they are its own. */
  #rulesName = "";
  #refused = 0;
  /** Let through to the parser only, to see who it says that it is. */
  #glancedAt: Arrival | undefined;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#table = new SourceTable(nowMs());
  }

  /** Messages and connections dropped since the start. */
  get refused(): number {
    return this.#refused;
  }

  get sources(): number {
    return this.#table.size;
  }

  get bans(): number {
    return this.#table.bans;
  }

  get rulesName(): string {
    return this.#rulesName;
  }

  obey(name: string, rules: SourceRules): void {
    this.#rulesName = name;
    this.#table.obey(rules, this.#nowMs());
  }

  /** The offences since the last time; they are told once. */
  takeOffences(): readonly Offences[] {
    const taken = [...this.#offences].map(([key, times]) => {
      const [offence = "", source = ""] = key.split(" ");
      return { source, offence: offence as Offence, times };
    });
    for (const { source, offence } of taken) this.#offences.delete(`${offence} ${source}`);
    return taken;
  }

  admits(bytes: Uint8Array, arrival: Arrival): boolean {
    const nowMs = this.#nowMs();
    const source = this.#sourceOf(arrival, nowMs);
    if (source.isTrusted) return true;
    const flow = flowOf(arrival);
    const isOverItsShare = !source.admits(flow, bytes.length, nowMs);
    if (isOverItsShare && this.#table.glancesAt(source, flow, nowMs)) {
      this.#glancedAt = arrival;
      return true;
    }
    if (isOverItsShare) this.#note(arrival.source.address, "flood");
    const isFree = source.isKnown(flow, nowMs) || source.isOffice(nowMs);
    if (!isOverItsShare && (isFree || this.#table.admitStranger(nowMs))) return true;
    this.#refuse(source, arrival, nowMs);
    return false;
  }

  isGlance(arrival: Arrival): boolean {
    return this.#glancedAt === arrival;
  }

  recognises(request: SipRequest | undefined, arrival: Arrival): boolean {
    if (this.#glancedAt !== arrival) return true;
    this.#glancedAt = undefined;
    const nowMs = this.#nowMs();
    const source = this.#sourceOf(arrival, nowMs);
    const username = request && senderOf(request);
    if (username !== undefined && this.#table.hearsPhone(username, nowMs)) {
      source.hear(flowOf(arrival), nowMs);
      return true;
    }
    this.#note(arrival.source.address, "flood");
    this.#refuse(source, arrival, nowMs);
    return false;
  }

  isStranger(arrival: Arrival): boolean {
    const nowMs = this.#nowMs();
    return this.#sourceOf(arrival, nowMs).isStranger(flowOf(arrival), nowMs);
  }

  openRequest(arrival: Arrival): Disposable | undefined {
    const nowMs = this.#nowMs();
    const source = this.#sourceOf(arrival, nowMs);
    if (!source.mayOpenRequest(nowMs)) {
      this.#refused++;
      this.#note(arrival.source.address, "flood");
      return undefined;
    }
    source.openRequests++;
    return once(() => source.openRequests--);
  }

  mayAnswer(arrival: Arrival, bytes: number): boolean {
    // The other end of a connection is there: its address isn't forged.
    if (arrival.flow !== undefined) return true;
    const nowMs = this.#nowMs();
    return this.#sourceOf(arrival, nowMs).mayAnswer(bytes, nowMs);
  }

  noteMalformed(arrival: Arrival): void {
    if (this.isStranger(arrival)) this.#note(arrival.source.address, "malformed");
  }

  isUnwelcome(request: SipRequest, arrival: Arrival): boolean {
    if (!isScanner(request) || !this.isStranger(arrival)) return false;
    this.#refused++;
    this.#note(arrival.source.address, "scanner");
    return true;
  }

  noteSentTo({ protocol, address, port, flow }: Hop): void {
    if (flow === undefined && protocol !== "udp") return; // by a connection that will be ours
    const nowMs = this.#nowMs();
    const source = this.#table.of(address, nowMs);
    if (source.isTrusted) return;
    source.noteSentTo(flow ?? String(port), nowMs);
    this.#table.keep(address, source);
  }

  /** An application has answered a request outside of dialogs. */
  noteAnswer(request: SipRequest, response: SipResponse, arrival: Arrival): void {
    const outcome = outcomeOf(request, response);
    if (outcome === "success") this.#noteSuccess(arrival);
    else if (outcome === "failure" && this.isStranger(arrival))
      this.#sourceOf(arrival, this.#nowMs()).noteFailure(flowOf(arrival));
  }

  #noteSuccess(arrival: Arrival): void {
    const nowMs = this.#nowMs();
    const source = this.#sourceOf(arrival, nowMs);
    source.noteSuccess(flowOf(arrival), nowMs);
    this.#table.keep(arrival.source.address, source);
  }

  openConnection(address: string, cut: () => void): GuardedConnection | undefined {
    const nowMs = this.#nowMs();
    const source = this.#table.of(address, nowMs);
    const may = source.mayConnect(nowMs);
    if (may !== true) this.#note(address, "flood");
    if (may === false || (may === "instead" && !this.#table.replacesConnection(source, nowMs))) {
      this.#refused++;
      return undefined;
    }
    const mine = (): void => cut();
    source.connections++;
    source.unproven.add(mine);
    const prove = once(() => source.unproven.delete(mine));
    const close = once(() => source.connections--);
    return {
      prove: () => prove[Symbol.dispose](),
      [Symbol.dispose]() {
        prove[Symbol.dispose]();
        close[Symbol.dispose]();
      },
    };
  }

  noteClosed(flow: string, address: string): void {
    this.#table.of(address, this.#nowMs()).noteClosed(flow);
  }

  isProven(flow: string, address: string): boolean {
    const nowMs = this.#nowMs();
    return !this.#table.of(address, nowMs).isStranger(flow, nowMs);
  }

  /** A connection of a banned source that isn't heard ends, so that it takes no other's place. */
  #refuse(source: Source, { cut }: Arrival, nowMs: number): void {
    this.#refused++;
    if (source.isBanned(nowMs)) cut?.();
  }

  #sourceOf({ source }: Arrival, nowMs: number): Source {
    return this.#table.of(source.address, nowMs);
  }

  #note(address: string, offence: Offence): void {
    const key = `${offence} ${this.#table.nameOf(address)}`;
    this.#offences.set(key, (this.#offences.get(key) ?? 0) + 1);
  }
}

/** The user who a request says that it is from. */
function senderOf(request: SipRequest): string | undefined {
  const from = parseNameAddress(headerValue(request, "from") ?? "");
  return from.ok ? parseSipUri(from.value.uri)?.user : undefined;
}

/** A port of UDP, or a connection. */
const flowOf = ({ flow, source }: Arrival): string => flow ?? String(source.port);

function once(release: () => unknown): Disposable {
  let isDone = false;
  return {
    [Symbol.dispose]() {
      if (isDone) return;
      isDone = true;
      release();
    },
  };
}
