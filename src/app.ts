import { join } from "node:path";
import type { RedisOptions } from "ioredis";
import { OpenId } from "./api/open-id.ts";
import { CALLBACK } from "./api/routes/open-id.ts";
import { createApi } from "./api/create-api.ts";
import type { Bans } from "./bans/bans.ts";
import { SeatLedger } from "./billing/seat-ledger.ts";
import { UsageLedger } from "./billing/usage-ledger.ts";
import { openCallControl } from "./call-control.ts";
import { openRetention } from "./open-retention.ts";
import { LastCallers } from "./event-log/last-callers.ts";
import { Recorder } from "./call-records/recorder.ts";
import { EmergencyCallbacks } from "./calls/capacity/emergency-callbacks.ts";
import { RoundRobin } from "./calls/route/round-robin.ts";
import type { PublicNetwork } from "./calls/network.ts";
import { DialogJournal } from "./dialog-journal/dialog-journal.ts";
import { EventFeed } from "./event-log/event-feed.ts";
import { EventLog } from "./event-log/event-log.ts";
import { Leases } from "./redis/lease.ts";
import { Limits } from "./limits/limits.ts";
import { ConcurrencyLimit } from "./redis/concurrency-limit.ts";
import { callKeys, eventKeys, limitKeys, trunkKeys } from "./redis/keys.ts";
import { mailServer } from "./mail/mail-server.ts";
import { MailQueue } from "./mail/mail-queue.ts";
import { deliveryFor } from "./mail/notification.ts";
import { readTemplates } from "./mail/template.ts";
import type { SystemCounts } from "./observability/system-gauges.ts";
import { countEngines } from "./observability/engine-counts.ts";
import type { Logger } from "./observability/logging.ts";
import { MwiFeed } from "./presence/mwi-feed.ts";
import { PhoneStates } from "./presence/phone-states.ts";
import { ReachableFeed } from "./presence/reachable-feed.ts";
import { openProvisioning } from "./provisioning/open-provisioning.ts";
import type { RegistrarParts } from "./registrar/register.ts";
import { settledWithin } from "./runtime/deadline.ts";
import { DiskSpace } from "./runtime/disk-space.ts";
import { folderSizes } from "./runtime/folder-size.ts";
import type { Environment } from "./runtime/environment.ts";
import { Scope } from "./runtime/scope.ts";
import { parseSipUri } from "./sip/uri.ts";
import { phoneSite } from "./setup/phone-site.ts";
import { listen } from "./listen.ts";
import { readinessOf } from "./readiness.ts";
import { openScrape } from "./scrape.ts";
import { sipServer, webAddress } from "./setup/announcement.ts";
import type { Engines } from "./setup/embedded.ts";
import { connectSignalling, type SystemContext, type SignallingConnection } from "./signalling/connection.ts";
import { SignallingAway, TrunkHostRefused } from "./trunks/errors.ts";
import { TrunkAccounts } from "./trunks/trunk-accounts.ts";
import { TrunkStates } from "./trunks/states.ts";
import type { TrunkHosts } from "./trunks/trunk-hosts.ts";
import { TrunkMonitor } from "./trunks/trunk-monitor.ts";
import type { TrunkWire } from "./trunks/wire.ts";
import { receptionistGreetings } from "./receptionist/greetings.ts";
import { MailboxStore } from "./voicemail/mailboxes.ts";
import { NgRelay } from "./media/relay/ng-relay.ts";
import type { TenantId } from "./vocabulary/identifiers.ts";
import { WebhookQueue } from "./webhooks/webhook-queue.ts";
import { ownerOf } from "./voicemail/owner.ts";
import { openBans, openBrowserPhones, openRegistrar } from "./access.ts";
import { openBase, type Base } from "./base.ts";

/** What an application process is given; plain data, so that it can be handed to a worker. */
export interface ApplicationParts {
  readonly environment: Environment;
  readonly redis: string | RedisOptions;
  readonly signalling: Engines;
  readonly media: Engines;
  /** Where the RTP relay is told what to do; undefined: there is none. */
  readonly relay: { readonly host: string; readonly port: number } | undefined;
}

/** Where a URI names no port (RFC 3261 §19.1.2). */
const DEFAULT_SIP_PORT = 5060;
/** The API serves before the engines are there, and /readyz says what is missing; a start waits this long to say so too. */
const ENGINES_WITHIN_MS = 8_000;

/** What an application process has of the process around it. */
export interface Surroundings {
  readonly logger: Logger;
  /** Aborted when calls shall not be waited for. */
  readonly hurry: AbortSignal;
  /** How often each part of the system died and was started again. */
  readonly restarts: SystemCounts["restarts"];
}

/** One application process. Disposing waits for its calls to end (DRAIN_SECONDS), then ends everything else. */
export async function startApplication(parts: ApplicationParts, around: Surroundings): Promise<AsyncDisposable> {
  const { logger } = around;
  const scope = new Scope();
  surviveStrayRejections(logger, scope);
  try {
    await wire(parts, around, scope);
    return scope;
  } catch (failure) {
    await scope[Symbol.asyncDispose]();
    throw failure;
  }
}

/** A phone without an engine doesn't answer. */
const NOT_REACHED = 408;

/** The wiring list: what there is, in the order in which it opens; the scope releases it in reverse. */
async function wire(parts: ApplicationParts, around: Surroundings, scope: Scope): Promise<void> {
  const { environment, signalling, media } = parts;
  const { logger, hurry, restarts } = around;
  const base = await openBase(parts, logger, scope);
  const { redis, settings, events, metrics, clock } = base;
  const { webhooks, ...feeds } = openEvents(base);
  const mailboxes = openMailboxes(base);
  const receptionGreetings = receptionistGreetings(environment.mediaDir);
  const mails = await openMails(base, mailboxes);
  const network = openNetwork(base);
  const bans = openBans(base, network.trunks, signalling);
  const registrar = await openRegistrar(base, network.trunks, bans, signalling);
  const connections: SignallingConnection[] = [];
  const provisioning = await openPhoneSetUp(base, bans, registrar, connections);
  countEngines(metrics, { signalling: signalling.countsUrl, media: media.countsUrl });
  const presence = openPresence(base);
  const disk = scope.own(new DiskSpace([environment.dataDir, environment.mediaDir], clock));
  const journal = scope.own(new DialogJournal({ ...base, keys: callKeys() }));
  const recorder = openRecorder(base, journal, connections, feeds.usage);
  const system: SystemContext = {
    ...{ ...base, mailboxes, receptionGreetings, network, ...presence, registrar, bans, hurry },
    ...openRelay(parts, base),
    ...{ mediaServers: media.addresses, messages: recorder.messages, journal, disk },
  };
  for (const address of signalling.addresses) connections.push(scope.own(connectSignalling(address, system)));
  const trunkWire = wireOver(connections, base.trunkHosts);
  let isDraining = false;
  const { trunks: states, accounts } = network;
  scope.own(new TrunkMonitor({ ...base, keys: trunkKeys(), states, accounts, wire: trunkWire }));
  const scrape = scope.own(
    openScrape({ ...base, ...{ restarts, mails, webhooks, trunks: states, bindings: registrar.bindings } }),
  );
  const erasing = openRetention(base, recorder, mailboxes);
  const api = await createApi({
    ...{ settings, mailboxes, receptionGreetings, metrics, logger, clock, events, ...feeds, webhooks },
    ...{ trunks: states, limits: network.limits, bans, bindings: registrar.bindings, ...provisioning },
    ...apiEnvironment(environment, signalling),
    ...{ phones: presence.phones, accountMails: mails, ...erasing, storedBytes: storedBytes(base) },
    lastCallers: scope.own(new LastCallers({ redis, events })),
    ...{ calls: recorder.ongoing, callRecords: recorder.store, browserPhones: await openBrowserPhones(base) },
    callControl: scope.own(openCallControl({ redis, connections, clock, logger })),
    explain: (question) => connections[0]?.calls.explain(question) ?? Promise.reject(new SignallingAway()),
    readiness: () => Promise.resolve(readinessOf(base, { connections, disk, isDraining })),
    scrape: scrape.read,
  });
  scope.defer(() => api.close());
  await mailboxes.recover();
  for (const each of Object.values(erasing)) void each.resume(); // it never rejects, and no start waits for it
  mails?.start();
  webhooks.start();
  await listen(api, { ...base, scope });
  scope.defer(() => {
    isDraining = true;
    return drained(connections);
  });
  await settledWithin(Promise.all(connections.map(({ up }) => up)), { withinMs: ENGINES_WITHIN_MS, clock });
}

function openRecorder(
  base: Base,
  journal: DialogJournal,
  connections: readonly SignallingConnection[],
  usage: UsageLedger,
): Recorder {
  return base.scope.own(
    new Recorder({
      ...{ ...base, keys: callKeys() },
      onKept: (record) => usage.note(record),
      hangUp: (call) => connections.some((connection) => connection.hangUp(call)),
      onProcessLost: (process) => journal.takeOver(process),
    }),
  );
}

/** Nothing of it where there is no relay: media goes straight then. */
function openRelay({ relay: at, environment }: ApplicationParts, { scope, clock }: Base): Pick<SystemContext, "relay"> {
  return at === undefined ? {} : { relay: scope.own(new NgRelay(at, clock, environment.relay === "embedded")) };
}

function storedBytes({ environment, clock }: Base): (tenant: TenantId) => Promise<number> {
  const sizeOf = folderSizes(clock);
  return (tenant) => sizeOf(join(environment.mediaDir, tenant));
}

/** First of all at the end, while everything else still serves the calls that go on. */
async function drained(connections: readonly SignallingConnection[]): Promise<void> {
  await Promise.all(connections.map((connection) => connection.drain()));
}

/** What the API is told of the environment. */
function apiEnvironment(environment: Environment, { handOver }: Engines) {
  const { apiToken: presetToken, operatorToken, metricsToken, trustedProxies } = environment;
  const { publicUrl, portalDir, corsOrigins, https } = environment;
  return {
    ...{ presetToken, operatorToken, metricsToken, trustedProxies, publicUrl, portalDir },
    ...{ corsOrigins, httpsPort: https?.port, handOver },
    ...{ sipDomain: sipServer(environment), webAddress: webAddress(environment) },
    openId: environment.openId && new OpenId(environment.openId, `${webAddress(environment)}${CALLBACK}`),
  };
}

function openMailboxes({ redis, environment, settings, events, clock, logger, scope }: Base): MailboxStore {
  return scope.own(
    new MailboxStore({
      ...{ redis, clock, events, logger },
      mediaDir: environment.mediaDir,
      deliveryFor: (id) => deliveryFor(ownerOf(id, settings.snapshot), environment.mail !== undefined),
      isOrphaned: (tenant, id) =>
        settings.snapshot.tenant(tenant) !== undefined && ownerOf(id, settings.snapshot) === undefined,
    }),
  );
}

/** Phones that set themselves up, and are told to read again over the engine that they are registered at. */
async function openPhoneSetUp(
  base: Base,
  bans: Bans,
  { bindings }: RegistrarParts,
  connections: readonly SignallingConnection[],
): Promise<Omit<Awaited<ReturnType<typeof openProvisioning>>, "rereading">> {
  const { environment, scope } = base;
  const { rereading, ...provisioning } = await openProvisioning({
    ...{ ...base, bans, bindings, phonesDir: environment.phonesDir, site: phoneSite(environment) },
    notify: async (binding, event) => {
      const at = connections.find(({ name }) => name === binding.engine) ?? connections[0];
      return (await at?.notify(binding, event)) ?? NOT_REACHED;
    },
  });
  scope.own(rereading);
  return provisioning;
}

/** What the processes tell each other of phones: their calls, their mailboxes, whether they are registered. */
function openPresence(base: Base): Pick<SystemContext, "phones" | "mwiFeed" | "reachable"> {
  const { scope } = base;
  return {
    phones: scope.own(new PhoneStates(base)),
    mwiFeed: scope.own(new MwiFeed(base)),
    reachable: scope.own(new ReachableFeed(base)),
  };
}

/** What all processes share of trunks and of the limits of calls to the PSTN. */
function openNetwork({
  redis,
  trunkHosts,
  events,
  clock,
  logger,
  scope,
}: Base): PublicNetwork & { readonly trunks: TrunkStates; readonly limits: Limits } {
  const leases = scope.own(new Leases({ redis, clock }));
  const trunks = scope.own(new TrunkStates({ redis, keys: trunkKeys(), clock }));
  return {
    trunks,
    accounts: new TrunkAccounts({ states: trunks, events, clock, logger }),
    trunkHosts,
    concurrency: new ConcurrencyLimit({ redis, leases, clock }),
    limits: scope.own(new Limits({ redis, keys: limitKeys(), leases, events, clock })),
    callbacks: new EmergencyCallbacks(redis, clock),
    roundRobin: new RoundRobin(redis, clock),
  };
}

/** What happens is written down for all processes, delivered to webhooks from there, and what it costs is remembered. */
function openEvents(base: Base): {
  readonly webhooks: WebhookQueue;
  readonly eventFeed: EventFeed;
  readonly seats: SeatLedger;
  readonly usage: UsageLedger;
} {
  const { scope, redisAddress: address, environment } = base;
  const log = { ...base, keys: eventKeys() };
  const webhooks = scope.own(new WebhookQueue({ ...log, address, allowPrivate: environment.privateWebhooks }));
  const copiesOf: WebhookQueue["copiesOf"] = (event) => webhooks.copiesOf(event);
  scope.own(new EventLog({ ...log, copiesOf, onQueued: (lane) => webhooks.queued(lane) }));
  const [seats, usage] = [scope.own(new SeatLedger(base)), new UsageLedger(base)];
  return { webhooks, eventFeed: scope.own(new EventFeed(log)), seats, usage };
}

/** Undefined: no mail server is set, and messages say so. */
async function openMails(base: Base, mailboxes: MailboxStore): Promise<MailQueue | undefined> {
  const { environment, redisAddress, scope } = base;
  const { mail, mailTemplatesDir } = environment;
  if (mail === undefined) return undefined;
  const templates = await readTemplates(mailTemplatesDir);
  return scope.own(
    new MailQueue({
      ...base,
      mailboxes,
      redis: redisAddress,
      server: mailServer(mail.url, mail.from),
      templates,
      linkTo: (message) => `${webAddress(environment)}/api/v1/voicemails/${message}/audio`,
    }),
  );
}

/** To providers over the first signalling engine that is up. */
function wireOver(connections: readonly SignallingConnection[], trunkHosts: TrunkHosts): TrunkWire {
  return {
    send: async (request) => {
      const { host = "", port = DEFAULT_SIP_PORT } = parseSipUri(request.uri) ?? {};
      if (await trunkHosts.isRefused({ host, port })) throw new TrunkHostRefused();
      const connection = connections.find(({ isUp }) => isUp().signalling);
      if (connection === undefined) throw new SignallingAway();
      return connection.wire.send(request);
    },
  };
}

/**
 * A promise that a library forgot must not end all calls. It is a fault all the same, and told as one.
 */
function surviveStrayRejections(logger: Logger, scope: Scope): void {
  const tell = (failure: unknown): void =>
    logger.error({ event: "rejection.stray", err: failure }, "a promise was left to fail");
  process.on("unhandledRejection", tell);
  scope.defer(() => void process.off("unhandledRejection", tell));
}
