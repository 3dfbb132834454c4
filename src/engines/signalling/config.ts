import { Type, type Static } from "typebox";
import { Value } from "typebox/value";
import type { Protocol } from "../sip/transport/hop.ts";
import { BadSignallingConfig } from "./errors.ts";
import type { ConfiguredTimers } from "./limits.ts";

const Port = Type.Integer({ minimum: 0, maximum: 65_535 });
const Texts = Type.Union([Type.String(), Type.Array(Type.String())]);

/** The settings of drachtio-server that we know, in the words of its configuration file. Others are ignored. */
const ConfigFile = Type.Object({
  admin: Type.Object({ address: Type.Optional(Type.String()), port: Port, secret: Type.String({ minLength: 1 }) }),
  contacts: Type.Array(
    Type.Object({
      uri: Type.String(),
      externalIp: Type.Optional(Type.String()),
      localNet: Type.Optional(Type.String()),
      dnsNames: Type.Optional(Texts),
      /** Ours alone, of WS and WSS: the application's web server listens there, and hands its WebSockets over. */
      handedOver: Type.Optional(Type.Boolean()),
      /** Ours alone, of WS and WSS: sites whose pages may connect, besides that of the server's own host. */
      origins: Type.Optional(Type.Array(Type.String())),
    }),
    { minItems: 1, maxItems: 32 },
  ),
  outboundProxy: Type.Optional(Type.String()),
  userAgentOptionsAutoRespond: Type.Optional(Type.String()),
  spammers: Type.Optional(
    Type.Object({
      headers: Type.Array(Type.Object({ name: Type.Optional(Type.String()), values: Type.Array(Type.String()) })),
    }),
  ),
  sessionTimerDefaultRefresher: Type.Optional(Type.Enum(["none", "uac", "uas"])),
  /** Ours alone: names that lead to this machine or into private networks lead nowhere. */
  publicNamesOnly: Type.Optional(Type.Boolean()),
  /** Ours alone: unknown senders are limited, and banned where the application says so (`POST /guard` at the port of the metrics). */
  guard: Type.Optional(Type.Boolean()),
  /** Ours alone: where WebSockets are handed over, with the secret of `admin`. */
  handOver: Type.Optional(Type.Object({ address: Type.Optional(Type.String()), port: Port })),
  timers: Type.Optional(
    Type.Object({
      t1: Type.Optional(Type.Integer({ minimum: 1 })),
      t2: Type.Optional(Type.Integer({ minimum: 1 })),
      t4: Type.Optional(Type.Integer({ minimum: 1 })),
      t1x64: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
  ),
  aggressiveNatDetection: Type.Optional(Type.Union([Type.Boolean(), Type.String()])),
  tls: Type.Optional(Type.Object({ "key-file": Type.String(), "cert-file": Type.String() })),
  metrics: Type.Optional(Type.Object({ address: Type.Optional(Type.String()), port: Port })),
  logLevel: Type.Optional(Type.Enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])),
});
type ConfigFile = Static<typeof ConfigFile>;

/** One `contact` of the configuration: where SIP is listened for, and how that place is called from outside. */
export interface Listening {
  readonly protocol: Protocol;
  readonly address: string;
  readonly port: number;
  readonly publicAddress: string | undefined;
  /** CIDRs of the peers that are given the local address instead of the public one; undefined: the private ones. */
  readonly localNetworks: readonly string[] | undefined;
  readonly dnsNames: readonly string[];
  /** User part of our Contact; usually none. */
  readonly user: string;
  /** The application's web server listens there, and hands its WebSockets over. */
  readonly isHandedOver: boolean;
  /** Sites whose pages may open WebSockets, besides that of the server's own host. */
  readonly origins: readonly string[];
}

export interface SignallingConfig {
  readonly admin: { readonly address: string; readonly port: number; readonly secret: string };
  readonly listening: readonly Listening[];
  /** What we show where TLS is listened for. PEM files. */
  readonly tls: { readonly keyFile: string; readonly certFile: string } | undefined;
  readonly outboundProxy: string | undefined;
  /** OPTIONS of exactly this User-Agent are answered 200 without an application. */
  readonly optionsAutoRespond: string | undefined;
  /** Header name in lower case → substrings that make a request unwelcome (603). */
  readonly spammers: ReadonlyMap<string, readonly string[]>;
  readonly defaultRefresher: "none" | "uac" | "uas";
  readonly timers: ConfiguredTimers;
  readonly aggressiveNatDetection: boolean;
  /** Whether a name is not followed to this machine or into a private network. */
  readonly publicNamesOnly: boolean;
  /** Whether unknown senders are limited. */
  readonly guard: boolean;
  readonly metrics: { readonly address: string; readonly port: number } | undefined;
  /** Where WebSockets are handed over. */
  readonly handOver: { readonly address: string; readonly port: number } | undefined;
  readonly logLevel: string;
}

/** @throws BadSignallingConfig with one line that says which field is wrong */
export function parseConfig(text: string): SignallingConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new BadSignallingConfig("the configuration is not JSON", { cause });
  }
  if (!Value.Check(ConfigFile, json)) {
    const [fault] = Value.Errors(ConfigFile, json);
    throw new BadSignallingConfig(`configuration${fault?.instancePath ?? ""}: ${fault?.message ?? "not understood"}`);
  }
  return toConfig(json);
}

function toConfig(file: ConfigFile): SignallingConfig {
  const { admin, metrics, handOver, timers = {} } = file;
  return {
    admin: { address: admin.address ?? "127.0.0.1", port: admin.port, secret: admin.secret },
    listening: file.contacts.flatMap(listeningOf),
    tls: file.tls && { keyFile: file.tls["key-file"], certFile: file.tls["cert-file"] },
    outboundProxy: file.outboundProxy,
    optionsAutoRespond: file.userAgentOptionsAutoRespond,
    spammers: new Map(file.spammers?.headers.map(({ name = "", values }) => [name.toLowerCase(), values])),
    defaultRefresher: file.sessionTimerDefaultRefresher ?? "none",
    timers,
    aggressiveNatDetection: /^(true|yes|1)$/i.test(String(file.aggressiveNatDetection ?? "")),
    guard: file.guard ?? false,
    publicNamesOnly: file.publicNamesOnly ?? false,
    handOver: handOver && { address: handOver.address ?? "127.0.0.1", port: handOver.port },
    metrics: metrics && { address: metrics.address ?? "127.0.0.1", port: metrics.port },
    logLevel: file.logLevel ?? "info",
  };
}

/** Where a contact names no port (RFC 3261 §19.1.2, RFC 7118 §5.1). */
const DEFAULT_PORTS: Readonly<Record<Protocol, number>> = { udp: 5060, tcp: 5060, tls: 5061, ws: 80, wss: 443 };

const isProtocol = (text: string): text is Protocol => Object.hasOwn(DEFAULT_PORTS, text);

/** `sip:[user@]HOST[:PORT][;transport=udp,tcp]`, perhaps in angle brackets. */
const CONTACT =
  /^<?(?<scheme>sips?):(?:(?<user>[^@]*)@)?(?<host>\[[^\]]+\]|[^:;>\s]+)(?::(?<port>\d{1,5}))?(?:;(?<parameters>[^>\s]*))?>?$/;

const ALL_ADDRESSES = ["0.0.0.0", "::"] as const;

function listeningOf(contact: ConfigFile["contacts"][number]): Listening[] {
  const { scheme, user = "", host, port, parameters = "" } = CONTACT.exec(contact.uri.trim())?.groups ?? {};
  if (host === undefined) throw new BadSignallingConfig(`contact ${contact.uri}: not sip:HOST:PORT;transport=udp,tcp`);
  const transport = /(?:^|;)transport=(?<list>[^;]+)/i.exec(parameters)?.groups?.["list"];
  const protocols = (transport ?? (scheme === "sips" ? "tls" : "udp,tcp")).toLowerCase().split(",");
  const maddr = /(?:^|;)maddr=(?<address>[^;]+)/i.exec(parameters)?.groups?.["address"];

  // The original binds maddr and calls itself by the host, where both are given.
  const bound = unbracketed(maddr ?? host);
  const addresses = bound === "*" ? ALL_ADDRESSES : [bound];
  const publicAddress = contact.externalIp ?? (maddr === undefined ? undefined : unbracketed(host));
  const dnsNames = typeof contact.dnsNames === "string" ? contact.dnsNames.split(",") : (contact.dnsNames ?? []);

  return protocols.flatMap((protocol) => {
    if (!isProtocol(protocol))
      throw new BadSignallingConfig(`contact ${contact.uri}: transport ${protocol} is not there`);
    return addresses.map((address) => ({
      protocol,
      address,
      port: Number(port ?? DEFAULT_PORTS[protocol]),
      publicAddress,
      localNetworks: contact.localNet?.split(",").map((network) => network.trim()),
      dnsNames: dnsNames.map((name) => name.trim().toLowerCase()).filter((name) => name !== ""),
      user,
      isHandedOver: contact.handedOver ?? false,
      origins: contact.origins ?? [],
    }));
  });
}

const unbracketed = (host: string): string => host.replace(/^\[(.*)\]$/, "$1");
