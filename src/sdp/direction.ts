import { editLines, splitSdp, type Section } from "./sections.ts";

/** Which way media flows, as the author of the description sees it (RFC 8866 §6.7). */
export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

const DIRECTION = /^a=(sendrecv|sendonly|recvonly|inactive)[ \t]*$/;
const CONNECTION = /^c=IN IP[46] ([^\s/]+)/;

/** The direction that a section names, if any. */
export function directionOf({ rest }: Section): Direction | undefined {
  for (const line of rest) {
    const direction = line.startsWith("a=") ? DIRECTION.exec(line)?.[1] : undefined;
    if (direction !== undefined) return direction as Direction;
  }
  return undefined;
}

/** The address of a section's c= line, if it has one (RFC 8866 §5.7). */
export function connectionOf({ rest }: Section): string | undefined {
  for (const line of rest) {
    const address = line.startsWith("c=") ? CONNECTION.exec(line)?.[1] : undefined;
    if (address !== undefined) return address;
  }
  return undefined;
}

/** The stream that people talk by: the first audio that isn't given up (port 0), else the first of all. */
function spokenOf(streams: readonly Section[]): Section | undefined {
  return streams.find(({ first }) => /^m=audio [1-9]/i.test(first)) ?? streams[0];
}

/**
 * Whether an offer puts its receiver on hold (RFC 3264 §8.4; c=0.0.0.0 is how RFC 2543 had it, but a browser that only looks for its
 * way: RFC 8839 §4.3.1). What is spoken counts.
 */
export function isHold(offer: string): boolean {
  const { session, streams } = splitSdp(offer);
  const audio = spokenOf(streams) ?? session;
  const direction = directionOf(audio) ?? directionOf(session);
  const address = connectionOf(audio) ?? connectionOf(session);
  const isNowhere = address === "0.0.0.0" && ![session, audio].some(({ rest }) => rest.some(isIce));
  return direction === "sendonly" || direction === "inactive" || isNowhere;
}

function isIce(line: string): boolean {
  return line.startsWith("a=ice-ufrag:");
}

/** Whether the author of a description sends nothing: it was put on hold (RFC 3264 §8.4), or its microphone is off. */
export function isHeldThere(sdp: string): boolean {
  const { session, streams } = splitSdp(sdp);
  const direction = directionOf(spokenOf(streams) ?? session) ?? directionOf(session);
  return direction === "recvonly" || direction === "inactive";
}

/** The same session, no longer on hold: sendrecv is what a session is that says nothing else (RFC 8866 §6.7). */
export function sending(sdp: string): string {
  return editLines(sdp, (line) => {
    const direction = line.startsWith("a=") ? DIRECTION.exec(line)?.[1] : undefined;
    return direction === undefined || direction === "sendrecv" ? line : undefined;
  });
}

/** The description with a direction in any case: some readers want to be told what stands for itself. */
export function withDirection(sdp: string): string {
  const { session, streams } = splitSdp(sdp);
  return [session, ...streams].some((section) => directionOf(section) !== undefined) ? sdp : `${sdp}a=sendrecv\r\n`;
}

/** Whether two descriptions say the same about the media, whatever their origin and version (o= line). */
export function isSameMedia(one: string, other: string): boolean {
  return mediaOf(one) === mediaOf(other);
}

function mediaOf(sdp: string): string {
  return sdp
    .split(/\r?\n/)
    .filter((line) => line !== "" && !/^[vost]=/.test(line))
    .join("\n");
}
