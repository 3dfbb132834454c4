import { BoundedMap } from "../runtime/bounded-map.ts";
import { times, type Price } from "./money.ts";

/** What is remembered of a month. */
export interface SeatMonth {
  /** The greatest number of seats in it. */
  readonly seats: number;
  /** The number at its end, or now. */
  readonly last: number;
  /** The price of a seat that held last. */
  readonly price: Price;
}

/** A month as it is billed. */
export interface BilledMonth {
  /** Example: "2026-11". */
  readonly month: string;
  readonly seats: number;
  readonly price: Price;
  readonly total: string;
}

/** No time zone changes its month within a quarter of an hour: their offsets are multiples of it. */
const QUARTER_MS = 15 * 60_000;
/** There are fewer time zones; the names of a fault make room. */
const MOST_TIME_ZONES = 1_000;

/** By time zone, the last quarter of an hour that was asked for: each call that ends asks for its month. */
const lastAsked = new BoundedMap<string, { readonly quarter: number; readonly month: string }>(MOST_TIME_ZONES);

/** The month of a moment where the company is. Example: "2026-11". */
export function monthOf(atMs: number, timeZone: string): string {
  const quarter = Math.floor(atMs / QUARTER_MS);
  const last = lastAsked.get(timeZone);
  if (last?.quarter === quarter) return last.month;
  const parts = new Intl.DateTimeFormat("en", { timeZone, year: "numeric", month: "2-digit" }).formatToParts(atMs);
  const part = (type: "year" | "month"): string => parts.find((each) => each.type === type)?.value ?? "";
  const month = `${part("year").padStart(4, "0")}-${part("month")}`;
  lastAsked.set(timeZone, { quarter, month });
  return month;
}

/** Every month from the first remembered one to `until`, the newest first: one without a change costs what the one before ended with. */
export function billedMonths(remembered: ReadonlyMap<string, SeatMonth>, until: string): readonly BilledMonth[] {
  const [first] = [...remembered.keys()].sort();
  const months: BilledMonth[] = [];
  let before: SeatMonth | undefined;
  for (let month = first ?? until; month <= until; month = monthAfter(month)) {
    const { seats, price, last } = remembered.get(month) ?? quietMonth(before);
    before = { seats, price, last };
    months.unshift({ month, seats, price, total: times(seats, price) });
  }
  return months;
}

function quietMonth(before: SeatMonth | undefined): SeatMonth {
  const { last = 0, price = { amount: "0", currency: "EUR" } } = before ?? {};
  return { seats: last, last, price };
}

function monthAfter(month: string): string {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return number === 12
    ? `${String(year + 1).padStart(4, "0")}-01`
    : `${month.slice(0, 5)}${String(number + 1).padStart(2, "0")}`;
}
