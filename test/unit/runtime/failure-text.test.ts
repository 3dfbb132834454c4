import { expect, it } from "vitest";
import { EnvironmentFaulty } from "../../../src/runtime/environment.ts";
import { failureText } from "../../../src/runtime/failure-text.ts";

it("each line of a failed start ends with the code that the README explains, once", () => {
  expect(failureText(new EnvironmentFaulty(["A: wrong", "B: wrong (SW_ENVIRONMENT)"]))).toBe(
    "A: wrong (SW_ENVIRONMENT)\nB: wrong (SW_ENVIRONMENT)",
  );
});

it("a failure that is none of ours is told as it is", () => {
  expect(failureText(Object.assign(new Error("no such file"), { code: "ENOENT" }))).toBe("no such file");
  expect(failureText("text")).toBe("text");
});
