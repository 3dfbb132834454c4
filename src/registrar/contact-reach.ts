import { isIPv4, isIPv6 } from "node:net";
import { transportOf, type SipUri } from "../sip/uri.ts";
import type { Binding } from "./binding.ts";

/**
 * Whether a Contact plainly leads anywhere else than to the phone that registers it: it writes out another transport than
 * its REGISTER came by, or an address of the PBX's own machine or link. Such a binding would send calls out in the PBX's
 * name. Not a proof of the opposite: names, `maddr` and other spellings of an address are not looked through.
 */
export function leadsElsewhere(contact: SipUri, { source, transport }: Pick<Binding, "source" | "transport">): boolean {
  const named = transportOf(contact);
  if (named !== undefined && kindOf(named) !== kindOf(transport)) return true;
  return isOfMachineOrLink(contact.host) && !isOfMachineOrLink(source.address);
}

/** TLS and WSS are written as the TCP and WebSocket that they run on, too (RFC 3261 §26.2.2, RFC 7118 §5.2). */
function kindOf(transport: string): string {
  if (transport === "tls") return "tcp";
  return transport === "wss" ? "ws" : transport;
}

/** Loopback, unspecified and link-local addresses: those mean another machine to each that reads them. */
function isOfMachineOrLink(host: string): boolean {
  const address = host.toLowerCase().replace(/^::ffff:(?=\d)/, "");
  if (address === "localhost" || address.endsWith(".localhost")) return true;
  if (isIPv4(address)) return /^(?:127|0)\.|^169\.254\./.test(address);
  return isIPv6(address) && /^(?:::1?$|fe[89ab])/.test(address);
}
