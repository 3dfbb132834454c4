import { randomUUID } from "node:crypto";
import type { Redis, RedisOptions } from "ioredis";
import packageJson from "../package.json" with { type: "json" };
import { createEventBus, type EventBus } from "./events/bus.ts";
import { systemKeys } from "./redis/keys.ts";
import { isReservedNumber } from "./numbering/reserved.ts";
import type { Logger } from "./observability/logging.ts";
import { createMetrics, type Metrics } from "./observability/metrics.ts";
import { systemClock, type Clock } from "./runtime/clock.ts";
import type { Environment } from "./runtime/environment.ts";
import type { Scope } from "./runtime/scope.ts";
import { WriteProbe } from "./redis/write-probe.ts";
import { parseRedisUrl } from "./redis/connection.ts";
import { keyFile } from "./sealing/key-file.ts";
import { openSettings, type Settings } from "./settings/settings.ts";
import { settingEvents } from "./setting-events.ts";
import { openTracing } from "./tracing/open-tracing.ts";
import { warnOfRefusedTrunks } from "./trunks/refused-trunks.ts";
import { TrunkHosts } from "./trunks/trunk-hosts.ts";

/** What nearly everything else stands on. */
export interface Base {
  readonly writes: WriteProbe;
  /** Names this process to the others. */
  readonly process: string;
  readonly environment: Environment;
  /** For those who need a connection of their own. */
  readonly redisAddress: RedisOptions;
  readonly redis: Redis;
  readonly settings: Settings;
  /** Where trunks may lead. */
  readonly trunkHosts: TrunkHosts;
  readonly events: EventBus;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends with the process: owns what it opens. */
  readonly scope: Scope;
}

export async function openBase(
  { environment, redis }: { readonly environment: Environment; readonly redis: string | RedisOptions },
  logger: Logger,
  scope: Scope,
): Promise<Base> {
  const clock = systemClock;
  const metrics = createMetrics();
  const events = createEventBus({
    onFault: (fault, event) =>
      logger.error({ event: "listener.fault", of: event.kind, err: fault }, "a listener failed"),
  });
  const self = randomUUID();
  const { collector: endpoint } = environment;
  if (endpoint !== undefined) {
    const { version } = packageJson;
    scope.own(await openTracing({ endpoint, version, process: self, events, logger }));
  }
  const hasOperator = environment.operatorToken !== undefined;
  const trunkHosts = trunkHostsOf(environment, clock);
  const { isRefusedAsWritten: isRefusedTrunkHost } = trunkHosts;
  const settings = scope.own(
    await openSettings({
      ...{ redis, clock, logger, isReservedNumber, hasOperator, isRefusedTrunkHost },
      retention: environment.retention,
      keyring: keyFile(environment.secretsKeyFile),
      observer: settingEvents(events, metrics, clock),
    }),
  );
  warnOfRefusedTrunks(settings.snapshot, trunkHosts, logger);
  const redisAddress = typeof redis === "string" ? parseRedisUrl(redis) : redis;
  return {
    environment,
    process: self,
    writes: scope.own(new WriteProbe(settings.redis, systemKeys().written, clock)),
    redisAddress,
    redis: settings.redis,
    settings,
    trunkHosts,
    events,
    metrics,
    clock,
    logger,
    scope,
  };
}

function trunkHostsOf({ privateTrunks, sip, tls, publicAddress }: Environment, clock: Clock): TrunkHosts {
  const ports = [sip.port, ...(tls === undefined ? [] : [tls.port])];
  return new TrunkHosts({ allowPrivate: privateTrunks, listening: { host: sip.host, ports }, publicAddress, clock });
}
