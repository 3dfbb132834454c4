/** Longer URIs don't fit what they are used for: a Request-URI in one datagram. */
const MAXIMUM_URI_LENGTH = 512;

/** A sip or sips URI taken apart (RFC 3261 §19.1.1). Text is kept as written, except that host and parameter names are lower case. */
export interface SipUri {
  readonly scheme: "sip" | "sips";
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
  readonly parameters: ReadonlyMap<string, string>;
  readonly headers: string;
}

const URI =
  /^(?<scheme>sips?):(?:(?<userinfo>[^@\s<>"|]*)@)?(?<host>\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(?<port>\d{1,5}))?(?<parameters>(?:;[^;?\s<>"|]*)*)(?:\?(?<headers>[^\s<>"|]*))?$/i;

/** Never throws: the text comes from the network. */
export function parseSipUri(text: string): SipUri | undefined {
  if (text.length > MAXIMUM_URI_LENGTH) return undefined;
  const parts = URI.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const port = parts["port"] === undefined ? undefined : Number(parts["port"]);
  if (port !== undefined && (port === 0 || port > 65_535)) return undefined;
  return {
    scheme: (parts["scheme"] ?? "").toLowerCase() === "sips" ? "sips" : "sip",
    user: parts["userinfo"]?.split(":", 1)[0], // RFC 3261 §19.1.1: a password in a URI is deprecated; it is never used
    host: (parts["host"] ?? "").toLowerCase(),
    port,
    parameters: parametersOf(parts["parameters"] ?? ""),
    headers: parts["headers"] ?? "",
  };
}

function parametersOf(text: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const parameter of text.split(";")) {
    if (parameter === "") continue;
    const [name = "", ...value] = parameter.split("=");
    parameters.set(unescaped(name).toLowerCase(), unescaped(value.join("=")));
  }
  return parameters;
}

/** RFC 3261 §19.1.4: these count even where only one of the two URIs has them. */
const NEVER_IGNORED = ["user", "ttl", "method", "maddr", "transport"];

/** Whether two URIs name the same resource (RFC 3261 §19.1.4). */
export function isSameUri(a: SipUri, b: SipUri): boolean {
  return (
    a.scheme === b.scheme &&
    unescaped(a.user ?? "") === unescaped(b.user ?? "") &&
    a.host === b.host &&
    a.port === b.port &&
    NEVER_IGNORED.every((name) => a.parameters.has(name) === b.parameters.has(name)) &&
    [...a.parameters].every(([name, value]) => isSameText(value, b.parameters.get(name) ?? value)) &&
    sortedHeaders(a) === sortedHeaders(b)
  );
}

function isSameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function sortedHeaders({ headers }: SipUri): string {
  return unescaped(headers).split("&").sort().join("&");
}

/** Percent escapes resolved; a text with broken ones stays as it is. */
export function unescaped(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
