import type { RedisOptions } from "ioredis";
import { createApi } from "./api/create-api.ts";
import type { Api, Readiness } from "./api/parts.ts";
import { openCallControl } from "./call-control.ts";
import { LastCallers } from "./event-log/last-callers.ts";
import { Recorder } from "./call-records/recorder.ts";
import { callKeys } from "./redis/keys.ts";
import { EmergencyCallbacks } from "./calls/capacity/emergency-callbacks.ts";
import { RoundRobin } from "./calls/route/round-robin.ts";
import type { PublicNetwork } from "./calls/network.ts";
import { EventFeed } from "./event-log/event-feed.ts";
import { EventLog } from "./event-log/event-log.ts";
import { eventKeys } from "./redis/keys.ts";
import { createEventBus, type EventBus } from "./events/bus.ts";
import { Leases } from "./redis/lease.ts";
import { Limits } from "./limits/limits.ts";
import { ConcurrencyLimit } from "./redis/concurrency-limit.ts";
import { limitKeys } from "./redis/keys.ts";
import { mailServer } from "./mail/mail-server.ts";
import { MailQueue, type MailQueueOptions } from "./mail/mail-queue.ts";
import { deliveryFor } from "./mail/notification.ts";
import { readTemplates } from "./mail/template.ts";
import { isReservedNumber } from "./numbering/reserved.ts";
import { countEngines } from "./observability/engine-counts.ts";
import type { Logger } from "./observability/logging.ts";
import { createMetrics } from "./observability/metrics.ts";
import { MwiFeed } from "./presence/mwi-feed.ts";
import { PhoneStates } from "./presence/phone-states.ts";
import { createAuthenticator } from "./registrar/authentication.ts";
import { createBindingStore } from "./registrar/bindings.ts";
import { createNonceCounts } from "./registrar/nonce-counts.ts";
import { loadNonceSecret } from "./registrar/nonce-secret.ts";
import { registrarKeys } from "./redis/keys.ts";
import { systemClock } from "./runtime/clock.ts";
import { settledWithin } from "./runtime/deadline.ts";
import { EnvironmentFaulty, type Environment } from "./runtime/environment.ts";
import { Scope } from "./runtime/scope.ts";
import { parseRedisUrl } from "./redis/connection.ts";
import { openSettings, type Settings } from "./settings/settings.ts";
import { sipServer, webAddress } from "./setup/announcement.ts";
import type { Engines } from "./setup/embedded.ts";
import { connectSignalling, type SystemContext, type SignallingConnection } from "./signalling/connection.ts";
import { SignallingAway } from "./trunks/errors.ts";
import { TrunkMonitor } from "./trunks/trunk-monitor.ts";
import { trunkKeys } from "./redis/keys.ts";
import { TrunkStates } from "./trunks/states.ts";
import type { TrunkWire } from "./trunks/wire.ts";
import { receptionistGreetings } from "./receptionist/greetings.ts";
import { MailboxStore } from "./voicemail/mailboxes.ts";
import { WebhookQueue } from "./webhooks/webhook-queue.ts";
import { ownerOf } from "./voicemail/owner.ts";

/** What an application process is given; plain data, so that it can be handed to a worker. */
export interface ApplicationParts {
  readonly environment: Environment;
  readonly redis: string | RedisOptions;
  readonly signalling: Engines;
  readonly media: Engines;
}

/** Engines that are away do not keep the API from serving; /readyz says what is missing. */
const ENGINES_WITHIN_MS = 8_000;

/** One application process: the wiring list of the house. Disposing ends its calls, then everything else. */
export async function startApplication(parts: ApplicationParts, logger: Logger): Promise<AsyncDisposable> {
  const { environment } = parts;
  const clock = systemClock;
  const scope = new Scope();
  surviveStrayRejections(logger, scope);
  try {
    const metrics = createMetrics();
    const events = createEventBus({
      onFault: (fault, event) =>
        logger.error({ event: "listener.fault", of: event.kind, err: fault }, "a listener failed"),
    });
    const settings = scope.own(await openSettings({ redis: parts.redis, clock, logger, isReservedNumber }));
    const { webhooks, eventFeed } = openEvents(parts, settings, events, logger, scope);
    const mailboxes = scope.own(
      new MailboxStore({
        redis: settings.redis,
        mediaDir: environment.mediaDir,
        deliveryFor: (id) => deliveryFor(ownerOf(id, settings.snapshot), environment.mail !== undefined),
        isOrphaned: (tenant, id) =>
          settings.snapshot.tenant(tenant) !== undefined && ownerOf(id, settings.snapshot) === undefined,
        ...{ clock, events, logger },
      }),
    );
    const greetings = receptionistGreetings(environment.mediaDir);
    const mails = await openMails(parts, { settings, mailboxes, events, clock, logger });
    if (mails !== undefined) scope.own(mails);
    const keys = registrarKeys();
    const bindings = createBindingStore({ redis: settings.redis, keys, clock });
    const authenticator = createAuthenticator({
      accounts: () => settings.snapshot,
      secret: await loadNonceSecret(settings.redis, keys),
      nonceCounts: createNonceCounts({ redis: settings.redis, keys, clock }),
      clock,
    });
    const network = openNetwork(settings, events, scope);
    countEngines(metrics, { signalling: parts.signalling.countsUrl, media: parts.media.countsUrl });
    const phones = scope.own(new PhoneStates({ redis: settings.redis, events, clock, logger }));
    const lines: SignallingConnection[] = [];
    const hangUp = (call: string): boolean => lines.some((line) => line.hangUp(call));
    const recorder = new Recorder({ redis: settings.redis, keys: callKeys(), events, settings, clock, logger, hangUp });
    scope.own(recorder);
    const house: SystemContext = {
      environment,
      mediaServers: parts.media.addresses,
      settings,
      mailboxes,
      receptionGreetings: greetings,
      network,
      phones,
      mwiFeed: scope.own(new MwiFeed({ redis: settings.redis, clock, logger })),
      registrar: {
        ...{ authenticator, bindings, events, clock },
        deviceNamed: (name) => settings.snapshot.deviceBySipUsername(name)?.id,
      },
      messages: recorder.messages,
      metrics,
      logger,
    };

    for (const address of parts.signalling.addresses) lines.push(scope.own(connectSignalling(address, house)));
    const wire = wireOver(lines);
    const { trunks: states } = network;
    scope.own(new TrunkMonitor({ redis: settings.redis, keys: trunkKeys(), settings, states, wire, clock, logger }));
    const api = await createApi({
      settings,
      bindings,
      mailboxes,
      receptionGreetings: greetings,
      phones,
      metrics,
      logger,
      trunks: network.trunks,
      limits: network.limits,
      lastCallers: scope.own(new LastCallers({ redis: settings.redis, events })),
      ...{ eventFeed, webhooks },
      calls: recorder.underWay,
      callControl: scope.own(openCallControl({ redis: settings.redis, connections: lines, clock, logger })),
      callRecords: recorder.store,
      explain: (question) => lines[0]?.calls.explain(question) ?? Promise.reject(new SignallingAway()),
      clock,
      readiness: () => readinessOf(settings, lines),
      sipDomain: sipServer(environment),
      presetToken: environment.apiToken,
      operatorToken: environment.operatorToken,
    });
    scope.defer(() => api.close());
    await mailboxes.recover();
    mails?.start();
    webhooks.start();
    await settledWithin(Promise.all(lines.map((line) => line.up)), { withinMs: ENGINES_WITHIN_MS, clock });
    await listen(api, environment.http);
    return scope;
  } catch (failure) {
    await scope[Symbol.asyncDispose]();
    throw failure;
  }
}

/** What the processes of the house share of trunks and of the limits of calls outside. */
function openNetwork(
  { redis }: Settings,
  events: EventBus,
  scope: Scope,
): PublicNetwork & { readonly trunks: TrunkStates; readonly limits: Limits } {
  const clock = systemClock;
  const leases = scope.own(new Leases({ redis, clock }));
  return {
    trunks: scope.own(new TrunkStates({ redis, keys: trunkKeys(), clock })),
    concurrency: new ConcurrencyLimit({ redis, leases, clock }),
    limits: scope.own(new Limits({ redis, keys: limitKeys(), leases, events, clock })),
    callbacks: new EmergencyCallbacks(redis, clock),
    roundRobin: new RoundRobin(redis, clock),
  };
}

/** What happens is written down for all processes, and delivered to webhooks from there. */
function openEvents(
  { environment, redis }: ApplicationParts,
  settings: Settings,
  events: EventBus,
  logger: Logger,
  scope: Scope,
): { readonly webhooks: WebhookQueue; readonly eventFeed: EventFeed } {
  const house = { redis: settings.redis, keys: eventKeys(), settings, events, clock: systemClock, logger };
  const webhooks = scope.own(
    new WebhookQueue({
      ...house,
      address: typeof redis === "string" ? parseRedisUrl(redis) : redis,
      allowPrivate: environment.privateWebhooks,
    }),
  );
  const copiesOf: WebhookQueue["copiesOf"] = (event) => webhooks.copiesOf(event);
  scope.own(new EventLog({ ...house, copiesOf, onQueued: (orderingKey) => webhooks.queued(orderingKey) }));
  return { webhooks, eventFeed: scope.own(new EventFeed(house)) };
}

/** To providers over whichever signalling engine is there. */
function wireOver(lines: readonly SignallingConnection[]): TrunkWire {
  return {
    send: (request) => {
      const line = lines.find(({ isUp }) => isUp().signalling);
      return line === undefined ? Promise.reject(new SignallingAway()) : line.wire.send(request);
    },
  };
}

type MailParts = Pick<MailQueueOptions, "mailboxes" | "settings" | "events" | "clock" | "logger">;

/** Undefined: no mail server is set, and messages say so. */
async function openMails({ environment, redis }: ApplicationParts, house: MailParts): Promise<MailQueue | undefined> {
  const { mail, mailTemplatesDir } = environment;
  if (mail === undefined) return undefined;
  return new MailQueue({
    ...house,
    redis: typeof redis === "string" ? parseRedisUrl(redis) : redis,
    server: mailServer(mail.url, mail.from),
    templates: await readTemplates(mailTemplatesDir),
    linkTo: (message) => `${webAddress(environment)}/api/v1/voicemails/${message}/audio`,
  });
}

/**
 * A promise that a library forgot must not end everybody's calls: drachtio-fsmrf leaves one behind where a BYE is not
 * answered in time. It is a fault all the same, and told as one.
 */
function surviveStrayRejections(logger: Logger, scope: Scope): void {
  const tell = (failure: unknown): void =>
    logger.error({ event: "rejection.stray", err: failure }, "a promise was left to fail");
  process.on("unhandledRejection", tell);
  scope.defer(() => void process.off("unhandledRejection", tell));
}

/** Ready: settings can be changed, calls come in, and voicemail can answer them. */
function readinessOf(settings: Settings, lines: readonly SignallingConnection[]): Promise<Readiness> {
  const states = lines.map((line) => line.isUp());
  return Promise.resolve({
    redis: settings.inStep,
    signalling: states.some(({ signalling }) => signalling),
    media: states.some(({ media }) => media),
  });
}

async function listen(api: Api, { host, port }: Environment["http"]): Promise<void> {
  try {
    await api.listen({ host, port });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EADDRINUSE")
      throw new EnvironmentFaulty([`HTTP_PORT: ${port} on ${host} is taken by another program`]);
    if (code === "EACCES") throw new EnvironmentFaulty([`HTTP_PORT: ${port} may not be opened by this user`]);
    if (code === "EADDRNOTAVAIL") throw new EnvironmentFaulty([`HTTP_HOST: ${host} is no address of this machine`]);
    throw cause;
  }
}
