import type { Alarm, Clock } from "../../../runtime/clock.ts";
import { headerValue } from "../../../sip/message/headers.ts";
import type { SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { pinOfUas, type NatSettings } from "../../sip/dialog/nat.ts";
import { uriOf } from "../../sip/dialog/reading.ts";
import type { SipAgent } from "../../sip/agent/agent.ts";
import type { Arrival, Hop } from "../../sip/transport/hop.ts";
import { newId, newTag } from "../message/identifiers.ts";
import { grantedSeconds, registrationOf } from "./registration.ts";

/** Routers forget where packets over UDP came from, many after 30 s (RFC 4787 §4.3); clients ask every 24 to 29 s (RFC 5626 §4.4.1). */
const EVERY_MS = 25_000;
/** Phones whose routers are kept from forgetting them; beyond it further ones are left to themselves. */
const MAX_PHONES = 50_000;
/** So many are asked in a turn, so that no burst keeps calls waiting; all of them come round in `EVERY_MS`. */
const MOST_IN_A_TURN = 250;
const TURN_MS = 100;

interface Phone {
  readonly hop: Hop;
  /** Its Contact: a phone that looks at the Request-URI finds its own name there. */
  readonly uri: string;
  readonly untilMs: number;
  readonly dueMs: number;
}

/**
 * Keeps calls able to reach phones behind NAT that registered over UDP and say nothing for long: each is sent an OPTIONS now and then,
 * and its answer, whatever it says, renews what its router remembers (RFC 4787 §4.3: packets from inside do). No call waits for it:
 * a phone that has gone is told by its next call.
 */
export class NatKeepAlive implements Disposable {
  readonly #agent: Pick<SipAgent, "transmit" | "advertised">;
  readonly #clock: Clock;
  readonly #nat: NatSettings;
  /** By registration; the one that is due next comes first. */
  readonly #phones = new Map<string, Phone>();
  #alarm: Alarm | undefined;
  #isOver = false;

  constructor(agent: Pick<SipAgent, "transmit" | "advertised">, clock: Clock, nat: NatSettings) {
    this.#agent = agent;
    this.#clock = clock;
    this.#nat = nat;
  }

  get size(): number {
    return this.#phones.size;
  }

  /** An application accepted a REGISTER: for as long as was granted its sender is kept reachable, if it sits behind NAT. */
  noteAccepted(request: SipRequest, response: SipResponse, arrival: Arrival): void {
    if (this.#isOver || arrival.protocol !== "udp") return;
    const registration = registrationOf(request);
    this.#phones.delete(registration);
    const seconds = grantedSeconds(response);
    const hop = seconds > 0 ? pinOfUas(request, arrival, this.#nat) : undefined;
    const uri = uriOf(headerValue(request, "contact"));
    // Behind proxies (Path) it is for the one that is next to the phone to keep the way open.
    if (hop === undefined || uri === undefined || headerValue(request, "path") !== undefined) return;
    if (this.#phones.size >= MAX_PHONES) return;
    const nowMs = this.#clock.nowMs();
    this.#phones.set(registration, { hop, uri, untilMs: nowMs + seconds * 1_000, dueMs: nowMs + EVERY_MS });
    this.#arm(EVERY_MS);
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#alarm?.disarm();
    this.#phones.clear();
  }

  #arm(afterMs: number): void {
    this.#alarm ??= this.#clock.arm(Math.max(TURN_MS, afterMs), () => {
      this.#alarm = undefined;
      this.#turn();
    });
  }

  #turn(): void {
    const nowMs = this.#clock.nowMs();
    let left = MOST_IN_A_TURN;
    for (const [registration, phone] of this.#phones) {
      if (phone.dueMs > nowMs || left-- === 0) break;
      this.#phones.delete(registration);
      if (phone.untilMs <= nowMs) continue;
      this.#ask(phone);
      this.#phones.set(registration, { ...phone, dueMs: nowMs + EVERY_MS });
    }
    const [next] = this.#phones.values();
    if (next !== undefined) this.#arm(next.dueMs - nowMs);
  }

  #ask({ hop, uri }: Phone): void {
    const { host, port } = this.#agent.advertised(hop);
    const us = `<sip:${host.includes(":") ? `[${host}]` : host}:${port}>`;
    const headers = [
      ["From", `${us};tag=${newTag()}`],
      ["To", `<${uri}>`],
      ["Call-ID", newId()],
      ["CSeq", "1 OPTIONS"],
      ["Max-Forwards", "70"],
      ["Contact", us],
    ].map(([name = "", value = ""]) => ({ name, value }));
    this.#agent.transmit({ kind: "request", method: "OPTIONS", uri, headers, body: new Uint8Array() }, hop);
  }
}
