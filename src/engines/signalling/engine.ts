import type { Logger } from "pino";
import type { Clock } from "../../runtime/clock.ts";
import { defined } from "../../runtime/defined.ts";
import { Scope } from "../../runtime/scope.ts";
import type { AgentHandlers, SipAgent } from "../sip/agent/agent.ts";
import { createSipAgent } from "../sip/agent/create-agent.ts";
import type { ListenOn } from "../sip/transport/listen.ts";
import type { OpenWire } from "../sip/transport/wire.ts";
import type { ListeningPoint } from "../sip/transport/hop.ts";
import { CommandHandler } from "./command-handler.ts";
import type { SignallingConfig } from "./config.ts";
import { createControlServer } from "./control/control-server.ts";
import { Challenger } from "./challenge/challenger.ts";
import { ClientRegistry } from "./control/client-registry.ts";
import { SentNotices } from "./control/sent-notices.ts";
import { createCountsServer } from "./counts-server.ts";
import { countingClock, type Counts, type CountingClock } from "./counts.ts";
import { Dialogs } from "./dialogs/dialogs.ts";
import { PendingRequests } from "./dialogs/pending-requests.ts";
import { ClosedFlows } from "./flows/closed-flows.ts";
import type { Ruled } from "./guard/exchange.ts";
import { Guard } from "./guard/guard.ts";
import { NatKeepAlive } from "./flows/nat-keep-alive.ts";
import { RegisteredFlows } from "./flows/registered-flows.ts";
import { waitsUnder, type Waits } from "./limits.ts";
import { AdvertisedAddresses } from "./message/advertised-addresses.ts";
import type { Backlog } from "./overload/backlog.ts";
import { Overload } from "./overload/overload.ts";
import { openPort, type Endpoint } from "./tcp-port.ts";
import { ForgottenInvites } from "./uac/forgotten-invites.ts";
import { InDialogRequests } from "./uac/in-dialog-requests.ts";
import { InitialRequests } from "./uac/initial-requests.ts";
import { InitialResponses } from "./uac/initial-responses.ts";
import { OutgoingRequests } from "./uac/outgoing-requests.ts";
import { ForgottenRequests } from "./uas/forgotten-requests.ts";
import { filterRequest } from "./uas/request-filter.ts";
import { RequestReceiver } from "./uas/request-receiver.ts";
import { Responder } from "./uas/responder.ts";
import { ResponseEffects } from "./uas/response-effects.ts";

export interface SignallingOptions {
  readonly config: SignallingConfig;
  readonly clock: Clock;
  readonly log: Logger;
  /** Shorter waits, for tests. */
  readonly waits?: Partial<Waits>;
  /** Replaces the sockets for SIP, for tests. */
  readonly openWire?: OpenWire;
  readonly random?: () => number;
  /** Which part of its time this process was busy since this was asked last, up to 1. Default: it is never too busy. */
  readonly utilization?: () => number;
  /** For how long, in all, this process stood still. Default: it never does. */
  readonly stoodStillMs?: () => number;
}

/** A running signalling server: SIP on one side, applications on the other. */
export interface Signalling extends AsyncDisposable {
  /** Where applications connect. */
  readonly control: Endpoint;
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
  const { config, log, openWire } = options;
  const clock = countingClock(options.clock);
  let engine: Engine | undefined = undefined as Engine | undefined;
  const { t1, t2, t4, t1x64 } = config.timers;
  const guard = config.guard ? new Guard(() => clock.nowMs()) : undefined;
  const { utilization = () => 0, random = Math.random } = options;
  const backlogs = (): readonly Backlog[] => engine?.clients.backlogs ?? [];
  const challenger = new Challenger({
    nowMs: () => clock.nowMs(),
    takesRegister: () => engine?.clients.takesAny("REGISTER") === true && !engine.pending.isFull,
    isFiltered: (request) => filterRequest(config, request) !== undefined,
  });
  const overload = new Overload({
    ...{ nowMs: () => clock.nowMs(), backlogs, utilization, log, random },
    challenges: () => challenger.isActive,
  });
  const agent = scope.own(
    await createSipAgent({
      listen: listenOn(config),
      clock,
      logger: log,
      timers: defined({ t1Ms: t1, t2Ms: t2, t4Ms: t4, t1x64Ms: t1x64 }),
      sendTryingAtOnce: true,
      publicNamesOnly: config.publicNamesOnly,
      handlers: agentHandlers(() => engine, log),
      refuse: (request) => overload.refuse(request),
      answerAtOnce: (request, arrival) => challenger.answer(request, arrival),
      ...defined({ openWire, guard, handOver: config.handOver && { ...config.handOver, secret: config.admin.secret } }),
    }),
  );
  const ready: Engine = (engine = assemble(options, agent, clock, guard));
  scope.own(ready.natKeepAlive);
  const counts = (): Counts => ({ ...countsOf(ready, agent, clock, guard), shed: overload.refused });
  const control = await openControl(ready, options, scope);
  const metricsPort = await publishCounts(config, counts, guard && { guard, challenger, flows: ready.flows }, scope);
  return {
    control,
    metricsPort,
    listening: agent.listening,
    counts,
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}

const listenOn = ({ listening, tls }: SignallingConfig): readonly ListenOn[] =>
  listening.map(({ protocol, address, port, publicAddress, localNetworks, isHandedOver, origins }) => ({
    ...{ protocol, address, port, isHandedOver, origins },
    ...defined({ publicAddress, localNetworks, tls: protocol === "tls" || protocol === "wss" ? tls : undefined }),
  }));

/** What holds the engine's memory, and what carries out what comes in on either side. */
interface Engine {
  readonly clock: Clock;
  readonly clients: ClientRegistry;
  readonly dialogs: Dialogs;
  readonly pending: PendingRequests;
  readonly outgoing: OutgoingRequests;
  readonly flows: RegisteredFlows;
  readonly closedFlows: ClosedFlows;
  readonly natKeepAlive: NatKeepAlive;
  readonly receiver: RequestReceiver;
  readonly commands: CommandHandler;
}

function assemble(options: SignallingOptions, agent: SipAgent, clock: Clock, guard: Guard | undefined): Engine {
  const { config, log, random = Math.random } = options;
  const waits = waitsUnder(config.timers, options.waits);
  const nat = { aggressive: config.aggressiveNatDetection };
  const addresses = new AdvertisedAddresses(agent, config);
  const notices = new SentNotices(clock);
  const clients = new ClientRegistry();
  const closedFlows = new ClosedFlows();
  const flows = new RegisteredFlows(
    () => clock.nowMs(),
    (flow) => closedFlows.has(flow),
  );

  const dialogs = new Dialogs({
    agent,
    clock,
    waits,
    closedFlows,
    notices,
    random,
    onHangUp: (because) => log.info({ event: "leg.ended-by-engine", because }, "leg ended by the engine"),
    inBackground: (work) => {
      work.catch((err: unknown) => log.error({ event: "background.failed", err }, "work in the background failed"));
    },
  });
  const pending = new PendingRequests(clock, waits, dialogs);
  // Its alarm waits as long as such a phone is registered: it counts as none of a call.
  const natKeepAlive = new NatKeepAlive(agent, options.clock, nat);
  const effects = new ResponseEffects({ dialogs, flows, natKeepAlive, nat, guard });
  const responder = new Responder({ config, addresses, dialogs, pending, notices, effects });

  const outgoing = new OutgoingRequests(clock, waits.timerCMs);
  const ringing = outgoing.ringing.bind(outgoing);
  const receiver = new RequestReceiver(config, { clients, pending, dialogs, ringing });
  const responses = new InitialResponses(dialogs, addresses, nat);
  const { outboundProxy } = config;
  const inDialogRequests = new InDialogRequests({ agent, addresses, dialogs, outgoing, notices });
  const initialRequests = new InitialRequests({
    agent,
    inDialogRequests,
    clock,
    addresses,
    flows,
    outgoing,
    responses,
    notices,
    outboundProxy,
  });

  const { secret } = config.admin;
  const commands = new CommandHandler({
    log,
    nowMs: () => clock.nowMs(),
    secret,
    addresses,
    clients,
    responder,
    initialRequests,
    inDialogRequests,
    forgottenInvites: new ForgottenInvites({ agent, outgoing, responses, notices }),
    forgottenRequests: new ForgottenRequests(agent, notices),
  });
  return { clock, clients, dialogs, pending, outgoing, flows, closedFlows, natKeepAlive, receiver, commands };
}

/** The agent's callbacks must not throw; a bug of ours in one message ends nothing else. */
function agentHandlers(engine: () => Engine | undefined, log: Logger): AgentHandlers {
  const guarded =
    <Given extends unknown[]>(handle: (engine: Engine, ...given: Given) => void) =>
    (...given: Given): void => {
      const ready = engine();
      if (ready === undefined) return; // not all ports are open yet: the peer will send it again
      try {
        handle(ready, ...given);
      } catch (err) {
        log.error({ event: "message.failed", err }, "a message could not be handled");
      }
    };
  return {
    onRequest: guarded(({ receiver }, transaction) => receiver.receive(transaction)),
    onCancel: guarded(({ receiver }, transaction, cancel, arrival) =>
      receiver.receiveCancel(transaction, cancel, arrival),
    ),
    onAck: guarded(({ receiver }, ack, arrival) => receiver.receiveAck(ack, arrival)),
    onStrayResponse: guarded(({ dialogs }, response) => dialogs.ofResponse(response)?.repeatAck(response)),
    onFlowClosed: guarded(({ flows, closedFlows, dialogs, pending }, flow) => {
      closedFlows.add(flow);
      dialogs.flowClosed(flow, flows.closed(flow));
      pending.flowClosed(flow);
    }),
  };
}

/** The port for applications. */
function openControl(engine: Engine, { config, stoodStillMs }: SignallingOptions, scope: Scope): Promise<Endpoint> {
  const { clock, clients, commands, pending, outgoing, dialogs } = engine;
  const server = createControlServer({
    clock,
    clients,
    stoodStillMs,
    onCommand: (client, command) => commands.handle(client, command),
    onGone(client) {
      pending.withdrawAllOf(client);
      outgoing.abandonAllOf(client);
      dialogs.orphanAllOf(client);
    },
  });
  return openPort(server, config.admin, scope, () => clients[Symbol.dispose]());
}

async function publishCounts(
  { metrics: at, admin }: SignallingConfig,
  counts: () => Counts,
  ruled: Ruled | undefined,
  scope: Scope,
): Promise<number | undefined> {
  if (at === undefined) return undefined;
  const server = createCountsServer(counts, ruled && { ...ruled, secret: admin.secret });
  const { port } = await openPort(server, at, scope, () => server.closeAllConnections());
  return port;
}

function countsOf(
  engine: Engine,
  agent: SipAgent,
  clock: CountingClock,
  guard: Guard | undefined,
): Omit<Counts, "shed"> {
  const { clientTransactions, serverTransactions, flows: connections } = agent.counts();
  return {
    clients: engine.clients.size,
    pending: engine.pending.size,
    outgoing: engine.outgoing.size,
    dialogs: engine.dialogs.size,
    clientTransactions,
    serverTransactions,
    connections,
    flows: engine.flows.size,
    timers: clock.armed,
    sources: guard?.sources ?? 0,
    bans: guard?.bans ?? 0,
    refused: guard?.refused ?? 0,
  };
}
