import { BlockList, isIPv6 } from "node:net";

/** Loopback, private, shared and link-local addresses: peers there see our local address, not the public one. */
export const DEFAULT_LOCAL_NETWORKS: readonly string[] = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];

export type AddressFamily = "ipv4" | "ipv6";

export function familyOf(address: string): AddressFamily {
  return isIPv6(address) ? "ipv6" : "ipv4";
}

/** "0.0.0.0", "::": a socket bound there hears on every address of the machine. */
export function isWildcard(address: string): boolean {
  return address === "0.0.0.0" || address === "::";
}

/** An IPv4 peer of a dual-stack socket, as IPv4 (RFC 4291 §2.5.5.2). */
export function unmapped(address: string): string {
  return address.startsWith("::ffff:") && address.includes(".") ? address.slice("::ffff:".length) : address;
}

/**
 * Compiles CIDRs ("10.0.0.0/8"; without a length one address) into a test.
 * @throws Error (ERR_INVALID_ADDRESS, ERR_OUT_OF_RANGE) for a text that is none: configuration is checked before it gets here
 */
export function membership(cidrs: readonly string[]): (address: string) => boolean {
  const networks = new BlockList();
  for (const cidr of cidrs) {
    const [network = "", length] = cidr.split("/");
    if (length === undefined) networks.addAddress(network, familyOf(network));
    else networks.addSubnet(network, Number(length), familyOf(network));
  }
  return (address) => {
    const zone = address.indexOf("%");
    const plain = zone === -1 ? address : address.slice(0, zone);
    return networks.check(plain, familyOf(plain));
  };
}
