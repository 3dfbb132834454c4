import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import type { Clock } from "../runtime/clock.ts";
import type { Environment } from "../runtime/environment.ts";
import { holderOfPort, programOf } from "../runtime/port-holder.ts";
import type { PortHolder } from "../runtime/port-holder.ts";
import { SwitchError } from "../vocabulary/switch-error.ts";

/** Ports that the system is told to open belong to other programs: a line for each, by whom and how to choose another. */
export class PortsTaken extends SwitchError {
  readonly code = "SW_PORT_TAKEN";

  constructor(lines: readonly string[]) {
    super(lines.join("\n"));
  }
}

interface WantedPort {
  /** The variable that chooses it. */
  readonly variable: "SIP_PORT" | "SIP_TLS_PORT" | "SIP_WS_PORT" | "SIP_WSS_PORT" | "HTTP_PORT" | "HTTPS_PORT";
  readonly protocol: "udp" | "tcp";
  readonly host: string;
  readonly port: number;
}

/** An engine whose system was killed ends when it notices; a service manager may start the next one sooner. */
const ORPHAN_ENDS_WITHIN_MS = 5_000;
const LOOK_AGAIN_AFTER_MS = 50;
const MOST_LOOKS_AT_UNKNOWN = 3;

/**
 * Makes sure that all ports can be had, before anything is started: so that one look mends them all.
 *
 * @throws PortsTaken
 */
export async function requirePorts(environment: Environment, clock: Clock): Promise<void> {
  const deadlineMs = clock.nowMs() + ORPHAN_ENDS_WITHIN_MS;
  const wanted = wantedPorts(environment);
  for (let unknownLooks = 0; ;) {
    const areTaken = await Promise.all(wanted.map(isTaken));
    const taken = wanted
      .filter((_, index) => areTaken[index])
      .map((each) => ({ ...each, holder: holderOfPort(each.protocol, each.port) }));
    if (taken.length === 0) return;
    // A holder that isn't found may just have ended.
    if (taken.some(({ holder }) => holder === undefined)) unknownLooks += 1;
    const isWorthWaiting = taken.every(({ holder }) =>
      holder === undefined ? unknownLooks <= MOST_LOOKS_AT_UNKNOWN : isOrphan(holder, environment),
    );
    if (!isWorthWaiting || clock.nowMs() > deadlineMs) throw new PortsTaken([...new Set(taken.map(lineOf))]);
    await clock.sleep(LOOK_AGAIN_AFTER_MS);
  }
}

function wantedPorts({ http, https, sip, tls, webSocket, signalling }: Environment): readonly WantedPort[] {
  const { host: webHost } = http;
  const web: readonly WantedPort[] = [
    { variable: "HTTP_PORT", protocol: "tcp", ...http },
    ...(https === undefined
      ? []
      : [{ variable: "HTTPS_PORT", protocol: "tcp", host: webHost, port: https.port } as const]),
  ];
  if (signalling !== "embedded") return web;
  const { port } = sip;
  const streams = [
    ["SIP_TLS_PORT", tls?.port] as const,
    ["SIP_WS_PORT", webSocket.port] as const,
    ["SIP_WSS_PORT", webSocket.tlsPort] as const,
  ].flatMap(([variable, wanted]) => (wanted === undefined ? [] : [{ variable, port: wanted }]));
  const hosts = sip.host === "*" ? ["0.0.0.0", "::"] : [sip.host];
  return hosts
    .flatMap((host): readonly WantedPort[] => [
      { variable: "SIP_PORT", protocol: "udp", host, port },
      { variable: "SIP_PORT", protocol: "tcp", host, port },
      ...streams.map((stream) => ({ ...stream, protocol: "tcp", host }) as const),
    ])
    .concat(web);
}

/** Other reasons (no right to it, no such address) are told by the one who opens it. */
async function isTaken({ variable, protocol, host, port }: WantedPort): Promise<boolean> {
  const ipv6Only = host === "::" && !variable.startsWith("HTTP"); // beside 0.0.0.0, as the engine opens them
  const socket =
    protocol === "udp"
      ? createSocket({ type: host.includes(":") ? "udp6" : "udp4", ipv6Only }).bind(port, host)
      : createServer().listen({ port, host, ipv6Only });
  try {
    await once(socket, "listening");
  } catch (failure) {
    return (failure as NodeJS.ErrnoException).code === "EADDRINUSE";
  }
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return false;
}

/** One of our engines, and no system above it that it serves. */
function isOrphan(holder: PortHolder | undefined, { enginesDir }: Environment): boolean {
  return (
    holder?.program.includes(enginesDir) === true && !/(?:start|dev|main)\.m?js$/.test(programOf(holder.parentPid))
  );
}

function lineOf({ variable, port, holder }: WantedPort & { readonly holder: PortHolder | undefined }): string {
  const by = holder === undefined ? "another program" : `process ${holder.pid} (${holder.program || "?"})`;
  return `${variable}: port ${port} is taken by ${by}; end it, or choose another one: ${variable}=${port === 65_535 ? port - 1 : port + 1}`;
}
