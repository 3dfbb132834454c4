/** Minutes since local midnight, 0 to 1440. */
export type Minutes = number;

/** Open from the first minute up to the second. */
export interface Opening {
  readonly from: Minutes;
  readonly to: Minutes;
}

/** One interval of every week; 1 is Monday, 7 is Sunday (ISO 8601). */
export interface WeeklyOpening extends Opening {
  readonly weekday: number;
}

/** Days on which something else holds than every week: closed altogether, or open at these times. The first that fits counts. */
export interface SpecialDays {
  /** "YYYY-MM-DD", the first and the last day. */
  readonly from: string;
  readonly to: string;
  readonly name: string;
  readonly openings: readonly Opening[];
}

/** When somebody is there. Times are those that clocks on the wall show in the time zone. */
export interface Schedule {
  /** IANA. */
  readonly timeZone: string;
  /** Null: always open, as far as the week goes. */
  readonly weekly: readonly WeeklyOpening[] | null;
  /** The public holiday on a day ("YYYY-MM-DD"), if there is one: closed, unless a special day says otherwise. */
  readonly holidayOn: (date: string) => string | undefined;
  readonly specialDays: readonly SpecialDays[];
  /** Closed by hand; `untilMs` undefined: until somebody opens again. */
  readonly closedByHand: { readonly untilMs: number | undefined } | undefined;
}

/** Why it is open or closed. */
export type Because =
  | { readonly kind: "by-hand" }
  | { readonly kind: "special-day"; readonly name: string }
  | { readonly kind: "holiday"; readonly name: string }
  | { readonly kind: "hours" };

export interface Standing {
  readonly open: boolean;
  readonly because: Because;
}
