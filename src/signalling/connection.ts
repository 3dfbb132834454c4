import type { SipMessages } from "../call-records/sip-messages.ts";
import { tap } from "../call-records/tap.ts";
import { startCalls, type Calls } from "../calls/calls.ts";
import type { PublicNetwork } from "../calls/network.ts";
import { MediaServers } from "../media/media-servers.ts";
import type { Logger } from "../observability/logging.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { MwiFeed } from "../presence/mwi-feed.ts";
import { MwiPackage } from "../presence/mwi.ts";
import { BlfPackage } from "../presence/blf.ts";
import type { PhoneStates } from "../presence/phone-states.ts";
import { Subscriptions } from "../presence/subscriptions.ts";
import { answerOptions, ALLOWED_METHODS } from "../registrar/options.ts";
import { register, type RegistrarParts } from "../registrar/register.ts";
import type { OutgoingResponse } from "../registrar/request.ts";
import type { ReceptionistGreetings } from "../receptionist/greetings.ts";
import { systemClock } from "../runtime/clock.ts";
import type { EngineAddress, Environment } from "../runtime/environment.ts";
import type { Settings } from "../settings/settings.ts";
import { sipServer } from "../setup/announcement.ts";
import { createSrf } from "../srf/create-srf.ts";
import type { Srf } from "../srf/srf.ts";
import { trunkWire, type TrunkWire } from "../trunks/wire.ts";
import type { MailboxStore } from "../voicemail/mailboxes.ts";

/** More at once and one process would serve none of them well: measured at 50 calls a second, each of 20 s. */
const CONCURRENT_CALLS = 2_000;
/** Told to end, calls get this long; nobody waits longer for Ctrl-C. */
const GRACE_MS = 2_000;
/** drachtio-srf tries again with growing pauses; an engine that is back shall not wait longer than this. */
const LONGEST_RETRY_MS = 1_000;
const LOOK_AGAIN_AFTER_MS = 20;

/** What the lines of all signalling engines share. */
export interface SystemContext {
  readonly environment: Environment;
  readonly mediaServers: readonly EngineAddress[];
  readonly settings: Settings;
  readonly mailboxes: MailboxStore;
  readonly receptionGreetings: ReceptionistGreetings;
  readonly mwiFeed: MwiFeed;
  readonly phones: PhoneStates;
  readonly registrar: RegistrarParts;
  readonly network: PublicNetwork;
  /** Where everything is noted that is said in calls. */
  readonly messages: SipMessages;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** The application's line to one signalling engine, and the media servers it invites through it. */
export interface SignallingConnection extends AsyncDisposable {
  /** Resolves when the engine and a media server have answered for the first time. */
  readonly up: Promise<void>;
  /** Ends one call; false: there is none of this id. */
  readonly hangUp: (call: string) => boolean;
  /** What can be asked about those that go on. */
  readonly calls: Pick<Calls, "live" | "originate" | "transfer" | "rooms" | "explain">;
  readonly isUp: () => { readonly signalling: boolean; readonly media: boolean };
  /** Requests to providers outside of calls go this way. */
  readonly wire: TrunkWire;
}

/** Takes every request that this engine brings: registrations, calls, and polite answers to the rest. */
export function connectSignalling(engine: EngineAddress, house: SystemContext): SignallingConnection {
  const { settings, registrar, logger, environment } = house;
  const closing = new AbortController();
  const srf = createSrf();
  const connection = connectSrf(srf, engine, logger);
  tap(srf, house.messages);
  const media = new MediaServers({
    servers: house.mediaServers,
    srf,
    listenAddress: house.mediaServers.every(({ host }) => isLoopback(host)) ? "127.0.0.1" : "0.0.0.0",
    ...(environment.applicationAddress === undefined ? {} : { advertisedAddress: environment.applicationAddress }),
    promptsDir: environment.promptsDir,
    clock: systemClock,
    logger,
  });
  const calls = startCalls({
    srf,
    media,
    mailboxes: house.mailboxes,
    receptionGreetings: house.receptionGreetings,
    directory: registrar.bindings,
    authenticator: registrar.authenticator,
    settings,
    events: registrar.events,
    clock: systemClock,
    logger,
    metrics: house.metrics,
    limits: { concurrentCalls: CONCURRENT_CALLS },
    network: house.network,
    busy: house.phones,
    otherProcesses: house.phones,
  });
  const name = `${engine.host}:${engine.port}`;
  const domain = sipServer(environment).replace(/:\d+$/, "");
  const subscriptions = new Subscriptions({
    ...{ srf, authenticator: registrar.authenticator, settings, clock: systemClock, logger },
  });
  const mwi = new MwiPackage({
    ...{ srf, subscriptions, engine: name, domain },
    directory: registrar.bindings,
    ...{ settings, mailboxes: house.mailboxes, feed: house.mwiFeed, events: registrar.events },
    ...{ clock: systemClock, logger },
  });
  const blf = new BlfPackage({ subscriptions, phones: house.phones, settings, domain });
  srf.on("connect", (failure) => {
    if (failure === null) mwi.notifyAll().catch(() => undefined); // phones that register later are told then
  });
  const onRegistered: RegistrarParts["onRegistered"] = (user, device) => mwi.registered(user, device);
  answerOtherRequests(srf, name, { ...house, registrar: { ...registrar, onRegistered } });
  return {
    up: Promise.all([connection.up, untilMediaIsUp(media, closing.signal)]).then(() => undefined),
    hangUp: (call) => calls.hangUp(call),
    calls,
    isUp: () => ({ signalling: connection.isUp(), media: media.status().some(({ up }) => up) }),
    wire: trunkWire(srf),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await calls.stop(GRACE_MS);
      await subscriptions[Symbol.asyncDispose]();
      mwi[Symbol.dispose]();
      blf[Symbol.dispose]();
      await media[Symbol.asyncDispose]();
      try {
        srf.disconnect();
      } catch {
        // it throws where there never was a connection: then there is nothing to end
      }
    },
  };
}

interface Connection {
  readonly up: Promise<void>;
  readonly isUp: () => boolean;
}

/** Connects for good: drachtio-srf comes back by itself, authenticates and asks for its requests again. */
function connectSrf(srf: Srf, { host, port, secret }: EngineAddress, logger: Logger): Connection {
  const engine = `${host}:${port}`;
  let isUp = false;
  const up = new Promise<void>((resolve) => {
    srf.on("connect", (failure) => {
      if (failure !== null) {
        logger.error({ event: "signalling.refused", engine, err: failure }, "signalling engine refused us");
        return;
      }
      isUp = true;
      logger.info({ event: "signalling.up", engine }, "signalling engine connected");
      resolve();
    });
  });
  srf.on("error", (failure) =>
    logger.warn({ event: "signalling.unreachable", engine, err: failure }, "signalling engine not reached"),
  );
  srf.on("close", () => {
    if (isUp) logger.warn({ event: "signalling.lost", engine }, "signalling engine lost");
    isUp = false;
  });
  const options = { host, port, secret, reconnect: { retryMaxDelay: LONGEST_RETRY_MS } };
  srf.connect(options);
  return { up, isUp: () => isUp };
}

async function untilMediaIsUp(media: MediaServers, closing: AbortSignal): Promise<void> {
  while (!closing.aborted && !media.status().some(({ up }) => up)) await systemClock.sleep(LOOK_AGAIN_AFTER_MS);
}

/** Everything but calls: registrations, keep-alives, and what this system does not do. */
function answerOtherRequests(srf: Srf, engine: string, { registrar, metrics, logger }: SystemContext): void {
  srf.register((request, response) => {
    const counted: OutgoingResponse = {
      send: (status, options) => {
        metrics.registrations.inc({ outcome: String(status) });
        response.send(status, options);
      },
    };
    register(request, counted, engine, registrar).catch((fault: unknown) => {
      logger.error({ event: "register.fault", err: fault }, "registration failed by a fault of ours");
      response.send(500);
    });
  });
  srf.options((request, response) => {
    const { status, headers } = answerOptions(request);
    response.send(status, { headers });
  });
  for (const method of ["message", "publish", "notify", "info", "refer"] as const) {
    srf[method]((_request, response) => response.send(405, { headers: { Allow: ALLOWED_METHODS } }));
  }
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
