/** A host and perhaps a port, as written in a URI or a Via. */
export interface HostPort {
  /** A name, an IPv4 address, or an IPv6 address without its brackets. */
  readonly host: string;
  readonly port: number | undefined;
}

/** Names as people have them: letters, digits, "-", ".", and "_", which is against RFC 1034 but common in containers. */
const NAME = /^[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_.])?$/;
/** IPv6 with an IPv4 tail or a zone; whether it is a valid address is left to the socket. */
const IPV6 = /^[0-9A-Fa-f:.]{2,45}(?:%[\w.-]{1,32})?$/;

/** host [ ":" port ]   (RFC 3261 §25.1). Port 0 is refused: nothing can be sent there. */
export function parseHostPort(text: string): HostPort | undefined {
  if (text.charCodeAt(0) === 0x5b) {
    const close = text.indexOf("]");
    const host = text.slice(1, Math.max(1, close));
    if (!host.includes(":") || !IPV6.test(host)) return undefined;
    return withPort(host, text.slice(close + 1));
  }
  const colon = text.indexOf(":");
  const host = colon === -1 ? text : text.slice(0, colon);
  if (!NAME.test(host)) return undefined;
  return withPort(host, colon === -1 ? "" : text.slice(colon));
}

function withPort(host: string, rest: string): HostPort | undefined {
  if (rest === "") return { host, port: undefined };
  if (!/^:\d{1,5}$/.test(rest)) return undefined;
  const port = Number(rest.slice(1));
  return port > 0 && port <= 65_535 ? { host, port } : undefined;
}

export function printHostPort({ host, port }: HostPort): string {
  const bracketed = host.includes(":") ? `[${host}]` : host;
  return port === undefined ? bracketed : `${bracketed}:${port}`;
}
