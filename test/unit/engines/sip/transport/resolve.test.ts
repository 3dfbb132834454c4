import { describe, expect, it } from "vitest";
import type { Hop, Protocol } from "../../../../../src/engines/sip/transport/hop.ts";
import { remembering, type Lookup, type SrvAnswer } from "../../../../../src/engines/sip/transport/lookup.ts";
import { createResolver, orderByWeight } from "../../../../../src/engines/sip/transport/resolve.ts";
import { VirtualClock } from "../../../../support/virtual-clock.ts";

const ALL = new Set<Protocol>(["udp", "tcp", "tls"]);

const server = (name: string, port: number, priority = 1, weight = 1): SrvAnswer => ({ name, port, priority, weight });

/** What a provider's zone says. */
const SRV: Record<string, readonly SrvAnswer[]> = {
  "_sip._udp.provider.example": [server("b.provider.example", 5062, 2), server("a.provider.example", 5061, 1)],
  "_sip._tcp.provider.example": [server("a.provider.example", 5071)],
  "_sips._tcp.provider.example": [server("a.provider.example", 5081)],
};
const ADDRESSES: Record<string, readonly string[]> = {
  "a.provider.example": ["192.0.2.10", "2001:db8::10"],
  "b.provider.example": ["192.0.2.20"],
  "plain.example": ["192.0.2.30"],
  localhost: ["127.0.0.1"],
};
const asked: string[] = [];
const zone: Lookup = {
  srv(name) {
    asked.push(name);
    return Promise.resolve(SRV[name] ?? []);
  },
  addresses: (name) => Promise.resolve(ADDRESSES[name] ?? []),
};

const find = (uri: string, protocols = ALL): Promise<readonly Hop[]> =>
  createResolver(zone, () => 0).resolve(uri, protocols);
const told = (hops: readonly Hop[]): string[] =>
  hops.map(({ protocol, address, port }) => `${protocol} ${address} ${port}`);

describe("the next hop of a URI (RFC 3263)", () => {
  it.each([
    ["sip:192.0.2.1", ["udp 192.0.2.1 5060"]],
    ["sip:bob@192.0.2.1:5080", ["udp 192.0.2.1 5080"]],
    ["sip:bob@192.0.2.1;transport=tcp", ["tcp 192.0.2.1 5060"]],
    ["sips:bob@192.0.2.1", ["tls 192.0.2.1 5061"]],
    ["sip:bob@192.0.2.1;transport=tls", ["tls 192.0.2.1 5061"]],
    ["sip:bob@[2001:db8::1]:5090", ["udp 2001:db8::1 5090"]],
    ["sip:bob@plain.example", ["udp 192.0.2.30 5060"]],
    ["sip:bob@plain.example:5099;transport=tcp", ["tcp 192.0.2.30 5099"]],
    ["sip:bob@PLAIN.example", ["udp 192.0.2.30 5060"]],
    ["sip:bob@plain.example;maddr=192.0.2.99", ["udp 192.0.2.99 5060"]],
    ["sip:bob@nowhere.example", []],
    ["sip:bob@plain.example;transport=sctp", []],
    ["sips:bob@plain.example;transport=udp", []],
    ["tel:+4930123456", []],
    ["nonsense", []],
  ])("%s → %j", async (uri, hops) => {
    expect(told(await find(uri))).toEqual(hops);
  });

  it("follows SRV by priority, over UDP first, then TCP", async () => {
    expect(told(await find("sip:bob@provider.example"))).toEqual([
      "udp 192.0.2.10 5061",
      "udp 2001:db8::10 5061",
      "udp 192.0.2.20 5062",
      "tcp 192.0.2.10 5071",
      "tcp 2001:db8::10 5071",
    ]);
  });

  it("checks the certificate for the domain that was asked for, not for the server that SRV names (RFC 5922 §4)", async () => {
    const [hop] = await find("sips:bob@provider.example");
    expect(hop).toEqual({ protocol: "tls", address: "192.0.2.10", port: 5081, name: "provider.example" });
  });

  it("offers only transports that we have", async () => {
    expect(told(await find("sip:bob@provider.example", new Set(["tcp"])))).toEqual([
      "tcp 192.0.2.10 5071",
      "tcp 2001:db8::10 5071",
    ]);
    expect(told(await find("sip:192.0.2.1", new Set(["tcp"])))).toEqual(["tcp 192.0.2.1 5060"]);
    expect(await find("sip:bob@plain.example", new Set(["tls"]))).toEqual([]);
  });

  it("asks no name server about names without a dot, nor where a port is written", async () => {
    asked.length = 0;
    expect(told(await find("sip:bob@localhost"))).toEqual(["udp 127.0.0.1 5060"]);
    await find("sip:bob@provider.example:5060");
    expect(asked).toEqual([]);
  });
});

describe("servers of one priority (RFC 2782)", () => {
  it("share calls by their weight", () => {
    const servers = [server("heavy", 1, 1, 90), server("light", 1, 1, 10), server("spare", 1, 2, 100)];
    const order = (drawn: number): string[] => orderByWeight(servers, () => drawn).map(({ name }) => name);
    expect(order(0.05)).toEqual(["light", "heavy", "spare"]);
    expect(order(0.5)).toEqual(["heavy", "light", "spare"]);
  });

  it("without any weight are all tried", () => {
    const servers = [server("a", 1, 1, 0), server("b", 1, 1, 0)];
    expect(orderByWeight(servers, () => 0.99)).toHaveLength(2);
  });
});

describe("answers of a name server", () => {
  it("are remembered for a minute, failures for 5 s, and asked for once at a time", async () => {
    const clock = new VirtualClock();
    let questions = 0;
    let answers: readonly string[] = [];
    const ask = remembering(clock, () => {
      questions++;
      return Promise.resolve(answers);
    });
    expect(await Promise.all([ask("a"), ask("a")])).toEqual([[], []]);
    expect(questions).toBe(1);
    clock.advance(5_001);
    answers = ["192.0.2.1"];
    expect(await ask("a")).toEqual(["192.0.2.1"]);
    clock.advance(59_000);
    await ask("a");
    expect(questions).toBe(2);
    clock.advance(1_001);
    await ask("a");
    expect(questions).toBe(3);
  });

  it("that do not come, or come as an error, are no answers, in time", async () => {
    const clock = new VirtualClock();
    const silent = remembering(clock, () => new Promise<readonly string[]>(() => undefined))("a");
    clock.advance(3_000);
    expect(await silent).toEqual([]);
    expect(await remembering(clock, () => Promise.reject(new Error("ENOTFOUND")))("a")).toEqual([]);
    expect(clock.armed).toBe(0);
  });

  it("are bounded in number, each and together", async () => {
    const clock = new VirtualClock();
    let questions = 0;
    const ask = remembering(clock, () => {
      questions++;
      return Promise.resolve(Array.from({ length: 100 }, (_, count) => count));
    });
    expect(await ask("first")).toHaveLength(16);
    for (let count = 0; count < 1_000; count++) await ask(`name-${count}`);
    await ask("first");
    expect(questions).toBe(1_002);
  });
});
