import { describe, expect, it } from "vitest";
import { plainOffer } from "../../../src/sdp/offered-twice.ts";

const SESSION = "v=0\r\no=FreeSWITCH 1 2 IN IP4 192.0.2.1\r\ns=FreeSWITCH\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n";
const SECURE = "m=audio 41272 RTP/SAVP 0 8\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x\r\na=sendrecv\r\n";
const PLAIN = "m=audio 41272 RTP/AVP 0 8\r\na=ptime:20\r\n";

describe("a media server's offer", () => {
  it.each([
    ["that has a stream twice is made of the plain one", SESSION + SECURE + PLAIN, SESSION + PLAIN],
    ["that is plain stays as it is", SESSION + PLAIN, SESSION + PLAIN],
    ["that is encrypted only stays as it is", SESSION + SECURE, SESSION + SECURE],
    ["that is none stays as it is", "", ""],
  ])("%s", (_, offered, told) => {
    expect(plainOffer(offered)).toBe(told);
  });
});
