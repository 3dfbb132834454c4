import { isBrowserOffer } from "../../sdp/browser-offer.ts";
import type { SipTransport } from "../../registrar/binding.ts";

/**
 * Whether a media server must stand between the two from the first moment: browsers speak WebRTC alone (RFC 8834: DTLS-SRTP and ICE),
 * which no telephone and no trunk does; and two browsers, each behind a router of its own, reach each other no better than it.
 *
 * @param offer  the caller's; undefined: the callee makes it
 */
export function needsMediaBetween(offer: string | undefined, callee: { readonly isBrowser: boolean }): boolean {
  return callee.isBrowser || (offer !== undefined && isBrowserOffer(offer));
}

/** Phones that speak SIP over WebSocket are pages in a browser, whose media is WebRTC (RFC 7118 §1). */
export function isBrowser({ transport }: { readonly transport: SipTransport }): boolean {
  return transport === "ws" || transport === "wss";
}
