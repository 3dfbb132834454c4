import type { MediaEndpoint } from "../../media/media-port.ts";
import type { Leg } from "../leg/leg.ts";

/**
 * What the media server offers this leg's telephone within its session: encrypted where the session is, whatever the other side
 * of it was. Throws MediaRefused where the media server can't.
 */
export function mediaOfferTo(leg: Leg, endpoint: MediaEndpoint): string {
  return leg.isEncrypted ? endpoint.encryptedOffer(leg.sentSdp) : endpoint.localSdp;
}
