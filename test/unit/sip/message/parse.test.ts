import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MAX_HEADERS, MAX_HEADER_CHARS, MAX_MESSAGE_BYTES } from "../../../../src/sip/message/limits.ts";
import { parseDatagram } from "../../../../src/sip/message/parse.ts";
import { FIVE, accepted, fiveBut, invite, request, response, wire } from "./messages.ts";

/** The answer that a datagram earns, or "drop", or "accept". */
function answerTo(bytes: Uint8Array): string {
  const outcome = parseDatagram(bytes);
  if (outcome.ok) return "accept";
  return outcome.reject === undefined ? "drop" : `${outcome.reject.status} ${outcome.reject.reason}`;
}

describe("a datagram", () => {
  it("with a request gives method, Request-URI, headers in the sender's spelling, and body", () => {
    const message = accepted(
      wire(["INVITE sip:bob@example.com SIP/2.0", "v: SIP/2.0/UDP a", "CaLl-Id:x", "l: 4"], "body"),
    );
    expect(message).toEqual({
      kind: "request",
      method: "INVITE",
      uri: "sip:bob@example.com",
      headers: [
        { name: "v", value: "SIP/2.0/UDP a" },
        { name: "CaLl-Id", value: "x" },
        { name: "l", value: "4" },
      ],
      body: Buffer.from("body"),
    });
  });

  it("with a response gives status and reason, which may be empty or missing", () => {
    expect(response(FIVE, "SIP/2.0 486 Busy Here")).toMatchObject({ status: 486, reason: "Busy Here" });
    expect(response(FIVE, "sip/2.0 100 ")).toMatchObject({ status: 100, reason: "" });
    expect(response(FIVE, "SIP/2.0 699")).toMatchObject({ status: 699, reason: "" });
    expect(response(FIVE, "SIP/2.0 200 a\u2028b")).toMatchObject({ reason: "a\u2028b" });
  });

  it("may begin with line breaks", () => {
    expect(answerTo(Buffer.concat([Buffer.from("\r\n\r\n"), invite()]))).toBe("accept");
  });

  it("of line breaks alone is a keep-alive, and dropped", () => {
    expect(answerTo(Buffer.from("\r\n\r\n"))).toBe("drop");
    expect(answerTo(Buffer.from("\r\n"))).toBe("drop");
    expect(answerTo(Buffer.alloc(0))).toBe("drop");
  });

  it.each([
    ["GET / HTTP/1.1", "another protocol"],
    ["INVITE", "one word"],
    ["INVITE sip:bob@example.com", "no version"],
    ["SIP/2.0 700 Beyond", "a status of 700"],
    ["SIP/2.0 099 Below", "a status of 099"],
    ["SIP/3.0 200 OK", "a response of another version"],
    ["SIP/2.0 200OK", "no blank after the status"],
    ["SIP/2.0 200 O\nK", "a bare line feed in its reason"],
  ])("that starts %j (%s) is dropped", (start) => {
    expect(answerTo(wire([start, ...FIVE]))).toBe("drop");
  });

  it("with a folded header has one blank for each fold", () => {
    expect(request([...FIVE, "Subject: I know  \r\n\t you're there,\r\n  pick up "]).headers.at(-1)).toEqual({
      name: "Subject",
      value: "I know you're there, pick up",
    });
  });

  it("may have blanks before the colon and none after it", () => {
    expect(request([...FIVE, "Subject \t:hello"]).headers.at(-1)).toEqual({ name: "Subject", value: "hello" });
  });

  it("may have a header without a value", () => {
    expect(request([...FIVE, "Subject:"]).headers.at(-1)).toEqual({ name: "Subject", value: "" });
  });

  it("keeps a byte order mark at the start of a value, and text in UTF-8", () => {
    expect(request([...FIVE, "X-Name: \ufeff大停電"]).headers.at(-1)?.value).toBe("\ufeff大停電");
  });

  it("ends with its Content-Length: what follows is ignored", () => {
    expect(request([...FIVE, "Content-Length: 3"], "abcdef").body).toEqual(Buffer.from("abc"));
    expect(request([...FIVE, "Content-Length: 0"], "abcdef").body).toHaveLength(0);
  });

  it("without Content-Length has a body to its end", () => {
    expect(request(FIVE, "abcdef").body).toEqual(Buffer.from("abcdef"));
  });

  it("gives its body as a view, also when it is a view itself", () => {
    const whole = Buffer.concat([Buffer.from("xxxx"), invite(FIVE, "abc"), Buffer.from("yyyy")]);
    const message = accepted(new Uint8Array(whole.buffer, whole.byteOffset + 4, whole.length - 8));
    expect(Buffer.from(message.body).toString()).toBe("abc");
    expect(message.body.buffer).toBe(whole.buffer);
  });
});

describe("a request that can't be read", () => {
  it.each([
    ["a header line without a colon", invite([...FIVE, "Nonsense"]), "400 Bad Request"],
    ["a header name that is no token", invite([...FIVE, "Bad Name: x"]), "400 Bad Request"],
    ["a header without a name", invite([...FIVE, ": x"]), "400 Bad Request"],
    ["a fold before the first header", invite([" folded: x", ...FIVE]), "400 Bad Request"],
    ["a bare LF in a header", invite([...FIVE, "Subject: a\nVia: b"]), "400 Bad Request"],
    ["a bare CR in a header", invite([...FIVE, "Subject: a\rb"]), "400 Bad Request"],
    ["no empty line at its end", invite().subarray(0, -2), "400 Bad Request"],
    ["no line break at its end", invite().subarray(0, -4), "400 Bad Request"],
    ["a header line too long", invite([...FIVE, `X: ${"x".repeat(MAX_HEADER_CHARS)}`]), "400 Bad Request"],
    ["too many header lines", invite([...FIVE, ...Array<string>(MAX_HEADERS).fill("X: y")]), "400 Bad Request"],
    ["too many bad header lines", invite([...FIVE, ...Array<string>(MAX_HEADERS).fill("X")]), "400 Bad Request"],
    ["more bytes than a message may have", invite(FIVE, "x".repeat(MAX_MESSAGE_BYTES)), "413 Message Too Large"],
    ["a Content-Length that is no number", invite([...FIVE, "l: many"]), "400 Bad Content-Length Header"],
    ["a Content-Length above what came", invite([...FIVE, "l: 7"], "abcdef"), "400 Bad Content-Length Header"],
    ["two Content-Lengths that agree", invite([...FIVE, "l: 0", "Content-Length: 0"]), "400 Bad Content-Length Header"],
    ["a method that is no token", wire(["INV(TE sip:bob@example.com SIP/2.0", ...FIVE]), "400 Bad Request-Line"],
    ["a tab in its Request-URI", wire(["INVITE sip:bob\t@example.com SIP/2.0", ...FIVE]), "400 Bad Request-Line"],
    ["no Request-URI", wire(["INVITE SIP/2.0", ...FIVE]), "400 Bad Request-Line"],
    ["no Request-URI but its blanks", wire(["INVITE  SIP/2.0", ...FIVE]), "400 Bad Request-Line"],
    ["a blank before its method", wire([" INVITE sip:bob@example.com SIP/2.0", ...FIVE]), "400 Bad Request-Line"],
    ["version 2.1", wire(["INVITE sip:bob@example.com SIP/2.1", ...FIVE]), "505 Version Not Supported"],
    ["a version in lower case", wire(["INVITE sip:bob@example.com sip/2.0", ...FIVE]), "accept"],
  ])("for %3$s has %1$s", (_what, bytes, expected) => {
    expect(answerTo(bytes)).toBe(expected);
  });

  it("is answered with the headers that could be read, on either side of what is wrong", () => {
    const outcome = parseDatagram(invite([...FIVE.slice(0, 2), "Nonsense", ...FIVE.slice(2)], "body"));
    expect(outcome).toMatchObject({ ok: false, reject: { request: { method: "INVITE", uri: "sip:bob@example.com" } } });
    const headers = outcome.ok ? [] : (outcome.reject?.request.headers ?? []);
    expect(headers.map(({ name, value }) => `${name}: ${value}`)).toEqual(FIVE);
  });

  it("says what is wrong first", () => {
    const outcome = parseDatagram(invite([...FIVE, "Nonsense", "l: x"]));
    expect(outcome).toMatchObject({ ok: false, reject: { reason: "Bad Request" } });
  });

  it("is dropped when it has no Via: there is nowhere to send an answer", () => {
    expect(answerTo(invite(fiveBut("Via", undefined)))).toBe("drop");
    expect(answerTo(invite([...fiveBut("Via", undefined), "Nonsense"]))).toBe("drop");
    expect(answerTo(wire(["INVITE sip:bob@example.com SIP/9.0", ...fiveBut("Via", undefined)]))).toBe("drop");
  });

  it("is dropped when it is an ACK, which is never answered", () => {
    expect(answerTo(wire(["ACK sip:bob@example.com SIP/2.0", ...FIVE, "Nonsense"]))).toBe("drop");
  });

  it("is dropped when it is a response", () => {
    expect(answerTo(wire(["SIP/2.0 200 OK", ...FIVE, "Nonsense"]))).toBe("drop");
    expect(answerTo(wire(["SIP/2.0 200 OK", ...FIVE, "l: 9"]))).toBe("drop");
  });
});

describe("the second request of a datagram", () => {
  it("is not part of the first", () => {
    const bytes = readFileSync(new URL("../corpus/rfc4475/dblreq.dat", import.meta.url));
    expect(accepted(bytes)).toMatchObject({ method: "REGISTER", body: Buffer.alloc(0) });
  });
});
