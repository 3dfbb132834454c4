import { isLoopbackHost } from "../../../runtime/address-class.ts";
import type { FacingAddresses } from "./facing.ts";
import type { Hop, ListeningPoint } from "./hop.ts";
import type { ListenOn } from "./listen.ts";
import { DEFAULT_LOCAL_NETWORKS, familyOf, isWildcard, membership } from "./networks.ts";
import type { LiveCredentials } from "./tls.ts";
import type { UdpSocket } from "./udp.ts";

/** A socket that we listen on, opened. */
export interface OpenPoint {
  readonly point: ListeningPoint;
  readonly isLocal: (address: string) => boolean;
  readonly udp: UdpSocket | undefined;
  readonly credentials: LiveCredentials | undefined;
}

export function openPoint(
  wanted: ListenOn,
  bound: { readonly address: string; readonly port: number },
  { udp, credentials }: { readonly udp?: UdpSocket; readonly credentials?: LiveCredentials | undefined },
): OpenPoint {
  const { protocol, publicAddress } = wanted;
  const point = { protocol, address: bound.address, port: bound.port };
  return {
    point: publicAddress === undefined ? point : { ...point, publicAddress },
    isLocal: membership(wanted.localNetworks ?? DEFAULT_LOCAL_NETWORKS),
    udp,
    credentials,
  };
}

/**
 * The listening point that a message to this hop leaves from: the one that its dialog came in on, else the one that lies nearest.
 * @returns undefined when none has the hop's protocol and address family
 */
export function chooseListening(points: readonly OpenPoint[], hop: Hop): OpenPoint | undefined {
  const family = familyOf(hop.address);
  const fit = points.filter(({ point }) => point.protocol === hop.protocol && familyOf(point.address) === family);
  if (fit.length < 2) return fit[0];

  const { local } = hop;
  if (local !== undefined) {
    const samePort = fit.filter(({ point }) => point.port === local.port);
    const same = samePort.find(({ point }) => point.address === local.address);
    const bound = same ?? samePort.find(({ point }) => isWildcard(point.address));
    if (bound !== undefined) return bound;
  }
  let nearest: OpenPoint | undefined;
  let nearestBy = -1;
  for (const candidate of fit) {
    const nearness = nearnessOf(candidate.point.address, hop.address);
    if (nearness > nearestBy) [nearest, nearestBy] = [candidate, nearness];
  }
  return nearest;
}

/** The address that a peer there shall know us by; undefined when the machine has none of that family. */
export function advertisedBy(
  { point, isLocal }: OpenPoint,
  peer: string,
  facing: FacingAddresses,
): { host: string; port: number } | undefined {
  if (point.publicAddress !== undefined && !isLocal(peer)) return { host: point.publicAddress, port: point.port };
  const host = isWildcard(point.address) ? facing.towards(peer) : point.address;
  return host === undefined ? undefined : { host, port: point.port };
}

/** Leading octets (groups of IPv6) in common; a socket on all addresses fits every peer, one on loopback only loopback. */
function nearnessOf(ours: string, theirs: string): number {
  if (isWildcard(ours)) return 0.5;
  if (isLoopbackHost(ours) !== isLoopbackHost(theirs)) return isLoopbackHost(ours) ? -0.5 : 0;
  const parts = theirs.split(/[.:]/);
  const common = ours.split(/[.:]/).findIndex((part, at) => part !== parts[at]);
  return common === -1 ? parts.length : common;
}
