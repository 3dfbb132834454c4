import { describe, expect, it } from "vitest";
import { MediaServersAway } from "../../../src/media/errors.ts";
import { OpeningLimit } from "../../../src/media/opening-limit.ts";
import { VirtualClock } from "../../support/virtual-clock.ts";

const staysOn = (): AbortSignal => new AbortController().signal;

/** So many callers at once: what each of them got so far. */
function callers(limit: OpeningLimit, count: number): { readonly got: (Disposable | "refused" | undefined)[] } {
  const got: (Disposable | "refused" | undefined)[] = Array.from({ length: count });
  for (let caller = 0; caller < count; caller++)
    limit.take(staysOn()).then(
      (place) => (got[caller] = place),
      (failure: unknown) => (got[caller] = failure instanceof MediaServersAway ? "refused" : undefined),
    );
  return { got };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("many callers at once at the media servers", () => {
  it("are opened few at a time, in their order; some wait, and the rest is refused at once", async () => {
    const { got } = callers(new OpeningLimit(new VirtualClock()), 300);
    await settled();
    const open = got.filter((each): each is Disposable => each !== undefined && each !== "refused");
    expect(got.slice(0, open.length)).toEqual(open);
    const refused = got.filter((each) => each === "refused").length;
    const waiting = 300 - open.length - refused;
    expect(refused).toBeGreaterThan(0);
    expect(got.slice(-refused).every((each) => each === "refused")).toBe(true);
    open[0]![Symbol.dispose]();
    open[0]![Symbol.dispose](); // a place is given up once
    await settled();
    expect(got.filter((each) => each === undefined).length).toBe(waiting - 1);
    expect(got[open.length]).toBeDefined();
  });

  it("don't wait longer than a caller would take for a fault, nor once they have hung up", async () => {
    const clock = new VirtualClock();
    const limit = new OpeningLimit(clock);
    const { got } = callers(limit, 40);
    const gone = new AbortController();
    const left = limit.take(gone.signal).catch((failure: unknown) => failure);
    gone.abort(new Error("hung up"));
    expect(await left).toMatchObject({ message: "hung up" });
    await settled();
    clock.advance(2_000);
    await settled();
    expect(got.filter((each) => each === "refused").length).toBeGreaterThan(0);
    expect(got).not.toContain(undefined);
    for (const place of got) if (typeof place === "object") place[Symbol.dispose]();
    using _again = await limit.take(staysOn());
  });
});
