import { cryptoAttributes, cryptoLine } from "./crypto-attribute.ts";
import { isSecureProfile } from "./encryption.ts";
import { refused } from "./media-offer.ts";
import { splitSdp } from "./sections.ts";

/** The discard port: nothing is heard there. */
const NOWHERE = 9;

/** What of an offer says how its media is encoded. */
const CODECS = /^a=(?:rtpmap|fmtp|mid|ptime)/;

/** An answer that takes what is offered, but no media yet (RFC 3264 §6.1): the offer's own codecs, at no address. */
export function inactiveAnswer(offer: string): string {
  const { session, streams } = splitSdp(offer);
  const lines = ["v=0", "o=- 0 0 IN IP4 0.0.0.0", "s=-", "c=IN IP4 0.0.0.0"];
  lines.push(...session.rest.filter((line) => line.startsWith("t=") || CODECS.test(line)));
  for (const stream of streams) {
    const { first, rest } = stream;
    const key = isSecureProfile(stream) ? keyFor(rest) : [];
    if (key === undefined) lines.push(refused(stream).first);
    else
      lines.push(
        atNowhere(first),
        "a=inactive",
        ...key,
        ...rest.filter((line) => line.startsWith("t=") || CODECS.test(line)),
      );
  }
  return [...lines, ""].join("\r\n");
}

/**
 * An encrypted stream is answered with a key (RFC 4568 §5.1.2), though nothing is ever encrypted with it: before there is media a
 * key of the other telephone's takes its place. Undefined: keys are agreed on in the stream itself (DTLS), which takes a peer there.
 */
function keyFor(lines: readonly string[]): string[] | undefined {
  const [taken] = cryptoAttributes(lines);
  if (taken === undefined) return undefined;
  return [cryptoLine({ ...taken, keySalt: taken.keySalt.map((byte) => ~byte) })];
}

/** A stream that the offer gives up (port 0) is given up. */
function atNowhere(line: string): string {
  return line.replace(/^(m=\S+ )(\d+)/, (_, kind: string, port: string) => `${kind}${port === "0" ? 0 : NOWHERE}`);
}
