import { describe, expect, it } from "vitest";
import { headerValues } from "../../../../src/sip/message/headers.ts";
import {
  branchOf,
  isUniqueBranch,
  ourVia,
  parseVia,
  printVia,
  receivedOf,
  rportOf,
  stampTopVia,
  topViaOf,
  type Via,
} from "../../../../src/sip/via.ts";
import { fiveBut, request } from "./messages.ts";

function via(text: string): Via {
  const parsed = parseVia(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

describe("a Via", () => {
  it("says where its sender is and how it sent", () => {
    expect(via("SIP/2.0/UDP erlang.bell-telephone.com:5060;branch=z9hG4bK87asdks7")).toEqual({
      protocol: "SIP/2.0",
      transport: "UDP",
      host: "erlang.bell-telephone.com",
      port: 5060,
      params: [{ name: "branch", value: "z9hG4bK87asdks7" }],
    });
  });

  it("may have blanks wherever the grammar has them", () => {
    expect(via("SIP  /\t2.0 / TCP     first.example.com : 4000  ;  branch  =   z9hG4bK9ikj8  ")).toMatchObject({
      protocol: "SIP/2.0",
      transport: "TCP",
      host: "first.example.com",
      port: 4000,
      params: [{ name: "branch", value: "z9hG4bK9ikj8" }],
    });
  });

  it("may come from an IPv6 address", () => {
    const six = via("SIP/2.0/TLS [2001:db8::9:1]:5061;received=[2001:db8::9:255];rport=40000");
    expect(six).toMatchObject({ host: "2001:db8::9:1", port: 5061 });
    expect(receivedOf(six)).toBe("2001:db8::9:255");
    expect(receivedOf(via("SIP/2.0/UDP a;received=2001:db8::1"))).toBe("2001:db8::1");
    expect(printVia(six)).toBe("SIP/2.0/TLS [2001:db8::9:1]:5061;received=[2001:db8::9:255];rport=40000");
  });

  it.each([
    "",
    "SIP/2.0",
    "SIP/2.0/",
    "SIP/2.0/UDP",
    "SIP/2.0/UDP ",
    "/2.0/UDP a",
    "SIP 2.0/UDP a",
    "SIP//UDP a",
    "SIP/2.0/UDP;branch=x",
    "SIP/2.0/UDP[::1]",
    "SIP/2.0/UDP a b",
    "SIP/2.0/UDP a:b",
    "SIP/2.0/UDP a:0",
    "SIP/2.0/UDP a;;",
    "SIP/2.0/UDP a;branch=",
    'SIP/2.0/UDP a;x="y',
    "SIP/2.0/UDP a;branch=x, SIP/2.0/UDP b",
  ])("written %j is refused", (text) => {
    expect(parseVia(text).ok).toBe(false);
  });

  it("has a branch that is unique only with the cookie and something after it", () => {
    expect(branchOf(via("SIP/2.0/UDP a;Branch=x"))).toBe("x");
    expect(branchOf(via("SIP/2.0/UDP a"))).toBeUndefined();
    expect(["z9hG4bKx", "Z9HG4BKx", "z9hG4bK", "x", undefined].map(isUniqueBranch)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it("asks for the port, or has been told it", () => {
    expect(
      ["", ";rport", ";rport=5060", ";rport=0", ";rport=70000", ";rport=x"].map((rest) =>
        rportOf(via(`SIP/2.0/UDP a${rest}`)),
      ),
    ).toEqual([undefined, "asked", 5060, "asked", "asked", "asked"]);
    expect(receivedOf(via("SIP/2.0/UDP a"))).toBeUndefined();
  });

  it("of our own asks for the port and is read as it was written", () => {
    const text = ourVia("udp", "2001:db8::1", 5060, "z9hG4bKx");
    expect(text).toBe("SIP/2.0/UDP [2001:db8::1]:5060;branch=z9hG4bKx;rport");
    expect(printVia(via(text))).toBe(text);
    expect(ourVia("tcp", "a", undefined, "b")).toBe("SIP/2.0/TCP a;branch=b;rport");
  });
});

describe("the topmost Via of a request", () => {
  const from = (value: string) => request(fiveBut("Via", value));
  const source = { address: "198.51.100.7", port: 40_123 };
  const stamped = (value: string, forceRport = false): string =>
    headerValues(stampTopVia(from(value), source, forceRport), "via").join(", ");

  it("is the first of them, or a problem", () => {
    expect(topViaOf(from("SIP/2.0/UDP a, SIP/2.0/TCP b"))).toMatchObject({ ok: true, value: { host: "a" } });
    expect(topViaOf(from("nonsense")).ok).toBe(false);
    expect(topViaOf({ ...from("x"), headers: [] })).toEqual({ ok: false, problem: "Via: missing" });
  });

  it("gets the address that the request came from, when it names another (RFC 3261 §18.2.1)", () => {
    expect(stamped("SIP/2.0/UDP phone.invalid, SIP/2.0/UDP b")).toBe(
      "SIP/2.0/UDP phone.invalid;received=198.51.100.7, SIP/2.0/UDP b",
    );
    expect(stamped("SIP/2.0/UDP 198.51.100.7:1")).toBe("SIP/2.0/UDP 198.51.100.7:1");
  });

  it("gets address and port when it asks for the port, or when that is forced (RFC 3581 §4)", () => {
    expect(stamped("SIP/2.0/UDP 198.51.100.7;rport;branch=x")).toBe(
      "SIP/2.0/UDP 198.51.100.7;rport=40123;branch=x;received=198.51.100.7",
    );
    expect(stamped("SIP/2.0/UDP 198.51.100.7", true)).toBe(
      "SIP/2.0/UDP 198.51.100.7;received=198.51.100.7;rport=40123",
    );
  });

  it("can't lie about where it came from", () => {
    expect(stamped("SIP/2.0/UDP a;received=203.0.113.1")).toBe("SIP/2.0/UDP a;received=198.51.100.7");
  });

  it("stays as it is when it can't be read", () => {
    expect(stamped("nonsense", true)).toBe("nonsense");
  });
});
