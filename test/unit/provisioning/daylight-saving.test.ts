import { describe, expect, it } from "vitest";
import { posixZone, zoneRules } from "../../../src/provisioning/rendering/daylight-saving.ts";

const NOW_MS = Date.UTC(2026, 10, 29);

describe("the clock of a phone", () => {
  it.each([
    ["Europe/Paris", "STD-1DST-2,M3.5.0/2,M10.5.0/3"],
    ["Europe/London", "STD0DST-1,M3.5.0/1,M10.5.0/2"],
    ["America/New_York", "STD5DST4,M3.2.0/2,M11.1.0/2"],
    ["America/St_Johns", "STD3:30DST2:30,M3.2.0/2,M11.1.0/2"],
    ["Asia/Kolkata", "STD-5:30"],
    ["Asia/Tokyo", "STD-9"],
    ["Australia/Sydney", "STD-10DST-11,M10.1.0/2,M4.1.0/3"],
    ["Etc/UTC", "STD0"],
  ])("in %s follows %s", (timeZone, rules) => {
    expect(posixZone(zoneRules(timeZone, NOW_MS))).toBe(rules);
  });
});
