import { resolve } from "node:path";
import { existsSync } from "node:fs";
import { isIP } from "node:net";
import { readEngines, readRedis, readRelay, readSecret, refuseUnheard } from "./engine-addresses.ts";
import { readMediaPorts } from "./media-ports.ts";
import type { EngineAddress, Fault, Text } from "./engine-addresses.ts";
import { readCollector } from "./collector.ts";
import { readRetention, type RetentionDefaults } from "./retention-days.ts";
import {
  readAllowed,
  readBlocks,
  readEmail,
  readHosts,
  readLogLevel,
  readLong,
  readMail,
  readOpenId,
  readOrigins,
  readPublicUrl,
  readPushUrl,
} from "./environment-values.ts";
import type { LogLevel, MailServer, OpenIdIssuer } from "./environment-values.ts";

/** Everything that is decided before the first call, read from the environment once (DESIGN.md section 2). */
export interface Environment {
  readonly http: { readonly host: string; readonly port: number };
  /** The API over TLS, beside HTTP; undefined: not opened. */
  readonly https: { readonly certificate: string; readonly key: string; readonly port: number } | undefined;
  readonly sip: { readonly host: string; readonly port: number };
  /** SIP over TLS; undefined: not opened, or drachtio-server does it. */
  readonly tls: { readonly certificate: string; readonly key: string; readonly port: number } | undefined;
  /** Ports on which the embedded signalling engine itself takes SIP over WebSocket, beside /sip of the API; undefined: not opened. */
  readonly webSocket: { readonly port: number | undefined; readonly tlsPort: number | undefined };
  /** What Contact, Via and SDP show to peers outside our networks; undefined: the address that faces the peer. */
  readonly publicAddress: string | undefined;
  /** Further names under which phones know this system: what a proxy in front of it is called. */
  readonly sipDomains: readonly string[];
  /** First and last port for media, both inclusive. */
  readonly rtpPorts: readonly [from: number, to: number];
  /** The RTP relay: our own, rtpengine's, or none. */
  readonly relay: "embedded" | "off" | { readonly host: string; readonly port: number };
  /** First and last port of our own relay. */
  readonly relayPorts: readonly [from: number, to: number];
  readonly dataDir: string;
  /** The keys that secrets in Redis are sealed with. */
  readonly secretsKeyFile: string;
  readonly mediaDir: string;
  readonly promptsDir: string;
  /** "embedded", or a URL that says where Redis is. */
  readonly redisUrl: string;
  readonly signalling: "embedded" | readonly EngineAddress[];
  readonly media: "embedded" | readonly EngineAddress[];
  /** How media servers on other machines reach this application; undefined: found. */
  readonly applicationAddress: string | undefined;
  /** The mail server, and the sender; undefined: no e-mails are sent. */
  readonly mail: MailServer | undefined;
  readonly mailTemplatesDir: string;
  /** Where phones that set themselves up get the time. */
  readonly ntpServer: string;
  /** The gateway that has phones woken up by their push services; undefined: none is. */
  readonly pushUrl: string | undefined;
  /** A folder for each maker of phones: what its phones read. */
  readonly phonesDir: string;
  /** The embedded engines as programs, a folder each. */
  readonly enginesDir: string;
  /** Where people reach the portal and the API, for links in e-mails and for log-ins; without a slash at its end. Undefined: found. */
  readonly publicUrl: string | undefined;
  /** The provider of log-ins to the portal (OpenID Connect); undefined: passwords and passkeys alone. */
  readonly openId: OpenIdIssuer | undefined;
  /** Origins of other sites whose pages may use the API, with a token. */
  readonly corsOrigins: readonly string[];
  /** What `npm run build` makes of src/portal. */
  readonly portalDir: string;
  /** Whether webhooks may lead to this machine and to private networks. */
  readonly privateWebhooks: boolean;
  /** Whether trunks may lead to this machine and to private networks. */
  readonly privateTrunks: boolean;
  readonly workers: number;
  /** Told to end, the system takes no new calls and waits this long for those that go on. */
  readonly drainSeconds: number;
  readonly adminEmail: string | undefined;
  readonly adminPassword: string | undefined;
  readonly apiToken: string | undefined;
  /** Opens the list of companies to the provider who hosts them; undefined: the list stays closed. */
  readonly operatorToken: string | undefined;
  /** Addresses and CIDR blocks whose SIP messages are neither limited nor banned. */
  readonly allowList: readonly string[];
  /** Addresses and CIDR blocks of reverse proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[];
  /** Asked of who reads /metrics; undefined: private networks read it without. */
  readonly metricsToken: string | undefined;
  /** The OpenTelemetry collector that spans of calls are sent to; undefined: none are made. */
  readonly collector: string | undefined;
  /** What new companies keep for how long. */
  readonly retention: RetentionDefaults;
  readonly logLevel: LogLevel;
}

/** Thrown once with every fault found, a line each, so that one look mends them all. */
export class EnvironmentFaulty extends Error {
  readonly code = "SW_ENVIRONMENT";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("\n"));
    this.faults = faults;
  }
}

/** A variable as the README's table shows it; the test holds that table against this list. */
export interface Variable {
  readonly name: string;
  readonly defaultText: string;
}

export const VARIABLES: readonly Variable[] = [
  { name: "HTTP_PORT", defaultText: "8080" },
  { name: "HTTP_HOST", defaultText: "0.0.0.0" },
  { name: "HTTPS_PORT", defaultText: "none" },
  { name: "SIP_HOST", defaultText: "all addresses" },
  { name: "SIP_PORT", defaultText: "5060" },
  { name: "SIP_TLS_PORT", defaultText: "5061" },
  { name: "SIP_WS_PORT", defaultText: "none" },
  { name: "SIP_WSS_PORT", defaultText: "none" },
  { name: "TLS_CERT", defaultText: "none" },
  { name: "TLS_KEY", defaultText: "none" },
  { name: "PUBLIC_ADDRESS", defaultText: "found" },
  { name: "SIP_DOMAINS", defaultText: "none" },
  { name: "RTP_PORTS", defaultText: "20000-29999" },
  { name: "RELAY_URL", defaultText: "embedded:" },
  { name: "RELAY_PORTS", defaultText: "RTP_PORTS" },
  { name: "DATA_DIR", defaultText: "./data" },
  { name: "SECRETS_KEY_FILE", defaultText: "DATA_DIR/secrets.key" },
  { name: "MEDIA_DIR", defaultText: "DATA_DIR/media" },
  { name: "PROMPTS_DIR", defaultText: "config/prompts" },
  { name: "REDIS_URL", defaultText: "embedded:" },
  { name: "SIGNALLING_URL", defaultText: "embedded:" },
  { name: "MEDIA_URL", defaultText: "embedded:" },
  { name: "REDIS_PASSWORD", defaultText: "none" },
  { name: "DRACHTIO_SECRET", defaultText: "none" },
  { name: "FREESWITCH_PASSWORD", defaultText: "none" },
  { name: "APPLICATION_ADDRESS", defaultText: "found" },
  { name: "SMTP_URL", defaultText: "none" },
  { name: "MAIL_FROM", defaultText: "none" },
  { name: "PUBLIC_URL", defaultText: "found" },
  { name: "CORS_ORIGINS", defaultText: "none" },
  { name: "OIDC_ISSUER", defaultText: "none" },
  { name: "OIDC_CLIENT_ID", defaultText: "none" },
  { name: "OIDC_CLIENT_SECRET", defaultText: "none" },
  { name: "OIDC_NAME", defaultText: "the issuer's host" },
  { name: "NTP_SERVER", defaultText: "pool.ntp.org" },
  { name: "PUSH_URL", defaultText: "none" },
  { name: "PRIVATE_TRUNKS", defaultText: "refused" },
  { name: "PRIVATE_WEBHOOKS", defaultText: "refused" },
  { name: "WORKERS", defaultText: "1" },
  { name: "DRAIN_SECONDS", defaultText: "3600; 2 in a terminal" },
  { name: "ADMIN_EMAIL", defaultText: "admin@offhook.local" },
  { name: "ADMIN_PASSWORD", defaultText: "made and printed once" },
  { name: "API_TOKEN", defaultText: "none" },
  { name: "OPERATOR_TOKEN", defaultText: "none" },
  { name: "ALLOW_LIST", defaultText: "none" },
  { name: "TRUST_PROXY", defaultText: "none" },
  { name: "METRICS_TOKEN", defaultText: "none" },
  { name: "OTEL_EXPORTER_OTLP_ENDPOINT", defaultText: "none" },
  { name: "RETENTION_DAYS", defaultText: "none" },
  { name: "LOG_LEVEL", defaultText: "info" },
];

/** More application processes than this would only wait for each other on any machine of today. */
const MAX_WORKERS = 64;
/** Nearly every talk is over by then. */
const DRAIN_SECONDS = 3_600;
/** A person who types Ctrl-C waits no longer. */
const DRAIN_SECONDS_IN_TERMINAL = 2;
const MAX_DRAIN_SECONDS = 24 * 3_600;
const SIGNALLING = { name: "SIGNALLING_URL", scheme: "drachtio", defaultPort: 9022, secretName: "DRACHTIO_SECRET" };
const MEDIA = { name: "MEDIA_URL", scheme: "freeswitch", defaultPort: 8021, secretName: "FREESWITCH_PASSWORD" };

type Source = Readonly<Record<string, string | undefined>>;

/**
 * Reads the whole environment.
 *
 * @param source    process.env or a test's own; empty texts count as not set
 * @param projectDir  where config/prompts lies and what relative folders start from
 * @param inTerminal  a person at a terminal has started it, and will end it with Ctrl-C
 * @throws EnvironmentFaulty naming every variable that is wrong, with what would be right
 */
export function readEnvironment(source: Source, projectDir: string, inTerminal = false): Environment {
  const faults: string[] = [];
  const text = (name: string): string | undefined => {
    const value = source[name]?.trim();
    return value === "" ? undefined : value;
  };
  const fault = <T>(name: string, problem: string, otherwise: T): T => {
    faults.push(`${name}: ${problem}`);
    return otherwise;
  };
  const number = (name: string, otherwise: number, from: number, to: number): number => {
    const value = text(name);
    if (value === undefined) return otherwise;
    if (/^\d{1,6}$/.test(value) && Number(value) >= from && Number(value) <= to) return Number(value);
    return fault(name, `"${value}" is not a whole number from ${from} to ${to}`, otherwise);
  };
  const address = (name: string): string | undefined => {
    const value = text(name);
    if (value === undefined || isIP(value) !== 0) return value;
    return fault(name, `"${value}" is not an IP address`, undefined);
  };

  const environment: Environment = {
    http: { host: text("HTTP_HOST") ?? "0.0.0.0", port: number("HTTP_PORT", 8080, 1, 65_535) },
    sip: { host: address("SIP_HOST") ?? "*", port: number("SIP_PORT", 5060, 1, 65_535) },
    ...readTls(text, number, fault),
    webSocket: readWebSocketPorts(text, number, fault),
    ...readFolders(text, projectDir),
    publicAddress: address("PUBLIC_ADDRESS"),
    sipDomains: readHosts("SIP_DOMAINS", text("SIP_DOMAINS"), fault),
    ...{ ...readMediaPorts(text, fault), relay: readRelay(text, fault) },
    redisUrl: readRedis(text, fault),
    ...{ signalling: readEngines(SIGNALLING, text, fault), media: readEngines(MEDIA, text, fault) },
    applicationAddress: address("APPLICATION_ADDRESS"),
    mail: readMail(text("SMTP_URL"), text("MAIL_FROM"), fault),
    ntpServer: readHosts("NTP_SERVER", text("NTP_SERVER") ?? "pool.ntp.org", fault)[0] ?? "pool.ntp.org",
    pushUrl: readPushUrl(text("PUSH_URL"), fault),
    publicUrl: readPublicUrl(text("PUBLIC_URL"), fault),
    openId: readOpenId(text, fault),
    corsOrigins: readOrigins(text("CORS_ORIGINS"), fault),
    privateTrunks: readAllowed("PRIVATE_TRUNKS", text("PRIVATE_TRUNKS"), fault),
    privateWebhooks: readAllowed("PRIVATE_WEBHOOKS", text("PRIVATE_WEBHOOKS"), fault),
    workers: number("WORKERS", 1, 1, MAX_WORKERS),
    drainSeconds: number("DRAIN_SECONDS", inTerminal ? DRAIN_SECONDS_IN_TERMINAL : DRAIN_SECONDS, 0, MAX_DRAIN_SECONDS),
    adminEmail: readEmail(text("ADMIN_EMAIL"), fault),
    adminPassword: readLong("ADMIN_PASSWORD", readSecret("ADMIN_PASSWORD", text, fault), 10, fault),
    apiToken: readLong("API_TOKEN", text("API_TOKEN"), 16, fault),
    operatorToken: readLong("OPERATOR_TOKEN", text("OPERATOR_TOKEN"), 16, fault),
    allowList: readBlocks("ALLOW_LIST", text("ALLOW_LIST"), fault),
    trustedProxies: readBlocks("TRUST_PROXY", text("TRUST_PROXY"), fault),
    metricsToken: readLong("METRICS_TOKEN", text("METRICS_TOKEN"), 16, fault),
    collector: readCollector(text("OTEL_EXPORTER_OTLP_ENDPOINT"), fault),
    retention: readRetention(text("RETENTION_DAYS"), fault),
    logLevel: readLogLevel(text("LOG_LEVEL") ?? "info", fault),
  };
  refuseUnheard(text, fault);
  if (!existsSync(environment.promptsDir))
    fault("PROMPTS_DIR", `"${environment.promptsDir}" does not exist`, undefined);
  if (faults.length > 0) throw new EnvironmentFaulty(faults);
  return environment;
}

type Folders =
  | "dataDir"
  | "secretsKeyFile"
  | "mediaDir"
  | "promptsDir"
  | "mailTemplatesDir"
  | "phonesDir"
  | "enginesDir"
  | "portalDir";

function readFolders(text: Text, projectDir: string): Pick<Environment, Folders> {
  const dataDir = resolve(projectDir, text("DATA_DIR") ?? "data");
  return {
    dataDir,
    secretsKeyFile: resolve(projectDir, text("SECRETS_KEY_FILE") ?? resolve(dataDir, "secrets.key")),
    mediaDir: resolve(projectDir, text("MEDIA_DIR") ?? resolve(dataDir, "media")),
    promptsDir: resolve(projectDir, text("PROMPTS_DIR") ?? "config/prompts"),
    mailTemplatesDir: resolve(projectDir, "config/mail"),
    phonesDir: resolve(projectDir, "config/phones"),
    enginesDir: resolve(projectDir, "dist/engines"),
    portalDir: resolve(projectDir, "dist/portal"),
  };
}

function readTls(
  text: Text,
  number: (name: string, otherwise: number, from: number, to: number) => number,
  fault: Fault,
): Pick<Environment, "tls" | "https"> {
  const sipPort = number("SIP_TLS_PORT", 5061, 1, 65_535);
  const httpsPort = text("HTTPS_PORT") === undefined ? undefined : number("HTTPS_PORT", 8443, 1, 65_535);
  const certificate = text("TLS_CERT");
  const key = text("TLS_KEY");
  const none = { tls: undefined, https: undefined };
  if (certificate === undefined && key === undefined) {
    for (const name of ["SIP_TLS_PORT", "HTTPS_PORT"])
      if (text(name) !== undefined) fault(name, "needs TLS_CERT and TLS_KEY", undefined);
    return none;
  }
  if (certificate === undefined) return fault("TLS_CERT", "is missing beside TLS_KEY", none);
  if (key === undefined) return fault("TLS_KEY", "is missing beside TLS_CERT", none);
  for (const [name, file] of [["TLS_CERT", certificate] as const, ["TLS_KEY", key] as const]) {
    if (!existsSync(file)) fault(name, `file "${file}" does not exist`, undefined);
  }
  const isOurs = (text("SIGNALLING_URL") ?? "embedded:") === "embedded:";
  return {
    tls: isOurs ? { certificate, key, port: sipPort } : undefined,
    https: httpsPort === undefined ? undefined : { certificate, key, port: httpsPort },
  };
}

function readWebSocketPorts(
  text: Text,
  number: (name: string, otherwise: number, from: number, to: number) => number,
  fault: Fault,
): Environment["webSocket"] {
  const port = (name: string): number | undefined =>
    text(name) === undefined ? undefined : number(name, 0, 1, 65_535);
  const tlsPort = port("SIP_WSS_PORT");
  if (tlsPort !== undefined && text("TLS_CERT") === undefined && text("TLS_KEY") === undefined)
    return fault("SIP_WSS_PORT", "needs TLS_CERT and TLS_KEY", { port: undefined, tlsPort: undefined });
  return { port: port("SIP_WS_PORT"), tlsPort };
}

/** The environment of this process, with what an `.env` file beside package.json adds to it; real variables win. */
export function loadEnvironmentFile(projectDir: string): Source {
  const file = resolve(projectDir, ".env");
  if (existsSync(file)) {
    if (typeof process.loadEnvFile !== "function") throw new EnvironmentFaulty([".env: needs Node.js 20.12 or newer"]);
    process.loadEnvFile(file);
  }
  return process.env;
}

/**
 * From now on this process reads its environment from memory. drachtio-srf looks a variable up at each header of each message, and the
 * operating system is slow to answer.
 */
export function keepEnvironment(): void {
  process.env = { ...process.env };
}
