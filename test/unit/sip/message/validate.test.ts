import { describe, expect, it } from "vitest";
import { validateRequest, validateResponse } from "../../../../src/sip/message/validate.ts";
import { FIVE, accepted, fiveBut, request, response, wire } from "./messages.ts";

/** The reason of the 400 that a request of these headers gets; undefined when it may go on. */
function reasonFor(headers: readonly string[]): string | undefined {
  const fault = validateRequest(request(headers));
  expect(fault?.status ?? 400).toBe(400);
  return fault?.reason;
}

describe("a request", () => {
  it("of an old or careless phone goes on: no branch, no tag, no Max-Forwards, no Contact", () => {
    expect(
      reasonFor(["Via: SIP/2.0/UDP a", "From: sip:a@b", "To: sip:c@d", "Call-ID: x", "CSeq: 0 INVITE"]),
    ).toBeUndefined();
  });

  it.each([
    ["Max-Forwards: 0"],
    ["Contact: *"],
    ["Contact: <sip:a@b>;q=0.5;expires=60, sip:c@d"],
    ["Contact: <urn:x>"],
    ["Route: <sip:p;lr>,<sip:q>", "Record-Route: <sip:p>", "Path: <sip:p>"],
    ["Expires: soon", "Contact: <sip:a@b>;expires=-1, <sip:a@b>;expires, <sip:c@d>;expires=4294967296"],
    ["Session-Expires: 90;refresher=uac", "Min-SE: 90", "Expires: 0", "Min-Expires: 4294967295"],
    ["RAck: 1 2 INVITE", "RSeq: 1", "Retry-After: 5 (soon)", "Refer-To: <sip:x@y?Replaces=z>"],
    ["Content-Type: application/sdp", "Event: dialog", "Replaces: a;to-tag=b;from-tag=c"],
    ["Date: yesterday", "X-Unknown: ;;,,", "X-Unknown: again", "Subject: x", "Subject: y"],
  ])("with %s goes on", (...headers) => {
    expect(reasonFor([...FIVE, ...headers])).toBeUndefined();
  });

  it.each(["From", "To", "Call-ID", "CSeq"])("lacks %s: 400", (name) => {
    expect(reasonFor(fiveBut(name, undefined))).toBe(`Missing ${name} Header`);
  });

  it("lacks Via: 400, if such a one ever came here", () => {
    const fault = validateRequest({ ...request(), headers: request().headers.slice(1) });
    expect(fault).toMatchObject({ status: 400, reason: "Missing Via Header" });
  });

  it.each([
    ["Via", "SIP/2.0/UDP a, nonsense"],
    ["Via", ""],
    ["Via", "SIP/2.0/UDP a;branch=x;Branch=y"],
    ["From", "bob"],
    ["From", "<sip:a@b>;tag=x;tag=y"],
    ["To", '"bob <sip:a@b>'],
    ["To", "<sip:a@b>;tag=x;tag=x"],
    ["Call-ID", ""],
    ["Call-ID", "a b"],
    ["CSeq", "x INVITE"],
    ["Max-Forwards", "256"],
    ["Max-Forwards", "1, 2"],
    ["Contact", "bob"],
    ["Contact", ""],
    ["Contact", "*, <sip:a@b>"],
    ["Contact", "<sip:a@b>;q=1.1"],
    ["Route", "nonsense"],
    ["Record-Route", "<sip:p"],
    ["Path", ","],
    ["Refer-To", "nobody"],
    ["Min-Expires", "x"],
    ["Session-Expires", "x"],
    ["Min-SE", "x"],
    ["RSeq", "0"],
    ["RAck", "1 INVITE"],
    ["Retry-After", "949302838503028349304023988"],
  ])("with the %s %j is answered 400", (name, value) => {
    expect(reasonFor(fiveBut(name, value))).toBe(`Bad ${name} Header`);
  });

  it.each([
    "From",
    "To",
    "Call-ID",
    "CSeq",
    "Max-Forwards",
    "Content-Type",
    "Expires",
    "Refer-To",
    "Event",
    "Replaces",
  ])("with two %s is answered 400", (name) => {
    const value = { From: "sip:a@b", To: "sip:a@b", CSeq: "1 INVITE", "Refer-To": "sip:a@b" }[name] ?? "1";
    expect(reasonFor([...fiveBut(name, value), `${name}: ${value}`])).toBe(`Bad ${name} Header`);
  });

  it("whose CSeq is of another method is answered 400; the case of letters matters", () => {
    expect(reasonFor(fiveBut("CSeq", "1 BYE"))).toBe("Bad Request");
    expect(reasonFor(fiveBut("CSeq", "1 invite"))).toBe("Bad Request");
  });

  it.each([
    ["sip:bob@example.com", undefined],
    ["sip:example.com;lr", undefined],
    ["tel:+33170000001", undefined],
    ["http://www.example.com", undefined],
    ["<sip:bob@example.com>", "Bad Request-URI"],
    ["sip:bob@example.com?Route=%3Csip:x%3E", "Bad Request-URI"],
    ["bob", "Bad Request-URI"],
    ["*", "Bad Request-URI"],
    ["sip:bob@host:99999", "Bad Request-URI"],
  ])("for %s is answered %s", (uri, reason) => {
    const message = accepted(wire([`INVITE ${uri} SIP/2.0`, ...FIVE]));
    expect(message.kind === "request" && validateRequest(message)?.reason).toBe(reason);
  });
});

describe("a response", () => {
  it("goes on when its headers can be read", () => {
    expect(validateResponse(response())).toBeUndefined();
  });

  it.each([
    ["Retry-After", "949302838503028349304023988"],
    ["Session-Expires", "soon"],
    ["Min-SE", "-1"],
    ["Contact", "<sip:a@b>;q=high;expires=soon"],
  ])("goes on though what it advises can't be read: %s %s", (name, value) => {
    expect(validateResponse(response(fiveBut(name, value)))).toBeUndefined();
  });

  it.each([
    ["Via", undefined],
    ["CSeq", undefined],
    ["CSeq", "9292394834772304023312 OPTIONS"],
    ["Contact", "sip:a@b?x=y"],
  ])("is dropped with the %s %s", (name, value) => {
    expect(validateResponse(response(fiveBut(name, value)))).toBeTypeOf("string");
  });
});
