import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMessagesQuickly, type LibraryParser } from "../../../src/srf/quick-messages.ts";

const VECTORS = new URL("../sip/corpus/rfc4475/", import.meta.url);
const PARSER = "drachtio-srf/lib/sip-parser/parser";
const MESSAGE = "drachtio-srf/lib/sip-parser/message";

type Message = new (text: string) => {
  get(name: string): string | undefined;
  has(name: string): boolean;
  set(name: string, value: string): void;
  toString(): string;
};

/** The library's parser and messages, loaded anew each time: one copy stays as it is. */
function library(): { readonly parser: LibraryParser; readonly Message: Message } {
  const load = createRequire(import.meta.url);
  for (const name of [PARSER, MESSAGE]) Reflect.deleteProperty(load.cache, load.resolve(name));
  return { parser: load(PARSER) as LibraryParser, Message: load(MESSAGE) as Message };
}

/** Compact forms of extensions, and the one that the library takes for another header. */
const UNKNOWN_TO_LIBRARY = /^[abdejnoruxy]\s*:/i;

const own = library();
const quick = library();
readMessagesQuickly(quick.parser, quick.Message);

/** Everything that the library can be asked of a message. */
function seen({ parser, Message }: ReturnType<typeof library>, text: string): unknown {
  try {
    const parsed = parser.parseSipMessage(text, true);
    if (parsed === undefined) return "no message";
    const message = new Message(text);
    const names = [
      "Via",
      "v",
      "VIA",
      "Call-ID",
      "call-id",
      "X-Custom",
      "x-custom",
      "P-Asserted-Identity",
      "Diversion",
      "Privacy",
    ];
    const found = names.map((name) => [message.get(name), message.has(name)]);
    message.set("Subject", "one more");
    return { parsed: { ...parsed, headers: Object.entries(parsed.headers) }, found, printed: message.toString() };
  } catch (failure) {
    return String(failure);
  }
}

function expectTheSame(text: string): void {
  expect(seen(quick, text)).toEqual(seen(own, text));
}

const INVITE = [
  "INVITE sip:+33170010001@127.0.0.1:5060;transport=udp SIP/2.0",
  "Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK1;rport",
  "Via:SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK2",
  'From: "Alice" <sip:alice@example.com>;tag=1',
  "t: <sip:bob@example.com>",
  "i: 1@192.0.2.1",
  "CSeq: 1 INVITE",
  "X-Custom:  two blanks before it",
  "P-Asserted-Identity: <sip:+33612345678@example.com>",
  "Diversion: <sip:+33170010002@example.com>;reason=no-answer",
  "Content-Type: application/sdp",
];

function withBody(lines: readonly string[], body: string, length: number | string = body.length): string {
  return [...lines, `Content-Length: ${length}`, "", body].join("\r\n");
}

describe("a message that is read quickly", () => {
  it.each([
    ["an INVITE with a body", withBody(INVITE, "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\n")],
    ["a body with an empty line in it", withBody(INVITE, "v=0\r\n\r\ns=-\r\n")],
    ["a body of other characters than ASCII", withBody(INVITE, "s=été\r\n", 9)],
    ["a body that is longer than it says", withBody(INVITE, "v=0\r\ns=-\r\n", 3)],
    ["a body that is shorter than it says", withBody(INVITE, "v=0\r\n", 300)],
    ["no body", withBody(INVITE.slice(0, 10), "")],
    ["no length", [...INVITE, "", "v=0\r\n"].join("\r\n")],
    ["a response", withBody(["SIP/2.0 183 Session Progress", ...INVITE.slice(1)], "v=0\r\n")],
    ["a response without a reason", withBody(["SIP/2.0 200 ", ...INVITE.slice(1)], "")],
    ["a response with blanks about its reason", withBody(["SIP/2.0  486   Busy Here  ", ...INVITE.slice(1)], "")],
    ["a folded header", withBody([...INVITE, "Subject: one", "\ttwo"], "")],
    ["a blank before the colon", withBody([...INVITE, "Subject : one"], "")],
    ["a line that is no header", withBody([...INVITE, "nothing"], "")],
    ["a header without a value", withBody([...INVITE, "Subject:"], "")],
    ["a value that begins with another kind of blank", withBody([...INVITE, "Subject: \u00a0one"], "")],
    ["a value that begins with a letter of another script", withBody([...INVITE, "Subject: 电话"], "")],
    ["one header in two spellings", withBody([...INVITE, "x-custom: other"], "")],
    [
      "two parts",
      withBody(
        [...INVITE.slice(0, 10), 'Content-Type: multipart/mixed;boundary="b"'],
        "--b\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--b--\r\n",
      ),
    ],
    ["an escaped method", withBody(["%49NVITE sip:bob@example.com SIP/2.0", ...INVITE.slice(1)], "")],
    ["two blanks in its first line", withBody(["INVITE  sip:bob@example.com SIP/2.0", ...INVITE.slice(1)], "")],
    ["nothing but an end", "\r\n\r\n"],
  ])("is what the library reads: %s", (_what, text) => expectTheSame(text));

  it("is what the library reads of each message of RFC 4475", () => {
    for (const name of readdirSync(VECTORS)) expectTheSame(readFileSync(new URL(name, VECTORS), "utf8"));
  });

  it("is what the library reads of anything", () => {
    const line = fc
      .oneof(fc.constantFrom(...INVITE, "", " ", "\tx", "z:b", ":", "z :b"), fc.string({ maxLength: 12 }))
      .filter((text) => !UNKNOWN_TO_LIBRARY.test(text));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.string({ maxLength: 8 }), (lines, body) => {
        expectTheSame(withBody([INVITE[0]!, ...lines], body));
        expectTheSame([...lines, "", body].join("\r\n"));
      }),
      { numRuns: 500 },
    );
  });
  it.each([
    ["as most messages are", []],
    ["with a folded header", ["Subject: one", "\ttwo"]],
  ])("knows the compact forms of extensions too, %s", (_what, more) => {
    const compact = ["r: <sip:1002@pbx>", "b: <sip:1001@pbx>", "O: dialog", "x: 1800", "e: gzip", "u: dialog"];
    const message = new quick.Message(withBody([...INVITE, ...compact, "Allow-Events: refer", ...more], ""));
    const names = ["Refer-To", "referred-by", "Event", "Session-Expires", "Content-Encoding", "Allow-Events"];
    expect(names.map((name) => message.get(name))).toEqual([
      ...["<sip:1002@pbx>", "<sip:1001@pbx>", "dialog", "1800", "gzip"],
      expect.stringMatching(/^(?:dialog,refer|refer,dialog)$/),
    ]);
  });
});
