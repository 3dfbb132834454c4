import { describe, expect, it } from "vitest";
import { awaitAck } from "../../../../../src/engines/sip/dialog/acceptance.ts";
import { VirtualClock } from "../../../../support/virtual-clock.ts";

function accept(reliable: boolean) {
  const clock = new VirtualClock();
  const startMs = clock.nowMs();
  const repeatedAtMs: number[] = [];
  let unacknowledgedAtMs: number | undefined;
  const acceptance = awaitAck({
    clock,
    reliable,
    repeat: () => repeatedAtMs.push(clock.nowMs() - startMs),
    onUnacknowledged: () => (unacknowledgedAtMs = clock.nowMs() - startMs),
  });
  return { clock, acceptance, repeatedAtMs, unacknowledgedAtMs: () => unacknowledgedAtMs };
}

describe("a 200 to an INVITE that waits for its ACK", () => {
  it("is repeated at T1, doubling up to T2, and given up after 64*T1 (RFC 3261 §13.3.1.4)", () => {
    const { clock, repeatedAtMs, unacknowledgedAtMs } = accept(false);
    clock.advance(60_000);
    expect(repeatedAtMs).toEqual([500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500]);
    expect(unacknowledgedAtMs()).toBe(32_000);
    expect(clock.armed).toBe(0);
  });

  it("isn't repeated any more once the ACK is there", () => {
    const { clock, acceptance, repeatedAtMs, unacknowledgedAtMs } = accept(false);
    clock.advance(600);
    acceptance.acknowledged();
    acceptance.acknowledged();
    clock.advance(60_000);
    expect([repeatedAtMs, unacknowledgedAtMs(), clock.armed]).toEqual([[500], undefined, 0]);
  });

  it("isn't repeated over TCP, where only the wait ends", () => {
    const { clock, repeatedAtMs, unacknowledgedAtMs } = accept(true);
    clock.advance(60_000);
    expect([repeatedAtMs, unacknowledgedAtMs()]).toEqual([[], 32_000]);
  });

  it("is forgotten with its dialog", () => {
    const { clock, acceptance } = accept(false);
    acceptance[Symbol.dispose]();
    expect(clock.armed).toBe(0);
  });
});
