import { isSameUri } from "../sip/uri-equality.ts";
import { parseSipUri } from "../sip/uri.ts";
import type { Binding } from "./binding.ts";
import type { ContactValue } from "./contacts.ts";

/** What a REGISTER tells of the phone besides its Contacts. */
export interface Registering {
  readonly callId: string;
  readonly arrival: Pick<Binding, "source" | "transport">;
}

/**
 * Whether a Contact is of the phone that a binding is of. An instance says so itself (RFC 5626 §6; likewise without reg-id: a
 * phone that restarted on another port would else ring twice until the old binding expires). Without one the URIs are compared,
 * but behind two NATs or on two connections two phones may have the same private address: then it is the same phone only if the
 * Call-ID is too, which a phone keeps until it restarts (RFC 3261 §10.2), or if it comes from the same place.
 *
 * @param others the request's other contacts: what one of them names by its URI isn't this one's
 */
export function isSamePhone(
  binding: Binding,
  contact: ContactValue,
  registering: Registering,
  others: readonly ContactValue[],
): boolean {
  const named = isSameAddress(binding, contact);
  if (named && isSameSocket(binding, registering.arrival)) return true; // whatever instance it says to be since its restart
  if (binding.instance !== undefined && contact.instance !== undefined) {
    if (binding.instance !== contact.instance || binding.regId !== contact.regId) return false;
    return named || !others.some((other) => isSameAddress(binding, other));
  }
  return named && (binding.callId === registering.callId || isSameAddressOverUdp(binding, registering.arrival));
}

/** Whether Contacts name the same URI (RFC 3261 §19.1.4). */
export function isSameAddress(binding: Pick<Binding, "contact">, contact: ContactValue): boolean {
  if (binding.contact === contact.uri) return true;
  const [a, b] = [parseSipUri(binding.contact), parseSipUri(contact.uri)];
  return a !== undefined && b !== undefined && isSameUri(a, b);
}

/** The same connection, or the same UDP socket. */
function isSameSocket(binding: Registering["arrival"], { source, transport }: Registering["arrival"]): boolean {
  const { address, port } = binding.source;
  return binding.transport === transport && address === source.address && port === source.port;
}

/** A NAT may change the port from one REGISTER to the next. */
function isSameAddressOverUdp(binding: Registering["arrival"], { source, transport }: Registering["arrival"]): boolean {
  return transport === "udp" && binding.transport === transport && binding.source.address === source.address;
}
