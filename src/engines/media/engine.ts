import type { Alarm, Clock } from "../../runtime/clock.ts";
import { settledWithin } from "../../runtime/deadline.ts";
import { Scope } from "../../runtime/scope.ts";
import { createSipAgent } from "../sip/agent/create-agent.ts";
import { answerApi } from "./event-socket/api.ts";
import type { ApiParts } from "./event-socket/api.ts";
import { EventSocketConnection } from "./event-socket/connection.ts";
import type { CommandTarget } from "./event-socket/connection.ts";
import { createHub } from "./event-socket/hub.ts";
import type { EventHub } from "./event-socket/hub.ts";
import { createConferences } from "./conference/conferences.ts";
import { boundTo, listen } from "./event-socket/listen.ts";
import { sendMessage } from "./event-socket/send-message.ts";
import { MAX_CHANNELS, MAX_CONNECTIONS } from "./limits.ts";
import { serveCounts } from "./metrics.ts";
import { mediaAddresses } from "./rtp/local-address.ts";
import { createMediaPorts } from "./rtp/ports.ts";
import { mediaUserAgent, noCalls } from "./sip/user-agent.ts";
import type { Calls } from "./sip/user-agent.ts";
import type { CallWorld } from "./sip/call.ts";
import { causeOf } from "./channel/cause.ts";
import type { Endpoint, MediaEngineSettings } from "./settings.ts";
import { createTicker } from "./ticker.ts";
import type { MediaCounts } from "./counts.ts";
import type { MediaLogger } from "./logger.ts";

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

const HEARTBEAT_MS = 20_000;
/** Recordings are completed before the engine ends, if the disk lets them. */
const END_WITHIN_MS = 2_000;

/**
 * Opens everything and serves until disposed.
 * @throws MediaPortTaken, MediaListenFailed, SipPortTaken, SipListenFailed
 */
export async function startMediaEngine(settings: MediaEngineSettings, parts: MediaEngineParts): Promise<MediaEngine> {
  const { clock, logger } = parts;
  const scope = new Scope();
  const calls = noCalls();
  const hub = createHub(clock);
  const ticker = createTicker(clock);
  const conferences = createConferences({ hub, ticker, logger, nowMs: () => clock.nowMs() });
  const ports = createMediaPorts({ range: settings.rtp.ports, ...withAddress(settings.rtp.address) });
  let world: CallWorld | undefined;

  try {
    const agent = scope.own(
      await createSipAgent({
        listen: sipListen(settings.sip),
        clock,
        logger,
        handlers: mediaUserAgent({ world: () => world as CallWorld, ports, calls }),
      }),
    );
    const sip = agent.listening.find(({ protocol }) => protocol === "udp") ?? settings.sip;
    const target = commandTarget(calls, clock, hub, {
      conferences,
      soundsDir: settings.soundsDir,
      sip: { address: settings.sip.address, port: sip.port },
    });
    world = {
      agent,
      clock,
      logger,
      hub,
      ticker,
      conferences,
      soundsDir: settings.soundsDir,
      target,
      mediaAddress: mediaAddresses(settings.rtp, clock),
    };
    const inbound = new Set<EventSocketConnection>();
    const server = await listen("event socket", settings.eventSocket, (socket) => {
      if (inbound.size >= MAX_CONNECTIONS) {
        socket.destroy();
        return;
      }
      const connection: EventSocketConnection = new EventSocketConnection({
        socket,
        hub,
        target,
        password: settings.eventSocket.password,
        onClosed: () => inbound.delete(connection),
      });
      inbound.add(connection);
      connection.greet();
    });
    scope.defer(() => {
      for (const connection of inbound) connection[Symbol.dispose]();
      server.close();
    });

    const counts = (): MediaCounts => ({
      channels: calls.byUuid.size,
      rtpSockets: ports.opened,
      timers: ticker.size,
      conferences: conferences.size,
      sipTransactions: agent.counts().clientTransactions + agent.counts().serverTransactions,
      eventSocketConnections: hub.size,
    });
    const metrics = settings.metrics === undefined ? undefined : scope.own(await serveCounts(settings.metrics, counts));
    scope.own(heartbeat(hub, calls, clock));
    scope.defer(() => endAll(calls, clock));

    return {
      eventSocket: boundTo(server),
      sip: { address: settings.sip.address, port: sip.port },
      metrics: metrics?.at,
      counts,
      [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
    };
  } catch (failure) {
    await scope[Symbol.asyncDispose]();
    throw failure;
  }
}

function withAddress(address: string | undefined): { address?: string } {
  return address === undefined ? {} : { address };
}

/** UDP is what drachtio-fsmrf uses; TCP listens on the same port, so not when any port will do. */
function sipListen({ address, port }: Endpoint): { protocol: "udp" | "tcp"; address: string; port: number }[] {
  const udp = { protocol: "udp", address, port } as const;
  return port === 0 ? [udp] : [udp, { protocol: "tcp", address, port }];
}

function commandTarget(
  calls: Calls,
  clock: Clock,
  hub: EventHub,
  shared: Pick<ApiParts, "conferences" | "soundsDir" | "sip">,
): CommandTarget {
  const channels = { get: (uuid: string) => calls.byUuid.get(uuid)?.channel };
  const api: ApiParts = {
    channel: channels.get,
    uuids: () => [...calls.byUuid.keys()],
    ...shared,
    uptimeMs: () => clock.nowMs() - hub.startedAtMs,
    callsSoFar: () => calls.soFar,
    setMediaStats: (uuid) => calls.byUuid.get(uuid)?.setMediaStats(),
  };
  return {
    api: (line) => answerApi(api, line),
    sendMessage: (uuid, headers, body) => sendMessage(channels.get, uuid, headers, body),
  };
}

/** Tells those who asked for it how busy we are. */
function heartbeat(hub: EventHub, calls: Calls, clock: Clock): Disposable {
  let alarm: Alarm | undefined;
  const beat = (): void => {
    alarm = clock.arm(HEARTBEAT_MS, () => {
      hub.publish("HEARTBEAT", () => ({
        "Event-Info": "System Ready",
        "Up-Time": `${Math.floor((clock.nowMs() - hub.startedAtMs) / 1000)} seconds`,
        "Session-Count": String(calls.byUuid.size),
        "Max-Sessions": String(MAX_CHANNELS),
        "Session-Per-Sec": "1000",
        "Session-Since-Startup": String(calls.soFar),
        "Idle-CPU": "100.000000",
        "Heartbeat-Interval": String(HEARTBEAT_MS / 1000),
      }));
      beat();
    });
  };
  beat();
  return { [Symbol.dispose]: () => alarm?.disarm() };
}

async function endAll(calls: Calls, clock: Clock): Promise<void> {
  const all = [...calls.byUuid.values()];
  for (const call of all) call.channel.hangUp(causeOf("NORMAL_TEMPORARY_FAILURE"));
  await settledWithin(Promise.all(all.map(({ ended }) => ended)), { withinMs: END_WITHIN_MS, clock });
}
