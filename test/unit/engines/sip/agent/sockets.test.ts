import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { copyFile } from "node:fs/promises";
import { connect } from "node:tls";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../../../../src/runtime/clock.ts";
import type { Protocol } from "../../../../../src/engines/sip/transport/hop.ts";
import type { WireLimits } from "../../../../../src/engines/sip/transport/listen.ts";
import { makeCertificate } from "../../../../support/certificate.ts";
import { seededRandom } from "../../../../support/random.ts";
import { tempFolder } from "../../../../support/temp-folder.ts";
import { VirtualClock } from "../../../../support/virtual-clock.ts";
import { request } from "../transaction/messages.ts";
import { answering, createParty, type Party, type PartyOptions } from "./party.ts";
import { rawTcp, rawUdp, text } from "./raw-peer.ts";
import { patiently } from "../../../../support/patiently.ts";

const portOf = ({ agent }: Party): number => agent.listening[0]!.port;

function listening(protocol: Protocol, more: Partial<PartyOptions> = {}, address = "127.0.0.1"): Promise<Party> {
  return createParty({
    listen: [{ protocol, address, port: 0 }],
    clock: systemClock,
    onRequest: answering(200),
    ...more,
  });
}

describe("a name that leads to this machine", () => {
  it.each([
    [true, []],
    [false, ["127.0.0.1"]],
  ])("is followed by those who may reach it (public names only: %s)", async (publicNamesOnly, followed) => {
    await using pbx = await listening("udp", { publicNamesOnly });
    const hops = await pbx.agent.resolve(`sip:localhost:${portOf(pbx)};transport=udp`);
    expect(hops.map(({ address }) => address)).toEqual(followed);
    expect(await pbx.agent.resolve(`sip:127.0.0.1:${portOf(pbx)};transport=udp`)).toHaveLength(1);
  });
});

describe("a phone over UDP", () => {
  it("gets its answer at the port it sent from, and hears what address that was (RFC 3581)", async () => {
    await using pbx = await listening("udp");
    await using phone = await rawUdp(portOf(pbx));
    phone.send(text("REGISTER", "UDP 10.1.2.3:5099;branch=z9hG4bKa"));
    await patiently(() => expect(phone.received()).toMatch(/^SIP\/2\.0 200/));
    expect(phone.received()).toMatch(
      /Via: SIP\/2\.0\/UDP 10\.1\.2\.3:5099;branch=z9hG4bKa[^\r]*;received=127\.0\.0\.1/,
    );
    expect(phone.received()).toContain(`;rport=${phone.port}`);
    expect(pbx.last().arrival).toMatchObject({ protocol: "udp", source: { address: "127.0.0.1", port: phone.port } });
  });

  it("works over IPv6", async () => {
    await using pbx = await listening("udp", {}, "::1");
    await using phone = await listening("udp", {}, "::1");
    phone.send(request("REGISTER", { via: null }), { protocol: "udp", address: "::1", port: portOf(pbx) });
    await patiently(() => expect(phone.heard).toEqual(["200"]));
    expect(pbx.last().request.headers[0]?.value).toContain(`UDP [::1]:${portOf(phone)};`);
  });

  it("may send keep-alives, which are ignored", async () => {
    await using pbx = await listening("udp");
    await using phone = await rawUdp(portOf(pbx));
    phone.send("\r\n\r\n");
    phone.send(new Uint8Array(4));
    phone.send(text("OPTIONS", "UDP 127.0.0.1;rport;branch=z9hG4bKb"));
    await patiently(() => expect(phone.received()).toMatch(/^SIP\/2\.0 200/));
  });

  it("that sends to a socket on all addresses sees the one that faces it", async () => {
    await using pbx = await listening("udp", {}, "0.0.0.0");
    await using phone = await rawUdp(portOf(pbx), "127.0.0.1", "127.0.0.9");
    phone.send(text("OPTIONS", "UDP 127.0.0.9;branch=z9hG4bKc"));
    await patiently(() => expect(pbx.heard).toEqual(["OPTIONS"]));
    expect(pbx.last().arrival.local).toEqual({ address: "127.0.0.1", port: portOf(pbx) });
    expect(pbx.agent.advertised({ protocol: "udp", address: "127.0.0.9", port: 5060 }).host).toBe("127.0.0.1");
  });

  it("is told what is wrong with its request, and the next one works", async () => {
    await using pbx = await listening("udp");
    await using phone = await rawUdp(portOf(pbx));
    const bad = text("OPTIONS", "UDP 127.0.0.1;rport;branch=z9hG4bKd").replace("CSeq: 1 OPTIONS", "CSeq: 1 BYE");
    phone.send(bad);
    await patiently(() => expect(phone.received()).toMatch(/^SIP\/2\.0 400/));
    phone.send(text("OPTIONS", "UDP 127.0.0.1;rport;branch=z9hG4bKe").replace(" SIP/2.0\r\n", " SIP/3.0\r\n"));
    await patiently(() => expect(phone.received()).toContain("SIP/2.0 505"));
    expect(pbx.heard).toEqual([]);
    expect(pbx.agent.counts().serverTransactions).toBe(0);
  });

  it("whose message cannot be sent at all is given up at once", async () => {
    await using pbx = await listening("udp");
    const tooLarge = { ...request("MESSAGE", { via: null }), body: new Uint8Array(70_000) };
    pbx.send(tooLarge, { protocol: "udp", address: "127.0.0.1", port: 9 });
    await patiently(() => expect(pbx.heard).toEqual(["transport"]));
    pbx.send(request("OPTIONS", { via: null }), { protocol: "udp", address: "127.0.0.1", port: 0 });
    await patiently(() => expect(pbx.heard).toEqual(["transport", "transport"]));
    pbx.send(request("OPTIONS", { via: null }), { protocol: "udp", address: "no address", port: 5060 });
    await patiently(() => expect(pbx.heard).toHaveLength(3));
    expect(pbx.agent.counts().clientTransactions).toBe(0);
  });
});

describe("a phone over TCP", () => {
  it("gets its answers on its own connection, also behind NAT, and is called over it", async () => {
    await using pbx = await listening("tcp");
    await using phone = await rawTcp(portOf(pbx));
    phone.send(text("REGISTER", "TCP 10.1.2.3:5099;branch=z9hG4bKa"));
    await patiently(() => expect(phone.received()).toMatch(/^SIP\/2\.0 200/));
    const { flow } = pbx.last().arrival;
    pbx.send(request("INVITE", { via: null }), {
      protocol: "tcp",
      address: "127.0.0.1",
      port: phone.port,
      flow: flow!,
    });
    await patiently(() => expect(phone.received()).toContain("INVITE sip:bob@example.com"));
    expect(pbx.agent.counts().flows).toBe(1);
    await phone[Symbol.asyncDispose]();
    await patiently(() => expect(pbx.heard).toEqual(["REGISTER", "flow-closed", "closed"]));
    expect(pbx.closed).toEqual([flow]);
    expect(pbx.agent.counts()).toMatchObject({ flows: 0, clientTransactions: 0 });
  });

  it("may send a message in pieces, several in one, and keep-alives between them", async () => {
    await using pbx = await listening("tcp");
    await using phone = await rawTcp(portOf(pbx));
    const all = `\r\n\r\n${text("MESSAGE", "TCP 127.0.0.1;branch=z9hG4bK1", [], "hello")}${text("OPTIONS", "TCP 127.0.0.1;branch=z9hG4bK2")}`;
    for (const piece of all.match(/[^]{1,60}/g) ?? []) {
      phone.send(piece);
      await new Promise(setImmediate);
    }
    await patiently(() => expect(pbx.heard).toEqual(["MESSAGE", "OPTIONS"]));
    expect(Buffer.from(pbx.transactions[0]!.request.body).toString()).toBe("hello");
    await patiently(() => expect(phone.received().match(/SIP\/2\.0 200/g)).toHaveLength(2));
    expect(phone.received().startsWith("\r\nSIP/2.0")).toBe(true);
  });

  it("works over IPv6", async () => {
    await using pbx = await listening("tcp", {}, "::1");
    await using phone = await listening("tcp", {}, "::1");
    phone.send(request("REGISTER", { via: null }), { protocol: "tcp", address: "::1", port: portOf(pbx) });
    await patiently(() => expect(phone.heard).toEqual(["200"]));
  });

  it("that is gone before its answer is called back at the port it listens on (RFC 3261 §18.2.2)", async () => {
    await using pbx = await listening("tcp", { onRequest: () => undefined });
    await using phone = await listening("tcp");
    await using line = await rawTcp(portOf(pbx));
    line.send(text("INVITE", `TCP 127.0.0.1:${portOf(phone)};branch=z9hG4bKgone`));
    await patiently(() => expect(pbx.heard).toEqual(["INVITE"]));
    await line[Symbol.asyncDispose]();
    await patiently(() => expect(pbx.heard).toEqual(["INVITE", "closed"]));
    answering(486)(pbx.last());
    await patiently(() => expect(phone.heard).toEqual(["stray 486"]));
  });

  it("that cannot be reached is given up at once", async () => {
    const gone = await listening("tcp");
    const port = portOf(gone);
    await gone[Symbol.asyncDispose]();
    await using pbx = await listening("tcp");
    pbx.send(request("INVITE", { via: null }), { protocol: "tcp", address: "127.0.0.1", port });
    await patiently(() => expect(pbx.heard).toEqual(["transport"]));
    expect(pbx.agent.counts()).toEqual({ clientTransactions: 0, serverTransactions: 0, flows: 0 });
  });
});

describe("a phone over TLS", () => {
  it("is reached like one over TCP, and a server whose certificate no authority vouches for is not talked to", async () => {
    await using folder = await tempFolder();
    const files = await makeCertificate(folder.path, "pbx.example");
    const at = (tls: object): PartyOptions["listen"] => [
      { protocol: "tls", address: "127.0.0.1", port: 0, tls: { ...files, ...tls } },
    ];
    await using pbx = await listening("tls", { listen: at({}) });
    await using trusting = await listening("tls", { listen: at({ caFile: files.certFile }) });
    await using careless = await listening("tls", { listen: at({ verifyServers: false }) });
    const hop = { protocol: "tls", address: "127.0.0.1", port: portOf(pbx) } as const;

    pbx.send(request("OPTIONS", { via: null }), { ...hop, port: portOf(trusting) });
    await patiently(() => expect(pbx.heard).toEqual(["transport"]));

    trusting.send(request("REGISTER", { via: null }), { ...hop, name: "pbx.example" });
    careless.send(request("REGISTER", { via: null, callId: "call-2" }), { ...hop, name: "other.example" });
    await patiently(() => expect([trusting.heard, careless.heard]).toEqual([["200"], ["200"]]));
    expect(pbx.last().arrival.protocol).toBe("tls");

    trusting.send(request("REGISTER", { via: null, callId: "call-3" }), {
      ...hop,
      address: "127.0.0.1",
      name: "other.example",
      port: portOf(careless),
    });
    await patiently(() => expect(trusting.heard).toEqual(["200", "transport"]));
  });
});

describe("a renewed certificate", () => {
  const LOOK_MS = 10_000;
  const fingerprintAt = async (port: number): Promise<string> => {
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
    await once(socket, "secureConnect");
    const { fingerprint256 } = socket.getPeerCertificate();
    socket.destroy();
    return fingerprint256;
  };

  it("is shown to phones that connect from then on, while a phone that is connected goes on", async () => {
    await using folder = await tempFolder();
    await using renewals = await tempFolder();
    const files = await makeCertificate(folder.path, "pbx.example");
    const clock = new VirtualClock();
    const listen = [
      { protocol: "tls", address: "127.0.0.1", port: 0, tls: { ...files, verifyServers: false } },
    ] as const;
    await using pbx = await listening("tls", { listen, clock });
    await using phone = await listening("tls", { listen });
    const hop = { protocol: "tls", address: "127.0.0.1", port: portOf(pbx) } as const;
    phone.send(request("REGISTER", { via: null }), hop);
    await patiently(() => expect(phone.heard).toEqual(["200"]));
    const before = await fingerprintAt(portOf(pbx));

    const next = await makeCertificate(renewals.path, "pbx.example");
    await copyFile(next.certFile, files.certFile);
    await copyFile(next.keyFile, files.keyFile);
    await patiently(async () => {
      clock.advance(LOOK_MS);
      expect(await fingerprintAt(portOf(pbx))).not.toBe(before);
    });
    phone.send(request("REGISTER", { via: null, callId: "call-2" }), hop);
    await patiently(() => expect(phone.heard).toEqual(["200", "200"]));
  });
});

describe("a listener", () => {
  it.each(["udp", "tcp"] as const)("says which %s port is taken, and leaves nothing open", async (protocol) => {
    await using first = await listening(protocol);
    const port = portOf(first);
    const protocols: readonly Protocol[] = [protocol === "udp" ? "tcp" : "udp", protocol];
    const both = protocols.map((each) => ({ protocol: each, address: "127.0.0.1", port }));
    await expect(createParty({ listen: both, clock: systemClock })).rejects.toMatchObject({
      code: "SW_SIP_PORT_TAKEN",
      protocol,
      address: "127.0.0.1",
      port,
    });
    await using again = await createParty({ listen: both.slice(0, 1), clock: systemClock });
    expect(portOf(again)).toBe(port);
  });

  it("says when its address is not of this machine, or its certificate cannot be read", async () => {
    await expect(listening("udp", {}, "192.0.2.200")).rejects.toMatchObject({ code: "SW_SIP_LISTEN_FAILED" });
    await expect(listening("tcp", {}, "192.0.2.200")).rejects.toMatchObject({ code: "SW_SIP_LISTEN_FAILED" });
    await expect(listening("tls")).rejects.toMatchObject({ code: "SW_SIP_LISTEN_FAILED" });
    const tls = { keyFile: "/nowhere/key.pem", certFile: "/nowhere/cert.pem" };
    const listen = [{ protocol: "tls", address: "127.0.0.1", port: 0, tls }] as const;
    await expect(listening("tls", { listen })).rejects.toMatchObject({ code: "SW_SIP_LISTEN_FAILED" });
  });
});

describe("a connection", () => {
  /** Real connections on a clock that the test moves. */
  async function limited(limits: Partial<WireLimits>): Promise<{ clock: VirtualClock; pbx: Party }> {
    const clock = new VirtualClock();
    return { clock, pbx: await listening("tcp", { clock, limits }) };
  }

  it("that says nothing, or begins a message and never ends it, is closed", async () => {
    const { clock, pbx } = await limited({ halfOpenMs: 20_000 });
    await using _pbx = pbx;
    await using silent = await rawTcp(portOf(pbx));
    await using slow = await rawTcp(portOf(pbx));
    await using phone = await rawTcp(portOf(pbx));
    phone.send(text("OPTIONS", "TCP 127.0.0.1;branch=z9hG4bK1"));
    await patiently(() => expect(phone.received()).toContain("200"));
    slow.send(`${text("OPTIONS", "TCP 127.0.0.1;branch=z9hG4bK2")}INVITE sip:b`);
    await patiently(() => expect(slow.received()).toContain("200"));
    clock.advance(26_000);
    await patiently(() => expect([silent.ended, slow.ended]).toEqual([true, true]));
    expect(phone.ended).toBe(false);
    expect(pbx.agent.counts().flows).toBe(1);
  });

  it("with keep-alives all the time is closed; one that sends them as phones do is not", async () => {
    const { clock, pbx } = await limited({});
    await using _pbx = pbx;
    await using phone = await rawTcp(portOf(pbx));
    await using flooding = await rawTcp(portOf(pbx));
    for (let sent = 1; sent <= 100; sent++) {
      phone.send("\r\n\r\n");
      await patiently(() => expect(phone.received()).toBe("\r\n".repeat(sent)));
      clock.advance(2_000);
    }
    flooding.send("\r\n\r\n".repeat(100));
    await patiently(() => expect(flooding.ended).toBe(true));
    expect(phone.ended).toBe(false);
    expect(pbx.agent.counts().flows).toBe(1);
  });

  it("of a registered phone stays open between its registrations, and is closed when it is forgotten", async () => {
    const { clock, pbx } = await limited({});
    await using _pbx = pbx;
    await using phone = await rawTcp(portOf(pbx));
    phone.send(text("REGISTER", "TCP 127.0.0.1;branch=z9hG4bK1"));
    await patiently(() => expect(phone.received()).toContain("200"));
    clock.advance(3_700_000);
    phone.send("\r\n\r\n");
    await patiently(() => expect(phone.received().endsWith("\r\n\r\n\r\n")).toBe(true));
    clock.advance(4_600_000);
    await patiently(() => expect(phone.ended).toBe(true));
  });

  it("too many is refused, and works when another has ended", async () => {
    const { pbx } = await limited({ maxConnections: 1 });
    await using _pbx = pbx;
    await using first = await rawTcp(portOf(pbx));
    first.send(text("OPTIONS", "TCP 127.0.0.1;branch=z9hG4bK1"));
    await patiently(() => expect(pbx.agent.counts().flows).toBe(1));
    await using second = await rawTcp(portOf(pbx));
    await patiently(() => expect(second.ended).toBe(true));
    await first[Symbol.asyncDispose]();
    await patiently(() => expect(pbx.agent.counts().flows).toBe(0));
    await using third = await rawTcp(portOf(pbx));
    third.send(text("OPTIONS", "TCP 127.0.0.1;branch=z9hG4bK3"));
    await patiently(() => expect(third.received()).toContain("200"));
  });

  it("whose peer does not read is cut instead of filling our memory", async () => {
    const { pbx } = await limited({ maxUnsentBytes: 20_000 });
    await using _pbx = pbx;
    await using deaf = await rawTcp(portOf(pbx));
    deaf.socket.pause();
    deaf.send(text("OPTIONS", "TCP 127.0.0.1;branch=z9hG4bK1"));
    await patiently(() => expect(pbx.heard).toEqual(["OPTIONS"]));
    const { flow, source } = pbx.last().arrival;
    const large = { ...request("MESSAGE", { via: null }), body: new Uint8Array(60_000) };
    pbx.agent.transmit(large, { protocol: "tcp", ...source, flow: flow! });
    await patiently(() => expect(pbx.closed).toEqual([flow]));
  });

  it("that is not established in time is given up", async () => {
    const { clock, pbx } = await limited({ connectWithinMs: 5_000 });
    await using _pbx = pbx;
    // The clock moves before the kernel had a turn to connect: a peer that leaves the SYN unanswered looks like that.
    pbx.send(request("INVITE", { via: null }), { protocol: "tcp", address: "127.0.0.1", port: portOf(pbx) });
    clock.advance(5_000);
    await patiently(() => expect(pbx.heard).toContain("transport"));
  });

  it("with garbage on it is closed, and others go on", async () => {
    await using pbx = await listening("tcp");
    await using phone = await rawTcp(portOf(pbx));
    await using vandal = await rawTcp(portOf(pbx));
    vandal.send(randomBytes(300_000));
    await patiently(() => expect(vandal.ended).toBe(true));
    phone.send(text("OPTIONS", "TCP 127.0.0.1;branch=z9hG4bK1"));
    await patiently(() => expect(phone.received()).toContain("200"));
  });
});

describe("a flood of garbage over UDP", () => {
  it("disturbs no phone: 5,000 random and mutated datagrams, and the phones still register", async () => {
    await using pbx = await listening("udp");
    await using vandal = await rawUdp(portOf(pbx));
    await using phone = await rawUdp(portOf(pbx));
    const random = seededRandom(7);
    const good = Buffer.from(text("INVITE", "UDP 127.0.0.1;rport;branch=z9hG4bKflood", ["Contact: <sip:a@b>"], "v=0"));
    for (let count = 0; count < 5_000; count++) {
      const bytes = count % 3 === 0 ? randomBytes(Math.floor(random() * 1_400)) : Buffer.from(good);
      for (let change = 0; change < 4; change++)
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      vandal.send(bytes);
      if (count % 200 === 0) await new Promise(setImmediate);
    }
    phone.send(text("REGISTER", "UDP 127.0.0.1;rport;branch=z9hG4bKphone"));
    await patiently(() => expect(phone.received()).toMatch(/^SIP\/2\.0 200/));
  });
});
