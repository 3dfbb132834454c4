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
  for (const { first, rest } of streams) {
    lines.push(atNowhere(first), "a=inactive", ...rest.filter((line) => line.startsWith("t=") || CODECS.test(line)));
  }
  return [...lines, ""].join("\r\n");
}

/** A stream that the offer gives up (port 0) is given up. */
function atNowhere(line: string): string {
  return line.replace(/^(m=\S+ )(\d+)/, (_, kind: string, port: string) => `${kind}${port === "0" ? 0 : NOWHERE}`);
}
