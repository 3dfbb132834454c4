import { splitSdp } from "./sections.ts";

/** A stream that agrees on its keys by DTLS, with feedback: what browsers offer, and telephones don't (RFC 8834 §4.1, RFC 8827 §6.5). */
const OF_BROWSER = /^m=audio \d+ UDP\/TLS\/RTP\/SAVPF? /i;

/** Whether a browser makes this offer, which takes no answer without DTLS and ICE. */
export function isBrowserOffer(sdp: string): boolean {
  return splitSdp(sdp).streams.some(({ first }) => OF_BROWSER.test(first));
}

/**
 * What a browser that was told nothing yet would have been told, as far as it says how it is offered audio: by DTLS, and by a name
 * (RFC 9143).
 */
export const TOLD_TO_BROWSERS = [
  "v=0",
  "m=audio 9 UDP/TLS/RTP/SAVPF 0",
  "a=mid:0",
  "a=fingerprint:sha-256 00",
  "",
].join("\r\n");
