/** An engine that runs elsewhere: where its control port is, and the secret that opens it. */
export interface EngineAddress {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
}

/** What a fault of a variable is told by; gives what is used instead, until all faults are told. */
export type Fault = <T>(name: string, problem: string, otherwise: T) => T;
/** The text of a variable; undefined where it is not set. */
export type Text = (name: string) => string | undefined;

/** Which variables tell where engines of one kind are. */
export interface EngineVariable {
  readonly name: string;
  readonly scheme: string;
  readonly defaultPort: number;
  /** The variable of the secret, for URLs that have none: any characters do there. */
  readonly secretName: string;
}

/** Secrets and passwords of published examples: every reader of the example knows them. */
const SAMPLES = new Set(["change-me", "change-me-too"]);

/** A secret of ours; the examples' are refused. */
export function readSecret(name: string, text: Text, fault: Fault): string | undefined {
  const value = text(name);
  if (value === undefined || !SAMPLES.has(value)) return value;
  return fault(name, `"${value}" is the example's: choose another (docker/make-env.sh makes one)`, undefined);
}

/** "embedded", or the engines that a variable lists with commas. */
export function readEngines(
  { name, scheme, defaultPort, secretName }: EngineVariable,
  text: Text,
  fault: Fault,
): "embedded" | readonly EngineAddress[] {
  const value = text(name);
  if (value === undefined || value === "embedded:") return "embedded";
  const right = `"embedded:" or ${scheme}://secret@host:port, several with commas`;
  const elsewhere = readSecret(secretName, text, fault);
  const engines: EngineAddress[] = [];
  for (const part of value.split(",")) {
    const url = URL.canParse(part.trim()) ? new URL(part.trim()) : undefined;
    if (url?.protocol !== `${scheme}:` || url.hostname === "")
      return fault(name, `is not ${right}; a secret with @ / # or % belongs in ${secretName}`, "embedded");
    const inUrl = url.password === "" ? url.username : url.password;
    const secret = inUrl === "" ? elsewhere : unescaped(inUrl);
    if (secret === undefined || secret === "")
      return fault(name, `is not ${right}; ${secretName} holds the secret where the URL has none`, "embedded");
    if (SAMPLES.has(secret)) return fault(name, "has the example's secret: choose another", "embedded");
    engines.push({
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: url.port === "" ? defaultPort : Number(url.port),
      secret,
    });
  }
  return engines;
}

/** "embedded", or the URL of a Redis, with REDIS_PASSWORD in it where it has none. */
export function readRedis(text: Text, fault: Fault): string {
  const value = text("REDIS_URL") ?? "embedded:";
  if (value === "embedded:") return "embedded";
  const { scheme, rest } = /^(?<scheme>rediss?|redis\+sentinel):\/\/(?<rest>\S+)$/.exec(value)?.groups ?? {};
  if (scheme === undefined || rest === undefined)
    return fault("REDIS_URL", 'is neither "embedded:" nor redis://…, rediss://… or redis+sentinel://…', "embedded");
  const password = readSecret("REDIS_PASSWORD", text, fault);
  if (password === undefined) return value;
  const { user = "", hosts = rest } = /^(?<user>[^:@/]*)@(?<hosts>.*)$/.exec(rest)?.groups ?? {};
  if (hosts.includes("@")) return fault("REDIS_PASSWORD", "is set beside a REDIS_URL that has a password", value);
  return `${scheme}://${user}:${encodeURIComponent(password)}@${hosts}`;
}

const NG_PORT = 22_222;

/** "embedded", "off", or where an rtpengine takes requests of its ng protocol. */
export function readRelay(
  text: Text,
  fault: Fault,
): "embedded" | "off" | { readonly host: string; readonly port: number } {
  const value = text("RELAY_URL") ?? "embedded:";
  if (value === "embedded:") return "embedded";
  if (value === "off") return "off";
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isPlain = url?.username === "" && (url.pathname === "" || url.pathname === "/");
  if (url?.protocol !== "rtpengine:" || url.hostname === "" || !isPlain)
    return fault("RELAY_URL", 'is neither "embedded:", "off" nor rtpengine://host:port', "embedded");
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port: url.port === "" ? NG_PORT : Number(url.port) };
}

/** Variables that only our own engines obey, with the variable that names others: saying nothing would hide that. */
const OF_OUR_ENGINES = [
  {
    ...{ url: "SIGNALLING_URL", server: "drachtio-server" },
    names: ["TLS_CERT", "TLS_KEY", "SIP_TLS_PORT", "SIP_WS_PORT", "SIP_WSS_PORT"],
  },
  { url: "MEDIA_URL", server: "FreeSWITCH", names: ["RTP_PORTS"] },
  { url: "RELAY_URL", server: "rtpengine", names: ["RELAY_PORTS"] },
] as const;

/** Refuses what servers of others would not hear of: it is set at them (docker-compose.yml does that by the same names). */
export function refuseUnheard(text: Text, fault: Fault): void {
  for (const { url, server, names } of OF_OUR_ENGINES) {
    if ((text(url) ?? "embedded:") === "embedded:") continue;
    for (const name of names)
      // The certificate is the API's, too.
      if (text(name) !== undefined && (!name.startsWith("TLS_") || text("HTTPS_PORT") === undefined))
        fault(name, `means nothing with ${url}: it is set at ${server}`, undefined);
  }
}

/** "" for an escape that stands for nothing. */
function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
