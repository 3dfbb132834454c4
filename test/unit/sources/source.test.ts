import { describe, expect, it } from "vitest";
import { REMEMBERED, SOURCE_LIMITS } from "../../../src/sources/limits.ts";
import { packNames, PhoneNames } from "../../../src/sources/phone-names.ts";
import { RetriesOfSources } from "../../../src/sources/retries.ts";
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

  /** When a telephone behind a banned address first gets its challenge and its answer to that through, beside an attacker. */
  const admittedAt = (attackerPorts: (millisecond: number) => readonly number[]): number | undefined => {
    const table = new SourceTable(0);
    table.obey(banned(NAT), 0);
    const starts = 20_000; // the attack has gone on for a while
    // RFC 3261 §17.1.2.2, then anew.
    const schedule = [0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500].map(
      (at) => starts + at + 7,
    );
    for (let atMs = 0; atMs < starts + 60 * SECOND; atMs++) {
      for (const port of attackerPorts(atMs)) if (port !== 5060) passing(table, String(port), 1, atMs);
      if (schedule.includes(atMs) && passing(table, "5060", 1, atMs) === 1)
        return passing(table, "5060", 1, atMs + 40) === 1 ? atMs - starts : undefined;
    }
    return undefined;
  };

  it("hears a phone that repeats its REGISTER within 30 s, whatever ports the attacker beside it takes", () => {
    const random = (atMs: number, most: number): number => (Math.imul(atMs + 1, 2_654_435_761) >>> 8) % most;
    const attacks: Record<string, (atMs: number) => readonly number[]> = {
      "a new port for each message": (atMs) => [1_024 + (atMs % 64_000)],
      "each port twice, 500 ms apart": (atMs) => [atMs, atMs - 500].map((at) => 1_024 + ((at + 64_000) % 64_000)),
      "a thousand ports in turn": (atMs) => [10_000 + (atMs % 1_000)],
      "four thousand ports in turn": (atMs) => [10_000 + (atMs % 4_000)],
      "ports at random": (atMs) => [1_024 + random(atMs, 64_000)],
      "of a thousand ports at random": (atMs) => [10_000 + random(atMs, 1_000)],
    };
    const late = Object.entries(attacks).map(([name, ports]) => [name, admittedAt(ports) ?? Infinity] as const);
    expect(late.filter(([, afterMs]) => afterMs > 30 * SECOND)).toEqual([]);
  });

  it("remembers the repetitions of a bounded number of banned sources, and of none whose ban is over", () => {
    const { sources, idleMs } = REMEMBERED.retries;
    const retries = new RetriesOfSources(REMEMBERED.retries);
    for (let i = 0; i < sources; i++) expect(retries.of(String(i), 0)).toBeDefined();
    expect(retries.of("one more", 0)).toBeUndefined();
    expect(retries.of("one more", idleMs + 1)).toBeDefined();
    expect(retries.size).toBe(1);
    retries.keepOnly(() => false);
    expect(retries.size).toBe(0);
  });

  it("is glanced at within its share, and hears each phone of ours now and then", () => {
    const table = new SourceTable(0);
    const glances = (flow: string, times: number, address = NAT): number =>
      Array.from({ length: times }, () => table.glancesAt(table.of(address, 0), flow, 0)).filter(Boolean).length;
    table.obey(banned(NAT), 0);
    expect(glances("1", 10)).toBe(0); // no phones are known
    table.obey({ ...banned(NAT), phones: packNames(["k3x9m2pq7w", "alice1"]) }, 0);
    expect(glances("1", 10_000)).toBe(SOURCE_LIMITS.glances.burst);
    expect(glances("1", 10, "198.51.100.8")).toBe(0); // its messages have a share of their own
    expect(table.hearsPhone("mallory", 0)).toBe(false);
    expect(table.hearsPhone("alice1", 0)).toBe(true);
    expect(table.hearsPhone("alice1", SECOND)).toBe(false);
    expect(table.hearsPhone("k3x9m2pq7w", SECOND)).toBe(true);
    table.of(NAT, 0).hear("tcp-7", 0);
    expect(passing(table, "tcp-7", 4, 100)).toBe(4); // REGISTER, its answer to the challenge, what follows
    for (let i = 0; i < SOURCE_LIMITS.failuresUntilSlowed; i++) table.of(NAT, 0).noteFailure("tcp-8");
    expect(table.of(NAT, 0).mayBeGlancedAt("tcp-8", 10 * SECOND)).toBe(false); // it has guessed enough
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

it("a packed list of phones' names knows each of them, and hardly another", () => {
  const names = Array.from({ length: 5_000 }, (_, i) => `phone${i}`);
  const known = new PhoneNames(packNames(names));
  expect(names.every((name) => known.has(name))).toBe(true);
  expect(names.filter((name) => known.has(`${name}x`)).length).toBeLessThan(3);
  expect(new PhoneNames(packNames([])).has("phone1")).toBe(false);
});
