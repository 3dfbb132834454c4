import { describe, expect, it } from "vitest";
import { unknownExtensions } from "../../../src/sip/capabilities.ts";

describe("a peer", () => {
  it.each([
    [undefined, ""],
    ["timer", ""],
    ["100rel, Timer,precondition", "precondition"],
    ["eventlist,tdialog", "eventlist, tdialog"],
    ["norefersub", ""],
  ])("that insists on %j is told that %j is unknown here", (require, unknown) => {
    expect(unknownExtensions(require)).toBe(unknown);
  });
});
