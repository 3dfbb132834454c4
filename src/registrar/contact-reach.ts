import { paramValue } from "../sip/params.ts";
import { transportOf, type SipUri } from "../sip/uri.ts";
import { isLocalHost } from "../runtime/address-class.ts";
import type { Binding } from "./binding.ts";

/**
 * Whether a Contact plainly leads anywhere else than to the phone that registers it: it writes out another transport than
 * its REGISTER came by, or an address of the PBX's own machine or link. Host names are not looked up; calls follow neither
 * (`target.ts`), so this refusal tells the phone early, and keeps such a Contact out of what is shown.
 */
export function leadsElsewhere(contact: SipUri, { source, transport }: Pick<Binding, "source" | "transport">): boolean {
  const named = transportOf(contact);
  if (named !== undefined && streamOf(named) !== streamOf(transport)) return true;
  const hosts = [contact.host, paramValue(contact.params, "maddr")];
  return hosts.some((host) => host !== undefined && isLocalHost(host)) && !isLocalHost(source.address);
}

/** TLS and WSS are written as the TCP and WebSocket that they run on, too (RFC 3261 §26.2.2, RFC 7118 §5.2). */
function streamOf(transport: string): string {
  if (transport === "tls") return "tcp";
  return transport === "wss" ? "ws" : transport;
}
