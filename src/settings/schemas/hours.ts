import { Type } from "typebox";
import { CountryText, NameText } from "./words.ts";
import type { Frozen } from "./words.ts";

const TIME = "([01]\\d|2[0-3]):[0-5]\\d";
const interval = {
  from: Type.String({ pattern: `^${TIME}$`, examples: ["09:00"] }),
  to: Type.String({ pattern: `^(${TIME}|24:00)$`, examples: ["17:30"], description: "Later the same day" }),
};
const DateText = Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$", examples: ["2026-12-24"] });
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
const Weekday = Type.Union([
  Type.Literal("monday"),
  Type.Literal("tuesday"),
  Type.Literal("wednesday"),
  Type.Literal("thursday"),
  Type.Literal("friday"),
  Type.Literal("saturday"),
  Type.Literal("sunday"),
]);

/** 1 is Monday, 7 is Sunday. */
export function weekdayNumber(day: (typeof WEEKDAYS)[number]): number {
  return WEEKDAYS.indexOf(day) + 1;
}

const fields = {
  timeZone: Type.Union([Type.String({ minLength: 1, maxLength: 64 }), Type.Null()], {
    description: "IANA name; null = the company's",
    examples: ["Europe/Paris"],
  }),
  weekly: Type.Union(
    [
      Type.Array(Type.Object({ day: Weekday, ...interval }, { additionalProperties: false }), { maxItems: 70 }),
      Type.Null(),
    ],
    { description: "When it is open each week; null = always" },
  ),
  holidays: Type.Union(
    [
      Type.Object(
        {
          country: CountryText,
          state: Type.Union([Type.String({ pattern: "^[A-Za-z0-9-]{1,8}$" }), Type.Null()], {
            description: "The part of the country, as ISO 3166-2 has it without the country",
            examples: ["BY"],
          }),
        },
        { additionalProperties: false },
      ),
      Type.Null(),
    ],
    { description: "Closed on the public holidays of this country; null = on none" },
  ),
  specialDays: Type.Array(
    Type.Object(
      {
        from: DateText,
        to: DateText,
        name: NameText,
        hours: Type.Array(Type.Object(interval, { additionalProperties: false }), {
          maxItems: 10,
          description: "When it is open on these days; none = closed",
        }),
      },
      { additionalProperties: false },
    ),
    { maxItems: 200, description: "Days with hours of their own, holidays or not; the first that fits counts" },
  ),
};

/** Opening hours. */
export const Hours = Type.Object(fields, { title: "Hours", additionalProperties: false });
export type Hours = Frozen<Type.Static<typeof Hours>>;
export const HoursPatch = Type.Partial(Type.Object(fields), { title: "HoursPatch", additionalProperties: false });

/** Closed by hand, whatever the hours say. */
export const ClosedNow = Type.Union(
  [
    Type.Object(
      {
        until: Type.Union(
          [
            Type.String({
              pattern: "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})$",
              examples: ["2026-07-14T12:00:00Z"],
            }),
            Type.Null(),
          ],
          { description: "RFC 3339; null = until it is opened by hand" },
        ),
      },
      { additionalProperties: false },
    ),
    Type.Null(),
  ],
  { title: "ClosedNow", description: "Closed by hand, whatever the hours say; null = as the hours say" },
);
export type ClosedNow = Frozen<Type.Static<typeof ClosedNow>>;

export const ALWAYS_OPEN: Hours = { timeZone: null, weekly: null, holidays: null, specialDays: [] };
