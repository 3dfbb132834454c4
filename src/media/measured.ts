import type { EndpointQuality, Media } from "./media-port.ts";

/** The same media servers; of every endpoint that is opened here it is told how its audio was, when that is known. */
export function measured(media: Pick<Media, "open">, tell: (quality: EndpointQuality) => void): Pick<Media, "open"> {
  return {
    open: async (offer, signal, near) => {
      const endpoint = await media.open(offer, signal, near);
      void endpoint.quality.then((quality) => (quality === undefined ? undefined : tell(quality)));
      return endpoint;
    },
  };
}
