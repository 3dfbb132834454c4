import { describe, expect, it } from "vitest";
import { SOURCE_LIMITS } from "../../../../src/sources/limits.ts";
import { packNames } from "../../../../src/sources/phone-names.ts";
import { Guard } from "../../../../src/engines/signalling/guard/guard.ts";
import type { Arrival } from "../../../../src/engines/sip/transport/hop.ts";
import type { SipRequest } from "../../../../src/sip/message/message.ts";

const from = (address: string): Arrival => ({
  protocol: "udp",
  source: { address, port: 5060 },
  local: { address: "198.51.100.1", port: 5060 },
  bytes: 400,
  atMs: 0,
});
const scan: SipRequest = {
  kind: "request",
  method: "OPTIONS",
  uri: "sip:100@198.51.100.1",
  headers: [{ name: "User-Agent", value: "friendly-scanner" }],
  body: new Uint8Array(),
};

describe("a sender that calls itself a scanner", () => {
  it("is heard from the allow-list, whose block may be written with host bits, and from nowhere else", () => {
    const guard = new Guard(() => 0);
    guard.obey("rules", { bans: [], offices: [], trusted: ["127.0.0.45/24"] });
    expect(guard.isUnwelcome(scan, from("127.0.0.7"))).toBe(false);
    expect(guard.isUnwelcome(scan, from("127.0.1.7"))).toBe(true);
    expect(guard.takeOffences()).toEqual([{ source: "127.0.1.7", offence: "scanner", times: 1 }]);
  });
});

describe("a telephone behind a banned address, beside an attacker with ever new connections", () => {
  const NAT = "198.51.100.7";
  const HOUR = 3_600_000;
  const rules = { bans: [[NAT, HOUR]] as const, offices: [], trusted: [], phones: packNames(["k3x9m2pq7w"]) };
  const register = (username: string): SipRequest => ({
    kind: "request",
    method: "REGISTER",
    uri: "sip:pbx.example.com",
    headers: [{ name: "From", value: `"A" <sip:${username}@pbx.example.com>;tag=1` }],
    body: new Uint8Array(),
  });
  const over = (flow: string, cuts: string[] = []): Arrival => ({
    ...from(NAT),
    protocol: "tcp",
    flow,
    cut: () => cuts.push(flow),
  });
  /** Whether a REGISTER of this connection reaches the registrar. */
  const isHeard = (guard: Guard, username: string, arrival: Arrival): boolean =>
    guard.admits(new Uint8Array(400), arrival) && guard.recognises(register(username), arrival);

  it("is heard at its first try, and what it sends next; the attacker's connections end", () => {
    let nowMs = 0;
    const guard = new Guard(() => nowMs);
    guard.obey("rules", rules);
    const cuts: string[] = [];
    let guesses = 0;
    for (let i = 0; i < 2_000; i++, nowMs += 25) if (isHeard(guard, `user${i}`, over(`a-${i}`, cuts))) guesses++;
    expect(guesses).toBeLessThan(10);
    expect(cuts).toHaveLength(2_000 - guesses);

    const phone = over("phone", cuts);
    expect([isHeard(guard, "k3x9m2pq7w", phone), isHeard(guard, "k3x9m2pq7w", phone)]).toEqual([true, true]);
    expect(cuts).not.toContain("phone");
    // An attacker who knows the name of a phone guesses no faster than under any ban.
    let known = 0;
    for (let i = 0; i < 1_000; i++, nowMs += 25) if (isHeard(guard, "k3x9m2pq7w", over(`b-${i}`))) known++;
    expect(known).toBeLessThan(10);
  });

  it("what isn't SIP, or only answers, is dropped without a word", () => {
    const guard = new Guard(() => 0);
    guard.obey("rules", rules);
    let dropped = 0;
    for (let i = 0; i < 10; i++) {
      const arrival = over(`a-${i}`);
      if (!guard.admits(new Uint8Array(400), arrival) || !guard.recognises(undefined, arrival)) dropped++;
    }
    expect(dropped).toBeGreaterThanOrEqual(8); // two new flows a while are heard under each ban
  });

  it("finds a place, though the attacker keeps as many connections open as one address may have", () => {
    let nowMs = 0;
    const guard = new Guard(() => nowMs);
    const open: number[] = [];
    let placed = 0;
    for (let i = 0; i < 400; i++, nowMs += 50) {
      const account = guard.openConnection(NAT, () => open.push(i));
      if (account !== undefined) placed++;
    }
    expect(placed).toBe(400);
    expect(open).toEqual(Array.from({ length: 400 - SOURCE_LIMITS.unprovenConnections }, (_, i) => i)); // the oldest first
    let atOnce = 0;
    for (let i = 0; i < 1_000; i++) if (guard.openConnection(NAT, () => undefined) !== undefined) atOnce++;
    expect(atOnce).toBeLessThanOrEqual(SOURCE_LIMITS.replacedConnections.burst);
  });
});
