/**
 * A media server that makes the offer may offer each stream twice, encrypted and plain (FreeSWITCH does). Telephones take
 * that for two streams and refuse both, or one that is to stay one stream in a session that began with it (RFC 3264 §8).
 * Only the plain one is offered: the server is told of the answer by an offer of its own, which needn't match.
 */
export function plainOffer(sdp: string): string {
  const [session = "", ...streams] = sdp.split(/^(?=m=)/m);
  const plain = streams.filter((stream) => !/^m=\S+ \d+ \S*SAVPF?\s/.test(stream));
  return plain.length === 0 ? sdp : [session, ...plain].join("");
}
