/** A SIP message as a test reads it: our own few lines, so that the product's parser is not its own judge. */
export interface SipText {
  readonly startLine: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** Reads what a peer logged or received; undefined for keep-alives and the like. */
export function readSip(text: string): SipText | undefined {
  const trimmed = text.replace(/^(?:\r?\n)+/, "");
  const end = /\r?\n\r?\n/.exec(trimmed);
  const head = end === null ? trimmed : trimmed.slice(0, end.index);
  const [startLine = "", ...lines] = head.replace(/\r?\n[ \t]+/g, " ").split(/\r?\n/);
  if (!/^SIP\/2\.0 \d{3}|^[A-Z]+ \S+ SIP\/2\.0/.test(startLine)) return undefined;
  const headers = lines
    .filter((line) => line.includes(":"))
    .map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    });
  return { startLine, headers, body: end === null ? "" : trimmed.slice(end.index + end[0].length) };
}

/** Header lines: a value that is a list becomes several; one without a value is left out. */
export function writeSip(startLine: string, headers: SipText["headers"], body = ""): string {
  const lines = headers.filter(([, value]) => value !== "").map(([name, value]) => `${name}: ${value}`);
  const isTyped = lines.some((line) => line.startsWith("Content-Type"));
  const type = body === "" || isTyped ? [] : ["Content-Type: application/sdp"];
  return [startLine, ...lines, ...type, `Content-Length: ${Buffer.byteLength(body)}`, "", body].join("\r\n");
}

const COMPACT: Readonly<Record<string, string>> = {
  ...{ v: "via", f: "from", t: "to", i: "call-id", m: "contact" },
  l: "content-length",
};

/** All lines of a header, top to bottom. */
export function headers({ headers: lines }: SipText, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return lines
    .filter(([given]) => (COMPACT[given.toLowerCase()] ?? given.toLowerCase()) === wanted)
    .map(([, value]) => value);
}

/** The first line of a header; "" when there is none. */
export function header(message: SipText, name: string): string {
  return headers(message, name)[0] ?? "";
}

/** 0 for a request. */
export function statusOf({ startLine }: SipText): number {
  return Number(/^SIP\/2\.0 (\d{3})/.exec(startLine)?.[1] ?? 0);
}

/** The request's method, or that of the request which a response answers. */
export function methodOf(message: SipText): string {
  if (statusOf(message) === 0) return message.startLine.split(" ")[0] ?? "";
  return header(message, "CSeq").split(/\s+/)[1] ?? "";
}

export function isRequest(message: SipText, method: string): boolean {
  return statusOf(message) === 0 && methodOf(message) === method;
}

export function callIdOf(message: SipText): string {
  return header(message, "Call-ID");
}

export function tagOf(address: string): string | undefined {
  return /;\s*tag=([^;,\s>]+)/.exec(address)?.[1];
}

/** The transaction that its uppermost Via names (RFC 3261 §8.1.1.7). */
export function branchOf(message: SipText): string | undefined {
  return /;branch=([^;,\s]+)/.exec(header(message, "Via"))?.[1];
}

/** The URI inside angle brackets, or the bare one. */
export function uriOf(address: string): string {
  return /<([^>]*)>/.exec(address)?.[1] ?? address.split(";")[0]!.trim();
}

/** Where an SDP wants its audio. */
export function audioTarget(sdp: string): { readonly address: string; readonly port: number } {
  const address = /^c=IN IP[46] (\S+)/m.exec(sdp)?.[1];
  const port = /^m=audio (\d+)/m.exec(sdp)?.[1];
  if (address === undefined || port === undefined) throw new Error(`no audio in this SDP:\n${sdp}`);
  return { address, port: Number(port) };
}
