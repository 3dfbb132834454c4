import { describe, expect, it } from "vitest";
import { cseqOf, parseCSeq, printCSeq } from "../../../../src/sip/cseq.ts";
import { parseRAck, printRAck } from "../../../../src/sip/rack.ts";
import { fiveBut, request } from "./messages.ts";

describe("a CSeq", () => {
  it("is a number of 32 bits and a method, whose case matters", () => {
    expect(parseCSeq("4711 INVITE")).toEqual({ ok: true, value: { sequence: 4711, method: "INVITE" } });
    expect(parseCSeq("0009 \t invite")).toEqual({ ok: true, value: { sequence: 9, method: "invite" } });
    expect(parseCSeq(`${"0".repeat(40)}4294967295 !x%`)).toMatchObject({
      ok: true,
      value: { sequence: 4_294_967_295 },
    });
    expect(parseCSeq("0 A")).toMatchObject({ ok: true, value: { sequence: 0 } });
  });

  it.each([
    "",
    "1",
    "INVITE",
    "1INVITE",
    "-1 INVITE",
    "4294967296 INVITE",
    "36893488147419103232 INVITE",
    "1 IN VITE",
    "1 ",
  ])("written %j is refused", (text) => {
    expect(parseCSeq(text).ok).toBe(false);
  });

  it("of a message is there or missing", () => {
    expect(cseqOf(request())).toMatchObject({ ok: true, value: { sequence: 314_159 } });
    expect(cseqOf(request(fiveBut("CSeq", undefined)))).toEqual({ ok: false, problem: "CSeq: missing" });
  });

  it("is printed", () => {
    expect(printCSeq({ sequence: 1, method: "BYE" })).toBe("1 BYE");
  });
});

describe("a RAck", () => {
  it("names a response by its number and its CSeq (RFC 3262 §7.2)", () => {
    const rack = { responseSequence: 776_656, cseq: { sequence: 1, method: "INVITE" } };
    expect(parseRAck("776656 1 INVITE")).toEqual({ ok: true, value: rack });
    expect(printRAck(rack)).toBe("776656 1 INVITE");
  });

  it.each(["", "1", "1 INVITE", "x 1 INVITE", "4294967296 1 INVITE", "1 4294967296 INVITE"])(
    "written %j is refused",
    (text) => {
      expect(parseRAck(text).ok).toBe(false);
    },
  );
});
