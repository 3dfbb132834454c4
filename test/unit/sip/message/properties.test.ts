import { readFileSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAuthHeader, printAuthHeader } from "../../../../src/sip/digest/auth-header.ts";
import { headerValues, splitValues } from "../../../../src/sip/message/headers.ts";
import { responseTo } from "../../../../src/sip/message/make.ts";
import type { SipMessage } from "../../../../src/sip/message/message.ts";
import { contactsOf, parseNameAddress, printNameAddress } from "../../../../src/sip/name-addr.ts";
import { parseDatagram } from "../../../../src/sip/message/parse.ts";
import { printMessage } from "../../../../src/sip/message/print.ts";
import { isSameUri } from "../../../../src/sip/uri-equality.ts";
import { escapeUser, parseUri, printUri, unescapeUri } from "../../../../src/sip/uri.ts";
import { validateRequest, validateResponse } from "../../../../src/sip/message/validate.ts";
import { parseVia, printVia, stampTopVia } from "../../../../src/sip/via.ts";

const VECTORS = new URL("../corpus/rfc4475/", import.meta.url);
const CORPUS = readdirSync(VECTORS).map((file) => readFileSync(new URL(file, VECTORS)));

/** What separates the parts of a message, and what has a meaning somewhere in it. */
const SHARP = [
  "\r\n",
  "\r",
  "\n",
  " ",
  "\t",
  ":",
  ";",
  ",",
  "=",
  '"',
  "\\",
  "<",
  ">",
  "@",
  "?",
  "%",
  "[",
  "]",
  "\0",
  "é",
];
const sharpText = fc
  .array(fc.oneof(fc.constantFrom(...SHARP, "sip:", "tag", "1", "x"), fc.string({ maxLength: 3 })))
  .map((parts) => parts.join(""));

/** A torture message with a piece cut out, doubled, or replaced. */
const mutated = fc
  .record({
    bytes: fc.constantFrom(...CORPUS),
    at: fc.nat(),
    length: fc.nat(40),
    insert: fc.oneof(
      fc.constantFrom(...SHARP).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 8 }),
    ),
    again: fc.boolean(),
  })
  .map(({ bytes, at, length, insert, again }) => {
    const from = at % bytes.length;
    const to = from + length;
    return again
      ? Buffer.concat([bytes.subarray(0, to), insert, bytes.subarray(from)])
      : Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(to)]);
  });

/** Does with a message whatever is done with any that comes in. */
function handle(bytes: Uint8Array): SipMessage | undefined {
  const outcome = parseDatagram(bytes);
  if (!outcome.ok) {
    if (outcome.reject !== undefined) printMessage(responseTo(outcome.reject.request, outcome.reject.status));
    return undefined;
  }
  const { message } = outcome;
  if (message.kind === "request") {
    validateRequest(message);
    const stamped = stampTopVia(message, { address: "192.0.2.1", port: 1 }, true);
    printMessage(responseTo(stamped, 200, undefined, { toTag: "x", recordRoute: true }));
    parseUri(message.uri);
  } else {
    validateResponse(message);
  }
  contactsOf(message);
  for (const { name } of message.headers) headerValues(message, name);
  return message;
}

/** All that a message says, as one text; Content-Length is left out, for printing puts it right. */
function told(message: SipMessage | undefined): string {
  if (message === undefined) return "nothing";
  const { headers, body, ...start } = message;
  const others = headers.filter(({ name }) => !/^(?:l|content-length)$/i.test(name));
  return `${JSON.stringify(start)} ${JSON.stringify(others)} ${Buffer.from(body).toString("latin1")}`;
}

describe("what comes from the network", () => {
  it("never makes the reader throw, be it noise", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          sharpText.map((text) => Buffer.from(text)),
        ),
        (bytes) => void handle(bytes),
      ),
      {
        numRuns: 5_000,
      },
    );
  });

  it("never makes the reader throw, be it a damaged message, and is stable once it is printed", () => {
    fc.assert(
      fc.property(mutated, (bytes) => {
        const message = handle(bytes);
        if (message === undefined) return;
        const printed = printMessage(message);
        const again = handle(printed);
        // Plain comparisons: 20,000 deep ones would take longer than all the rest.
        if (told(again) !== told(message)) expect(told(again)).toBe(told(message));
        if (again !== undefined && !printMessage(again).equals(printed))
          expect.fail("printed otherwise the second time");
      }),
      { numRuns: 20_000 },
    );
  }, 60_000);
});

describe("a header that can be read", () => {
  const runs = { numRuns: 1_500 };

  it("means the same after it is printed: addresses", () => {
    const param = fc.record({
      name: fc.constantFrom("tag", "q", "x"),
      value: fc.constantFrom("1", undefined, '"a;b\\""', "<"),
    });
    const built = fc
      .record({
        display: fc.option(fc.string({ unit: "binary" }), { nil: undefined }),
        params: fc.array(param, { maxLength: 3 }),
      })
      .map(({ display, params }) => printNameAddress({ display, uri: "sip:a@b", params }));
    fc.assert(
      fc.property(fc.oneof(sharpText, built), (text) => {
        const once = parseNameAddress(text);
        if (!once.ok) return;
        const printed = printNameAddress(once.value);
        expect(parseNameAddress(printed)).toEqual(once);
      }),
      runs,
    );
  });

  it("keeps a display name whatever characters are in it, but for line breaks", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (display) => {
        const read = parseNameAddress(printNameAddress({ display, uri: "sip:a@b", params: [] }));
        expect(read).toMatchObject({ ok: true, value: { display: display.replace(/[\r\n]+/g, " ") } });
      }),
      runs,
    );
  });

  it("means the same after it is printed: URIs, Vias, credentials", () => {
    const text = (start: string) =>
      fc.oneof(
        sharpText,
        sharpText.map((rest) => start + rest.replaceAll(" ", "")),
      );
    fc.assert(
      fc.property(text("sip:a@b"), text("SIP/2.0/UDP a"), text('Digest realm="x"'), (uri, via, auth) => {
        const once = { uri: parseUri(uri), via: parseVia(via), auth: parseAuthHeader(auth) };
        if (once.uri.ok) expect(parseUri(printUri(once.uri.value))).toEqual(once.uri);
        if (once.uri.ok) expect(isSameUri(once.uri.value, once.uri.value)).toBe(true);
        if (once.via.ok) expect(parseVia(printVia(once.via.value))).toEqual(once.via);
        if (once.auth.ok) expect(parseAuthHeader(printAuthHeader(once.auth.value))).toEqual(once.auth);
      }),
      runs,
    );
  });

  it("is a list whose elements are lists of one", () => {
    fc.assert(
      fc.property(sharpText, (text) => {
        for (const element of splitValues(text)) expect(splitValues(element)).toEqual([element]);
      }),
      runs,
    );
  });

  it("escapes any user and understands it again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (user) => {
        const uri = parseUri(`sip:${escapeUser(user)}@host`);
        expect(uri.ok && uri.value.kind === "sip" && unescapeUri(uri.value.user ?? "")).toBe(user);
      }),
      runs,
    );
  });
});

describe("a hostile header", () => {
  // Each of these once took a time that grew with the square of its length, in one implementation or another.
  const long = 16_000;
  it.each([
    ["blanks before a fold", `INVITE sip:a SIP/2.0\r\nVia: a${" ".repeat(long)}\r\n b`],
    ["blanks in a Via", `INVITE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP a${" ".repeat(long)}x`],
    ["commas", `INVITE sip:a SIP/2.0\r\nVia: ${",".repeat(long)}`],
    ["quotes", `INVITE sip:a SIP/2.0\r\nVia: a\r\nContact: ${'"",'.repeat(long / 3)}`],
    ["parameters", `INVITE sip:a SIP/2.0\r\nVia: a\r\nTo: <sip:a>${";a=b".repeat(long / 4)}`],
    ["telephone digits", `INVITE tel:${"1".repeat(long)}! SIP/2.0\r\nVia: a`],
    ["zeros", `INVITE sip:a SIP/2.0\r\nVia: a\r\nCSeq: ${"0".repeat(long)} x y`],
    ["lines without a colon", `INVITE sip:a SIP/2.0\r\nVia: a${"\r\nx".repeat(20_000)}`],
    ["percent signs", `INVITE sip:${"%4".repeat(long / 2)}@a SIP/2.0\r\nVia: a`],
  ])("of many %s costs no more than its length", (_what, head) => {
    const bytes = Buffer.from(`${head}\r\n\r\n`);
    handle(bytes);
    let fastestMs = Infinity;
    for (let run = 0; run < 5; run++) {
      const startMs = performance.now();
      handle(bytes);
      fastestMs = Math.min(fastestMs, performance.now() - startMs);
    }
    expect(fastestMs).toBeLessThan(50);
  });
});
