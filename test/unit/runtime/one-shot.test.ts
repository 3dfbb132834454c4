import { describe, expect, it, vi } from "vitest";
import { NEVER, OneShotSource } from "../../../src/runtime/one-shot.ts";

describe("something that happens once", () => {
  it("tells those who listen, once, and why", () => {
    const lost = new OneShotSource<string>();
    const [heard, ignored] = [vi.fn(), vi.fn()];
    lost.listen(() => heard(lost.reason));
    lost.listen(ignored);
    lost.ignore(ignored);
    expect(lost.happened).toBe(false);
    lost.happen("the engine is gone");
    lost.happen("again");
    expect(heard.mock.calls).toEqual([["the engine is gone"]]);
    expect(ignored).not.toHaveBeenCalled();
    expect([lost.happened, lost.reason]).toEqual([true, "the engine is gone"]);
  });

  it("never calls a listener that came too late", () => {
    const lost = new OneShotSource<string>();
    lost.happen("gone");
    const late = vi.fn();
    lost.listen(late);
    expect(late).not.toHaveBeenCalled();
  });

  it("aborts what waits by a signal, whether it was asked for before or after", () => {
    const [before, after] = [new OneShotSource<string>(), new OneShotSource<string>()];
    const { signal } = before;
    before.happen("cancelled");
    after.happen("cancelled");
    expect([signal.aborted, signal.reason]).toEqual([true, "cancelled"]);
    expect([after.signal.aborted, after.signal.reason]).toEqual([true, "cancelled"]);
  });

  it("lets a listener stop listening while the others are told", () => {
    const over = new OneShotSource<string>();
    const heard: string[] = [];
    over.listen(() => {
      heard.push("first");
      over.ignore(first);
    });
    const first = (): void => void heard.push("second");
    over.listen(first);
    over.happen("over");
    expect(heard).toContain("first");
  });

  it("may be one that never happens", () => {
    NEVER.listen(() => expect.unreachable());
    expect([NEVER.happened, NEVER.signal.aborted]).toEqual([false, false]);
  });
});
