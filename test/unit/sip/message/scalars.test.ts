import { describe, expect, it } from "vitest";
import {
  parseContentLength,
  parseMaxForwards,
  parseMinSe,
  parseRSeq,
  parseRetryAfter,
  parseSeconds,
  parseSessionExpires,
} from "../../../../src/sip/scalars.ts";

describe("a number in a header", () => {
  it.each([
    ["Content-Length", parseContentLength, 0, 4_294_967_295],
    ["Max-Forwards", parseMaxForwards, 0, 255],
    ["Expires", parseSeconds, 0, 4_294_967_295],
    ["Min-SE", parseMinSe, 0, 4_294_967_295],
    ["RSeq", parseRSeq, 1, 4_294_967_295],
    ["Retry-After", parseRetryAfter, 0, 4_294_967_295],
  ])("%s is in its range", (_name, parse, least, most) => {
    expect(parse(`${least}`)).toBe(least);
    expect(parse(`${most}`)).toBe(most);
    expect(parse(`${least - 1}`)).toBeUndefined();
    expect(parse(`${most + 1}`)).toBeUndefined();
    expect(parse("9".repeat(100))).toBeUndefined();
    expect(parse("")).toBeUndefined();
    expect(parse("1x")).toBeUndefined();
    expect(parse("1.5")).toBeUndefined();
    expect(parse("+1")).toBeUndefined();
    expect(parse("0068")).toBe(68);
  });

  it("may be followed by parameters in Min-SE, by those and a comment in Retry-After", () => {
    expect(parseMinSe("90 ;lr")).toBe(90);
    expect(parseRetryAfter("18000;duration=3600")).toBe(18_000);
    expect(parseRetryAfter("120 (I'm in a meeting)")).toBe(120);
    expect(parseRetryAfter("5(x)")).toBe(5);
  });
});

describe("a Session-Expires", () => {
  it("says how often the call is refreshed, and by whom", () => {
    expect(parseSessionExpires("1800")).toEqual({ intervalSeconds: 1_800, refresher: undefined });
    expect(parseSessionExpires("90 ; Refresher=UAS;x")).toEqual({ intervalSeconds: 90, refresher: "uas" });
    expect(parseSessionExpires("90;refresher=uac")).toEqual({ intervalSeconds: 90, refresher: "uac" });
  });

  it.each(["", "x", "90;refresher=me", "90;;", ";refresher=uac", "4294967296"])("written %j is refused", (text) => {
    expect(parseSessionExpires(text)).toBeUndefined();
  });
});
