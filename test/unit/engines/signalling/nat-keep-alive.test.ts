import { beforeEach, describe, expect, it } from "vitest";
import { NatKeepAlive } from "../../../../src/engines/signalling/flows/nat-keep-alive.ts";
import type { Arrival, Hop } from "../../../../src/engines/sip/transport/hop.ts";
import type { SipMessage, SipRequest, SipResponse } from "../../../../src/sip/message/message.ts";
import { VirtualClock } from "../../../support/virtual-clock.ts";

const HOME = "sip:alice@192.168.1.10:5060";
const from = (port: number, protocol: Arrival["protocol"] = "udp"): Arrival => ({
  ...{ protocol, source: { address: "203.0.113.9", port }, local: { address: "198.51.100.1", port: 5060 } },
  ...{ bytes: 1, atMs: 0, ...(protocol === "udp" ? {} : { flow: "flow-1" }) },
});
const registerOf = (contact: string, ...more: [string, string][]): SipRequest => ({
  ...{ kind: "request", method: "REGISTER", uri: "sip:example.com", body: new Uint8Array() },
  headers: [["Via", "SIP/2.0/UDP 192.168.1.10:5060;rport;branch=z9hG4bK1"], ["To", "<sip:alice@example.com>"], ...more]
    .concat([["Contact", `<${contact}>`]])
    .map(([name = "", value = ""]) => ({ name, value })),
});
const granted = (seconds: number): SipResponse => ({
  ...{ kind: "response", status: 200, reason: "OK", body: new Uint8Array() },
  headers: [{ name: "Expires", value: String(seconds) }],
});

let clock: VirtualClock;
let asked: { readonly message: SipMessage; readonly hop: Hop; readonly atMs: number }[];
let keepAlive: NatKeepAlive;
beforeEach(() => {
  clock = new VirtualClock();
  asked = [];
  const agent = {
    advertised: () => ({ host: "198.51.100.1", port: 5060 }),
    transmit: (message: SipMessage, hop: Hop) => {
      asked.push({ message, hop, atMs: clock.nowMs() });
      return new Uint8Array();
    },
  };
  keepAlive = new NatKeepAlive(agent, clock, { aggressive: false });
});

describe("a phone behind NAT that has registered over UDP", () => {
  it("is asked every 25 s where its REGISTER came from, until its registration ends", () => {
    const begunMs = clock.nowMs();
    keepAlive.noteAccepted(registerOf(HOME), granted(60), from(40_000));
    clock.advance(300_000);
    expect(asked.map(({ atMs }) => atMs - begunMs)).toEqual([25_000, 50_000]);
    const [first] = asked;
    expect(first?.message).toMatchObject({ method: "OPTIONS", uri: HOME });
    expect(first?.hop).toMatchObject({ address: "203.0.113.9", port: 40_000, local: { address: "198.51.100.1" } });
    expect(keepAlive.size).toBe(0);
  });

  it("is asked at its newest place, and no longer once it has unregistered", () => {
    keepAlive.noteAccepted(registerOf(HOME), granted(600), from(40_000));
    keepAlive.noteAccepted(registerOf(HOME), granted(600), from(40_001));
    clock.advance(26_000);
    expect(asked.map(({ hop }) => hop.port)).toEqual([40_001]);
    keepAlive.noteAccepted(registerOf(HOME), granted(0), from(40_001));
    clock.advance(60_000);
    expect(asked).toHaveLength(1);
  });

  it("is one of thousands that are asked in turns, each of them once in 25 s or little more", () => {
    for (let phone = 0; phone < 5_000; phone++)
      keepAlive.noteAccepted(registerOf(`sip:phone${phone}@192.168.1.10:5060`), granted(600), from(10_000 + phone));
    clock.advance(25_000);
    expect(asked.length).toBeLessThanOrEqual(250);
    clock.advance(2_500);
    expect(new Set(asked.map(({ hop }) => hop.port)).size).toBe(5_000);
    expect(asked).toHaveLength(5_000);
  });

  it("is let go with its engine", () => {
    keepAlive.noteAccepted(registerOf(HOME), granted(600), from(40_000));
    keepAlive[Symbol.dispose]();
    clock.advance(60_000);
    expect(asked).toEqual([]);
  });
});

describe("a phone that needs none of it", () => {
  it.each([
    ["is where its Contact says", registerOf("sip:alice@203.0.113.9:40000"), from(40_000)],
    ["has a connection", registerOf(`${HOME};transport=tcp`), from(40_000, "tcp")],
    ["registers through a proxy", registerOf(HOME, ["Path", "<sip:edge.example.com;lr>"]), from(40_000)],
  ])("%s, and is left alone", (_, register, arrival) => {
    keepAlive.noteAccepted(register, granted(600), arrival);
    clock.advance(60_000);
    expect([asked, keepAlive.size]).toEqual([[], 0]);
  });
});
