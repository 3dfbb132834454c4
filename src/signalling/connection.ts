import type { SipMessages } from "../call-records/sip-messages.ts";
import type { Bans } from "../bans/bans.ts";
import { tap } from "../call-records/tap.ts";
import { startCalls, type Calls } from "../calls/calls.ts";
import type { PublicNetwork } from "../calls/network.ts";
import type { DialogJournal, DialogNotes } from "../dialog-journal/dialog-journal.ts";
import { MediaServers } from "../media/media-servers.ts";
import type { Relay } from "../media/relay/relay-port.ts";
import { Messages } from "../messaging/messages.ts";
import type { Logger } from "../observability/logging.ts";
import { Outage } from "../observability/outage.ts";
import type { Metrics } from "../observability/metrics.ts";
import type { MwiFeed } from "../presence/mwi-feed.ts";
import { MwiPackage } from "../presence/mwi.ts";
import { BlfPackage } from "../presence/blf.ts";
import type { PhoneStates } from "../presence/phone-states.ts";
import { PresencePackage } from "../presence/presence-package.ts";
import type { ReachableFeed } from "../presence/reachable-feed.ts";
import { Subscriptions } from "../presence/subscriptions.ts";
import type { Binding } from "../registrar/binding.ts";
import { HttpPushGateway } from "../push/push-gateway.ts";
import { Waker } from "../push/waker.ts";
import { removeFailedFlow, type FailedFlow } from "../registrar/phone-flows.ts";
import type { RegistrarParts } from "../registrar/register.ts";
import { sendToBinding, type PhoneRequest } from "../registrar/send-to-binding.ts";
import { targetOf } from "../registrar/target.ts";
import type { ReceptionistGreetings } from "../receptionist/greetings.ts";
import { isLoopbackHost } from "../runtime/address-class.ts";
import { systemClock } from "../runtime/clock.ts";
import type { DiskSpace } from "../runtime/disk-space.ts";
import { defined } from "../runtime/defined.ts";
import type { EngineAddress } from "../runtime/engine-addresses.ts";
import type { Environment } from "../runtime/environment.ts";
import { gatherWrites } from "../runtime/gather-writes.ts";
import type { Settings } from "../settings/settings.ts";
import { sipServer } from "../setup/announcement.ts";
import { createSrf } from "../srf/create-srf.ts";
import type { Srf } from "../srf/srf.ts";
import { trunkWire, type TrunkWire } from "../trunks/wire.ts";
import type { MailboxStore } from "../voicemail/mailboxes.ts";
import { EngineAnswers } from "./engine-answers.ts";
import { versionWarning } from "./engine-version.ts";
import { sendPulse } from "./pulse.ts";
import { handleRequests, registerHandler } from "./request-handlers.ts";
import { takeRegisters } from "./register-requests.ts";

/** More at once and one process would serve none of them well: measured at 50 calls a second, each of 20 s. */
const CONCURRENT_CALLS = 2_000;
/** drachtio-srf tries again with growing pauses; an engine that is back shall not wait longer than this. */
const LONGEST_RETRY_MS = 1_000;
const LOOK_AGAIN_AFTER_MS = 20;

/** What the connections to all signalling engines share: the system that they serve. */
export interface SystemContext {
  readonly environment: Environment;
  readonly mediaServers: readonly EngineAddress[];
  /** Absent: media goes straight in any case. */
  readonly relay?: Relay;
  readonly settings: Settings;
  readonly mailboxes: MailboxStore;
  readonly receptionGreetings: ReceptionistGreetings;
  readonly mwiFeed: MwiFeed;
  readonly reachable: ReachableFeed;
  readonly phones: PhoneStates;
  readonly registrar: RegistrarParts;
  readonly network: PublicNetwork;
  /** Which sources are kept out. */
  readonly bans: Pick<Bans, "offend" | "admits">;
  /** Aborted when calls that go on at the end shall not be waited for. */
  readonly hurry: AbortSignal;
  /** Where the SIP messages of calls are kept: the message trace. */
  readonly messages: SipMessages;
  /** Where recordings and what Redis keeps are written. */
  readonly disk: Pick<DiskSpace, "hasRoom">;
  /** What it takes to end dialogs when an engine or a process is gone. */
  readonly journal: DialogJournal;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** The application's connection to one signalling engine, and the media servers it invites through it. */
export interface SignallingConnection extends AsyncDisposable {
  /** Resolves when the engine and a media server have answered for the first time. */
  readonly up: Promise<void>;
  /** No new calls; resolves when those that go on are over, or their time is (DRAIN_SECONDS). Once. */
  readonly drain: () => Promise<void>;
  /** Ends one call; false: there is none of this id. */
  readonly hangUp: (call: string) => boolean;
  /** What can be asked about the calls that go on. */
  readonly calls: Pick<Calls, "live" | "originate" | "transfer" | "rooms" | "explain">;
  readonly isUp: () => { readonly signalling: boolean; readonly media: boolean };
  /** Requests to providers outside of calls go this way. */
  readonly wire: TrunkWire;
  /** Names the engine; the bindings of its phones have this name. */
  readonly name: string;
  /** Sends a NOTIFY without a subscription to one phone. @returns its final status; 408 where none came */
  readonly notify: (binding: Binding, event: string) => Promise<number>;
}

/** Opens the connection, and has every request answered that this engine brings. */
export function connectSignalling(engine: EngineAddress, system: SystemContext): SignallingConnection {
  const name = `${engine.host}:${engine.port}`;
  const closing = new AbortController();
  const srf = createSrf();
  const connection = connectSrf(srf, engine, { logger: system.logger, closing: closing.signal });
  tap(srf, system.messages);
  const pulse = system.environment.signalling === "embedded" ? sendPulse(srf, systemClock) : undefined;
  const media = openMedia(srf, system);
  void media.watch(closing.signal);
  const calls = openCalls(srf, media, { ...system, journal: system.journal.of(name, srf) });
  const presence = openPresence(srf, name, system);
  const registrar = { ...system.registrar, onRegistered: presence.onRegistered };
  let drained: Promise<void> | undefined;
  takeRegisters(srf, registerHandler({ ...system, engine: name, registrar }));
  handleRequests(srf, {
    ...{ ...system, engine: name, calls, registrar },
    message: openMessages(srf, system).take,
    subscribable: presence.events,
    takesCalls: () => drained === undefined,
  });
  const drain = async (): Promise<void> => {
    // Another application of a signalling engine that isn't our own gets all new calls; here emergency calls go on.
    if (system.environment.signalling !== "embedded") srf.unregisterForMessages("invite");
    await calls.stop(system.environment.drainSeconds * 1_000, system.hurry);
  };
  return {
    drain: () => (drained ??= drain()),
    up: Promise.all([connection.up, untilMediaIsUp(media, closing.signal)]).then(() => undefined),
    hangUp: (call) => calls.hangUp(call),
    calls,
    isUp: () => ({ signalling: connection.isUp(), media: media.status().some(({ up }) => up) }),
    wire: trunkWire(srf),
    name,
    notify: (binding, event) => sendToBinding(notifyOf(binding, event), srf, systemClock),
    async [Symbol.asyncDispose]() {
      closing.abort();
      pulse?.[Symbol.dispose]();
      await (drained ??= drain());
      await presence[Symbol.asyncDispose]();
      await media[Symbol.asyncDispose]();
      try {
        srf.disconnect();
      } catch {
        // it throws where there never was a connection: then there is nothing to end
      }
    },
  };
}

/** Not in a subscription (RFC 6665 §4.1.3): phones take it as an order, `check-sync` to read their settings again. */
function notifyOf(binding: Binding, event: string): PhoneRequest {
  const headers = { Event: event, "Subscription-State": "terminated;reason=noresource" };
  return { method: "NOTIFY", ...targetOf(binding, headers) };
}

/** The media servers, which are invited over this connection. */
function openMedia(srf: Srf, { mediaServers, environment, logger }: SystemContext): MediaServers {
  return new MediaServers({
    servers: mediaServers,
    srf,
    listenAddress: mediaServers.every(({ host }) => isLoopbackHost(host)) ? "127.0.0.1" : "0.0.0.0",
    ...defined({ advertisedAddress: environment.applicationAddress }),
    promptsDir: environment.promptsDir,
    clock: systemClock,
    logger,
  });
}

function openCalls(
  srf: Srf,
  media: MediaServers,
  system: Omit<SystemContext, "journal"> & { readonly journal: DialogNotes },
): Calls {
  const { registrar, phones } = system;
  return startCalls({
    onFlowFailed: flowRemoval(system),
    ...system,
    ...{ srf, media, clock: systemClock, busy: phones, otherProcesses: phones },
    ...defined({ waker: wakerOf(system) }),
    directory: registrar.bindings,
    authenticator: registrar.authenticator,
    events: registrar.events,
    limits: { concurrentCalls: CONCURRENT_CALLS },
  });
}

/** Undefined: there is no push gateway. */
function wakerOf({
  environment,
  registrar,
  logger,
}: Pick<SystemContext, "environment" | "registrar" | "logger">): Waker | undefined {
  const { pushUrl } = environment;
  if (pushUrl === undefined) return undefined;
  const gateway = new HttpPushGateway(pushUrl, logger);
  return new Waker({ gateway, directory: registrar.bindings, clock: systemClock });
}

/** A connection that has ended takes its binding with it; while Redis is away the next call finds it out again. */
function flowRemoval({ registrar, logger }: Pick<SystemContext, "registrar" | "logger">): (failed: FailedFlow) => void {
  return (failed) => {
    removeFailedFlow(failed, registrar).catch((failure: unknown) =>
      logger.debug({ event: "registration.not-removed", err: failure }, "a dead binding could not be removed"),
    );
  };
}

/** Instant messages between the users of a company. */
function openMessages(srf: Srf, { environment, settings, registrar, logger }: SystemContext): Messages {
  const { authenticator, bindings: directory } = registrar;
  return new Messages({
    ...{ srf, authenticator, directory, settings, logger },
    ...{ domain: sipServer(environment), clock: systemClock },
  });
}

interface Presence extends AsyncDisposable, Required<Pick<RegistrarParts, "onRegistered">> {
  /** The event packages that are offered. */
  readonly events: () => readonly string[];
}

/** Message waiting (MWI, RFC 3842), busy lamp fields (BLF, RFC 4235) and presence (RFC 3856) of the phones on this engine. */
function openPresence(
  srf: Srf,
  engine: string,
  { environment, settings, registrar, mailboxes, mwiFeed, reachable, phones, logger }: SystemContext,
): Presence {
  const clock = systemClock;
  const { authenticator, bindings, events } = registrar;
  const domain = sipServer(environment);
  const subscriptions = new Subscriptions({ srf, authenticator, settings, clock, logger });
  const mwi = new MwiPackage({
    ...{ srf, subscriptions, engine, domain, settings, mailboxes, events, clock, logger },
    directory: bindings,
    feed: mwiFeed,
    onFlowFailed: flowRemoval({ registrar, logger }),
  });
  const blf = new BlfPackage({ subscriptions, phones, settings, domain });
  const presence = new PresencePackage({ subscriptions, phones, reachable, directory: bindings, settings });
  srf.on("connect", (failure) => {
    if (failure === null) mwi.notifyAll().catch(() => undefined); // phones that register later are told then
  });
  return {
    events: () => subscriptions.events,
    onRegistered: (user, device, fresh) => mwi.registered(user, device, fresh),
    async [Symbol.asyncDispose]() {
      await subscriptions[Symbol.asyncDispose]();
      mwi[Symbol.dispose]();
      blf[Symbol.dispose]();
      presence[Symbol.dispose]();
    },
  };
}

interface Connection {
  readonly up: Promise<void>;
  readonly isUp: () => boolean;
}

/** Connects for good: drachtio-srf comes back by itself, authenticates and asks for its requests again. */
function connectSrf(
  srf: Srf,
  { host, port, secret }: EngineAddress,
  { logger, closing }: { readonly logger: Logger; readonly closing: AbortSignal },
): Connection {
  const engine = `${host}:${port}`;
  let isUp = false;
  const outage = new Outage();
  const up = new Promise<void>((resolve) => {
    srf.on("connect", (failure, _listeningAt, version) => {
      if (failure !== null) {
        logger.error({ event: "signalling.refused", engine, err: failure }, "signalling engine refused us");
        return;
      }
      isUp = true;
      outage.end();
      logger.info({ event: "signalling.up", engine, version }, "signalling engine connected");
      const warning = versionWarning(version);
      if (warning !== undefined)
        logger.error({ event: "signalling.unsuited", engine, warning }, "signalling engine will trouble calls");
      resolve();
    });
  });
  srf.on("error", (failure) => {
    const reason = outage.news(failure);
    if (reason !== undefined)
      logger.warn({ event: "signalling.unreachable", engine, reason }, "signalling engine not reached");
  });
  srf.on("close", () => {
    if (isUp && !closing.aborted) logger.warn({ event: "signalling.lost", engine }, "signalling engine lost");
    isUp = false;
  });
  const options = { host, port, secret, reconnect: { retryMaxDelay: LONGEST_RETRY_MS } };
  srf.connect(options);
  srf._app.client.wp.on("connect", gatherWrites);
  const isConnected = (): boolean => isUp;
  const answers = new EngineAnswers({ srf, engine, isConnected, clock: systemClock, logger, end: closing });
  return { up, isUp: () => isUp && !answers.isSilent };
}

async function untilMediaIsUp(media: MediaServers, closing: AbortSignal): Promise<void> {
  while (!closing.aborted && !media.status().some(({ up }) => up)) await systemClock.sleep(LOOK_AGAIN_AFTER_MS);
}
