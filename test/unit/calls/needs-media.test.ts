import { describe, expect, it } from "vitest";
import { needsMediaBetween } from "../../../src/calls/dial/needs-media.ts";
import { isWebSocket } from "../../../src/registrar/binding.ts";
import { isBrowserOffer } from "../../../src/sdp/browser-offer.ts";
import { sdpOf } from "../../support/sdp.ts";

const TELEPHONE = sdpOf({ address: "192.0.2.7", port: 4000 });

describe("a media server between two parties", () => {
  it.each([
    ["a telephone that calls a telephone", false, false, false],
    ["a telephone that calls a browser", false, true, true],
    ["a browser that calls a telephone, or a trunk", true, false, true],
    ["a browser that calls a browser, each behind a router of its own", true, true, true],
  ])("stands where it must: %s", (_who, caller, callee, needed) => {
    expect(needsMediaBetween({ isBrowser: caller }, { isBrowser: callee })).toBe(needed);
  });

  it("is for phones on WebSockets, which are browsers", () => {
    expect(["udp", "tcp", "tls", "ws", "wss"].filter(isWebSocket)).toEqual(["ws", "wss"]);
  });

  it("goes on for a caller who was answered and whose media is WebRTC", () => {
    expect(isBrowserOffer(TELEPHONE)).toBe(false);
    expect(isBrowserOffer(TELEPHONE.replace("RTP/AVP", "RTP/SAVP"))).toBe(false);
    expect(isBrowserOffer(TELEPHONE.replace("RTP/AVP", "UDP/TLS/RTP/SAVPF"))).toBe(true);
  });
});
