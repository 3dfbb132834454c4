const DIRECTION = /^a=(?:sendonly|recvonly|inactive)\r?\n/gm;

/** The same session, no longer on hold: sendrecv is what a session is that says nothing else (RFC 4566 §6). */
export function sending(sdp: string): string {
  return sdp.replace(DIRECTION, "");
}

/** Whether two SDPs say the same about the media, whoever wrote them and in whatever version. */
export function isSameMedia(one: string, other: string): boolean {
  return mediaOf(one) === mediaOf(other);
}

function mediaOf(sdp: string): string {
  return sdp
    .split(/\r?\n/)
    .filter((line) => line !== "" && !/^[vost]=/.test(line))
    .join("\n");
}
