import { describe, expect, it } from "vitest";
import { reliableProvisionals } from "../../../../../src/engines/sip/dialog/reliable-provisional.ts";
import { VirtualClock } from "../../../../support/virtual-clock.ts";

function ringing() {
  const clock = new VirtualClock();
  let unacknowledged = 0;
  const provisionals = reliableProvisionals({
    clock,
    inviteSequence: 7,
    firstRSeq: 100,
    onUnacknowledged: () => unacknowledged++,
  });
  return { clock, provisionals, unacknowledged: () => unacknowledged };
}
const rack = (responseSequence: number, sequence = 7, method = "INVITE") => ({
  responseSequence,
  cseq: { sequence, method },
});

describe("a reliable ringing response", () => {
  it("is repeated at T1, doubling, until its PRACK (RFC 3262 §3)", () => {
    const { clock, provisionals } = ringing();
    const startMs = clock.nowMs();
    const repeatedAtMs: number[] = [];
    const rseq = provisionals.nextRSeq();
    provisionals.sent(rseq, () => repeatedAtMs.push(clock.nowMs() - startMs));
    clock.advance(4_000);
    expect(provisionals.acknowledge(rack(rseq))).toBe(true);
    clock.advance(60_000);
    expect([rseq, repeatedAtMs, clock.armed]).toEqual([100, [500, 1_500, 3_500], 0]);
  });

  it("counts up from the last one", () => {
    const { provisionals } = ringing();
    expect([provisionals.nextRSeq(), provisionals.nextRSeq()]).toEqual([100, 101]);
  });

  it("is acknowledged once, and by nothing else", () => {
    const { provisionals } = ringing();
    provisionals.sent(provisionals.nextRSeq(), () => undefined);
    expect(provisionals.acknowledge(rack(101))).toBe(false);
    expect(provisionals.acknowledge(rack(100, 8))).toBe(false);
    expect(provisionals.acknowledge(rack(100, 7, "UPDATE"))).toBe(false);
    expect(provisionals.acknowledge(rack(100))).toBe(true);
    expect(provisionals.acknowledge(rack(100))).toBe(false);
  });

  it("that is never acknowledged is told once, after 64*T1", () => {
    const { clock, provisionals, unacknowledged } = ringing();
    provisionals.sent(provisionals.nextRSeq(), () => undefined);
    provisionals.sent(provisionals.nextRSeq(), () => undefined);
    clock.advance(31_999);
    expect(unacknowledged()).toBe(0);
    clock.advance(40_000);
    expect([unacknowledged(), clock.armed, provisionals.unacknowledged]).toEqual([1, 0, 0]);
  });

  it("isn't repeated after the call is answered, but its late PRACK still counts", () => {
    const { clock, provisionals } = ringing();
    let repeated = 0;
    provisionals.sent(provisionals.nextRSeq(), () => repeated++);
    provisionals.answered();
    clock.advance(60_000);
    expect([repeated, clock.armed]).toEqual([0, 0]);
    expect(provisionals.acknowledge(rack(100))).toBe(true);
  });
});
