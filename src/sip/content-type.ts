import { parseParams, type Param } from "./params.ts";
import { skipBlanks, tokenEnd } from "./token.ts";

/** What a body is (RFC 3261 §20.15). */
export interface ContentType {
  /** "type/subtype" in lower case. */
  readonly type: string;
  readonly params: readonly Param[];
}

/** media-type = m-type SLASH m-subtype *( SEMI m-parameter )   (RFC 3261 §25.1); also one media range of an Accept */
export function parseContentType(text: string): ContentType | undefined {
  const start = skipBlanks(text, 0);
  const typeEnd = tokenEnd(text, start);
  const slash = skipBlanks(text, typeEnd);
  const subtypeAt = skipBlanks(text, slash + 1);
  const end = tokenEnd(text, subtypeAt);
  if (typeEnd === start || text.charCodeAt(slash) !== 0x2f || end === subtypeAt) return undefined;
  const params = parseParams(text, end);
  if (!params.ok) return undefined;
  const type = `${text.slice(start, typeEnd)}/${text.slice(subtypeAt, end)}`.toLowerCase();
  return { type, params: params.value };
}

/** Whether it is a session description (RFC 8866), the only kind of body that calls are made of. */
export function isSdp(contentType: string | undefined): boolean {
  return contentType !== undefined && parseContentType(contentType)?.type === "application/sdp";
}
