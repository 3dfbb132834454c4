/** Just enough SIP for a test's own phones: messages as they are on the wire. */
export interface SipText {
  readonly startLine: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: string;
}

const LONG_NAMES: Readonly<Record<string, string>> = {
  v: "via",
  f: "from",
  t: "to",
  i: "call-id",
  m: "contact",
  l: "content-length",
};

export function readSip(text: string): SipText {
  const [head = "", ...body] = text.split("\r\n\r\n");
  const [startLine = "", ...lines] = head.split("\r\n");
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const written = line.slice(0, colon).trim().toLowerCase();
    const name = LONG_NAMES[written] ?? written;
    headers.set(name, [...(headers.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return { startLine, headers, body: body.join("\r\n\r\n") };
}

export function headerOf(message: SipText, name: string): string {
  return message.headers.get(name.toLowerCase())?.[0] ?? "";
}

/** Header lines: a value that is a list becomes several. */
export function writeSip(startLine: string, headers: readonly (readonly [string, string])[], body = ""): string {
  const lines = headers.filter(([, value]) => value !== "").map(([name, value]) => `${name}: ${value}`);
  const type = body === "" ? [] : ["Content-Type: application/sdp"];
  const written = lines.some((line) => line.startsWith("Content-Type")) ? [] : type;
  return [startLine, ...lines, ...written, `Content-Length: ${Buffer.byteLength(body)}`, "", body].join("\r\n");
}

export function tagOf(header: string): string {
  return /;tag=([^;>\s]+)/.exec(header)?.[1] ?? "";
}

export function methodOf(message: SipText): string {
  return message.startLine.split(" ")[0] ?? "";
}

export function statusOf(message: SipText): number {
  return Number(/^SIP\/2\.0 (\d{3})/.exec(message.startLine)?.[1] ?? 0);
}

export function branchOf(message: SipText): string {
  return /;branch=([^;,\s]+)/.exec(headerOf(message, "via"))?.[1] ?? "";
}
