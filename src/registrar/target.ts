import { isPrivateAddress } from "../runtime/address-class.ts";
import { printHostPort } from "../sip/host-port.ts";
import { parseSipUri } from "../sip/uri.ts";
import type { Binding, BindingTarget } from "./binding.ts";

/**
 * Where to send a request for this binding.
 *
 * Over TCP, TLS and WebSocket the engine knows the phone's connection by the Contact's user and host; where it doesn't (any
 * more), the request goes to the connection's other end or nowhere (RFC 5626 §5.3), never to what the Contact names: that
 * may be a provider who trusts the PBX. Over UDP the phone is where its REGISTER came from, which behind NAT isn't what its
 * Contact says. A proxy is named there in any case: by the Contact alone the engine could take it for another phone's, one
 * that is connected.
 */
export function targetOf({ contact, source, transport }: Binding): BindingTarget {
  if (transport !== "udp") {
    const at = printHostPort({ host: source.address, port: source.port });
    return { uri: contact, proxy: `sip:${at};transport=${transport}` };
  }
  const own = isReachable(contact, source) ? parseSipUri(contact)?.port : source.port;
  const at = printHostPort({ host: source.address, port: own ?? 5060 });
  return { uri: contact, proxy: `sip:${at};transport=udp` };
}

/**
 * Whether the Contact names the address that the phone really has. Inside a private network another port is meant: such
 * phones send from one and listen on another. A public address with another port is a NAT whose address the phone found out.
 */
function isReachable(contact: string, source: Binding["source"]): boolean {
  const uri = parseSipUri(contact);
  if (uri?.host.toLowerCase() !== source.address.toLowerCase()) return false;
  return (uri.port ?? 5060) === source.port || isPrivateAddress(source.address);
}
