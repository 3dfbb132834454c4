import { describe, expect, it } from "vitest";
import { filterOf } from "../../../src/portal/pages/history/filter.ts";

describe("the search of the call history", () => {
  it.each([
    ["06 12 34 56 78", "+33612345678"],
    ["06 12 34", "61234"], // numbers are kept with +33, without the 0
    ["+33 6", "+336"],
    ["1001", "1001"],
    ["*43", "*43"],
  ])("finds the number that people write %s", (typed, number) => {
    expect(filterOf({ number: typed }, "FR")).toEqual({ number });
  });

  it("is not narrowed by what is no number, nor by what isn't chosen", () => {
    expect(filterOf({ number: "Martin", outcome: undefined }, "FR")).toEqual({});
  });

  it("takes both days whole", () => {
    const { from = "", to = "" } = filterOf({ from: "2026-11-28", to: "2026-11-29" }, "FR");
    expect(Date.parse(to) - Date.parse(from)).toBe(2 * 24 * 3_600_000);
    expect(new Date(from).getHours()).toBe(0);
  });
});
