import { createSocket } from "node:dgram";
import { networkInterfaces } from "node:os";
import type { Clock } from "../../../runtime/clock.ts";
import { familyOf, isWildcard, membership, type AddressFamily } from "./networks.ts";

/** Peers whose facing address is remembered; the oldest goes first. */
const MAX_REMEMBERED = 4_096;
/** Addresses and routes change, with DHCP and VPNs: what was learnt is asked again after so long. */
const REMEMBER_MS = 300_000;
/** Probes under way at once. */
const MAX_PROBES = 16;
/** So that a flood from forged addresses costs no more than its own reading: the others get a good guess. */
const MAX_PROBES_PER_SECOND = 100;
const SECOND_MS = 1_000;
/** The interface table is read again after so long. */
const INTERFACES_FOR_MS = 10_000;
/** Any port does: connecting a UDP socket sends nothing, it only makes the kernel choose a route. */
const PROBE_PORT = 9;

interface Interface {
  readonly address: string;
  readonly internal: boolean;
  readonly family: AddressFamily;
  readonly contains: (address: string) => boolean;
}

/** Which of our addresses a peer sees, when a socket is bound to all of them. */
export interface FacingAddresses {
  /** What is known now; starts to learn when that is a guess. undefined: no address of that family. */
  towards(peer: string): string | undefined;
  /** Resolves when the kernel was asked; never rejects. */
  learn(peer: string): Promise<void>;
}

export function facingAddresses(clock: Clock): FacingAddresses {
  const learnt = new Map<string, { readonly address: string | undefined; readonly atMs: number }>();
  const probing = new Map<string, Promise<void>>();
  let interfaces: readonly Interface[] = [];
  let interfacesAtMs = -Infinity;
  let secondStartedMs = -Infinity;
  let probesThisSecond = 0;

  const ours = (family: AddressFamily): readonly Interface[] => {
    if (clock.nowMs() - interfacesAtMs > INTERFACES_FOR_MS) {
      interfaces = readInterfaces();
      interfacesAtMs = clock.nowMs();
    }
    return interfaces.filter((each) => each.family === family);
  };

  const remembered = (peer: string): { readonly address: string | undefined } | undefined => {
    const entry = learnt.get(peer);
    return entry === undefined || clock.nowMs() - entry.atMs > REMEMBER_MS ? undefined : entry;
  };

  const mayProbe = (): boolean => {
    if (clock.nowMs() - secondStartedMs >= SECOND_MS) {
      secondStartedMs = clock.nowMs();
      probesThisSecond = 0;
    }
    return probing.size < MAX_PROBES && ++probesThisSecond <= MAX_PROBES_PER_SECOND;
  };

  const learn = (peer: string): Promise<void> => {
    const underWay = probing.get(peer);
    if (underWay !== undefined) return underWay;
    if (remembered(peer) !== undefined || !mayProbe()) return Promise.resolve();
    const probe = askKernel(peer).then((address) => {
      probing.delete(peer);
      learnt.delete(peer);
      for (const [oldest] of learnt) if (learnt.size >= MAX_REMEMBERED) learnt.delete(oldest);
      learnt.set(peer, { address, atMs: clock.nowMs() });
    });
    probing.set(peer, probe);
    return probe;
  };

  return {
    towards(peer) {
      const candidates = ours(familyOf(peer));
      const near = candidates.find((each) => each.address === peer) ?? candidates.find((each) => each.contains(peer));
      if (near !== undefined) return near.address;
      const outward = candidates.filter((each) => !each.internal);
      const [guess] = outward.length > 0 ? outward : candidates;
      if (outward.length === 1) return guess?.address;
      const known = remembered(peer);
      if (known === undefined) void learn(peer);
      return known?.address ?? guess?.address;
    },
    learn,
  };
}

function readInterfaces(): Interface[] {
  const found: Interface[] = [];
  for (const entry of Object.values(networkInterfaces()).flatMap((entries) => entries ?? [])) {
    const { address, internal, cidr } = entry;
    const family = familyOf(address);
    if (family === "ipv6" && address.startsWith("fe80:") && !internal) continue; // useless without a zone, which SIP cannot write
    found.push({ address, internal, family, contains: membership([cidr ?? address]) });
  }
  return found;
}

/** The source address that the kernel's routing table gives to packets for this peer. */
function askKernel(peer: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(familyOf(peer) === "ipv6" ? "udp6" : "udp4");
    const finish = (address: string | undefined): void => {
      socket.removeAllListeners();
      socket.on("error", () => undefined); // a late one changes nothing
      socket.close();
      resolve(address);
    };
    socket.once("error", () => finish(undefined));
    socket.unref();
    socket.connect(PROBE_PORT, peer, () => {
      const { address } = socket.address();
      finish(isWildcard(address) ? undefined : address);
    });
  });
}
