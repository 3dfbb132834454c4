import { randomBytes } from "node:crypto";
import { join } from "node:path";
import type { Logger } from "pino";
import { runChild } from "../runtime/child-process.ts";
import type { Clock } from "../runtime/clock.ts";
import type { EngineAddress } from "../runtime/engine-addresses.ts";
import type { Environment } from "../runtime/environment.ts";
import { findFreePort } from "../runtime/free-port.ts";
import { keepRunning } from "../runtime/keep-running.ts";
import type { Running } from "../runtime/keep-running.ts";

/** The servers of one kind: ours, or others'. */
export interface Engines {
  readonly addresses: readonly EngineAddress[];
  /** Of our own engine: GET tells as JSON what it holds. */
  readonly countsUrl?: string;
  /** Of our own signalling engine: where it takes bans, and the secret that it asks for. */
  readonly guard?: { readonly url: string; readonly secret: string };
  /** Of our own signalling engine: where the API hands over WebSockets that carry SIP, and the secret that it shows. */
  readonly handOver?: { readonly host: string; readonly port: number; readonly secret: string };
}

export interface EmbeddedParts {
  readonly environment: Environment;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Lines an engine logs, JSON as they come. */
  readonly onLine: (line: string) => void;
  /** Told of each part that died and was started again. */
  readonly onRestart: (name: string) => void;
  /** Takes each engine into the ownership of the whole. */
  readonly own: (engine: AsyncDisposable) => void;
}

const LOOPBACK = "127.0.0.1";
/** Only an engine that hangs takes longer, on however busy a machine. */
const READY_WITHIN_MS = 60_000;
/**
 * Node.js options: what the signalling engine makes is thrown away at once or kept for half a minute; without a limit of its own
 * (of three spaces, MiB each) what was thrown away fills 48 MiB before it is looked for.
 */
const NODE_OPTIONS = { signalling: ["--max-semi-space-size=4"], media: [], relay: [] };
/** Another program takes a port that was just free now and then, not time after time. */
const MOST_PORT_TRIES = 5;
/** Private and loopback networks: peers there are shown the local address, not the public one (RFC 1918, RFC 4193). */
const LOCAL_NETWORKS = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];

/** Starts the signalling engine as a child and keeps it running. @throws ChildFailed with its own one-line reason */
export function startSignalling(parts: EmbeddedParts): Promise<Engines> {
  return onFreePorts((ports) => startSignallingAt(ports, parts));
}

/** Starts the media engine as a child and keeps it running. @throws ChildFailed with its own one-line reason */
export function startMedia(parts: EmbeddedParts): Promise<Engines> {
  return onFreePorts((ports) => startMediaAt(ports, parts));
}

/** Starts the RTP relay as a child and keeps it running. @throws ChildFailed with its own one-line reason */
export async function startRelay(parts: EmbeddedParts): Promise<{ readonly host: string; readonly port: number }> {
  for (let tries = 1; ; tries++) {
    const port = await findFreePort(LOOPBACK);
    try {
      await keepEngine("relay", relayConfig(port, parts.environment), parts);
      return { host: LOOPBACK, port };
    } catch (failure) {
      const reason = failure instanceof Error ? failure.message : "";
      if (!reason.includes("in use") || tries >= MOST_PORT_TRIES) throw failure;
    }
  }
}

function relayConfig(port: number, { relayPorts, publicAddress, logLevel }: Environment): object {
  const shown = publicAddress === undefined ? {} : { publicAddress, localNetworks: LOCAL_NETWORKS };
  return { control: { address: LOOPBACK, port }, rtp: { ports: relayPorts, ...shown }, logLevel };
}

/** Ports of this machine that an engine is to use for itself. */
interface Ports {
  readonly control: number;
  readonly counts: number;
  readonly sip: number;
}

/** A port is found free and only then given to an engine: another program may have been sooner. Then others are tried. */
async function onFreePorts(start: (ports: Ports) => Promise<Engines>): Promise<Engines> {
  for (let tries = 1; ; tries++) {
    const free = (): Promise<number> => findFreePort(LOOPBACK);
    const [control, counts, sip] = await Promise.all([free(), free(), free()]);
    try {
      return await start({ control, counts, sip });
    } catch (failure) {
      const reason = failure instanceof Error ? failure.message : "";
      const isTaken = [control, counts, sip].some((port) => new RegExp(`\\b${port}\\b.*in use`).test(reason));
      if (!isTaken || tries >= MOST_PORT_TRIES) throw failure;
    }
  }
}

async function startSignallingAt(ports: Ports, parts: EmbeddedParts): Promise<Engines> {
  const { environment } = parts;
  const control = newControl(ports);
  const { tls, privateTrunks, logLevel } = environment;
  const { secret } = control.address;
  const config = {
    admin: { address: LOOPBACK, port: control.address.port, secret },
    contacts: contactsOf(environment),
    ...(tls === undefined ? {} : { tls: { "key-file": tls.key, "cert-file": tls.certificate } }),
    handOver: { address: LOOPBACK, port: ports.sip },
    guard: true,
    publicNamesOnly: !privateTrunks,
    metrics: { address: LOOPBACK, port: control.countsPort },
    logLevel,
  };
  await keepEngine("signalling", config, parts);
  const guard = { url: new URL("/guard", control.countsUrl).href, secret };
  const handOver = { host: LOOPBACK, port: ports.sip, secret };
  return { addresses: [control.address], countsUrl: control.countsUrl, guard, handOver };
}

/** Where the signalling engine listens, and where the API does for it. */
function contactsOf({ sip, tls, webSocket, http, https, publicAddress, publicUrl, corsOrigins }: Environment) {
  const host = sip.host.includes(":") ? `[${sip.host}]` : sip.host;
  const external = publicAddress === undefined ? {} : { externalIp: publicAddress, localNet: LOCAL_NETWORKS.join(",") };
  const origins = [...corsOrigins, ...(publicUrl === undefined ? [] : [publicUrl])];
  const at = (uri: string, more: object = {}) => ({ uri, ...external, ...more });
  return [
    at(`sip:${host}:${sip.port};transport=udp,tcp`),
    ...(tls === undefined ? [] : [at(`sips:${host}:${tls.port};transport=tls`)]),
    ...(webSocket.port === undefined ? [] : [at(`sip:${host}:${webSocket.port};transport=ws`, { origins })]),
    ...(webSocket.tlsPort === undefined ? [] : [at(`sips:${host}:${webSocket.tlsPort};transport=wss`, { origins })]),
    at(`sip:*:${http.port};transport=ws`, { handedOver: true }),
    at(`sips:*:${https?.port ?? http.port};transport=wss`, { handedOver: true }),
  ];
}

async function startMediaAt(ports: Ports, parts: EmbeddedParts): Promise<Engines> {
  const { environment } = parts;
  const control = newControl(ports);
  const config = {
    eventSocket: { address: LOOPBACK, port: control.address.port, password: control.address.secret },
    sip: { address: LOOPBACK, port: ports.sip },
    rtp: {
      ports: environment.rtpPorts,
      ...(environment.publicAddress === undefined
        ? {}
        : { publicAddress: environment.publicAddress, localNetworks: LOCAL_NETWORKS }),
    },
    soundsDir: environment.promptsDir,
    metrics: { address: LOOPBACK, port: control.countsPort },
    logLevel: environment.logLevel,
  };
  await keepEngine("media", config, parts);
  return { addresses: [control.address], countsUrl: control.countsUrl };
}

function newControl({ control: port, counts: countsPort }: Ports) {
  const secret = randomBytes(24).toString("base64url");
  return {
    address: { host: LOOPBACK, port, secret },
    countsPort,
    countsUrl: `http://${LOOPBACK}:${countsPort}/counts`,
  };
}

async function keepEngine(
  name: "signalling" | "media" | "relay",
  config: unknown,
  parts: EmbeddedParts,
): Promise<void> {
  const { clock, onLine } = parts;
  const program = join(parts.environment.enginesDir, name, "main.js");
  const spec = {
    name: `the ${name} engine`,
    command: process.execPath,
    args: [...NODE_OPTIONS[name], program, "--config", "-"],
    input: JSON.stringify(config),
    readyWithinMs: READY_WITHIN_MS,
    onLine,
    clock,
  };
  await keep(name, () => runChild(spec), parts);
}

/** Keeps any part of the system running and says so in the log. */
export async function keep(
  name: string,
  start: () => Promise<Running>,
  parts: Pick<EmbeddedParts, "clock" | "logger" | "own" | "onRestart">,
): Promise<void> {
  const { clock, logger, own, onRestart } = parts;
  const kept = await keepRunning({
    start,
    clock,
    report: (event) => {
      if (event.kind !== "restarted") {
        logger.error(
          { event: `engine.${event.kind}`, engine: name, reason: event.reason, restartAfterMs: event.restartAfterMs },
          "engine is down",
        );
        return;
      }
      onRestart(name);
      logger.warn({ event: "engine.restarted", engine: name }, "engine is up again");
    },
  });
  own(kept);
}
