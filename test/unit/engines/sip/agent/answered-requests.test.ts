import { describe, expect, it } from "vitest";
import { AnsweredRequests } from "../../../../../src/engines/sip/agent/answered-requests.ts";
import type { SipWire } from "../../../../../src/engines/sip/transport/wire.ts";
import { countingClock } from "../../../../../src/engines/signalling/counts.ts";
import { VirtualClock } from "../../../../support/virtual-clock.ts";

const J_MS = 32_000;
const hop = { protocol: "udp", address: "192.0.2.1", port: 5060 } as const;

function newTable() {
  const time = new VirtualClock();
  const clock = countingClock(time);
  const sent: string[] = [];
  const wire = { send: (bytes: Uint8Array) => void sent.push(Buffer.from(bytes).toString()) } as unknown as SipWire;
  return { time, clock, sent, table: new AnsweredRequests(clock, wire, J_MS) };
}

describe("requests that are answered for good", () => {
  it("get the same answer again for as long as timer J says, and are new ones after that", () => {
    const { time, sent, table } = newTable();
    table.add("one", Buffer.from("200 to one"), hop);
    time.advance(J_MS - 1_000);
    expect(table.repeat("one")).toBe(true);
    expect(table.repeat("two")).toBe(false);
    expect(sent).toEqual(["200 to one"]);
    time.advance(1_000);
    expect(table.repeat("one")).toBe(false);
    expect(table.size).toBe(0);
  });

  it("end in their order, thousands of them by one timer, and leave none behind", () => {
    const { time, clock, table } = newTable();
    for (let nth = 0; nth < 4_000; nth++) {
      table.add(String(nth), Buffer.from("200"), hop);
      time.advance(5);
      expect(clock.armed).toBe(1);
    }
    expect(table.size).toBe(4_000);
    time.advance(J_MS - 10_000);
    expect([table.has("0"), table.has("1900"), table.has("2100"), table.has("3999")]).toEqual([
      false,
      false,
      true,
      true,
    ]);
    time.advance(10_000 + 200);
    expect([table.size, clock.armed]).toEqual([0, 0]);
  });

  it("are forgotten when the engine ends", () => {
    const { clock, table } = newTable();
    table.add("one", Buffer.from("200"), hop);
    table[Symbol.dispose]();
    expect([table.size, clock.armed]).toEqual([0, 0]);
  });
});
