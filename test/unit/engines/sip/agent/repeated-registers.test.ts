import { describe, expect, it } from "vitest";
import {
  MAX_REMEMBERED,
  MAX_STRANGERS,
  nameOfRegister,
  REMEMBERED_MS,
  RepeatedRegisters,
} from "../../../../../src/engines/sip/agent/repeated-registers.ts";
import type { Arrival } from "../../../../../src/engines/sip/transport/hop.ts";
import { countingClock } from "../../../../../src/engines/signalling/counts.ts";
import { VirtualClock } from "../../../../support/virtual-clock.ts";

const hop = { protocol: "udp", address: "192.0.2.1", port: 5060 } as const;
const answer = { bytes: Buffer.from("SIP/2.0 401 Unauthorized\r\n\r\n"), hop };

function newTable() {
  const time = new VirtualClock();
  const clock = countingClock(time);
  return { time, clock, table: new RepeatedRegisters(clock) };
}

function from(port: number, more: Partial<Arrival> = {}): Arrival {
  const local = { address: "192.0.2.9", port: 5060 };
  return { protocol: "udp", source: { address: "192.0.2.1", port }, local, bytes: 0, atMs: 0, ...more };
}

describe("a REGISTER over UDP", () => {
  const bytes = Buffer.from("REGISTER sip:pbx SIP/2.0\r\nCSeq: 1 REGISTER\r\n\r\n");

  it("is known by its bytes and the port that it comes from", () => {
    expect(nameOfRegister(bytes, from(5060))).toBe(nameOfRegister(Buffer.from(bytes), from(5060)));
    expect(nameOfRegister(bytes, from(5060))).not.toBe(nameOfRegister(bytes, from(5061)));
    const next = Buffer.from(bytes.toString().replace("CSeq: 1", "CSeq: 2"));
    expect(nameOfRegister(next, from(5060))).not.toBe(nameOfRegister(bytes, from(5060)));
  });

  it.each([
    ["another method", Buffer.from("OPTIONS sip:pbx SIP/2.0\r\n\r\n"), from(5060)],
    ["nothing", Buffer.alloc(0), from(5060)],
    ["a connection", bytes, from(5060, { protocol: "tcp", flow: "1" })],
  ])("is nothing else: %s", (_what, given, arrival) => expect(nameOfRegister(given, arrival)).toBeUndefined());

  it("is remembered with its answer, or its transaction, for as long as it is often repeated", () => {
    const { time, clock, table } = newTable();
    table.noteAnswer("first", answer, false);
    table.noteServed("second", "its key", true);
    time.advance(REMEMBERED_MS);
    expect(table.get("first")).toMatchObject({ text: answer.bytes.toString(), hop });
    expect(table.get("second")).toMatchObject({ transaction: "its key" });
    time.advance(REMEMBERED_MS);
    expect([table.size, clock.armed]).toEqual([0, 0]);
  });

  it("is forgotten where too many come, strangers' before known phones'", () => {
    const { table } = newTable();
    table.noteAnswer("a known phone's", answer, false);
    for (let nth = 0; nth < 10 * MAX_STRANGERS; nth++) table.noteAnswer(`stranger ${nth}`, answer, true);
    expect(table.size).toBeLessThanOrEqual(2 * MAX_STRANGERS + 1);
    expect(table.get("stranger 0")).toBeUndefined();
    expect(table.get("a known phone's")).toBeDefined();
    for (let nth = 0; nth < 3 * MAX_REMEMBERED; nth++) table.noteAnswer(`known ${nth}`, answer, false);
    expect(table.get("a known phone's")).toBeUndefined();
    expect(table.get(`known ${2 * MAX_REMEMBERED}`)).toBeDefined();
    expect(table.size).toBeLessThanOrEqual(2 * (MAX_STRANGERS + MAX_REMEMBERED));
  });

  it("isn't remembered with an answer of unusual size", () => {
    const { table } = newTable();
    table.noteAnswer("first", { bytes: Buffer.alloc(2_000), hop }, false);
    expect(table.size).toBe(0);
  });
});
