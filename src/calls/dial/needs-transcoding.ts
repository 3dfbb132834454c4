import { parseSdp } from "../../sdp/session-description.ts";
import { isIncompatible } from "../leg/status.ts";

/** What a media server codes and decodes, by name and clock (RFC 3551 §6, RFC 7587 §7). All else passes from telephone to telephone only. */
const TRANSCODED: ReadonlySet<string> = new Set(["pcmu/8000", "pcma/8000", "g722/8000", "opus/48000"]);

/**
 * Whether a media server is to stand between a caller and a telephone that has refused the caller's offer: the two share no codec,
 * and the caller has one that a media server can turn into another. Pure.
 *
 * @param status  with which the telephone has refused
 * @param offer   the caller's; undefined: the telephone could choose, and has refused the call itself
 */
export function needsTranscoding(status: number, offer: string | undefined): boolean {
  if (!isIncompatible(status) || offer === undefined) return false;
  const description = parseSdp(offer);
  if (!description.ok) return false;
  return description.value.media.some(
    ({ kind, port, formats }) =>
      kind === "audio" &&
      port !== 0 &&
      formats.some(({ encoding, clockRate }) => TRANSCODED.has(`${encoding.toLowerCase()}/${clockRate}`)),
  );
}
