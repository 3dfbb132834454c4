import { isPrivateAddress } from "../runtime/address-class.ts";
import { printHostPort } from "../sip/host-port.ts";
import { escapeUser, parseSipUri } from "../sip/uri.ts";
import type { Headers } from "../srf/srf.ts";
import type { Binding, BindingTarget } from "./binding.ts";

/**
 * Where to send a request for this binding: always to where its REGISTER came from, never to the host that its Contact names,
 * which may be a provider who trusts the PBX.
 *
 * Over TCP, TLS and WebSocket that is the connection, or nowhere (RFC 5626 §5.3): `ob` and the flow token say so to the engine,
 * which answers 430 when the connection is gone; host and port are its other end, for engines that know connections by that.
 * Over UDP it is the REGISTER's address, which behind NAT isn't what the Contact says.
 *
 * A proxy that the REGISTER came through is that address; it, and those behind it, find the phone by the Path (RFC 3327 §5.3).
 *
 * @param others  of the request that is to be sent
 */
export function targetOf(binding: Binding, others: Headers = {}): BindingTarget {
  const { path = [] } = binding;
  const headers = path.length === 0 ? others : { ...others, Route: path.join(", ") };
  return { uri: binding.contact, proxy: nextHopOf(binding), headers };
}

function nextHopOf({ contact, source, transport, flow, path, listensElsewhere }: Binding): string {
  if (transport !== "udp") {
    const at = printHostPort({ host: source.address, port: source.port });
    const token = flow === undefined ? "" : `${escapeUser(flow)}@`;
    return `sip:${token}${at};transport=${transport};ob`;
  }
  const port = path === undefined ? portOf({ contact, source, listensElsewhere }) : source.port;
  const at = printHostPort({ host: source.address, port: port ?? 5060 });
  return `sip:${at};transport=udp`;
}

function portOf(phone: Parameters<typeof listensAtContact>[0]): number | undefined {
  return listensAtContact(phone) ? parseSipUri(phone.contact)?.port : phone.source.port;
}

/**
 * Whether the port is the Contact's, at the address that the phone really has. Inside a private network another port is meant:
 * such phones send from one and listen on another. A public address with another port is a NAT whose address the phone found
 * out, unless its Via has shown that it listens elsewhere.
 */
function listensAtContact({
  contact,
  source,
  listensElsewhere,
}: Pick<Binding, "contact" | "source"> & { readonly listensElsewhere: true | undefined }): boolean {
  const uri = parseSipUri(contact);
  if (uri?.host.toLowerCase() !== source.address.toLowerCase()) return false;
  return listensElsewhere === true || (uri.port ?? 5060) === source.port || isPrivateAddress(source.address);
}
