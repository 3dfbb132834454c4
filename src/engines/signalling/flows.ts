import { hopBack } from "../sip/dialog/nat.ts";
import type { SipRequest, SipResponse } from "../../sip/message/message.ts";
import type { Arrival } from "../sip/transport/hop.ts";
import type { Hop } from "../sip/transport/hop.ts";
import { headerValue, headerValues } from "../../sip/message/headers.ts";
import { parseSipUri } from "../../sip/uri.ts";
import { contactUriOf, uriOf } from "../sip/dialog/reading.ts";

/** Phones that registered over a stream connection; beyond it the oldest is forgotten. */
const MAX_FLOWS = 100_000;

/** Expired ones are looked for this often, when others register. */
const PURGE_EVERY_MS = 30_000;

/** No registration is remembered for longer, whatever it asks for. */
const MAX_SECONDS = 7 * 24 * 3_600;

/**
 * Over which connection a registered phone is reached: `user@host` of its Contact → the connection it registered on.
 * A phone behind NAT can't be reached any other way.
 */
export interface Flows {
  /**
   * 0 seconds forgets it. Nobody takes over what another address of record holds: whoever names somebody else's Contact
   * as his own would get his calls.
   */
  remember(userAtHost: string, addressOfRecord: string, hop: Hop, forSeconds: number): void;
  /** A flow that was closed is still found: what is sent to it fails at once (410), rather than going astray. */
  find(userAtHost: string): Hop | undefined;
  readonly size: number;
}

export function createFlows(nowMs: () => number): Flows {
  const flows = new Map<string, { readonly hop: Hop; readonly addressOfRecord: string; readonly untilMs: number }>();

  let purgedAtMs = nowMs();

  const purge = (): void => {
    for (const [key, { untilMs }] of flows) if (untilMs <= nowMs()) flows.delete(key);
    for (const [oldest] of flows) {
      if (flows.size < MAX_FLOWS) break;
      flows.delete(oldest);
    }
    purgedAtMs = nowMs();
  };

  return {
    remember(userAtHost, addressOfRecord, hop, forSeconds) {
      const known = flows.get(userAtHost);
      if (known !== undefined && known.untilMs > nowMs() && known.addressOfRecord !== addressOfRecord) return;
      flows.delete(userAtHost);
      if (forSeconds <= 0) return;
      if (flows.size >= MAX_FLOWS || nowMs() - purgedAtMs >= PURGE_EVERY_MS) purge();
      flows.set(userAtHost, { hop, addressOfRecord, untilMs: nowMs() + Math.min(forSeconds, MAX_SECONDS) * 1_000 });
    },
    find(userAtHost) {
      const flow = flows.get(userAtHost);
      if (flow !== undefined && flow.untilMs > nowMs()) return flow.hop;
      flows.delete(userAtHost);
      return undefined;
    },
    get size() {
      purge();
      return flows.size;
    },
  };
}

/** A registration (or subscription) that an application accepted: remembers the connection for as long as it grants. */
export function rememberFlow(flows: Flows, request: SipRequest, response: SipResponse, arrival: Arrival): void {
  const contact = contactUriOf(request);
  const key = contact === undefined ? undefined : userAtHost(contact);
  if (arrival.flow === undefined || key === undefined) return;
  const seconds = grantedSeconds(response, key);
  const addressOfRecord = userAtHost(uriOf(headerValue(request, "to") ?? "") ?? "") ?? "";
  if (seconds !== undefined) flows.remember(key, addressOfRecord, hopBack(arrival), seconds);
}

/** `expires` of the same Contact in the response, else its Expires header; undefined: nothing was granted. */
function grantedSeconds(response: SipResponse, key: string): number | undefined {
  const contacts = headerValues(response, "contact");
  const same = contacts.find((contact) => userAtHost(uriOf(contact) ?? "") === key) ?? contacts[0];
  const parameter = /;\s*expires\s*=\s*"?(\d{1,9})/i.exec(same?.slice(same.lastIndexOf(">") + 1) ?? "")?.[1];
  const seconds = parameter ?? /^\s*(\d{1,9})/.exec(headerValue(response, "expires") ?? "")?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}

/** What a registered phone is found by; port and parameters don't matter. */
export function userAtHost(uri: string): string | undefined {
  const parsed = parseSipUri(uri);
  return parsed === undefined ? undefined : `${parsed.user ?? ""}@${parsed.host.toLowerCase()}`;
}
