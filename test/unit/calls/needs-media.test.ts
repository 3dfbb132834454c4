import { describe, expect, it } from "vitest";
import { isBrowser, needsMediaBetween } from "../../../src/calls/dial/needs-media.ts";
import { sdpOf } from "../../support/sdp.ts";

const TELEPHONE = sdpOf({ address: "192.0.2.7", port: 4000 });
const SECURE_TELEPHONE = TELEPHONE.replace("RTP/AVP", "RTP/SAVP");
/** As JsSIP offers it in Chromium, shortened. */
const BROWSER = [
  "v=0",
  "o=- 1 2 IN IP4 127.0.0.1",
  "s=-",
  "t=0 0",
  "a=group:BUNDLE 0",
  "m=audio 50000 UDP/TLS/RTP/SAVPF 111 0",
  "c=IN IP4 192.0.2.8",
  "a=ice-ufrag:abcd",
  "a=fingerprint:sha-256 00",
  "a=mid:0",
  "",
].join("\r\n");

describe("a media server between two parties", () => {
  it.each([
    ["a telephone that calls a telephone", TELEPHONE, false, false],
    ["a telephone with SDES that calls a telephone", SECURE_TELEPHONE, false, false],
    ["a telephone that lets the other one offer", undefined, false, false],
    ["a telephone that calls a browser", TELEPHONE, true, true],
    ["a browser that calls a telephone, or a trunk", BROWSER, false, true],
    ["a browser that calls a browser, each behind a router of its own", BROWSER, true, true],
    ["a telephone that lets a browser offer", undefined, true, true],
  ])("stands where it must: %s", (_who, offer, callee, needed) => {
    expect(needsMediaBetween(offer, { isBrowser: callee })).toBe(needed);
  });

  it("is for phones on WebSockets, which are browsers", () => {
    const browsers = (["udp", "tcp", "tls", "ws", "wss"] as const).filter((transport) => isBrowser({ transport }));
    expect(browsers).toEqual(["ws", "wss"]);
  });
});
