import { describe, expect, it } from "vitest";
import { plainOffer, secureOffer } from "../../../src/sdp/offered-twice.ts";

const SESSION = "v=0\r\no=FreeSWITCH 1 2 IN IP4 192.0.2.1\r\ns=FreeSWITCH\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
const SECURE = "m=audio 41272 RTP/SAVP 0 8\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\na=sendrecv\r\n";
const PLAIN = "m=audio 41272 RTP/AVP 0 8\r\na=ptime:20\r\n";
const KEYED = SECURE.replace("inline:x", "inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz");
const LITE = "a=ice-lite\r\n";
const BROWSERS =
  "m=audio 41272 UDP/TLS/RTP/SAVPF 0 8\r\na=mid:0\r\na=setup:actpass\r\na=fingerprint:sha-256 AB\r\na=ice-ufrag:abcd\r\n";

describe("a media server's offer", () => {
  it.each([
    ["that has a stream twice is made of the plain one", SESSION + SECURE + PLAIN, SESSION + PLAIN],
    ["that is plain stays as it is", SESSION + PLAIN, SESSION + PLAIN],
    ["that is encrypted only stays as it is", SESSION + SECURE, SESSION + SECURE],
    ["that is none stays as it is", "", ""],
    [
      "that has one for browsers too is made of the plain one",
      SESSION + LITE + KEYED + PLAIN + BROWSERS,
      SESSION + PLAIN,
    ],
  ])("%s", (_, offered, told) => {
    expect(plainOffer(offered)).toBe(told);
  });
});

describe("a media server's encrypted offer within a session", () => {
  const offered = SESSION + LITE + KEYED + PLAIN + BROWSERS;

  it("has keys where the session has, under its profile", () => {
    const told = SESSION + KEYED.replace("RTP/SAVP", "RTP/AVP");
    expect(secureOffer(offered, told)).toBe(SESSION + KEYED.replace("RTP/SAVP", "RTP/AVP"));
    expect(secureOffer(SESSION + PLAIN, told)).toBeUndefined();
  });

  it("is one for a browser where the session is, under the stream's own name", () => {
    const told = `${SESSION}a=group:BUNDLE audio\r\n${BROWSERS.replace("a=mid:0", "a=mid:audio")}`;
    const bundle = "a=group:BUNDLE audio\r\n";
    expect(secureOffer(offered, told)).toBe(SESSION + LITE + bundle + BROWSERS.replace("a=mid:0", "a=mid:audio"));
    expect(secureOffer(SESSION + KEYED + PLAIN, told)).toBeUndefined(); // a media server without WebRTC
  });
});
