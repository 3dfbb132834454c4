import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { publicHoliday, knowsRegion } from "../../../src/hours/holidays.ts";
import type { Schedule } from "../../../src/hours/schedule.ts";
import { nextChange, openingStateAt } from "../../../src/hours/opening-state.ts";
import { addDays, isDate, localDate, momentOf, weekdayOf } from "../../../src/hours/time-zone.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Days on which clocks are turned, and one on which they aren't, in zones of every kind. */
const DAYS: readonly (readonly [zone: string, date: string])[] = [
  ["Europe/Paris", "2026-03-29"],
  ["Europe/Paris", "2026-10-25"],
  ["America/New_York", "2026-03-08"],
  ["America/New_York", "2026-11-01"],
  ["Asia/Kathmandu", "2026-06-15"],
  ["Australia/Lord_Howe", "2026-04-05"], // by half an hour
  ["Australia/Lord_Howe", "2026-10-04"],
  ["America/Havana", "2026-03-08"], // at midnight
  ["America/Havana", "2026-11-01"],
  ["America/St_Johns", "2006-10-29"], // a minute after midnight: the day before comes back
  ["Pacific/Apia", "2011-12-30"], // there was no such day
  ["UTC", "2026-02-28"],
];

const clocks = new Map(
  DAYS.map(([timeZone]) => [
    timeZone,
    new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" }),
  ]),
);

/** What a clock on the wall shows: "2026-11-23 09:00". */
function wall(atMs: number, timeZone: string): string {
  return clocks.get(timeZone)!.format(atMs);
}

function text(date: string, minutes: number): string {
  const [day, rest] = minutes === 1_440 ? [addDays(date, 1), 0] : [date, minutes];
  return `${day} ${String(Math.floor(rest / 60)).padStart(2, "0")}:${String(rest % 60).padStart(2, "0")}`;
}

/** The first minute at which the clock shows this or later, found by looking at the clock every minute. */
function firstMinute(date: string, minutes: number, timeZone: string): number {
  const wanted = text(date, minutes);
  const around = Date.parse(`${date}T00:00:00Z`) + minutes * MINUTE;
  for (let atMs = around - 16 * 60 * MINUTE; ; atMs += MINUTE) if (wall(atMs, timeZone) >= wanted) return atMs;
}

const anyDay = fc.constantFrom(...DAYS);
const anyMinutes = fc.integer({ min: 0, max: 1_440 });
const anyOpening = fc
  .tuple(anyMinutes, anyMinutes)
  .filter(([from, to]) => from < to)
  .map(([from, to]) => ({ from, to }));
const anySchedule = anyDay.chain(([timeZone, date]) =>
  fc.record({
    date: fc.constant(date),
    atMs: fc.integer({ min: -3 * DAY, max: 3 * DAY }).map((ms) => Date.parse(`${date}T12:00:00Z`) + ms),
    schedule: fc.record({
      timeZone: fc.constant(timeZone),
      weekly: fc.option(
        fc.array(
          fc.tuple(anyOpening, fc.integer({ min: 1, max: 7 })).map(([opening, weekday]) => ({ ...opening, weekday })),
          { maxLength: 14 },
        ),
      ),
      specialDays: fc.array(
        fc
          .tuple(
            fc.integer({ min: -2, max: 2 }),
            fc.integer({ min: 0, max: 2 }),
            fc.array(anyOpening, { maxLength: 2 }),
          )
          .map(([from, days, openings]) => ({
            ...{ from: addDays(date, from), to: addDays(date, from + days) },
            ...{ name: "special", openings },
          })),
        { maxLength: 2 },
      ),
      holidayOn: fc.boolean().map((is) => (each: string) => (is && each === date ? "holiday" : undefined)),
      closedByHand: fc.option(
        fc.record({
          untilMs: fc.option(
            fc.integer({ min: -DAY, max: DAY }).map((ms) => Date.parse(date) + ms),
            { nil: undefined },
          ),
        }),
        { nil: undefined, freq: 5 },
      ),
    }),
  }),
);

describe("a time of day", () => {
  it("is the first moment at which clocks show it or later, also where they are turned", () => {
    fc.assert(
      fc.property(anyDay, anyMinutes, ([zone, date], minutes) => {
        expect(momentOf(date, minutes, zone)).toBe(firstMinute(date, minutes, zone));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ["Europe/Paris", "2026-03-29", 150, "2026-03-29T01:00:00.000Z"], // 02:30 is skipped: the moment of the change
    ["Europe/Paris", "2026-10-25", 150, "2026-10-25T00:30:00.000Z"], // 02:30 comes twice: the first
    ["Europe/Paris", "2026-10-25", 180, "2026-10-25T02:00:00.000Z"],
    ["Australia/Lord_Howe", "2026-10-04", 135, "2026-10-03T15:30:00.000Z"], // 02:15 is skipped
    ["Asia/Kathmandu", "2026-06-15", 540, "2026-06-15T03:15:00.000Z"],
    ["Pacific/Apia", "2011-12-30", 720, "2011-12-30T10:00:00.000Z"],
  ])("in %s on %s, %i minutes after midnight, is %s", (zone, date, minutes, moment) => {
    expect(new Date(momentOf(date, minutes, zone)).toISOString()).toBe(moment);
  });

  it("knows the calendar", () => {
    expect([weekdayOf("2026-11-22"), weekdayOf("2026-11-23")]).toEqual([7, 1]);
    expect(addDays("2028-02-28", 2)).toBe("2028-03-01");
    expect(["2026-02-29", "2028-02-29", "2026-13-01", "x"].map(isDate)).toEqual([false, true, false, false]);
  });
});

describe("opening hours", () => {
  it("are open exactly while one of the day's intervals runs, whatever clocks do", () => {
    fc.assert(
      fc.property(anySchedule, ({ schedule, atMs }) => {
        const expected = isOpenByHandAndEye(schedule, atMs);
        expect(openingStateAt(schedule, atMs).open).toBe(expected);
      }),
      { numRuns: 150 },
    );
  });

  it("stay as they are until the next change, and are otherwise from then on", () => {
    fc.assert(
      fc.property(anySchedule, fc.double({ min: 0, max: 1, noNaN: true }), ({ schedule, atMs }, between) => {
        const { open } = openingStateAt(schedule, atMs);
        const changesAt = nextChange(schedule, atMs);
        const last = changesAt === undefined ? atMs + 30 * DAY : changesAt - 1;
        expect(changesAt ?? Infinity).toBeGreaterThan(atMs);
        for (const moment of [last, atMs + Math.floor(between * (last - atMs))])
          expect(openingStateAt(schedule, moment).open).toBe(open);
        if (changesAt !== undefined) expect(openingStateAt(schedule, changesAt).open).toBe(!open);
      }),
      { numRuns: 100 },
    );
  });

  const always: Schedule = {
    ...{ timeZone: "Europe/Paris", weekly: null, specialDays: [], closedByHand: undefined },
    holidayOn: () => undefined,
  };

  it("join over midnight, and never close where they are always open", () => {
    const weekly = [1, 2].flatMap((weekday) => [{ weekday, from: 0, to: 1_440 }]);
    const monday = Date.parse("2026-11-23T12:00:00Z");
    expect(new Date(nextChange({ ...always, weekly }, monday)!).toISOString()).toBe("2026-11-24T23:00:00.000Z");
    expect(nextChange(always, monday)).toBeUndefined();
    expect(openingStateAt(always, monday)).toEqual({ open: true, because: { kind: "hours" } });
  });

  it("let a special day beat a holiday, and the hand beat both", () => {
    const specialDays = [
      { from: "2026-12-25", to: "2026-12-25", name: "Open day", openings: [{ from: 600, to: 720 }] },
    ];
    const holidayOn = (date: string) => publicHoliday(date, { country: "FR", state: null });
    const schedule = { ...always, specialDays, holidayOn };
    const christmas = Date.parse("2026-12-25T09:30:00Z");
    expect(openingStateAt(schedule, christmas)).toEqual({
      open: true,
      because: { kind: "special-day", name: "Open day" },
    });
    expect(openingStateAt({ ...schedule, specialDays: [] }, christmas)).toEqual({
      ...{ open: false, because: { kind: "holiday", name: "Noël" } },
    });
    const byHand = { ...schedule, closedByHand: { untilMs: christmas + 1 } };
    expect(openingStateAt(byHand, christmas)).toEqual({ open: false, because: { kind: "by-hand" } });
    expect(openingStateAt(byHand, christmas + 1).open).toBe(true);
    expect(nextChange(byHand, christmas)).toBe(christmas + 1);
  });
});

describe("public holidays", () => {
  it.each([
    ["FR", null, "2026-07-14", "Fête Nationale de la France"],
    ["FR", null, "2026-12-24", undefined],
    ["DE", "BY", "2026-01-06", "Heilige Drei Könige"],
    ["DE", "BE", "2026-01-06", undefined],
    ["GB", "ENG", "2026-12-28", "Boxing Day (substitute day)"], // the 26th is a Saturday
    ["US", null, "2026-11-26", "Thanksgiving Day"],
    ["TR", null, "2026-03-22", "Ramazan Bayramı"], // the third day of three
    ["TR", null, "2026-03-23", undefined],
  ])("%s %s %s: %s", (country, state, date, name) => {
    expect(publicHoliday(date, { country, state })).toBe(name);
  });

  it("are known for countries and parts of them", () => {
    expect(knowsRegion({ country: "DE", state: "BY" })).toBe(true);
    expect(knowsRegion({ country: "DE", state: "XX" })).toBe(false);
    expect(knowsRegion({ country: "ZZ", state: null })).toBe(false);
    expect(knowsRegion({ country: "toString", state: null })).toBe(false);
  });
});

/** The same question, asked without any hurry. */
function isOpenByHandAndEye(schedule: Schedule, atMs: number): boolean {
  const { timeZone, weekly, specialDays, holidayOn, closedByHand } = schedule;
  if (closedByHand !== undefined && atMs < (closedByHand.untilMs ?? Infinity)) return false;
  const today = localDate(atMs, timeZone);
  return [-1, 0, 1].some((days) => {
    const date = addDays(today, days);
    const special = specialDays.find(({ from, to }) => from <= date && date <= to);
    const usual = weekly?.filter(({ weekday }) => weekday === weekdayOf(date)) ?? [{ from: 0, to: 1_440 }];
    const openings = special?.openings ?? (holidayOn(date) === undefined ? usual : []);
    return openings.some(
      ({ from, to }) => momentOf(date, from, timeZone) <= atMs && atMs < momentOf(date, to, timeZone),
    );
  });
}
