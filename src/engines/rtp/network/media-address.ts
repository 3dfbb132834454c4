import { networkInterfaces } from "node:os";
import { facingAddresses } from "../../sip/transport/facing.ts";
import { DEFAULT_LOCAL_NETWORKS, familyOf, isWildcard, membership } from "../../sip/transport/networks.ts";
import type { Clock } from "../../../runtime/clock.ts";
import type { RtpSettings } from "./settings.ts";

/** Where audio goes to, or comes from. */
export interface MediaAddress {
  readonly address: string;
  readonly port: number;
}

/** Finds the address to write into a session description for a peer whose audio goes to `peerAddress`. */
export type FindMediaAddress = (peerAddress: string) => Promise<string>;

/** The public address for peers outside our networks; for all others that of ours which faces them. */
export function mediaAddresses(settings: RtpSettings, clock: Clock): FindMediaAddress {
  const isLocal = membership(settings.localNetworks ?? DEFAULT_LOCAL_NETWORKS);
  const facing = facingAddresses(clock);
  return async (peerAddress) => {
    if (settings.publicAddress !== undefined && !isLocal(peerAddress)) return settings.publicAddress;
    if (settings.address !== undefined && !isWildcard(settings.address)) return settings.address;
    await facing.learn(peerAddress);
    // without any route no packet gets there, whatever we say
    return facing.towards(peerAddress) ?? (familyOf(peerAddress) === "ipv6" ? "::1" : "127.0.0.1");
  };
}

/** More addresses than these are containers' and tunnels'. */
const MAX_ADDRESSES = 8;

/**
 * All addresses at which a peer that looks for a way itself (ICE) may reach us: the one that we would tell it, and those of all our
 * networks, because behind a proxy its SIP doesn't say where it is.
 */
export function reachableAddresses(settings: RtpSettings, told: string): readonly string[] {
  if (settings.address !== undefined && !isWildcard(settings.address)) return [told];
  const own = Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.filter(({ internal, scopeid }) => !internal && (scopeid ?? 0) === 0).map(({ address }) => address),
  );
  const known = [told, ...(settings.publicAddress === undefined ? [] : [settings.publicAddress]), ...own];
  const reachable = known.filter((address) => familyOf(address) === familyOf(told));
  return [...new Set(reachable)].slice(0, MAX_ADDRESSES);
}
