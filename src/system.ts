import { accessSync, constants, mkdirSync } from "node:fs";
import type { DestinationStream } from "pino";
import type { ApplicationParts } from "./app.ts";
import type { RedisAddress } from "./engines/redis/address.ts";
import { startEmbeddedRedis } from "./engines/redis/embedded-redis.ts";
import { isReservedNumber } from "./numbering/reserved.ts";
import { consoleLines } from "./observability/console-lines.ts";
import { logLibraryLines } from "./observability/library-lines.ts";
import { gatheredLines } from "./observability/gathered-lines.ts";
import { createLogger } from "./observability/logging.ts";
import type { Logger } from "./observability/logging.ts";
import { systemClock } from "./runtime/clock.ts";
import { atNextBeat } from "./runtime/gather-writes.ts";
import { EnvironmentFaulty } from "./runtime/environment.ts";
import type { Environment } from "./runtime/environment.ts";
import { Scope } from "./runtime/scope.ts";
import { sealAtStart } from "./seal-at-start.ts";
import { keyFile } from "./sealing/key-file.ts";
import { StoreUnavailable } from "./settings/errors.ts";
import { openSettings } from "./settings/settings.ts";
import { announcement, readyLine } from "./setup/announcement.ts";
import { ensureDemo } from "./setup/demo.ts";
import type { DemoPhone } from "./setup/demo.ts";
import { keep, startMedia, startRelay, startSignalling } from "./setup/embedded.ts";
import type { EmbeddedParts, Engines } from "./setup/embedded.ts";
import { ensureTenant } from "./setup/first-start.ts";
import { missingParts } from "./setup/readiness.ts";
import type { FirstAdmin } from "./setup/first-start.ts";
import { requirePorts } from "./setup/ports.ts";
import { logRedisLine } from "./setup/redis-lines.ts";
import { Restarts } from "./setup/restarts.ts";
import { startedAtMs } from "./setup/started-at.ts";
import { ForkedWorkers, startWorkers } from "./workers.ts";

/** A person, or a service manager, is never so quick with a second thought. */
const SAME_ORDER_WITHIN_MS = 300;
/** How often a start that lacks something is looked at again. */
const ASK_AGAIN_MS = 1_000;

export interface SystemOptions {
  /** Adds three users with phones. */
  readonly demo: boolean;
}

/**
 * The whole telephone system of this machine, from nothing until SIGINT or SIGTERM. Ends all it started, also when a start fails.
 *
 * @throws whatever kept a part from starting; its message is one clear line
 */
export async function runSystem(environment: Environment, { demo }: SystemOptions): Promise<void> {
  const startedMs = startedAtMs(systemClock.nowMs());
  const { told, hurry } = ordersToEnd();
  prepareFolders(environment);
  const destination = logDestination();
  const logger = createLogger(environment.logLevel, destination);
  logLibraryLines(logger);

  await using scope = new Scope();
  const starting = start(environment, demo, { logger, destination, scope, hurry, restarts: new Restarts() });
  const started = await Promise.race([starting, told.then(() => undefined)]);
  if (started === undefined) {
    await starting.catch(() => undefined); // what it has started by then is released with the scope
    return;
  }
  const startedInMs = Math.round(systemClock.nowMs() - startedMs);
  const missing = await missingParts(environment);
  logger.info({ event: "system.started", startedInMs, missing }, "system started");
  terminal().write(announcement({ environment, ...started, startedInMs, missing }));
  const ending = new AbortController();
  const ready = missing.length === 0 ? Promise.resolve() : tellWhenReady(environment, startedMs, ending.signal);

  await told;
  ending.abort();
  await ready;
  logger.info({ event: "system.ending" }, "system ends");
}

/**
 * The first SIGINT or SIGTERM tells the system to end, a further one not to wait for calls. A terminal sends Ctrl-C to npm and to us,
 * and npm passes its own on: what follows at once is the same one.
 */
function ordersToEnd(): { readonly told: Promise<void>; readonly hurry: AbortSignal } {
  const hurry = new AbortController();
  let firstMs: number | undefined;
  let resolveTold: () => void;
  const told = new Promise<void>((resolve) => (resolveTold = resolve));
  const order = (): void => {
    firstMs ??= systemClock.nowMs();
    if (systemClock.nowMs() - firstMs >= SAME_ORDER_WITHIN_MS) hurry.abort();
    resolveTold();
  };
  process.on("SIGINT", order).on("SIGTERM", order);
  return { told, hurry: hurry.signal };
}

/** What was missing at the start may come: the operator at the terminal is told then. */
async function tellWhenReady(environment: Environment, startedMs: number, ending: AbortSignal): Promise<void> {
  for (;;) {
    await systemClock.sleep(ASK_AGAIN_MS, ending).catch(() => undefined);
    if (ending.aborted) return;
    const missing = await missingParts(environment).catch(() => ["api"]);
    if (missing.length > 0) continue;
    terminal().write(`${readyLine(systemClock.nowMs() - startedMs)}\n`);
    return;
  }
}

interface Started {
  readonly admin: FirstAdmin | undefined;
  readonly phones: readonly DemoPhone[];
}

/** Where it is logged, and what owns all that is started. */
interface Start {
  readonly logger: Logger;
  readonly destination: DestinationStream;
  readonly scope: Scope;
  /** Aborted when calls that go on shall not be waited for at the end. */
  readonly hurry: AbortSignal;
  readonly restarts: Restarts;
}

async function start(environment: Environment, demo: boolean, begun: Start): Promise<Started> {
  const { logger, destination, scope, hurry, restarts } = begun;
  const forked = environment.workers === 1 ? undefined : scope.own(new ForkedWorkers(environment.workers));
  const parts = await startEngines(environment, begun);
  const laidOut = await layOut(parts, demo, logger);
  if (forked !== undefined) {
    scope.own(await startWorkers(parts, { logger, destination, hurry, restarts, forked }));
    return laidOut;
  }
  const { startApplication } = await import("./app.ts"); // several processes have it each, and this one needs it not
  scope.own(await startApplication(parts, { logger, hurry, restarts: () => restarts.counts }));
  return laidOut;
}

/** Redis, signalling and media: our own as children, or the ones that the environment names. */
async function startEngines(
  environment: Environment,
  { logger, destination, scope, restarts }: Start,
): Promise<ApplicationParts> {
  const embedded = {
    environment,
    clock: systemClock,
    logger,
    onLine: (line: string) => destination.write(`${line}\n`),
    onRestart: (name: string) => restarts.note(name),
    own: (engine: AsyncDisposable) => scope.own(engine),
  };
  const ports = requirePorts(environment, systemClock);
  const afterPorts = async <Part>(startPart: () => Promise<Part>): Promise<Part> => {
    await ports;
    return startPart();
  };
  // A folder in use explains ports that are taken: Redis' failure is told before theirs.
  const [redis, signalling, media, relay] = await allStarted([
    startRedis(embedded),
    afterPorts(async () => own(environment.signalling) ?? startSignalling(embedded)),
    afterPorts(async () => own(environment.media) ?? startMedia(embedded)),
    afterPorts(() => relayOf(embedded)),
  ] as const);
  return { environment, redis, signalling, media, relay };
}

/** Where the RTP relay is told what to do; undefined: there is none. */
async function relayOf(embedded: EmbeddedParts): Promise<ApplicationParts["relay"]> {
  const { relay } = embedded.environment;
  if (relay === "off") return undefined;
  return relay === "embedded" ? await startRelay(embedded) : relay;
}

/** Servers that the environment names; undefined: ours are to be started. */
function own(addresses: Environment["media"]): Engines | undefined {
  return addresses === "embedded" ? undefined : { addresses };
}

async function startRedis(embedded: EmbeddedParts): Promise<string | RedisAddress> {
  const { environment, clock, logger } = embedded;
  if (environment.redisUrl !== "embedded") return environment.redisUrl;
  let address: RedisAddress | undefined;
  const startOnce = async () => {
    // A restart must be found at the same place.
    const redis = await startEmbeddedRedis({
      folder: environment.dataDir,
      clock,
      onLine: (line) => logRedisLine(line, logger),
      ...(address && { address }),
    });
    address = redis.address;
    return redis;
  };
  await keep("redis", startOnce, embedded);
  if (address === undefined) throw new RangeError("Redis runs and has no address");
  return address;
}

/** Waits for all of them, so that none is still coming up when the first failure is reported. */
async function allStarted<Parts extends readonly [unknown, unknown, unknown, unknown]>(
  parts: Parts,
): Promise<{ -readonly [Key in keyof Parts]: Awaited<Parts[Key]> }> {
  await Promise.allSettled(parts);
  return Promise.all(parts);
}

/** The first company, its administrator and the demonstration, before any worker looks. */
async function layOut({ environment, redis }: ApplicationParts, demo: boolean, logger: Logger): Promise<Started> {
  await using settings = await openSettings({
    ...{ redis, clock: systemClock, logger, isReservedNumber },
    retention: environment.retention,
    keyring: keyFile(environment.secretsKeyFile),
  }).catch((failure: unknown) => {
    if (failure instanceof StoreUnavailable) throw new EnvironmentFaulty(["REDIS_URL: no Redis answers there"]);
    throw failure;
  });
  await sealAtStart(settings, environment.redisUrl === "embedded", logger);
  const { tenantId, admin } = await ensureTenant(settings, environment);
  return { admin, phones: demo ? await ensureDemo(settings, tenantId) : [] };
}

/** @throws EnvironmentFaulty when a folder can't be made or written */
function prepareFolders({ dataDir, mediaDir }: Environment): void {
  for (const [name, folder] of [["DATA_DIR", dataDir] as const, ["MEDIA_DIR", mediaDir] as const]) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o750 });
      accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (cause) {
      throw new EnvironmentFaulty([
        `${name}: "${folder}" can't be written (${(cause as NodeJS.ErrnoException).code ?? "?"})`,
      ]);
    }
  }
}

/** Where a person reads: never among the JSON lines of a log in a file or a pipe. */
function terminal(): NodeJS.WriteStream {
  return process.stdout.isTTY ? process.stdout : process.stderr;
}

/** A person at a terminal gets lines to read, everything else JSON. */
function logDestination(): DestinationStream {
  const { stdout } = process;
  if (stdout.isTTY) return consoleLines((line) => stdout.write(line));
  const lines = gatheredLines(
    (text) => void stdout.write(text),
    (flush) => void atNextBeat(systemClock, flush),
  );
  process.on("exit", () => lines.flush());
  return lines;
}
