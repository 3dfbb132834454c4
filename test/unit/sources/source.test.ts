import { describe, expect, it } from "vitest";
import { REMEMBERED, SOURCE_LIMITS } from "../../../src/sources/limits.ts";
import { SourceTable } from "../../../src/sources/source-table.ts";

const NAT = "198.51.100.7";
const SECOND = 1_000;
const DAY = 24 * 3_600 * SECOND;
const banned = (...sources: string[]) => ({
  bans: sources.map((source) => [source, DAY] as const),
  offices: [],
  trusted: [],
});
/** How many of so many messages pass at once. */
const passing = (table: SourceTable, flow: string, messages: number, atMs: number, address = NAT): number =>
  Array.from({ length: messages }, () => table.of(address, atMs).admits(flow, 500, atMs)).filter(Boolean).length;

describe("a source of which nothing is known", () => {
  it("is heard at its rate, an office behind one NAT at ten times that", () => {
    const table = new SourceTable(0);
    expect(passing(table, "5060", 1_000, 0)).toBe(SOURCE_LIMITS.requests.burst);
    expect(passing(table, "5061", 1_000, SECOND)).toBe(SOURCE_LIMITS.requests.perSecond);
    table.of(NAT, SECOND).noteSuccess("7000", SECOND);
    expect(passing(table, "5062", 10_000, 2 * SECOND)).toBe(SOURCE_LIMITS.requestsOfOffice.perSecond);
  });

  it("is slowed by flow: a phone with a wrong password is, its neighbours are not", () => {
    const table = new SourceTable(0);
    for (let i = 0; i < SOURCE_LIMITS.failuresUntilSlowed; i++) table.of(NAT, 0).noteFailure("5060");
    expect(passing(table, "5060", 10, 0)).toBe(1);
    expect(passing(table, "5060", 10, 5 * SECOND)).toBe(1);
    expect(passing(table, "5061", 10, 5 * SECOND)).toBe(10);
  });

  it("gets hardly more bytes of answers than it has sent: it may be forged", () => {
    const source = new SourceTable(0).of(NAT, 0);
    let bytes = 0;
    for (let i = 0; i < 50; i++) {
      source.admits("5060", 300, 0);
      if (source.mayAnswer(700, 0)) bytes += 700;
    }
    expect(bytes).toBeLessThanOrEqual(50 * 300 + SOURCE_LIMITS.answersBeyondRequests.burst);
  });

  it("is one with its IPv6 /64, and with IPv4 however it is written", () => {
    const table = new SourceTable(0);
    expect(table.of("2001:db8::1", 0)).toBe(table.of("2001:db8::ffff:1", 0));
    expect(table.of("2001:db8::1", 0)).not.toBe(table.of("2001:db8:0:1::1", 0));
    expect(table.nameOf("::ffff:198.51.100.7")).toBe(NAT);
  });

  it("pushes no office out of memory, however many addresses are forged", () => {
    const table = new SourceTable(0);
    const office = table.of(NAT, 0);
    office.noteSuccess("5060", 0);
    table.keep(NAT, office);
    for (let i = 0; i < REMEMBERED.strangers + 100; i++) table.of(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`, 0);
    expect(table.of(NAT, 0)).toBe(office);
    expect(table.size).toBeLessThanOrEqual(REMEMBERED.strangers + 1);
  });
});

describe("a banned source", () => {
  it("is silent, but for a flow now and then: a phone with the right password gets in, and stays in", () => {
    const table = new SourceTable(0);
    table.obey(banned(NAT), 0);
    // An attacker takes what there is, from a new port each time.
    for (let port = 10_000; port < 10_200; port++) passing(table, String(port), 5, 0);
    let registeredAt: number | undefined;
    for (let atMs = 500; registeredAt === undefined && atMs < 600 * SECOND; atMs += 500) {
      if (passing(table, "5060", 1, atMs) === 0) continue;
      expect(passing(table, "5060", 1, atMs + 20)).toBe(1); // its answer to the challenge
      table.of(NAT, atMs).noteSuccess("5060", atMs);
      registeredAt = atMs;
    }
    expect(registeredAt).toBeLessThanOrEqual(32 * SECOND);
    expect(passing(table, "5060", 100, 60 * SECOND)).toBe(100);
    expect(passing(table, "9999", 1, 60 * SECOND) + passing(table, "9998", 100, 60 * SECOND)).toBeLessThan(30);
  });

  it("of an office goes on with 49 known phones, and takes a new one at once", () => {
    const table = new SourceTable(0);
    for (let port = 0; port < 49; port++) table.of(NAT, 0).noteSuccess(String(6_000 + port), 0);
    for (let i = 0; i < 20; i++) table.of(NAT, 0).noteFailure("5060");
    table.obey(banned(NAT), 0);
    for (let port = 0; port < 49; port++) expect(passing(table, String(6_000 + port), 5, 100)).toBe(5);
    expect(passing(table, "5060", 50, 100)).toBe(0);
    expect(passing(table, "7000", 4, 100)).toBe(4);
  });

  it("is heard again when its ban ends, and at once when a trunk trusts it", () => {
    const table = new SourceTable(0);
    table.obey(banned(NAT), 0);
    passing(table, "1", 100, 0);
    passing(table, "2", 100, 0);
    expect(passing(table, "5060", 1, 0)).toBe(0);
    table.obey({ ...banned(NAT), trusted: ["198.51.100.0/24"] }, 0);
    expect(passing(table, "5060", 5_000, 0)).toBe(5_000);
    table.obey(banned(NAT), 0);
    expect(passing(table, "5061", 10, DAY)).toBe(10);
  });
});
