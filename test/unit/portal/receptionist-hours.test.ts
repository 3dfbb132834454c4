import { describe, expect, it } from "vitest";
import { instantOf } from "../../../src/portal/pages/receptionists/wall-clock.ts";
import { painted, type Weekly } from "../../../src/portal/pages/receptionists/week.ts";

const OFFICE: Weekly = [
  { day: "monday", from: "09:15", to: "12:00" },
  { day: "monday", from: "13:00", to: "17:45" },
  { day: "tuesday", from: "09:15", to: "17:45" },
];

describe("the week of a receptionist", () => {
  it("is opened over lunch, and keeps the quarters of an hour around it", () => {
    expect(
      painted(
        OFFICE,
        [
          [0, 24],
          [0, 25],
        ],
        true,
      ),
    ).toEqual([
      { day: "monday", from: "09:15", to: "17:45" },
      { day: "tuesday", from: "09:15", to: "17:45" },
    ]);
  });

  it("is closed for an hour on two days, painted from the end to the beginning", () => {
    expect(
      painted(
        OFFICE,
        [
          [1, 21],
          [0, 20],
        ],
        false,
      ),
    ).toEqual([
      { day: "monday", from: "09:15", to: "10:00" },
      { day: "monday", from: "11:00", to: "12:00" },
      { day: "monday", from: "13:00", to: "17:45" },
      { day: "tuesday", from: "09:15", to: "10:00" },
      { day: "tuesday", from: "11:00", to: "17:45" },
    ]);
  });

  it("is open until midnight, and not into the next day", () => {
    expect(
      painted(
        [],
        [
          [4, 47],
          [4, 47],
        ],
        true,
      ),
    ).toEqual([{ day: "friday", from: "23:30", to: "24:00" }]);
  });
});

describe("the clock of a receptionist's zone", () => {
  it.each([
    ["in winter", "2026-12-24T10:00", "Europe/Paris", "2026-12-24T09:00:00.000Z"],
    ["in summer", "2026-07-14T10:00", "Europe/Paris", "2026-07-14T08:00:00.000Z"],
    ["on the other side of the world", "2026-12-24T10:00", "Pacific/Auckland", "2026-12-23T21:00:00.000Z"],
    ["a quarter of an hour beside the others", "2026-12-24T10:00", "Asia/Kathmandu", "2026-12-24T04:15:00.000Z"],
    ["in the hour that comes twice, the first", "2026-10-25T02:30", "Europe/Paris", "2026-10-25T00:30:00.000Z"],
    ["in the hour that doesn't come, the next", "2026-03-29T02:30", "Europe/Paris", "2026-03-29T01:30:00.000Z"],
    ["in UTC", "2026-12-24T10:00", "UTC", "2026-12-24T10:00:00.000Z"],
  ])("gives the instant %s", (_, wallClock, zone, instant) => {
    expect(instantOf(wallClock, zone)).toBe(instant);
  });

  it("gives none for what is no date", () => {
    expect(instantOf("", "Europe/Paris")).toBeUndefined();
  });
});
