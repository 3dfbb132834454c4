import { describe, expect, it } from "vitest";
import { times } from "../../../src/billing/money.ts";
import { billedMonths, monthOf, type SeatMonth } from "../../../src/billing/months.ts";

describe("the price of seats", () => {
  it.each([
    [13, { amount: "50", currency: "EUR" }, "650.00"],
    [3, { amount: "0.1", currency: "EUR" }, "0.30"],
    [7, { amount: "9.9999", currency: "EUR" }, "69.9993"],
    [12, { amount: "1500", currency: "JPY" }, "18000"],
    [0, { amount: "12.50", currency: "EUR" }, "0.00"],
    [20_000, { amount: "999999999.9999", currency: "USD" }, "19999999999998.0000"],
  ])("of %d at %o is %s", (count, price, sum) => {
    expect(times(count, price)).toBe(sum);
  });
});

describe("the months of a bill", () => {
  const price = { amount: "10", currency: "EUR" };
  const month = (seats: number, last: number): SeatMonth => ({ seats, last, price });

  it("are of the company's time zone", () => {
    const newYear = Date.parse("2026-12-31T23:30:00Z");
    expect([monthOf(newYear, "UTC"), monthOf(newYear, "Europe/Paris")]).toEqual(["2026-12", "2027-01"]);
  });

  it("without a change cost what the month before ended with", () => {
    const billed = billedMonths(
      new Map([
        ["2026-11", month(5, 4)],
        ["2027-02", month(6, 6)],
      ]),
      "2027-03",
    );
    expect(billed.map(({ month, seats, total }) => [month, seats, total])).toEqual([
      ["2027-03", 6, "60.00"],
      ["2027-02", 6, "60.00"],
      ["2027-01", 4, "40.00"],
      ["2026-12", 4, "40.00"],
      ["2026-11", 5, "50.00"],
    ]);
  });
});
