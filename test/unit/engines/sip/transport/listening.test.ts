import { describe, expect, it } from "vitest";
import { systemClock } from "../../../../../src/runtime/clock.ts";
import { facingAddresses, type FacingAddresses } from "../../../../../src/engines/sip/transport/facing.ts";
import type { ListenOn } from "../../../../../src/engines/sip/transport/listen.ts";
import { advertisedBy, chooseListening, openPoint } from "../../../../../src/engines/sip/transport/listening.ts";
import { membership, DEFAULT_LOCAL_NETWORKS, unmapped } from "../../../../../src/engines/sip/transport/networks.ts";

const point = (listen: Omit<ListenOn, "protocol"> & Partial<ListenOn>) =>
  openPoint({ protocol: "udp", ...listen }, listen, {});
const facing: FacingAddresses = { towards: (peer) => `facing ${peer}`, learn: () => Promise.resolve() };
const hop = { protocol: "udp", address: "192.168.7.20", port: 5060 } as const;

describe("the listening point that a message leaves from", () => {
  const loopback = point({ address: "127.0.0.1", port: 5060 });
  const office = point({ address: "192.168.7.1", port: 5060 });
  const cellar = point({ address: "192.168.9.1", port: 5060 });
  const everywhere = point({ address: "0.0.0.0", port: 5070 });
  const six = point({ address: "::", port: 5060 });
  const tcp = point({ protocol: "tcp", address: "192.168.7.1", port: 5060 });
  const all = [loopback, cellar, office, everywhere, six, tcp];

  it("has the hop's transport and address family", () => {
    expect(chooseListening(all, { ...hop, protocol: "tcp" })).toBe(tcp);
    expect(chooseListening(all, { ...hop, address: "2001:db8::1" })).toBe(six);
    expect(chooseListening(all, { ...hop, protocol: "tls" })).toBeUndefined();
    expect(chooseListening([six], hop)).toBeUndefined();
  });

  it("is the nearest one", () => {
    expect(chooseListening(all, hop)).toBe(office);
    expect(chooseListening(all, { ...hop, address: "192.168.9.7" })).toBe(cellar);
    expect(chooseListening(all, { ...hop, address: "127.0.0.9" })).toBe(loopback);
    expect(chooseListening(all, { ...hop, address: "203.0.113.5" })).toBe(everywhere);
    expect(chooseListening([loopback, office], { ...hop, address: "203.0.113.5" })).toBe(office);
  });

  it("is the one that the dialog came in on, also where that hears on all addresses", () => {
    expect(chooseListening(all, { ...hop, local: { address: "192.168.9.1", port: 5060 } })).toBe(cellar);
    expect(chooseListening(all, { ...hop, local: { address: "192.168.7.1", port: 5070 } })).toBe(everywhere);
    expect(chooseListening(all, { ...hop, local: { address: "192.168.7.1", port: 40_000 } })).toBe(office);
  });
});

describe("the address that a peer shall know us by", () => {
  const natted = { address: "192.168.7.1", port: 5060, publicAddress: "203.0.113.1" };

  it("is the public one for peers outside, ours for those inside", () => {
    expect(advertisedBy(point(natted), "198.51.100.7", facing)).toEqual({ host: "203.0.113.1", port: 5060 });
    expect(advertisedBy(point(natted), "192.168.7.20", facing)).toEqual({ host: "192.168.7.1", port: 5060 });
    expect(advertisedBy(point(natted), "127.0.0.1", facing)).toEqual({ host: "192.168.7.1", port: 5060 });
  });

  it("goes by the networks that were named local", () => {
    const strict = point({ ...natted, localNetworks: ["192.168.8.0/24", "192.168.7.30"] });
    expect(advertisedBy(strict, "192.168.7.20", facing)?.host).toBe("203.0.113.1");
    expect(advertisedBy(strict, "192.168.7.30", facing)?.host).toBe("192.168.7.1");
    expect(advertisedBy(strict, "192.168.8.1", facing)?.host).toBe("192.168.7.1");
  });

  it("is the one that faces the peer where we hear on all of them", () => {
    const everywhere = point({ address: "0.0.0.0", port: 5060 });
    expect(advertisedBy(everywhere, "192.168.7.20", facing)).toEqual({ host: "facing 192.168.7.20", port: 5060 });
    const none: FacingAddresses = { ...facing, towards: () => undefined };
    expect(advertisedBy(everywhere, "192.168.7.20", none)).toBeUndefined();
  });
});

describe("the address that faces a peer", () => {
  it("is loopback for loopback, and does not change when the kernel was asked", async () => {
    const real = facingAddresses(systemClock);
    expect(real.towards("127.0.0.1")).toBe("127.0.0.1");
    expect(real.towards("127.29.0.19")).toBe("127.0.0.1");
    expect(real.towards("::1")).toBe("::1");
    await real.learn("127.29.0.19");
    expect(real.towards("127.29.0.19")).toBe("127.0.0.1");
  });

  it("is never learnt by an error: an address that no route leads to is a guess", async () => {
    const real = facingAddresses(systemClock);
    await Promise.all([real.learn("203.0.113.1"), real.learn("203.0.113.1"), real.learn("2001:db8::1")]);
    expect(real.towards("203.0.113.1")).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
  });
});

describe("local networks", () => {
  it.each([
    ["127.0.0.1", true],
    ["10.1.2.3", true],
    ["172.16.0.1", true],
    ["172.32.0.1", false],
    ["192.168.255.1", true],
    ["100.64.0.1", true],
    ["203.0.113.1", false],
    ["::1", true],
    ["fd00::1", true],
    ["fe80::1%eth0", true],
    ["2001:db8::1", false],
  ])("%s: %s", (address, local) => {
    expect(membership(DEFAULT_LOCAL_NETWORKS)(address)).toBe(local);
  });

  it("know an IPv4 peer of an IPv6 socket", () => {
    expect(unmapped("::ffff:192.0.2.1")).toBe("192.0.2.1");
    expect(unmapped("::ffff:1")).toBe("::ffff:1");
    expect(unmapped("2001:db8::1")).toBe("2001:db8::1");
  });
});
