import type { Clock } from "../../runtime/clock.ts";
import { settledWithin } from "../../runtime/deadline.ts";
import { defined } from "../../runtime/defined.ts";
import { Scope } from "../../runtime/scope.ts";
import type { SipAgent } from "../sip/agent/agent.ts";
import { createSipAgent } from "../sip/agent/create-agent.ts";
import { causeOf } from "./channel/cause.ts";
import { answerApi, type ApiParts } from "./commands/api.ts";
import { sendMessage } from "./commands/send-message.ts";
import { createConferences, type Conferences } from "./conference/conferences.ts";
import { serveCounts } from "./counts-server.ts";
import type { MediaCounts } from "./counts.ts";
import type { CommandTarget } from "./event-socket/connection.ts";
import { createHub, type EventHub } from "./event-socket/hub.ts";
import { openEventSocket } from "./event-socket/event-socket-server.ts";
import { startHeartbeat } from "./heartbeat.ts";
import type { MediaLogger } from "./logger.ts";
import { newIdentity } from "../dtls/certificate.ts";
import { HandshakeLimit } from "./rtp/handshake-limit.ts";
import { OpusLimit } from "./rtp/opus-limit.ts";
import { mediaAddresses, reachableAddresses } from "../rtp/network/media-address.ts";
import { createMediaPorts } from "../rtp/network/ports.ts";
import type { Endpoint, MediaEngineSettings } from "./settings.ts";
import type { CallServices } from "./sip/call.ts";
import { Calls } from "./sip/calls.ts";
import { mediaUserAgent } from "./sip/user-agent.ts";
import { createTicker } from "./ticker.ts";

export interface MediaEngineParts {
  readonly clock: Clock;
  readonly logger: MediaLogger;
}

/** A running media server: drachtio-fsmrf connects to it as to FreeSWITCH. */
export interface MediaEngine extends AsyncDisposable {
  /** Where it listens, with the ports that were found for 0. */
  readonly eventSocket: Endpoint;
  readonly sip: Endpoint;
  readonly metrics: Endpoint | undefined;
  counts(): MediaCounts;
}

/** Recordings are completed before the engine ends, if the disk lets them. */
const END_WITHIN_MS = 2_000;

/**
 * Opens everything and serves until disposed.
 * @throws MediaPortTaken, MediaListenFailed, SipPortTaken, SipListenFailed; nothing stays open then
 */
export async function startMediaEngine(settings: MediaEngineSettings, parts: MediaEngineParts): Promise<MediaEngine> {
  const scope = new Scope();
  try {
    return await start(settings, parts, scope);
  } catch (failure) {
    await scope[Symbol.asyncDispose]();
    throw failure;
  }
}

async function start(
  settings: MediaEngineSettings,
  { clock, logger }: MediaEngineParts,
  scope: Scope,
): Promise<MediaEngine> {
  const { soundsDir, rtp } = settings;
  const calls = new Calls();
  const hub = createHub(clock);
  const ticker = createTicker(clock);
  const conferences = createConferences({ hub, ticker, logger, nowMs: () => clock.nowMs() });
  const ports = createMediaPorts({ range: rtp.ports, ...defined({ address: rtp.address }) });

  let services: CallServices | undefined = undefined;
  const handlers = mediaUserAgent({ services: () => services as CallServices, ports, calls });
  const agent = scope.own(await createSipAgent({ listen: sipListen(settings.sip), clock, logger, handlers }));
  const sip = sipEndpoint(agent, settings.sip);
  const target = commandTarget(calls, { clock, hub, conferences, soundsDir, sip });
  const mediaAddress = mediaAddresses(rtp, clock);
  services = {
    ...{ agent, clock, logger, hub, ticker, conferences, soundsDir, target, mediaAddress },
    reachableAddresses: (address) => reachableAddresses(rtp, address),
    newIdentity: () => newIdentity(clock.nowMs()),
    handshakes: new HandshakeLimit(),
    opus: new OpusLimit(logger),
  };

  const eventSocket = scope.own(await openEventSocket(settings.eventSocket, hub, target));
  const counts = (): MediaCounts => {
    const { clientTransactions, serverTransactions } = agent.counts();
    return {
      channels: calls.size,
      rtpSockets: ports.opened,
      timers: ticker.size,
      conferences: conferences.size,
      sipTransactions: clientTransactions + serverTransactions,
      eventSocketConnections: hub.size,
    };
  };
  const metrics = settings.metrics === undefined ? undefined : scope.own(await serveCounts(settings.metrics, counts));
  scope.own(startHeartbeat(hub, calls, clock));
  scope.defer(() => endAll(calls, clock));

  return {
    eventSocket: eventSocket.at,
    sip,
    metrics: metrics?.at,
    counts,
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}

/** UDP is what drachtio-fsmrf uses; TCP listens on the same port, so not when any port will do. */
function sipListen({ address, port }: Endpoint): { protocol: "udp" | "tcp"; address: string; port: number }[] {
  const udp = { protocol: "udp", address, port } as const;
  return port === 0 ? [udp] : [udp, { protocol: "tcp", address, port }];
}

function sipEndpoint(agent: SipAgent, configured: Endpoint): Endpoint {
  const { port } = agent.listening.find(({ protocol }) => protocol === "udp") ?? configured;
  return { address: configured.address, port };
}

interface CommandTargetServices {
  readonly clock: Clock;
  readonly hub: EventHub;
  readonly conferences: Conferences;
  readonly soundsDir: string;
  readonly sip: Endpoint;
}

function commandTarget(calls: Calls, services: CommandTargetServices): CommandTarget {
  const { clock, hub, conferences, soundsDir, sip } = services;
  const channel: ApiParts["channel"] = (uuid) => calls.get(uuid)?.channel;
  const api: ApiParts = {
    channel,
    uuids: () => calls.uuids,
    conferences,
    soundsDir,
    sip,
    uptimeMs: () => clock.nowMs() - hub.startedAtMs,
    callsSoFar: () => calls.soFar,
    setMediaStats: (uuid) => calls.get(uuid)?.setMediaStats(),
  };
  return {
    api: (line) => answerApi(api, line),
    sendMessage: (uuid, headers, body) => sendMessage(channel, uuid, headers, body),
  };
}

async function endAll(calls: Calls, clock: Clock): Promise<void> {
  const { all } = calls;
  for (const call of all) call.channel.hangUp(causeOf("NORMAL_TEMPORARY_FAILURE"));
  await settledWithin(Promise.all(all.map(({ ended }) => ended)), { withinMs: END_WITHIN_MS, clock });
}
