import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import type { Logger } from "pino";
import type { Clock } from "../../runtime/clock.ts";
import { Scope } from "../../runtime/scope.ts";
import type { AgentHandlers, SipAgent } from "../sip/agent/agent.ts";
import { createSipAgent } from "../sip/agent/create-agent.ts";
import type { OpenWire } from "../sip/transport/wire.ts";
import type { ListeningPoint } from "../sip/transport/hop.ts";
import { acknowledgeAgain } from "./leg/acknowledging.ts";
import { receiveCancel } from "./uas/cancelled.ts";
import { AppClient } from "./control/client.ts";
import type { SignallingConfig } from "./config.ts";
import { countingClock, countsOf, type Counts } from "./counts.ts";
import { dismiss } from "./departure.ts";
import { carryOut } from "./desk.ts";
import { createFlows } from "./flows.ts";
import { receiveAck } from "./uas/in-dialog.ts";
import { legOfResponse } from "./leg/legs.ts";
import { closed, listen } from "./listening.ts";
import { AUTHENTICATE_WITHIN_MS, LIMITS, WAITS, type Parts, type Waits } from "./parts.ts";
import { hostPortsOf, ownAddresses } from "./message/place.ts";
import { createRoutes } from "./control/routes.ts";
import * as replies from "./control/replies.ts";
import { receiveRequest } from "./uas/uas.ts";

export interface SignallingOptions {
  readonly config: SignallingConfig;
  readonly clock: Clock;
  readonly log: Logger;
  /** Shorter waits, for tests. */
  readonly waits?: Partial<Waits>;
  /** Replaces the sockets for SIP, for tests. */
  readonly openWire?: OpenWire;
  readonly random?: () => number;
}

/** A running signalling server: SIP on one side, applications on the other. */
export interface Signalling extends AsyncDisposable {
  /** Where applications connect. */
  readonly control: { readonly address: string; readonly port: number };
  /** Where counts are read, if they are published. */
  readonly metricsPort: number | undefined;
  readonly listening: readonly ListeningPoint[];
  counts(): Counts;
}

/** @throws ControlPortUnavailable, SipPortTaken, SipListenFailed; nothing stays open then */
export async function startSignalling(options: SignallingOptions): Promise<Signalling> {
  const scope = new Scope();
  try {
    return await start(options, scope);
  } catch (failure) {
    await scope[Symbol.asyncDispose]();
    throw failure;
  }
}

async function start(options: SignallingOptions, scope: Scope): Promise<Signalling> {
  const { config, log } = options;
  const clock = countingClock(options.clock);
  let parts: Parts | undefined = undefined;
  const agent = scope.own(
    await createSipAgent({
      listen: config.listening.map(({ localNetworks, publicAddress, protocol, address, port }) => ({
        ...{ protocol, address, port },
        ...(publicAddress === undefined ? {} : { publicAddress }),
        ...(localNetworks === undefined ? {} : { localNetworks }),
        ...(protocol === "tls" && config.tls !== undefined ? { tls: config.tls } : {}),
      })),
      clock,
      logger: log,
      timers: agentTimers(config),
      sendTryingAtOnce: true,
      handlers: handlersOf(() => parts, log),
      ...(options.openWire === undefined ? {} : { openWire: options.openWire }),
    }),
  );
  const ready: Parts = (parts = partsOf(options, agent, clock));
  const control = await openControl(ready, scope);
  const metricsPort = await publishCounts(config, scope, () => countsOf(ready, clock));
  return {
    control,
    metricsPort,
    listening: agent.listening,
    counts: () => countsOf(ready, clock),
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}

function agentTimers({ timers }: SignallingConfig): Record<string, number> {
  const given = { t1Ms: timers.t1, t2Ms: timers.t2, t4Ms: timers.t4, t1x64Ms: timers.t1x64 };
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, number] => entry[1] !== undefined));
}

function partsOf(options: SignallingOptions, agent: SipAgent, clock: Clock): Parts {
  const { config, log, waits, random = Math.random } = options;
  const { t1, t2, t1x64 } = config.timers;
  return {
    agent,
    clock,
    config,
    log,
    random,
    waits: {
      ...WAITS,
      ...(t1 === undefined ? {} : { t1Ms: t1, t1x64Ms: 64 * t1 }),
      ...(t2 === undefined ? {} : { t2Ms: t2 }),
      ...(t1x64 === undefined ? {} : { t1x64Ms: t1x64 }),
      ...waits,
    },
    clients: new Set(),
    routes: createRoutes(),
    pending: new Map(),
    ringing: new Map(),
    outgoing: new Map(),
    legs: new Map(),
    flows: createFlows(() => clock.nowMs()),
    closedFlows: new Set(),
    isOurs: ownAddresses(agent, config),
  };
}

/** The agent's callbacks must not throw; a bug of ours in one message is that message's misfortune. */
function handlersOf(parts: () => Parts | undefined, log: Logger): AgentHandlers {
  const guarded =
    <Given extends unknown[]>(handle: (parts: Parts, ...given: Given) => void) =>
    (...given: Given): void => {
      const ready = parts();
      if (ready === undefined) return; // not all ports are open yet: the peer will send it again
      try {
        handle(ready, ...given);
      } catch (err) {
        log.error({ event: "message.failed", err }, "a message could not be handled");
      }
    };
  return {
    onRequest: guarded(receiveRequest),
    onCancel: guarded(receiveCancel),
    onAck: guarded(receiveAck),
    onStrayResponse: guarded((ready, response) => {
      const leg = legOfResponse(ready, response);
      if (leg !== undefined) acknowledgeAgain(ready, leg, response);
    }),
    onFlowClosed: guarded((ready, flow) => {
      for (const [oldest] of ready.closedFlows.entries()) {
        if (ready.closedFlows.size < LIMITS.closedFlows) break;
        ready.closedFlows.delete(oldest);
      }
      ready.closedFlows.add(flow);
    }),
  };
}

/** The port for applications. */
async function openControl(parts: Parts, scope: Scope): Promise<{ address: string; port: number }> {
  const hostPorts = hostPortsOf(parts);
  const server = createServer((socket) => {
    if (parts.clients.size >= LIMITS.clients) {
      socket.destroy();
      return;
    }
    const impatience = parts.clock.arm(AUTHENTICATE_WITHIN_MS, () => {
      if (!client.authenticated) client[Symbol.dispose]();
    });
    const client = new AppClient(socket, {
      onCommand: (from, command) => {
        try {
          carryOut(parts, hostPorts, from, command);
        } catch (err) {
          parts.log.error({ event: "command.failed", err }, "a command could not be carried out");
          from.send(replies.notOk(command.id, "Unknown server error"));
        }
        if (from.authenticated) impatience.disarm();
      },
      onClosed: (gone) => {
        impatience.disarm();
        dismiss(parts, gone);
      },
    });
    parts.clients.add(client);
  });
  return openPort(server, parts.config.admin, scope, () => {
    for (const client of [...parts.clients]) client[Symbol.dispose]();
  });
}

async function publishCounts(
  config: SignallingConfig,
  scope: Scope,
  counts: () => Counts,
): Promise<number | undefined> {
  if (config.metrics === undefined) return undefined;
  const server = createHttpServer((request, response) => {
    const isAsked = request.method === "GET" && request.url === "/counts";
    response.writeHead(isAsked ? 200 : 404, { "content-type": "application/json" });
    response.end(isAsked ? JSON.stringify(counts()) : "{}");
  });
  const { port } = await openPort(server, config.metrics, scope, () => server.closeAllConnections());
  return port;
}

async function openPort(
  server: Server,
  at: { readonly address: string; readonly port: number },
  scope: Scope,
  hangUp: () => void,
): Promise<{ address: string; port: number }> {
  const { address, port } = await listen(server, at.address, at.port);
  scope.defer(() => {
    const free = closed(server);
    hangUp();
    return free;
  });
  return { address, port };
}
