import { isToken, trimBlanks } from "../token.ts";

/** The first line of a message (RFC 3261 §7.1, §7.2). `fault`: it can be told what it is, but not be accepted. */
export type StartLine =
  | { readonly kind: "request"; readonly method: string; readonly uri: string; readonly fault: StartFault | undefined }
  | { readonly kind: "response"; readonly status: number; readonly reason: string };

export interface StartFault {
  readonly status: 400 | 505;
  readonly problem: string;
}

const VERSION = /^SIP\/\d+\.\d+$/i;

/** Undefined: not SIP at all, or an unusable response. */
export function parseStartLine(line: string): StartLine | undefined {
  return line.startsWith("SIP/") || /^sip\//i.test(line) ? parseStatusLine(line) : parseRequestLine(line);
}

/** Status-Line = SIP-Version SP 3DIGIT SP Reason-Phrase; the blank before an empty phrase may be missing. */
function parseStatusLine(line: string): StartLine | undefined {
  const [, digits, reason] = /^SIP\/2\.0 ([1-6]\d\d)(?: ([^\r\n]*))?$/i.exec(line) ?? [];
  return digits === undefined ? undefined : { kind: "response", status: Number(digits), reason: reason ?? "" };
}

/**
 * Request-Line = Method SP Request-URI SP SIP-Version, with one blank at each place and none elsewhere: who writes more
 * has probably written the URI wrong (RFC 4475 §3.1.2.8-10).
 */
function parseRequestLine(line: string): StartLine | undefined {
  const trimmed = trimBlanks(line);
  const methodEnd = trimmed.indexOf(" ");
  const versionAt = trimmed.lastIndexOf(" ") + 1;
  const version = trimmed.slice(versionAt);
  if (methodEnd === -1 || !VERSION.test(version)) return undefined;
  const method = trimmed.slice(0, methodEnd);
  const between = trimmed.slice(methodEnd + 1, Math.max(methodEnd + 1, versionAt - 1));
  const uri = trimBlanks(between);
  return { kind: "request", method, uri, fault: faultOf(version, method, between, line !== trimmed) };
}

function faultOf(version: string, method: string, uri: string, padded: boolean): StartFault | undefined {
  if (version.toUpperCase() !== "SIP/2.0") return { status: 505, problem: `version ${version}` };
  if (!isToken(method)) return { status: 400, problem: "Request-Line: the method is no token" };
  if (uri === "" || padded || /[ \t\r\n]/.test(uri)) return { status: 400, problem: "Request-Line: misplaced blanks" };
  return undefined;
}
