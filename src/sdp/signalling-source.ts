import { isIP } from "node:net";
import { editLines, type Section } from "./sections.ts";

/**
 * a=x-signalling-source:<address>   an attribute of our own, at session level, between the application and a media server only.
 * Where the SIP of a description's author comes from: behind NAT its RTP comes from there too, and not from the c= line's address.
 * Media servers that don't know it pass it over (RFC 8866 §5.13).
 */
const ATTRIBUTE = "a=x-signalling-source:";

/** The description with that address for the media server; what its author wrote of the kind is left out. */
export function withSignallingSource(sdp: string, address: string | undefined): string {
  const own = editLines(sdp, (line) => (line.toLowerCase().startsWith(ATTRIBUTE) ? undefined : line));
  if (address === undefined || isIP(address) === 0) return own;
  const [session = "", ...streams] = own.split(/^(?=m=)/m);
  const end = session === "" || session.endsWith("\n") ? "" : "\r\n";
  return [session, `${end}${ATTRIBUTE}${address}\r\n`, ...streams].join("");
}

/** The address, where the session says it. */
export function signallingSourceOf({ rest }: Section): string | undefined {
  const address = rest
    .find((line) => line.startsWith(ATTRIBUTE))
    ?.slice(ATTRIBUTE.length)
    .trim();
  return address === undefined || isIP(address) === 0 ? undefined : address;
}
