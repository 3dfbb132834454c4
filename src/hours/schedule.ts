/** Minutes since local midnight, 0 to 1440. */
export type Minutes = number;

/** An interval of a day: open from `from` (inclusive) to `to` (exclusive). */
export interface Opening {
  readonly from: Minutes;
  readonly to: Minutes;
}

/** An interval of every week; 1 is Monday, 7 is Sunday (ISO 8601). */
export interface WeeklyOpening extends Opening {
  readonly weekday: number;
}

/** Days with hours of their own in place of the weekly ones; no hours: closed. The first matching entry counts. */
export interface SpecialDays {
  /** First and last day, "YYYY-MM-DD", both included. */
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly openings: readonly Opening[];
}

/** Opening hours. Times are local times of the time zone. */
export interface Schedule {
  /** An IANA time zone name. */
  readonly timeZone: string;
  /** Null: open all week. */
  readonly weekly: readonly WeeklyOpening[] | null;
  /** The name of the public holiday on a day ("YYYY-MM-DD"), if any: closed, unless a special day gives hours. */
  readonly holidayOn: (date: string) => string | undefined;
  readonly specialDays: readonly SpecialDays[];
  /** Closed by hand; `untilMs` undefined: until reopened by hand. */
  readonly closedByHand: { readonly untilMs: number | undefined } | undefined;
}

/** Why a schedule is open or closed. */
export type OpeningReason =
  | { readonly kind: "by-hand" }
  | { readonly kind: "special-day"; readonly name: string }
  | { readonly kind: "holiday"; readonly name: string }
  | { readonly kind: "hours" };

export interface OpeningState {
  readonly open: boolean;
  readonly because: OpeningReason;
}
