import { Type, type Static, type TObject } from "typebox";
import type { Frozen } from "./words.ts";

const MOST_DAYS = 3_650;
/** The event log is there for listeners who were cut off, and short by its own bound. */
const MOST_EVENT_DAYS = 30;

const days = (maximum: number, description: string) => Type.Integer({ minimum: 1, maximum, description });

/** For how long a company keeps what names people. What is older is shown no more, and gone within the hour (retention/). */
export const retentionDays = {
  callRecordDays: days(MOST_DAYS, "For so many days records of calls are kept"),
  traceDays: days(
    MOST_DAYS,
    "For so many days, and never longer than its record, it is kept how a call was decided and signalled",
  ),
  messageDays: Type.Union([days(MOST_DAYS, "Days"), Type.Null()], {
    description: "For so many days messages in mailboxes are kept; null = until they are deleted",
  }),
  journalDays: days(MOST_DAYS, "For so many days the journal keeps who changed which setting"),
  eventDays: days(MOST_EVENT_DAYS, "For so many days programs that were cut off find events that they have missed"),
};
export type RetentionDays = Frozen<Static<TObject<typeof retentionDays>>>;
export type Retained = keyof RetentionDays;

export const RETAINED = Object.keys(retentionDays) as readonly Retained[];

export const DEFAULT_RETENTION: RetentionDays = {
  callRecordDays: 90,
  traceDays: 90,
  messageDays: null,
  journalDays: 730,
  eventDays: 7,
};

const Bound = Type.Object(
  {
    least: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_DAYS })),
    most: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST_DAYS })),
  },
  { title: "RetentionBound", additionalProperties: false },
);

/** Between what the company may choose; what is left out has no bound but the system's own. */
export const RetentionBounds = Type.Partial(
  Type.Object(Object.fromEntries(RETAINED.map((each) => [each, Bound])) as Record<Retained, typeof Bound>),
  { title: "RetentionBounds", additionalProperties: false },
);
export type RetentionBounds = Frozen<Static<typeof RetentionBounds>>;

/** The choice that lies outside of its bounds; null days are for ever. */
export function outOfBounds(chosen: RetentionDays, bounds: RetentionBounds): Retained | undefined {
  return RETAINED.find((each) => chosen[each] !== withinBound(chosen[each], bounds[each]));
}

/** The choices, moved to where bounds now are. */
export function withinBounds(chosen: RetentionDays, bounds: RetentionBounds): RetentionDays {
  return Object.fromEntries(
    RETAINED.map((each) => [each, withinBound(chosen[each], bounds[each])]),
  ) as unknown as RetentionDays;
}

function withinBound(chosen: number | null, bound: RetentionBounds[Retained]): number | null {
  const { least = 1, most } = bound ?? {};
  if (chosen === null) return most ?? null;
  return Math.min(Math.max(chosen, least), most ?? Infinity);
}
