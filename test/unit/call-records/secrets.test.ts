import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withoutSecrets } from "../../../src/call-records/secrets.ts";

const head = (...lines: string[]): string => ["INVITE sip:1001@pbx SIP/2.0", ...lines, "CSeq: 1 INVITE"].join("\r\n");

describe("a SIP message that is kept", () => {
  it.each([
    ["the answer to a challenge", head('Authorization: Digest username="a", response="SECRET"'), ""],
    ["the same to a proxy", head('proxy-authorization : Digest username="a", response="SECRET"'), ""],
    ["credentials over several lines", head('Authorization: Digest username="a",\r\n response="SECRET"'), ""],
    ["a password in a URI", head("Contact: <sip:alice:SECRET@192.0.2.1>"), ""],
    [
      "a media key",
      head("Content-Type: application/sdp"),
      "v=0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SECRET|2^20\r\n",
    ],
    ["a key of old", head("Content-Type: application/sdp"), "v=0\r\nk=clear:SECRET\r\n"],
    ["an ICE password", head("c: application/sdp"), "v=0\r\na=ice-pwd:SECRET\r\n"],
    ["MIKEY", head("Content-Type: application/sdp"), "v=0\r\na=key-mgmt:mikey SECRET\r\n"],
    ["a PIN in INFO", head("Content-Type: application/dtmf-relay"), "Signal=SECRET\r\nDuration=160\r\n"],
    ["a text", head("Content-Type: text/plain"), "SECRET"],
    ["a body of no known kind", head(), "SECRET"],
  ])("says nothing of %s", (_what, start, body) => {
    expect(withoutSecrets(`${start}\r\n\r\n${body}`)).not.toContain("SECRET");
  });

  it("keeps all that explains the call", () => {
    const sdp =
      "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 4000 RTP/AVP 8\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\n";
    const message = `${head('From: "A" <sip:a@b>;tag=1', "Authorization: Digest a=b", "Content-Type: application/sdp")}\r\n\r\n${sdp}`;
    const shown = withoutSecrets(message);
    for (const part of [
      'From: "A" <sip:a@b>;tag=1',
      "CSeq: 1 INVITE",
      "m=audio 4000 RTP/AVP 8",
      "Digest ***",
      "_80 inline:***",
    ])
      expect(shown).toContain(part);
  });

  it("never fails on, and never shows credentials of, whatever comes", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.constantFrom("\r\n", "\n"), (before, after, end) => {
        const text = `X: ${before.replace(/[\r\n]/g, "")}${end}Authorization: Digest response="S3CRET-KEY"${end}Y: ${after}`;
        expect(withoutSecrets(text)).not.toContain("S3CRET-KEY");
      }),
    );
  });
});
