import { describe, expect, it } from "vitest";
import {
  answerSession,
  printSessionExpires,
  sessionAnswered,
  sessionDue,
} from "../../../../../src/engines/sip/dialog/session-timer.ts";

const offer = (intervalSeconds: number, refresher?: "uac" | "uas") => ({ intervalSeconds, refresher });

describe("who refreshes a call that we answered", () => {
  it("is whom the caller names, with at least 90 s", () => {
    expect(answerSession(undefined, offer(91, "uas"), "none")).toEqual({
      header: "91;refresher=uas",
      timer: { intervalSeconds: 91, refresher: "we" },
    });
    expect(answerSession(undefined, offer(60, "uac"), "none")).toEqual({
      header: "90;refresher=uac",
      timer: { intervalSeconds: 90, refresher: "they" },
    });
  });

  it("is whom our settings prefer when the caller leaves it open; none, if they don't", () => {
    expect(answerSession(undefined, offer(1_800), "uac").timer).toEqual({ intervalSeconds: 1_800, refresher: "they" });
    expect(answerSession(undefined, offer(1_800), "none")).toEqual({ header: undefined, timer: undefined });
    expect(answerSession(undefined, undefined, "uas")).toEqual({ header: undefined, timer: undefined });
  });

  it("is whom the application says", () => {
    expect(answerSession(offer(120), offer(91, "uas"), "none")).toEqual({
      header: undefined,
      timer: { intervalSeconds: 120, refresher: "they" },
    });
    expect(answerSession(offer(120, "uas"), undefined, "none").timer?.refresher).toBe("we");
  });
});

describe("who refreshes a call that they answered", () => {
  it("is us unless they say so", () => {
    expect(sessionAnswered(offer(100))).toEqual({ intervalSeconds: 100, refresher: "we" });
    expect(sessionAnswered(offer(100, "uac"))?.refresher).toBe("we");
    expect(sessionAnswered(offer(100, "uas"))?.refresher).toBe("they");
    expect(sessionAnswered(undefined)).toBeUndefined();
  });
});

describe("a call's session timer", () => {
  it("is refreshed at half the interval, give or take 5 s, or ends the call at its end", () => {
    expect(sessionDue({ intervalSeconds: 100, refresher: "we" }, 0.5)).toEqual({ what: "refresh", afterMs: 50_000 });
    expect(sessionDue({ intervalSeconds: 100, refresher: "we" }, 0)).toEqual({ what: "refresh", afterMs: 45_000 });
    expect(sessionDue({ intervalSeconds: 100, refresher: "they" }, 0.5)).toEqual({ what: "end", afterMs: 100_000 });
  });

  it("is written as RFC 4028 has it", () => {
    expect(printSessionExpires(offer(90, "uac"))).toBe("90;refresher=uac");
    expect(printSessionExpires(offer(90))).toBe("90");
  });
});
