import { isIP } from "node:net";
import { connectionOf } from "./direction.ts";
import { editLines, splitSdp } from "./sections.ts";

/**
 * a=x-author:<address> [<word>]   an attribute of our own, at session level, within the application only: what the legs of a call
 * know of each other's description, for the decision whether an RTP relay stands between them. It never leaves on the wire.
 */
const ATTRIBUTE = "a=x-author:";

/** What is known of a description's author, and can't be read from the description. */
export interface AuthorNote {
  /** Where its SIP comes from. */
  readonly source: string | undefined;
  /** `nat`: its media isn't where it says; `asked`: the trunk's setting wants the relay; `never`: it is at a server of ours, or the setting wants none. */
  readonly relay: "nat" | "asked" | "never";
}

/** The description with this note alone; what its author wrote of the kind is left out. */
export function withAuthorNote(sdp: string, note: AuthorNote | undefined): string {
  const own = withoutAuthorNote(sdp);
  if (note === undefined || own === "") return own;
  const at = own.search(/^m=/m);
  const [session, streams] = at < 0 ? [own, ""] : [own.slice(0, at), own.slice(at)];
  const end = session === "" || session.endsWith("\n") ? "" : "\r\n";
  return `${session}${end}${ATTRIBUTE}${note.source ?? "-"} ${note.relay}\r\n${streams}`;
}

/** As it goes on the wire; the same text where there is no note. */
export function withoutAuthorNote(sdp: string): string {
  if (!sdp.includes(ATTRIBUTE)) return sdp;
  return editLines(sdp, (line) => (line.startsWith(ATTRIBUTE) ? undefined : line));
}

export function authorNoteOf(sdp: string): AuthorNote | undefined {
  if (!sdp.includes(ATTRIBUTE)) return undefined;
  const line = splitSdp(sdp).session.rest.find((each) => each.startsWith(ATTRIBUTE));
  const [source = "", relay] = line?.slice(ATTRIBUTE.length).split(" ") ?? [];
  if (relay !== "nat" && relay !== "asked" && relay !== "never") return undefined;
  return { source: isIP(source) === 0 ? undefined : source, relay };
}

/** Where the first stream that is up goes to; undefined: nowhere (0.0.0.0 is a hold), or no address that can be read. */
export function mediaAddressOf(sdp: string): string | undefined {
  const { session, streams } = splitSdp(sdp);
  const stream = streams.find(({ first }) => !/^m=\S+ 0[ /]/.test(first));
  const address = (stream && connectionOf(stream)) ?? connectionOf(session);
  return address === undefined || isIP(address) === 0 || address === "0.0.0.0" || address === "::"
    ? undefined
    : address;
}
