import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sdpIn, sessionBody } from "../../../src/sip/session-body.ts";
import { anyText } from "../../support/any-text.ts";

const SDP = "v=0\r\nm=audio 4000 RTP/AVP 8\r\n";
const ISUP = { "Content-Type": "application/isup;version=itu-t92+" };
const SESSION = { "Content-Type": "application/sdp" };

function headersOf(headers: Readonly<Record<string, string>>) {
  const known = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { get: (name: string) => known.get(name.toLowerCase()) };
}

function partOf(headers: Readonly<Record<string, string>>, body: string): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return ["--b1", ...lines, "", body].join("\r\n");
}

/** The verdict on a multipart body of these parts. */
function ofParts(type: string, ...parts: readonly string[]) {
  const body = ["a preamble for people", ...parts, "--b1--", "an epilogue"].join("\r\n");
  return sessionBody(body, headersOf({ "Content-Type": `${type};boundary="b1"` }));
}
const sdpPart = partOf(SESSION, SDP.trimEnd());
const found = { kind: "sdp", sdp: SDP };

describe("a body", () => {
  it.each([
    ["", {}, "none"],
    [SDP, SESSION, "sdp"],
    [SDP, { "Content-Type": " Application/SDP ; charset=utf-8" }, "sdp"],
    [SDP, {}, "sdp"],
    ["hello", { "Content-Type": "text/plain" }, "unsupported"],
    [SDP, { "Content-Type": "application/sdpx" }, "unsupported"],
    [SDP, { "Content-Type": "nonsense" }, "unsupported"],
    [SDP, { ...SESSION, "Content-Encoding": "gzip" }, "unsupported"],
    [SDP, { ...SESSION, "Content-Disposition": "session" }, "sdp"],
    [SDP, { ...SESSION, "Content-Disposition": "early-session" }, "unsupported"],
    [SDP, { ...SESSION, "Content-Disposition": "early-session;handling=optional" }, "none"],
    ["x", { ...ISUP, "Content-Disposition": "signal;handling=optional" }, "none"],
    ["x", { ...ISUP, "Content-Disposition": 'signal ; Handling="OPTIONAL"' }, "none"],
    ["x", { ...ISUP, "Content-Disposition": "signal;handling=required" }, "unsupported"],
    ["x", { ...ISUP, "Content-Disposition": "signal" }, "unsupported"],
    ["--x", { "Content-Type": "multipart/mixed;boundary=y" }, "unsupported"],
    ["--x", { "Content-Type": "multipart/mixed" }, "unsupported"],
  ] as const)("%j with %j is to a call: %s", (body, headers, kind) => {
    expect(sessionBody(body, headersOf(headers)).kind).toBe(kind);
  });
});

describe("a body of several parts", () => {
  const optional = partOf({ ...ISUP, "Content-Disposition": "signal;handling=optional" }, "\x01\x10\x48");
  const required = partOf({ ...ISUP, "Content-Disposition": "signal;handling=required" }, "\x01");
  const location = partOf({ "Content-Type": "application/pidf+xml", "Content-ID": "<a@b>" }, "<presence/>");

  it.each([
    ["optional parts before and behind it", "multipart/mixed", [optional, sdpPart, optional]],
    ["a location that a header refers to", "multipart/mixed", [sdpPart, location]],
    [
      "a part by reference",
      "multipart/mixed",
      [sdpPart, partOf({ ...ISUP, "Content-Disposition": "by-reference" }, "x")],
    ],
    ["a multipart type that isn't known", "multipart/x-other", [optional, sdpPart]],
    ["alternatives, whatever the others are", "multipart/alternative", [required, sdpPart]],
    ["a root whose other parts are its own", "multipart/related", [sdpPart, required]],
  ])("is a session with %s", (_, type, parts) => {
    expect(ofParts(type, ...parts)).toEqual(found);
  });

  it("is a session where the description lies one level deeper", () => {
    const inner = ["--b2", "Content-Type: application/sdp", "", SDP.trimEnd(), "--b2--"].join("\r\n");
    expect(ofParts("multipart/mixed", partOf({ "Content-Type": "multipart/alternative;boundary=b2" }, inner))).toEqual(
      found,
    );
  });

  it("is a session where a part has no headers, LF alone ends its lines, or it is in base64", () => {
    expect(ofParts("multipart/mixed", `--b1\r\n\r\n${SDP.trimEnd()}`)).toEqual(found);
    const withLf = ["--b1", "Content-Type: application/sdp", "", "v=0", "m=audio 4000 RTP/AVP 8", "--b1--"].join("\n");
    expect(sdpIn({ ...headersOf({ "Content-Type": "multipart/mixed;boundary=b1" }), body: withLf })).toBe(
      "v=0\nm=audio 4000 RTP/AVP 8\n",
    );
    const encoded = partOf({ ...SESSION, "Content-Transfer-Encoding": "base64" }, Buffer.from(SDP).toString("base64"));
    expect(ofParts("multipart/mixed", encoded)).toEqual(found);
  });

  it("is refused where a part must be understood and isn't", () => {
    expect(ofParts("multipart/mixed", sdpPart, required).kind).toBe("unsupported");
    expect(ofParts("multipart/mixed", sdpPart, partOf({ "Content-Type": "text/plain" }, "x")).kind).toBe("unsupported");
  });

  it("without any session leaves the offer to us", () => {
    expect(ofParts("multipart/mixed", optional)).toEqual({ kind: "none" });
  });

  it("may be anything without making us throw", () => {
    fc.assert(
      fc.property(
        anyText,
        anyText,
        fc.constantFrom("mixed", "alternative", "related", "x"),
        (body, header, subtype) => {
          const text = `--b\r\nContent-Type: ${header}\r\n\r\n${body}\r\n--b--`;
          sessionBody(text, headersOf({ "Content-Type": `multipart/${subtype};boundary=b;${header}` }));
          sessionBody(body, headersOf({ "Content-Type": header, "Content-Disposition": header }));
        },
      ),
      { seed: 20_261_128 },
    );
  });
});
