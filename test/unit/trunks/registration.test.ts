import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { registerOutcomeOf, refreshAfterMs, retryAfterMs } from "../../../src/trunks/registration.ts";
import { anyText } from "../../support/any-text.ts";

function answer(status: number, headers: Record<string, string> = {}, reason = "Reason") {
  return { status, reason, get: (name: string) => headers[name] };
}

describe("a provider's answer to our REGISTER", () => {
  it.each([
    ["its own time, at our Contact", { Contact: "<sip:us@192.0.2.1>;expires=120" }, 120],
    ["our time among other phones' Contacts", { Contact: "<sip:b@h>;expires=9, <sip:us@h;x=1>;expires=60" }, 60],
    ["the time of an Expires header", { Expires: "300", Contact: "<sip:us@h>" }, 300],
    ["what we asked for, where it doesn't say", {}, 3_600],
    ["a day at most", { Expires: "99999999" }, 86_400],
  ])("grants %s", (_, headers, seconds) => {
    expect(registerOutcomeOf(answer(200, headers), "us", 3_600)).toEqual({ kind: "registered", seconds });
  });

  it("that grants no time is a failure", () => {
    expect(registerOutcomeOf(answer(200, { Expires: "0" }), "us", 3_600)).toMatchObject({ kind: "failed" });
  });

  it("423 names a longer time, which is obeyed; one that isn't longer is a failure", () => {
    expect(registerOutcomeOf(answer(423, { "Min-Expires": "7200" }), "us", 3_600)).toEqual({
      kind: "too-brief",
      leastSeconds: 7_200,
    });
    expect(registerOutcomeOf(answer(423, { "Min-Expires": "60" }), "us", 3_600)).toMatchObject({ kind: "failed" });
    expect(registerOutcomeOf(answer(423), "us", 3_600)).toMatchObject({ kind: "failed" });
  });

  it("else is a failure that tells administrators why", () => {
    expect(registerOutcomeOf(answer(403, {}, "Forbidden"), "us", 60)).toEqual({
      kind: "failed",
      reason: "403 Forbidden",
    });
  });

  it("is understood whatever it holds", () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 699 }), anyText, anyText, anyText, (status, a, b, c) => {
        const outcome = registerOutcomeOf(answer(status, { Contact: a, Expires: b, "Min-Expires": c }, a), "us", 3_600);
        expect(["registered", "too-brief", "failed"]).toContain(outcome.kind);
      }),
    );
  });
});

describe("the times of a registration", () => {
  it("is refreshed before its end, with room for a second try where it is long", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 86_400 }), (seconds) => {
        const afterMs = refreshAfterMs(seconds);
        expect(afterMs).toBeLessThan(seconds * 1_000);
        expect(afterMs).toBeGreaterThanOrEqual(seconds * 800);
        if (seconds > 450) expect(seconds * 1_000 - afterMs).toBe(90_000);
      }),
    );
  });

  it("is tried again after 30 s, then twice as long each time, up to 10 minutes", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 500].map(retryAfterMs)).toEqual([
      30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000, 600_000,
    ]);
  });
});
