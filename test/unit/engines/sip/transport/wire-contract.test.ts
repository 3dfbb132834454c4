import { describe, expect, it } from "vitest";
import { systemClock } from "../../../../../src/runtime/clock.ts";
import type { Arrival, ListeningPoint, Protocol } from "../../../../../src/engines/sip/transport/hop.ts";
import { SILENT } from "../../../../../src/engines/sip/transport/logger.ts";
import { Sockets } from "../../../../../src/engines/sip/transport/sockets.ts";
import type { SipWire } from "../../../../../src/engines/sip/transport/wire.ts";
import { SimulatedNetwork } from "../../../../support/simulated-network.ts";
import { patiently } from "../../../../support/patiently.ts";

interface Host extends AsyncDisposable {
  readonly wire: SipWire;
  readonly got: { readonly text: string; readonly arrival: Arrival }[];
  readonly closed: string[];
}

async function host(wire: SipWire): Promise<Host> {
  const got: { text: string; arrival: Arrival }[] = [];
  const closed: string[] = [];
  await wire.open({
    onMessage: (bytes, arrival) => got.push({ text: Buffer.from(bytes).toString(), arrival }),
    onFlowClosed: (flow) => closed.push(flow),
  });
  return { wire, got, closed, [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose]() };
}

const socketsAt = (address: string) => () => (protocol: Protocol) =>
  new Sockets({ listen: [{ protocol, address, port: 0 }], clock: systemClock, logger: SILENT });

/** The fake must behave as the real thing does, in all that agents rely upon. */
const NETWORKS = [
  { name: "IPv4 sockets", address: "127.0.0.1", network: socketsAt("127.0.0.1") },
  { name: "IPv6 sockets", address: "::1", network: socketsAt("::1") },
  {
    name: "the simulated network",
    address: "192.0.2.1",
    network: () => {
      const simulated = new SimulatedNetwork(systemClock);
      return (protocol: Protocol) => simulated.openWire({ protocol, address: "192.0.2.1", port: 0 })();
    },
  },
];

const MESSAGE = Buffer.from("OPTIONS sip:x SIP/2.0\r\nContent-Length: 0\r\n\r\n");
const point = ({ wire }: Host): ListeningPoint => wire.listening[0]!;

describe.each(NETWORKS)("$name", ({ address, network }) => {
  it("carries a datagram and tells both ends of it", async () => {
    const open = network();
    await using alice = await host(open("udp"));
    await using bob = await host(open("udp"));
    expect(alice.wire.send(MESSAGE, { protocol: "udp", address, port: point(bob).port })).toBeUndefined();
    await patiently(() => expect(bob.got).toHaveLength(1));
    expect(bob.got[0]).toEqual({
      text: MESSAGE.toString(),
      arrival: {
        protocol: "udp",
        source: { address, port: point(alice).port },
        local: { address, port: point(bob).port },
        bytes: MESSAGE.length,
        atMs: expect.any(Number) as number,
      },
    });
    expect(bob.wire.flows()).toBe(0);
  });

  it("opens one connection to a peer and keeps using it, in both directions", async () => {
    const open = network();
    await using alice = await host(open("tcp"));
    await using bob = await host(open("tcp"));
    const toBob = { protocol: "tcp", address, port: point(bob).port } as const;
    const flow = alice.wire.send(MESSAGE, toBob);
    expect(flow).toMatch(/./);
    expect(alice.wire.send(MESSAGE, toBob)).toBe(flow);
    await patiently(() => expect(bob.got).toHaveLength(2));
    const { arrival } = bob.got[1]!;
    expect(arrival.local).toEqual({ address, port: toBob.port });

    // Back by flow, and back by address: the same connection.
    const back = { protocol: "tcp", ...arrival.source } as const;
    expect(bob.wire.send(MESSAGE, { ...back, flow: arrival.flow! })).toBe(arrival.flow);
    expect(bob.wire.send(MESSAGE, back)).toBe(arrival.flow);
    await patiently(() => expect(alice.got).toHaveLength(2));
    expect(alice.got[0]?.arrival).toMatchObject({ flow, source: { address, port: toBob.port } });
    expect([alice.wire.flows(), bob.wire.flows()]).toEqual([1, 1]);
  });

  it("says so when nothing listens, but never before it returns", async () => {
    const open = network();
    await using alice = await host(open("tcp"));
    const bob = await host(open("tcp"));
    const toBob = { protocol: "tcp", address, port: point(bob).port } as const;
    await bob[Symbol.asyncDispose]();
    const failures: string[] = [];
    alice.wire.send(MESSAGE, toBob, (failure) => failures.push(failure));
    expect(failures).toEqual([]);
    await patiently(() => expect(failures).toEqual(["transport"]));
    await patiently(() => expect(alice.wire.flows()).toBe(0));
    expect(alice.closed).toEqual([]); // it never was
  });

  it("knows no flow that is gone", async () => {
    const open = network();
    await using alice = await host(open("tcp"));
    const failures: string[] = [];
    const hop = { protocol: "tcp", address, port: point(alice).port, flow: "gone" } as const;
    expect(alice.wire.send(MESSAGE, hop, (failure) => failures.push(failure))).toBeUndefined();
    expect(failures).toEqual([]);
    await patiently(() => expect(failures).toEqual(["flow-closed"]));
  });

  it("cannot send by a transport that it does not listen on", async () => {
    const open = network();
    await using alice = await host(open("tcp"));
    const failures: string[] = [];
    alice.wire.send(MESSAGE, { protocol: "udp", address, port: 5060 }, (failure) => failures.push(failure));
    await patiently(() => expect(failures).toEqual(["transport"]));
    expect(alice.wire.advertised({ protocol: "udp", address, port: 5060 })).toBeUndefined();
  });

  it("tells when the other side has ended a connection", async () => {
    const open = network();
    await using alice = await host(open("tcp"));
    const bob = await host(open("tcp"));
    const flow = alice.wire.send(MESSAGE, { protocol: "tcp", address, port: point(bob).port });
    await patiently(() => expect(bob.got).toHaveLength(1));
    await bob[Symbol.asyncDispose]();
    await patiently(() => expect(alice.closed).toEqual([flow]));
    expect(alice.wire.flows()).toBe(0);
  });

  it("is known by its own address, and finds literal addresses at once", async () => {
    const open = network();
    await using alice = await host(open("udp"));
    const hop = { protocol: "udp", address, port: 5060 } as const;
    expect(alice.wire.advertised(hop)).toEqual({ host: address, port: point(alice).port });
    const written = address.includes(":") ? `[${address}]` : address;
    expect(await alice.wire.resolve(`sip:bob@${written}`)).toEqual([hop]);
    expect(await alice.wire.resolve(`sip:bob@${written}:5070;transport=UDP`)).toEqual([{ ...hop, port: 5070 }]);
    expect(await alice.wire.resolve(`sip:bob@${written};transport=tcp`)).toEqual([]);
    expect(await alice.wire.resolve(`sips:bob@${written}`)).toEqual([]);
    expect(await alice.wire.resolve("tel:+4930123456")).toEqual([]);
  });
});
