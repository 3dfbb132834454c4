import { describe, expect, it } from "vitest";
import { TrunkHosts, type TrunkHostsOptions } from "../../../src/trunks/trunk-hosts.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

const NAMES: Readonly<Record<string, readonly string[]>> = {
  "sip.provider.example": ["203.0.113.7", "2001:db8::7"],
  "rebound.example": ["203.0.113.7", "10.0.0.5"],
  "mapped.example": ["::ffff:127.0.0.1"],
};

function hosts(options: Partial<TrunkHostsOptions> = {}): TrunkHosts {
  return new TrunkHosts({
    allowPrivate: false,
    listening: { host: "*", ports: [5060] },
    publicAddress: "203.0.113.99",
    clock: new VirtualClock(),
    addressesOf: (name) => Promise.resolve(NAMES[name] ?? []),
    ...options,
  });
}

describe("a trunk's host", () => {
  it.each([
    "127.0.0.88",
    "10.1.2.3",
    "172.16.0.9",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::1",
    "fd00::1",
    "fe80::1",
    "localhost",
    "gateway.localhost",
    "2130706433",
    "0x7f.1",
    "127.1",
    "203.0.113.99",
  ])("%s is refused when it is saved, and when it is called", async (host) => {
    expect(hosts().isRefusedAsWritten({ host, port: 6379 })).toBe(true);
    expect(await hosts().isRefused({ host, port: 6379 })).toBe(true);
  });

  it.each(["rebound.example", "mapped.example"])("%s is refused for what its name means at the call", async (host) => {
    expect(hosts().isRefusedAsWritten({ host, port: 5060 })).toBe(false);
    expect(await hosts().isRefused({ host, port: 5060 })).toBe(true);
  });

  it.each(["sip.provider.example", "unknown.example", "198.51.100.7", "8.8.8.8", "2a00:1450::1"])(
    "%s is called",
    async (host) => {
      expect(hosts().isRefusedAsWritten({ host, port: 5060 })).toBe(false);
      expect(await hosts().isRefused({ host, port: 5060 })).toBe(false);
    },
  );

  it("in a private network is called where the operator allows it, but never the system's own port", async () => {
    const allowed = hosts({ allowPrivate: true });
    for (const host of ["192.168.1.1", "127.0.0.2", "rebound.example", "localhost"])
      expect(await allowed.isRefused({ host, port: 5080 }), host).toBe(false);
    for (const host of ["127.0.0.1", "203.0.113.99", "mapped.example"])
      expect(await allowed.isRefused({ host, port: 5060 }), host).toBe(true);
  });

  it("is asked for again after a minute", async () => {
    const clock = new VirtualClock();
    let address = "203.0.113.7";
    const asked = hosts({ clock, addressesOf: () => Promise.resolve([address]) });
    expect(await asked.isRefused({ host: "moves.example", port: 5060 })).toBe(false);
    address = "127.0.0.1";
    expect(await asked.isRefused({ host: "moves.example", port: 5060 })).toBe(false);
    clock.advance(60_001);
    expect(await asked.isRefused({ host: "moves.example", port: 5060 })).toBe(true);
  });

  it("is called while name servers say nothing: the signalling engine asks again", async () => {
    const clock = new VirtualClock();
    const silent = hosts({ clock, addressesOf: () => new Promise(() => undefined) });
    const refused = silent.isRefused({ host: "slow.example", port: 5060 });
    clock.advance(3_000);
    expect(await refused).toBe(false);
  });
});
