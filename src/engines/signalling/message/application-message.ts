import type { Header } from "../../../sip/message/message.ts";
import { spellHeaderName } from "./header-spelling.ts";

interface Written {
  /** Only what the application may say: its Via, Route, Record-Route, RSeq and Content-Length are left out. */
  readonly headers: readonly Header[];
  /** Its Via and Route, which count only where it ends what an engine before this one has begun. */
  readonly routing: readonly Header[];
  readonly body: Uint8Array;
  readonly startLine: string;
}

/** A SIP message as an application writes it: incomplete on purpose, the engine fills in the rest. */
export type ApplicationMessage =
  | (Written & { readonly kind: "request"; readonly method: string; readonly uri: string })
  | (Written & { readonly kind: "response"; readonly status: number; readonly reason: string });

export type ApplicationRequest = Extract<ApplicationMessage, { kind: "request" }>;
export type ApplicationResponse = Extract<ApplicationMessage, { kind: "response" }>;

/** Header lines of one message; more are dropped, as no phone system writes that many. */
const MAX_HEADERS = 256;

/** The engine's own business; an application that writes them is not listened to. */
const ROUTING = new Set(["Via", "Route"]);
const NOT_THE_APPS = new Set(["via", "v", "route", "record-route", "rseq", "content-length", "l"]);

/** token   RFC 3261 §25.1 */
const TOKEN = /^[\w\-.!%*+`'~]+$/;

const END_OF_HEAD = Buffer.from("\r\n\r\n");
/** One for all messages without a body. */
const NO_BODY: Uint8Array = Buffer.alloc(0);

/** undefined when there is no start line that could be one. Bad header lines are skipped, as no person would see a complaint. */
export function parseApplicationMessage(bytes: Buffer): ApplicationMessage | undefined {
  const headEnd = bytes.indexOf(END_OF_HEAD);
  const head = (headEnd === -1 ? bytes : bytes.subarray(0, headEnd)).toString("utf8");
  const bodyAt = headEnd === -1 ? bytes.length : headEnd + END_OF_HEAD.length;
  // A copy: session descriptions are kept as long as their calls, and a view would keep all that was read with them.
  const body = bodyAt === bytes.length ? NO_BODY : Buffer.from(new Uint8Array(bytes.subarray(bodyAt)).buffer);
  const [startLine = "", ...lines] = head.split(/[\r\n]+/);
  const all = parseHeaders(lines);
  const written: Written = {
    startLine,
    headers: all.filter(({ name }) => !NOT_THE_APPS.has(name.toLowerCase())),
    routing: all.filter(({ name }) => ROUTING.has(name)),
    body,
  };

  if (startLine.startsWith("SIP/")) {
    const { status, reason = "" } =
      /^SIP\/2\.0 +(?<status>[1-6]\d\d)(?: +(?<reason>.*))?$/.exec(startLine)?.groups ?? {};
    return status === undefined ? undefined : { ...written, kind: "response", status: Number(status), reason };
  }
  const { method = "", uri = "" } = /^(?<method>[^ ]+) +(?<uri>[^ ]+)(?: +SIP\/2\.0)? *$/.exec(startLine)?.groups ?? {};
  return startLine === "" ? undefined : { ...written, kind: "request", method, uri };
}

function parseHeaders(lines: readonly string[]): Header[] {
  const headers: Header[] = [];
  for (const line of lines.slice(0, MAX_HEADERS)) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).trim();
    if (!TOKEN.test(name)) continue;
    headers.push({ name: spellHeaderName(name), value: line.slice(colon + 1).trim() });
  }
  return headers;
}
