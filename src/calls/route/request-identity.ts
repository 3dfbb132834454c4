import type { RequestIdentity } from "../../trunks/identify.ts";
import type { SrfRequest } from "../../srf/srf.ts";

/** More than anybody dials or is called. */
const MOST_CHARACTERS = 128;

/** What was dialled: the user part of a Request-URI (RFC 3261 §19.1.1, RFC 3966); "" where there is none. */
export function dialledUser(uri: string): string {
  return userOf(uri);
}

/** The user part of the first URI in a header, unescaped, without password or parameters; "" where there is none. */
export function userOf(header: string): string {
  const user = /(?:sips?:([^@:;>,\s]*)[^@>,\s]*@|tel:([^;>,\s]*))/i.exec(header);
  return unescaped(user?.[1] ?? user?.[2] ?? "").slice(0, MOST_CHARACTERS);
}

/**
 * What an INVITE says of its caller, for whoever knows whether to believe it.
 *
 * Network-asserted before self-claimed (RFC 3325 §9.1); a provider that may be believed asserts.
 */
export function requestIdentity(req: SrfRequest): RequestIdentity {
  const from = req.get("From") ?? "";
  const identity = req.get("P-Asserted-Identity") ?? from;
  const callingUser = userOf(identity);
  const callingName = displayNameOf(identity) ?? displayNameOf(from);
  return {
    sourceAddress: req.source_address,
    calledUser: dialledUser(req.uri),
    calledParties: [userOf(req.get("P-Called-Party-ID") ?? ""), userOf(req.get("To") ?? "")],
    callingUser: callingUser === "" ? undefined : callingUser,
    ...(callingName === undefined ? {} : { callingName }),
    withheld: isWithheld(req.get("Privacy"), from),
  };
}

/** Option tags that a caller may insist on: session timers are the engine's (RFC 4028). */
const UNDERSTOOD = new Set(["timer", "replaces"]);

/** Of a Require header, what we can't do; "" when nothing. */
export function unknownExtensions(require: string | undefined): string {
  const tags = (require ?? "").split(",").map((tag) => tag.trim().toLowerCase());
  return tags.filter((tag) => tag !== "" && !UNDERSTOOD.has(tag)).join(", ");
}

/** Whether its body, if it has one, is a session description: the only kind that phones and we can read. */
export function describesSession({ body }: Pick<SrfRequest, "body">, contentType: string | undefined): boolean {
  // A body without a type breaks RFC 3261 §20.15; in an INVITE it can be only one thing.
  return body === undefined || body === "" || /^\s*application\/sdp\s*(?:;|$)/i.test(contentType ?? "application/sdp");
}

/** RFC 3323 §4.2, RFC 3325 §9.3: "id", "user" and "header" hide the caller; so does an anonymous From (RFC 3323 §4.1.1.3). */
function isWithheld(privacy: string | undefined, from: string): boolean {
  const hidden = (privacy ?? "").toLowerCase().split(/[;,\s]+/);
  return ["id", "user", "header"].some((value) => hidden.includes(value)) || /@anonymous\.invalid/i.test(from);
}

/** display-name = *(token LWS) / quoted-string   RFC 3261 §25.1 */
function displayNameOf(header: string): string | undefined {
  const quoted = /^\s*"((?:[^"\\]|\\.)*)"/.exec(header)?.[1];
  const name = (quoted?.replace(/\\(.)/g, "$1") ?? /^\s*([^"<:]*?)\s*</.exec(header)?.[1] ?? "").trim();
  return name === "" ? undefined : name.slice(0, MOST_CHARACTERS);
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a "%" that escapes nothing
  }
}
