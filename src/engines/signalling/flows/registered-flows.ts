import { headerValue, headerValues } from "../../../sip/message/headers.ts";
import type { SipRequest, SipResponse } from "../../../sip/message/message.ts";
import { parseNameAddress } from "../../../sip/name-addr.ts";
import { paramValue } from "../../../sip/params.ts";
import { parseSeconds } from "../../../sip/scalars.ts";
import { parseSipUri } from "../../../sip/uri.ts";
import { hopBack } from "../../sip/dialog/nat.ts";
import { contactUriOf, uriOf } from "../../sip/dialog/reading.ts";
import type { Arrival, Hop } from "../../sip/transport/hop.ts";

/** Phones that registered over a stream connection; beyond it the oldest is forgotten. */
const MAX_FLOWS = 100_000;

/** Expired ones are looked for this often, when others register. */
const PURGE_EVERY_MS = 30_000;

/** No registration is remembered for longer, whatever it asks for. */
const MAX_SECONDS = 7 * 24 * 3_600;

interface RegisteredFlow {
  readonly hop: Hop;
  readonly addressOfRecord: string;
  readonly untilMs: number;
}

/**
 * Over which connection a registered phone is reached: `user@host` of its Contact → the connection it registered on.
 * A phone behind NAT can't be reached any other way.
 */
export class RegisteredFlows {
  readonly #nowMs: () => number;
  readonly #flows = new Map<string, RegisteredFlow>();
  #purgedAtMs: number;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#purgedAtMs = nowMs();
  }

  get size(): number {
    this.#purge();
    return this.#flows.size;
  }

  /** An application accepted a REGISTER or SUBSCRIBE: remembers the connection for as long as it grants. */
  rememberAccepted(request: SipRequest, response: SipResponse, arrival: Arrival): void {
    const contact = contactUriOf(request);
    const key = contact === undefined ? undefined : userAtHost(contact);
    if (arrival.flow === undefined || key === undefined) return;
    const seconds = grantedSeconds(response, key);
    const addressOfRecord = userAtHost(uriOf(headerValue(request, "to")) ?? "") ?? "";
    if (seconds !== undefined) this.remember(key, addressOfRecord, hopBack(arrival), seconds);
  }

  /**
   * 0 seconds forgets it. What another address of record holds is not taken over: a phone that names another one's
   * Contact as its own would get that one's calls.
   */
  remember(contact: string, addressOfRecord: string, hop: Hop, forSeconds: number): void {
    const nowMs = this.#nowMs();
    const known = this.#flows.get(contact);
    if (known !== undefined && known.untilMs > nowMs && known.addressOfRecord !== addressOfRecord) return;
    this.#flows.delete(contact);
    if (forSeconds <= 0) return;
    if (this.#flows.size >= MAX_FLOWS || nowMs - this.#purgedAtMs >= PURGE_EVERY_MS) this.#purge();
    this.#flows.set(contact, { hop, addressOfRecord, untilMs: nowMs + Math.min(forSeconds, MAX_SECONDS) * 1_000 });
  }

  /** A flow that was closed is still found: what is sent to it fails at once (410), rather than going astray. */
  find(contact: string): Hop | undefined {
    const flow = this.#flows.get(contact);
    if (flow !== undefined && flow.untilMs > this.#nowMs()) return flow.hop;
    this.#flows.delete(contact);
    return undefined;
  }

  #purge(): void {
    const nowMs = this.#nowMs();
    for (const [contact, { untilMs }] of this.#flows) if (untilMs <= nowMs) this.#flows.delete(contact);
    for (const [oldest] of this.#flows) {
      if (this.#flows.size < MAX_FLOWS) break;
      this.#flows.delete(oldest);
    }
    this.#purgedAtMs = nowMs;
  }
}

/** `expires` of the same Contact in the response, else its Expires header (RFC 3261 §10.3 step 8); undefined: nothing was granted. */
function grantedSeconds(response: SipResponse, key: string): number | undefined {
  const contacts = headerValues(response, "contact");
  const same = contacts.find((contact) => userAtHost(uriOf(contact) ?? "") === key) ?? contacts[0];
  const address = same === undefined ? undefined : parseNameAddress(same);
  const parameter = address?.ok === true ? paramValue(address.value.params, "expires") : undefined;
  return parseSeconds(parameter ?? headerValue(response, "expires") ?? "");
}

/** What a registered phone is found by; port and parameters don't matter. */
export function userAtHost(uri: string): string | undefined {
  const parsed = parseSipUri(uri);
  return parsed === undefined ? undefined : `${parsed.user ?? ""}@${parsed.host.toLowerCase()}`;
}
