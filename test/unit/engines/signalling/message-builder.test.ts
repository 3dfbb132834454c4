import { describe, expect, it } from "vitest";
import {
  parseApplicationMessage,
  type ApplicationRequest,
  type ApplicationResponse,
} from "../../../../src/engines/signalling/message/application-message.ts";
import {
  toNameAddr,
  chosenTag,
  contentTypeOf,
  buildCancelHeaders,
  buildRequest,
  buildResponse,
  buildInDialogHeaders,
  contactUri,
  type AdvertisedAddress,
} from "../../../../src/engines/signalling/message/message-builder.ts";
import { printMessage } from "../../../../src/sip/message/print.ts";
import type { SipRequest } from "../../../../src/sip/message/message.ts";

const PLACE: AdvertisedAddress = { host: "127.0.0.1", port: 6060, protocol: "udp", user: "" };
const INVENTED = { tag: "ourTag", callId: "our-call-id", sequence: 4711 };
const SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n";

const written = (...lines: string[]) => parseApplicationMessage(Buffer.from(lines.join("\r\n"), "utf8"));
const request = (...lines: string[]) => written(...lines) as ApplicationRequest;
const response = (...lines: string[]) => written(...lines) as ApplicationResponse;
const head = (message: Parameters<typeof printMessage>[0]) =>
  printMessage(message).toString("utf8").split("\r\n\r\n")[0]?.split("\r\n");

describe("a request outside of dialogs, as the original server fills it in", () => {
  it("needs nothing but a body from the application (transcript 08, call 1)", () => {
    const app = request("INVITE sip:bob@127.31.0.32:5066 SIP/2.0", "Content-Length: 122", "", SDP);
    expect(head(buildRequest(app, PLACE, INVENTED))).toEqual([
      "INVITE sip:bob@127.31.0.32:5066 SIP/2.0",
      "Max-Forwards: 70",
      "From: <sip:127.0.0.1:6060>;tag=ourTag",
      "To: <sip:bob@127.31.0.32:5066>",
      "Call-ID: our-call-id",
      "CSeq: 4711 INVITE",
      "Contact: <sip:127.0.0.1:6060>",
      "Content-Type: application/sdp",
      `Content-Length: ${SDP.length}`,
    ]);
  });

  it("puts our address for localhost (transcript 08, call 2)", () => {
    const app = request(
      "INVITE sip:bob@127.31.0.32:5066 SIP/2.0",
      "X-Custom-header: x",
      "x-lower-case: y",
      "p-weird-name: z",
      "subject: hello",
      'from: "Alice A" <sip:15551234@localhost>',
      'contact: "Alice A" <sip:15551234@localhost>',
      "",
      SDP,
    );
    expect(head(buildRequest(app, PLACE, INVENTED))).toEqual(
      expect.arrayContaining([
        'From: "Alice A" <sip:15551234@127.0.0.1:6060>;tag=ourTag',
        'Contact: "Alice A" <sip:15551234@127.0.0.1:6060>',
        "Subject: hello",
        "X-Custom-header: x",
        "x-lower-case: y",
        "P-Weird-Name: z",
      ]),
    );
  });

  it("takes what the application says, parameters and all (transcript 08, call 3)", () => {
    const app = request(
      "INVITE sip:bob@127.31.0.32:5066 SIP/2.0",
      'From: "A" <sip:alice@example.com>',
      "To: <sip:bob@example.org>",
      "Call-ID: mine",
      "Contact: <sip:alice@localhost;x=1>",
      "Max-Forwards: 33",
      "CSeq: 41 INVITE",
      "P-Asserted-Identity: <sip:alice@localhost>",
      "Session-Expires: 1800",
      "User-Agent: mine",
      "Content-Type: application/sdp",
      "",
      SDP,
    );
    expect(head(buildRequest(app, PLACE, INVENTED))).toEqual([
      "INVITE sip:bob@127.31.0.32:5066 SIP/2.0",
      "Max-Forwards: 33",
      'From: "A" <sip:alice@example.com>;tag=ourTag',
      "To: <sip:bob@example.org>",
      "Call-ID: mine",
      "CSeq: 41 INVITE",
      "Contact: <sip:alice@127.0.0.1:6060;x=1>",
      "P-Asserted-Identity: <sip:alice@127.0.0.1:6060>",
      "Session-Expires: 1800",
      "User-Agent: mine",
      "Content-Type: application/sdp",
      `Content-Length: ${SDP.length}`,
    ]);
  });

  it("keeps the application's own tag, as for the repetition after a challenge", () => {
    const app = request("INVITE sip:bob@127.0.0.2 SIP/2.0", "From: <sip:a@x>;tag=mine", "CSeq: 2 INVITE", "", "");
    expect(head(buildRequest(app, PLACE, INVENTED))).toContain("From: <sip:a@x>;tag=mine");
    expect(head(buildRequest(app, PLACE, INVENTED))).toContain("CSeq: 2 INVITE");
  });

  it("has a Contact only where it makes a dialog", () => {
    expect(head(buildRequest(request("OPTIONS sip:a@b SIP/2.0", "", ""), PLACE, INVENTED))?.join()).not.toContain(
      "Contact",
    );
    expect(head(buildRequest(request("SUBSCRIBE sip:a@b SIP/2.0", "", ""), PLACE, INVENTED))).toContain(
      "Contact: <sip:127.0.0.1:6060>",
    );
  });

  it("names its transport in From and Contact, and brackets IPv6", () => {
    const tcp: AdvertisedAddress = { host: "2001:db8::1", port: 5060, protocol: "tcp", user: "" };
    expect(contactUri(tcp)).toBe("sip:[2001:db8::1]:5060;transport=tcp");
    const app = request("INVITE sip:a@b SIP/2.0", "from: sip:1@localhost", "", "");
    expect(head(buildRequest(app, tcp, INVENTED))).toContain("From: <sip:1@[2001:db8::1]:5060>;tag=ourTag");
  });
});

describe("what an application writes in short", () => {
  it("gets its angle brackets", () => {
    expect(toNameAddr("sip:1234@host")).toBe("<sip:1234@host>");
    expect(toNameAddr("sip:1234@host;tag=1")).toBe("<sip:1234@host>;tag=1");
    expect(toNameAddr('"A" <sip:a@b>;tag=1')).toBe('"A" <sip:a@b>;tag=1');
    expect(toNameAddr("*")).toBe("*");
  });

  it("gets the type of its body when that is SDP", () => {
    expect(contentTypeOf(request("INFO sip:a@b SIP/2.0", "", SDP))).toBe("application/sdp");
    expect(contentTypeOf(request("INFO sip:a@b SIP/2.0", "", "hello"))).toBeUndefined();
    expect(contentTypeOf(request("INFO sip:a@b SIP/2.0", "Content-Type: text/plain", "", "hello"))).toBe("text/plain");
  });

  it("may say why it cancels, not whose call", () => {
    const app = request(
      "CANCEL sip:bob@127.0.0.2 SIP/2.0",
      'Reason: SIP;cause=200;text="x"',
      "From: <sip:nope@x>",
      "P-Asserted-Identity: <sip:a@b>",
      "",
      "",
    );
    expect(buildCancelHeaders(app)).toEqual([{ name: "Reason", value: 'SIP;cause=200;text="x"' }]);
  });

  it("carries our Contact within a dialog unless it brings one", () => {
    const bare = request("INVITE sip:placeholder SIP/2.0", "", SDP);
    expect(buildInDialogHeaders(bare, PLACE, "<sip:127.0.0.1:6060>")).toEqual([
      { name: "Contact", value: "<sip:127.0.0.1:6060>" },
      { name: "Content-Type", value: "application/sdp" },
    ]);
    const own = request("INVITE sip:placeholder SIP/2.0", "Contact: <sip:me@localhost>", "", "");
    expect(buildInDialogHeaders(own, PLACE, "<sip:x>")).toEqual([
      { name: "Contact", value: "<sip:me@127.0.0.1:6060>" },
    ]);
  });
});

describe("a response of an application", () => {
  const invite: SipRequest = {
    kind: "request",
    method: "INVITE",
    uri: "sip:bob@127.0.0.1:6060",
    headers: [
      { name: "v", value: "SIP/2.0/UDP 127.31.0.31:5066;branch=z9hG4bK-1;rport=5066" },
      { name: "Record-Route", value: "<sip:127.31.0.31:5066;lr>" },
      { name: "f", value: "<sip:alice@127.31.0.31:5066>;tag=caller" },
      { name: "To", value: "<sip:bob@127.0.0.1:6060>" },
      { name: "i", value: "call@127.31.0.31" },
      { name: "CSeq", value: "1 INVITE" },
      { name: "Contact", value: "<sip:alice@127.31.0.31:5066>" },
    ],
    body: new Uint8Array(),
  };
  const fill = { toTag: "ours", address: PLACE, contact: "<sip:127.0.0.1:6060>", extra: [] };

  it("has From, To, Call-ID, CSeq and Via of the request, whatever the application says (transcript 04)", () => {
    const app = response(
      "SIP/2.0 200 OK",
      "Call-ID: other",
      "cseq: 9 BYE",
      "from: <sip:other@x>",
      "user-agent: app/1",
      "X-Answer: yes",
      "",
      SDP,
    );
    expect(head(buildResponse(app, invite, fill))).toEqual([
      "SIP/2.0 200 OK",
      "Via: SIP/2.0/UDP 127.31.0.31:5066;branch=z9hG4bK-1;rport=5066",
      "Record-Route: <sip:127.31.0.31:5066;lr>",
      "From: <sip:alice@127.31.0.31:5066>;tag=caller",
      "To: <sip:bob@127.0.0.1:6060>;tag=ours",
      "Call-ID: call@127.31.0.31",
      "CSeq: 1 INVITE",
      "Contact: <sip:127.0.0.1:6060>",
      "User-Agent: app/1",
      "X-Answer: yes",
      "Content-Type: application/sdp",
      `Content-Length: ${SDP.length}`,
    ]);
  });

  it("makes no dialog when it refuses: no Record-Route", () => {
    const lines = head(
      buildResponse(response("SIP/2.0 486 Busy Here", "", ""), invite, { ...fill, contact: undefined }),
    );
    expect(lines?.join("\n")).not.toMatch(/Record-Route|Contact/);
    expect(lines).toContain("To: <sip:bob@127.0.0.1:6060>;tag=ours");
  });

  it("has no tag yet while it is 100 Trying", () => {
    const lines = head(buildResponse(response("SIP/2.0 100 Trying", "", ""), invite, { ...fill, contact: undefined }));
    expect(lines).toContain("To: <sip:bob@127.0.0.1:6060>");
  });

  it("may choose the tag of its To", () => {
    expect(chosenTag(response("SIP/2.0 180 Ringing", "to: <sip:bob@x;tag=no>;tag=mine", "", ""))).toBe("mine");
    expect(chosenTag(response("SIP/2.0 180 Ringing", "to: <sip:bob@x>", "", ""))).toBeUndefined();
  });
});
