import { describe, expect, it } from "vitest";
import { closeWithin, settledWithin, within, withinOrElse } from "../../../src/runtime/deadline.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

const forever = new Promise<never>(() => undefined);
const tooLate = (): Error => new Error("too late");
const soon = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe("work with a deadline", () => {
  it("gives what it gives, and leaves no alarm behind", async () => {
    const clock = new VirtualClock();
    await expect(within(Promise.resolve(7), { withinMs: 500, clock }, tooLate)).resolves.toBe(7);
    expect(clock.armed).toBe(0);
  });

  it("fails as it fails, and leaves no alarm behind", async () => {
    const clock = new VirtualClock();
    const refused = Promise.reject(new Error("refused"));
    await expect(within(refused, { withinMs: 500, clock }, tooLate)).rejects.toThrow("refused");
    expect(clock.armed).toBe(0);
  });

  it("fails with the error for lateness at its deadline, and not before", async () => {
    const clock = new VirtualClock();
    const outcome = within(forever, { withinMs: 500, clock }, tooLate).catch((failure: unknown) => failure);
    clock.advance(499);
    await expect(Promise.race([outcome, soon()])).resolves.toBeUndefined();
    clock.advance(1);
    await expect(outcome).resolves.toEqual(new Error("too late"));
  });

  it("may fail after its deadline unheard", async () => {
    const clock = new VirtualClock();
    let fail: (failure: Error) => void = () => undefined;
    const work = new Promise<never>((_, reject) => (fail = reject));
    const outcome = within(work, { withinMs: 500, clock }, tooLate);
    clock.advance(500);
    await expect(outcome).rejects.toThrow("too late");
    fail(new Error("later still")); // an unhandled rejection would fail the run
    await soon();
  });
});

describe("work with a deadline and something to fall back upon", () => {
  it("gives what it gives", async () => {
    const clock = new VirtualClock();
    await expect(withinOrElse(Promise.resolve("Redis"), { withinMs: 500, clock }, () => "memory")).resolves.toBe(
      "Redis",
    );
    expect(clock.armed).toBe(0);
  });

  it("falls back when it takes too long", async () => {
    const clock = new VirtualClock();
    const answer = withinOrElse(forever, { withinMs: 500, clock }, () => "memory");
    clock.advance(500);
    await expect(answer).resolves.toBe("memory");
  });

  it("falls back when it fails", async () => {
    const clock = new VirtualClock();
    const away = Promise.reject(new Error("away"));
    await expect(withinOrElse(away, { withinMs: 500, clock }, () => "memory")).resolves.toBe("memory");
    expect(clock.armed).toBe(0);
  });

  it("fails with what the fallback throws", async () => {
    const clock = new VirtualClock();
    const outcome = withinOrElse(forever, { withinMs: 500, clock }, () => {
      throw new Error("nothing in memory");
    }).catch((failure: unknown) => failure);
    clock.advance(500);
    await expect(outcome).resolves.toEqual(new Error("nothing in memory"));
  });
});

describe("a farewell with a deadline", () => {
  it("is over when it is done, or has failed", async () => {
    const clock = new VirtualClock();
    await expect(settledWithin(Promise.resolve(), { withinMs: 500, clock })).resolves.toBe(true);
    await expect(settledWithin(Promise.reject(new Error("away")), { withinMs: 500, clock })).resolves.toBe(true);
    expect(clock.armed).toBe(0);
  });

  it("is over at its deadline all the same", async () => {
    const clock = new VirtualClock();
    const isSettled = settledWithin(forever, { withinMs: 500, clock });
    clock.advance(500);
    await expect(isSettled).resolves.toBe(false);
  });
});

describe("closing with a deadline", () => {
  it("cuts off what its server keeps from closing", async () => {
    const clock = new VirtualClock();
    const done: string[] = [];
    const disconnect = (): Promise<unknown> => Promise.resolve(done.push("cut off"));
    const closed = closeWithin({ close: () => forever, disconnect }, { withinMs: 500, clock });
    await soon();
    expect(done).toEqual([]);
    clock.advance(500);
    await closed;
    expect(done).toEqual(["cut off"]);
  });

  it("never rejects", async () => {
    const clock = new VirtualClock();
    const refuse = (): Promise<never> => Promise.reject(new Error("closed already"));
    await expect(closeWithin({ close: refuse, disconnect: refuse }, { withinMs: 500, clock })).resolves.toBeUndefined();
  });
});
