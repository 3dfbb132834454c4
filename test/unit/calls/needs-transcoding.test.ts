import { describe, expect, it } from "vitest";
import { needsTranscoding } from "../../../src/calls/dial/needs-transcoding.ts";
import { sdp, sdpOf } from "../../support/sdp.ts";

const opus = `${sdp(4000, "sendrecv", "96")}a=rtpmap:96 opus/48000/2\r\n`;
const fax = "v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=-\r\nc=IN IP4 192.0.2.7\r\nt=0 0\r\nm=image 4000 udptl t38\r\n";

describe("a media server between a caller and a telephone that has refused the call", () => {
  it.each([
    ["the telephone doesn't have the caller's PCMA", 488, sdp(4000, "sendrecv", "8"), true],
    ["it doesn't have the caller's G.722", 606, sdp(4000, "sendrecv", "9"), true],
    ["it doesn't have the caller's Opus", 415, opus, true],
    [
      "the caller has G.729 alone, which no media server has",
      488,
      sdpOf({ address: "192.0.2.7", port: 4000, codecs: ["G729", "EVENTS"] }),
      false,
    ],
    ["the caller sends a fax (T.38), which goes from end to end", 488, fax, false],
    ["the caller has given its audio up", 488, sdp(0), false],
    ["the telephone is busy", 486, sdp(4000), false],
    ["the telephone could choose the codec itself", 488, undefined, false],
    ["the caller's offer can't be read", 488, "hello", false],
  ])("stands there only where it helps: %s", (_what, status, offer, needed) => {
    expect(needsTranscoding(status, offer)).toBe(needed);
  });
});
