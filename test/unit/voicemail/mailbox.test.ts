import { describe, expect, it } from "vitest";
import {
  LEAST_MESSAGE_MS,
  MOST_MESSAGES,
  RECORDING_AGE_MS,
  hasRoom,
  isMessage,
  recover,
} from "../../../src/voicemail/mailbox.ts";

describe("what counts as a message", () => {
  it.each([
    ["a hang-up before a second is over leaves none", LEAST_MESSAGE_MS - 1, "hang-up", false],
    ["one second is a message", LEAST_MESSAGE_MS, "hang-up", true],
    ["a message ended by the key counts alike", 2_500, "key", true],
    ["ten seconds of nothing but silence is none", 10_300, "limit", false],
    ["two words and ten seconds of silence is one", 12_000, "limit", true],
    ["two words of a phone that sends no silence are one", 3_000, "limit", true],
    ["three full minutes are one", 180_900, "limit", true],
  ] as const)("%s", (_, recordedMs, end, expected) => {
    expect(isMessage(recordedMs, end)).toBe(expected);
  });

  it("a mailbox is full at its limit", () => {
    expect(hasRoom(MOST_MESSAGES - 1)).toBe(true);
    expect(hasRoom(MOST_MESSAGES)).toBe(false);
  });
});

describe("a recording that was never finished", () => {
  const beganAtMs = 1_000_000;

  it("is left alone while another process could still be recording it", () => {
    expect(recover({ beganAtMs, recordedMs: 5_000 }, beganAtMs + 60_000)).toEqual({
      kind: "wait",
      forMs: RECORDING_AGE_MS - 60_000,
    });
  });

  it("becomes a message once it is old enough, if something was said", () => {
    expect(recover({ beganAtMs, recordedMs: 5_000 }, beganAtMs + RECORDING_AGE_MS)).toEqual({ kind: "keep" });
    expect(recover({ beganAtMs, recordedMs: 500 }, beganAtMs + RECORDING_AGE_MS)).toEqual({ kind: "discard" });
  });

  it("waits no longer than its age allows when the clock was set back", () => {
    expect(recover({ beganAtMs, recordedMs: 5_000 }, 0)).toEqual({ kind: "wait", forMs: RECORDING_AGE_MS });
  });
});
