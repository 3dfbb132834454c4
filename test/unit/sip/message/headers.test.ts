import { describe, expect, it } from "vitest";
import { spelledName } from "../../../../src/sip/message/header-names.ts";
import {
  appendHeader,
  canonicalName,
  hasHeader,
  headerValue,
  headerValues,
  prependHeader,
  splitValues,
  withFirstValue,
  withHeader,
  withoutFirstValue,
  withoutHeader,
} from "../../../../src/sip/message/headers.ts";

type Lines = Parameters<typeof withHeader>[0];

/** Anything with headers, written as on the wire. */
function of(...lines: readonly string[]): Lines {
  return {
    headers: lines.map((line) => {
      const colon = line.indexOf(": ");
      return { name: line.slice(0, colon), value: line.slice(colon + 2) };
    }),
  };
}

function lines(message: Lines): readonly string[] {
  return message.headers.map(({ name, value }) => `${name}: ${value}`);
}

describe("a header", () => {
  it.each([
    ["a", "accept-contact"],
    ["B", "referred-by"],
    ["c", "content-type"],
    ["d", "request-disposition"],
    ["e", "content-encoding"],
    ["F", "from"],
    ["i", "call-id"],
    ["j", "reject-contact"],
    ["k", "supported"],
    ["l", "content-length"],
    ["m", "contact"],
    ["n", "identity-info"],
    ["o", "event"],
    ["r", "refer-to"],
    ["s", "subject"],
    ["t", "to"],
    ["u", "allow-events"],
    ["v", "via"],
    ["x", "session-expires"],
    ["y", "identity"],
    ["CALL-ID", "call-id"],
    ["X-Custom", "x-custom"],
    ["z", "z"],
  ])("named %s is %s", (written, canonical) => {
    expect(canonicalName(written)).toBe(canonical);
  });

  it("is found under any spelling and any name asked for", () => {
    const message = of("t: <sip:bob@b>", "cAlL-iD: x");
    expect(headerValue(message, "to")).toBe("<sip:bob@b>");
    expect(headerValue(message, "Call-ID")).toBe("x");
    expect(headerValue(message, "I")).toBe("x");
    expect(headerValue(message, "from")).toBeUndefined();
    expect(headerValues(message, "from")).toEqual([]);
    expect(hasHeader(message, "To")).toBe(true);
    expect(hasHeader(message, "x")).toBe(false);
  });

  it("that is a list gives its first value, or all of all lines", () => {
    const message = of('Via: SIP/2.0/UDP a;x="1,2" , SIP/2.0/UDP b', "v: SIP/2.0/UDP c");
    expect(headerValue(message, "via")).toBe('SIP/2.0/UDP a;x="1,2"');
    expect(headerValues(message, "via")).toEqual(['SIP/2.0/UDP a;x="1,2"', "SIP/2.0/UDP b", "SIP/2.0/UDP c"]);
  });

  it("that is no list is never split", () => {
    const message = of("Subject: one, two", 'WWW-Authenticate: Digest realm="a", nonce="b"', "From: a, b");
    expect(headerValues(message, "subject")).toEqual(["one, two"]);
    expect(headerValues(message, "www-authenticate")).toEqual(['Digest realm="a", nonce="b"']);
    expect(headerValue(message, "from")).toBe("a, b");
  });

  it.each([
    ["", []],
    ["a", ["a"]],
    ["a,b", ["a", "b"]],
    [" a , , b ,", ["a", "b"]],
    ['"x, \\", y" <sip:a>, b', ['"x, \\", y" <sip:a>', "b"]],
    ["<sip:a?x=1,2>, <sip:b>", ["<sip:a?x=1,2>", "<sip:b>"]],
    ['a, "never closed, b', ["a", '"never closed, b']],
    ["a, <never closed, b", ["a", "<never closed, b"]],
  ])("list %j splits into %j", (value, elements) => {
    expect(splitValues(value)).toEqual(elements);
  });

  it("is spelled as the RFCs do", () => {
    expect(["call-id", "cseq", "session-expires", "via"].map(spelledName)).toEqual([
      "Call-ID",
      "CSeq",
      "Session-Expires",
      "Via",
    ]);
  });
});

describe("a changed message", () => {
  const message = of("Via: a, b", "To: x", "v: c", "From: y");

  it("has a header replaced in its place, further ones of it gone", () => {
    expect(lines(withHeader(message, "Via", "z"))).toEqual(["Via: z", "To: x", "From: y"]);
    expect(lines(withHeader(message, "Subject", "z"))).toEqual([...lines(message), "Subject: z"]);
  });

  it("lacks what was taken out, and is the same when there was nothing", () => {
    expect(lines(withoutHeader(message, "via", "f"))).toEqual(["To: x"]);
    expect(withoutHeader(message, "subject")).toBe(message);
  });

  it("has a value added above those of its name, or at its end", () => {
    expect(lines(prependHeader(message, "From", "z"))).toEqual(["Via: a, b", "To: x", "v: c", "From: z", "From: y"]);
    expect(lines(prependHeader(message, "Route", "z"))).toEqual(["Route: z", ...lines(message)]);
    expect(lines(appendHeader(message, "Via", "z"))).toEqual([...lines(message), "Via: z"]);
  });

  it("has its first value replaced or taken off, the rest of its line kept", () => {
    expect(lines(withFirstValue(message, "via", "z"))).toEqual(["Via: z, b", "To: x", "v: c", "From: y"]);
    expect(lines(withFirstValue(message, "to", "z"))).toEqual(["Via: a, b", "To: z", "v: c", "From: y"]);
    expect(lines(withFirstValue(message, "Route", "z"))).toEqual(["Route: z", ...lines(message)]);

    const popped = withoutFirstValue(message, "via");
    expect(lines(popped)).toEqual(["Via: b", "To: x", "v: c", "From: y"]);
    expect(lines(withoutFirstValue(popped, "via"))).toEqual(["To: x", "v: c", "From: y"]);
    expect(withoutFirstValue(message, "route")).toBe(message);
    expect(lines(withoutFirstValue(of("Route: a, "), "route"))).toEqual([]);
  });

  it("leaves the old one as it was", () => {
    expect(lines(message)).toEqual(["Via: a, b", "To: x", "v: c", "From: y"]);
  });
});
