import type { RedisOptions } from "ioredis";
import { createApi } from "./api/create-api.ts";
import type { Api, Readiness } from "./api/parts.ts";
import { createEventBus } from "./events/bus.ts";
import { isReservedNumber } from "./numbering/reserved.ts";
import { countEngines } from "./observability/engine-counts.ts";
import type { Logger } from "./observability/logging.ts";
import { createMetrics } from "./observability/metrics.ts";
import { createAuthenticator } from "./registrar/authentication.ts";
import { createBindingStore } from "./registrar/bindings.ts";
import { createNonceCounts } from "./registrar/nonce-counts.ts";
import { loadNonceSecret } from "./registrar/nonce-secret.ts";
import { registrarKeys } from "./registrar/redis-keys.ts";
import { systemClock } from "./runtime/clock.ts";
import { EnvironmentFaulty, type Environment } from "./runtime/environment.ts";
import { Scope } from "./runtime/scope.ts";
import { openSettings, type Settings } from "./settings/settings.ts";
import { sipServer } from "./setup/announcement.ts";
import type { Engines } from "./setup/embedded.ts";
import { serveSignalling, type House, type SignallingLine } from "./signalling-line.ts";
import { MailboxStore } from "./voicemail/mailboxes.ts";

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
    const mailboxes = scope.own(
      new MailboxStore({ redis: settings.redis, mediaDir: environment.mediaDir, clock, events, logger }),
    );
    const keys = registrarKeys();
    const bindings = createBindingStore({ redis: settings.redis, keys, clock });
    const authenticator = createAuthenticator({
      accounts: () => settings.snapshot,
      secret: await loadNonceSecret(settings.redis, keys),
      nonceCounts: createNonceCounts({ redis: settings.redis, keys, clock }),
      clock,
    });
    countEngines(metrics, { signalling: parts.signalling.countsUrl, media: parts.media.countsUrl });
    const house: House = {
      environment,
      mediaServers: parts.media.addresses,
      settings,
      mailboxes,
      registrar: {
        ...{ authenticator, bindings, events, clock },
        deviceNamed: (name) => settings.snapshot.deviceBySipUsername(name)?.id,
      },
      metrics,
      logger,
    };

    const lines = parts.signalling.addresses.map((address) => serveSignalling(address, house));
    for (const line of lines) scope.own(line);
    const api = await createApi({
      settings,
      bindings,
      mailboxes,
      metrics,
      logger,
      liveCalls: () => lines.flatMap((line) => line.liveCalls()),
      readiness: () => readinessOf(settings, lines),
      sipDomain: sipServer(environment),
      presetToken: environment.apiToken,
    });
    scope.defer(() => api.close());
    await mailboxes.recover();
    await Promise.race([Promise.all(lines.map((line) => line.up)), clock.sleep(ENGINES_WITHIN_MS)]);
    await listen(api, environment.http);
    return scope;
  } catch (failure) {
    await scope[Symbol.asyncDispose]();
    throw failure;
  }
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
function readinessOf(settings: Settings, lines: readonly SignallingLine[]): Promise<Readiness> {
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
