import { parseContentType, type ContentType } from "./content-type.ts";
import { parseMultipart, type BodyPart } from "./multipart.ts";
import { paramValue } from "./params.ts";
import { parseTokenAndParams } from "./event.ts";

/** What a message says of its body; names in any spelling. */
export interface BodyHeaders {
  get(name: string): string | undefined;
}

/** What a body is to a call. */
export type SessionBody =
  /** None, or nothing that has to be understood. */
  | { readonly kind: "none" }
  | { readonly kind: "sdp"; readonly sdp: string }
  /** Its sender insists on what we don't understand: 415 with what is taken (RFC 3261 §8.2.3). */
  | { readonly kind: "unsupported" };

/** What a 415 says that is taken. */
export const ACCEPTED_BODIES = "application/sdp, multipart/mixed";
/** The headers of a 415 (RFC 3261 §8.2.3). */
export const REFUSED_BODY = { Accept: ACCEPTED_BODIES, "Accept-Encoding": "identity" } as const;

const NONE: SessionBody = { kind: "none" };
const UNSUPPORTED: SessionBody = { kind: "unsupported" };
/** multipart in multipart: no sender needs more. */
const MOST_DEPTH = 4;

/**
 * The session description in a body, by the types of its parts (RFC 5621): what is optional, or sits there for a header to refer
 * to, may be of any type; what isn't, must be understood. A body without a type breaks RFC 3261 §20.15; in an INVITE it can be
 * only one thing.
 */
export function sessionBody(body: string | undefined, headers: BodyHeaders): SessionBody {
  if (body === undefined || body === "") return NONE;
  const found = read({ get: (name) => headers.get(name), body }, 0);
  return found.kind === "unsupported" && isOptional(headers) ? NONE : found;
}

/** The same where there is nothing to refuse: "" without one. */
export function sdpIn(message: BodyHeaders & { readonly body?: string }): string {
  const found = sessionBody(message.body, message);
  return found.kind === "sdp" ? found.sdp : "";
}

function read(part: BodyPart, depth: number): SessionBody {
  const encoding = part.get("content-encoding")?.toLowerCase() ?? "identity";
  const typeText = part.get("content-type");
  const type = typeText === undefined ? SDP : parseContentType(typeText);
  if (type === undefined || encoding !== "identity" || depth > MOST_DEPTH) return UNSUPPORTED;
  if (type.type.startsWith("multipart/")) return readParts(type, part, depth);
  const disposition = dispositionOf(part);
  if (type.type !== "application/sdp" || (disposition !== undefined && disposition.token !== "session"))
    return UNSUPPORTED; // early-session (RFC 3959) among them
  const sdp = decoded(part);
  return sdp === undefined ? UNSUPPORTED : { kind: "sdp", sdp };
}

const SDP: ContentType = { type: "application/sdp", params: [] };

/** A multipart type that isn't known is read as mixed (RFC 2046 §5.1.3). */
function readParts({ type, params }: ContentType, { body }: BodyPart, depth: number): SessionBody {
  const boundary = paramValue(params, "boundary");
  const parts = boundary === undefined ? undefined : parseMultipart(body, boundary);
  if (parts === undefined) return UNSUPPORTED;
  const all = parts.map((part) => withoutOptional(part, read(part, depth + 1)));
  if (type === "multipart/alternative") return all.findLast(({ kind }) => kind === "sdp") ?? all.at(-1) ?? NONE;
  // The root speaks for all; the others are there for it (RFC 2387 §3.2).
  if (type === "multipart/related") return all[rootOf(parts, paramValue(params, "start"))] ?? NONE;
  if (all.some(({ kind }) => kind === "unsupported")) return UNSUPPORTED;
  return all.find(({ kind }) => kind === "sdp") ?? NONE;
}

function rootOf(parts: readonly BodyPart[], start: string | undefined): number {
  const named = start === undefined ? -1 : parts.findIndex((part) => part.get("content-id") === start);
  return Math.max(0, named);
}

function withoutOptional(part: BodyPart, found: SessionBody): SessionBody {
  return found.kind === "unsupported" && (isOptional(part) || isReferredTo(part)) ? NONE : found;
}

/** handling-param = "handling" EQUAL ( "optional" / "required" / … ); "required" where it is missing (RFC 3261 §20.11). */
function isOptional(headers: BodyHeaders): boolean {
  const params = dispositionOf(headers)?.params ?? [];
  return paramValue(params, "handling")?.toLowerCase() === "optional";
}

/** A part that a header refers to by its Content-ID (a location, RFC 6442 §4.1) is that header's business (RFC 5621 §9.1). */
function isReferredTo(part: BodyPart): boolean {
  const disposition = dispositionOf(part);
  return disposition === undefined ? part.get("content-id") !== undefined : disposition.token === "by-reference";
}

function dispositionOf(headers: BodyHeaders): ReturnType<typeof parseTokenAndParams> {
  const text = headers.get("content-disposition");
  return text === undefined ? undefined : parseTokenAndParams(text);
}

/** Undefined: in a transfer encoding that SIP has no use for (RFC 3261 §7.4.1) and we don't know. */
function decoded(part: BodyPart): string | undefined {
  const { body } = part;
  const encoding = part.get("content-transfer-encoding")?.toLowerCase() ?? "binary";
  const text = encoding === "base64" ? Buffer.from(body, "base64").toString("utf8") : body;
  return ["base64", "binary", "8bit", "7bit"].includes(encoding) ? text.replace(/(?:\r?\n){2,}$/, "\r\n") : undefined;
}
