/** The discard port: nothing is heard there. */
const NOWHERE = 9;

/** An answer that takes what is offered, but no media yet (RFC 3264 §6.1): the offer's own codecs, at no address. */
export function inactiveAnswer(offer: string): string {
  const lines = offer.split(/\r?\n/).filter((line) => /^[tm]=|^a=(?:rtpmap|fmtp|mid|ptime)/.test(line));
  const silent = lines.flatMap((line) => (line.startsWith("m=") ? [atNowhere(line), "a=inactive"] : [line]));
  return ["v=0", "o=- 0 0 IN IP4 0.0.0.0", "s=-", "c=IN IP4 0.0.0.0", ...silent, ""].join("\r\n");
}

/** A stream that the offer gives up (port 0) is given up. */
function atNowhere(line: string): string {
  return line.replace(/^(m=\S+ )(\d+)/, (_, kind: string, port: string) => `${kind}${port === "0" ? 0 : NOWHERE}`);
}
